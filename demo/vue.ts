// `<chat-app demo>` in Vue 3: the page is one single-file component.

import { createApp } from 'vue';
import '../src/embed/index.js';
import Page from './page.vue';

createApp(Page).mount('#app');
