// The demo as a later version of the kit would be: its cache has another shape, and its outbox one store more.

import { defineConfig, mergeConfig, type Plugin, type UserConfig } from 'vite';
import demo from '../../vite.config.ts';

const newer: Plugin = {
  name: 'newer',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/src/sync/disk-store.ts')) return undefined;
    const changed = code
      .replace(/CACHE_SCHEMA = \d+/, 'CACHE_SCHEMA = 99')
      .replace('stores: {\n      entries:', "stores: {\n      later: (db) => void db.createObjectStore('later'),\n      entries:");
    if (changed.split('CACHE_SCHEMA = 99').length !== 2 || !changed.includes("'later'")) throw new Error(`${id} is not what it was`);
    return changed;
  },
};

export default defineConfig((env) => mergeConfig<UserConfig, UserConfig>(demo(env), { plugins: [newer] }));
