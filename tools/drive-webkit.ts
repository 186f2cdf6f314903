// Drives WebKitGTK by its own driver, in one window.

import { FOCUS_FRAME, type Driver } from './driver.ts';
import { startWebKit } from './webkit-session.ts';

export async function driveWebKit(program: string): Promise<Driver> {
  const { send, end } = await startWebKit(program);
  await send('POST', '/window/rect', { x: 0, y: 0, width: 1280, height: 1100 });
  return {
    async open(url) {
      await send('POST', '/url', { url });
    },
    async perform(actions) {
      await send('POST', '/actions', { actions: [actions] });
    },
    async focus() {
      await send('POST', '/execute/sync', { script: FOCUS_FRAME, args: [] });
    },
    end,
  };
}
