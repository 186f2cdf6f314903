// The page: elements learn to take over what a server rendered before there are any. A bundler may put lit into a part of its own, which
// comes before whatever imports it: so the room is loaded afterwards.

import '@lit-labs/ssr-client/lit-element-hydrate-support.js';

await import('./room.js');
