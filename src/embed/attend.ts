// Gives every `<chat-app>` of the page its demo. Chat knows nothing of it, and so carries nothing of the mock server.

import { elements } from '../chat/define.js';
import { ChatApp } from '../chat/chat-app.js';
import { DemoController } from './demo-controller.js';

/** What an earlier copy of the kit registered, or the page for itself. */
const taken = Object.entries(elements).flatMap(([tag, element]) => (customElements.get(tag) === element ? [] : tag));
if (taken.length > 0 && 'window' in globalThis)
  // oxlint-disable-next-line no-console -- two snippets on one page are no error, but one of them is for nothing
  console.warn(`live-stream-kit: this page had ${taken.join(', ')} before, and keeps what it had`);
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
