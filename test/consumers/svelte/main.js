import { mount } from 'svelte';
import Songs from './Songs.svelte';

mount(Songs, { target: document.querySelector('#app') });
