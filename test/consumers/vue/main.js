import { createApp } from 'vue';
import Songs from './Songs.vue';

createApp(Songs).mount('#app');
