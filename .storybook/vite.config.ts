// Keeps Storybook from taking the project's vite.config.ts, which is rooted at the demo.
import { defineConfig } from 'vite';

export default defineConfig({});
