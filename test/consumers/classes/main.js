// An element under another name: of the classes only this one is wanted, and nothing is registered but by this page.

import { LiveStream } from 'live-stream-kit/elements';

customElements.define('song-list', class extends LiveStream {});
document.querySelector('#app').append(document.createElement('song-list'));
