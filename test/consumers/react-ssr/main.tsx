// The page: the list is there, and has given its role to the box around its rows, before React takes the markup over.

import { hydrateRoot } from 'react-dom/client';
import 'live-stream-kit/live-stream';
import { Songs } from './Songs';

const list = document.querySelector('live-stream')!;
while (list.getAttribute('role') === 'list') await new Promise((resolve) => requestAnimationFrame(resolve));
hydrateRoot(document.querySelector('#app')!, <Songs />);
document.body.dataset['hydrated'] = '';
