// Gives every `<chat-app>` of the page its demo. Chat knows nothing of it, and so carries nothing of the mock server.

import '../chat/define.js';
import { ChatApp } from '../chat/chat-app.js';
import { DemoController } from './demo-controller.js';

if (customElements.get('chat-app') === ChatApp) {
  ChatApp.addInitializer((app) => void new DemoController(app as ChatApp));
  // Those that were in the page already became what they are when their class was defined, which was before this.
  for (const app of appsIn(document)) new DemoController(app);
}

function appsIn(root: ParentNode): ChatApp[] {
  return Array.from(root.querySelectorAll('*'), (element) => [
    ...(element instanceof ChatApp ? [element] : []),
    ...(element.shadowRoot ? appsIn(element.shadowRoot) : []),
  ]).flat();
}
