// A Chromium from npm (@sparticuz/chromium, Linux x64), unpacked once into the user's cache folder. Needs neither root nor a desktop.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from './browser-paths.ts';

/** The last version whose package runs on Node 20. */
const PACKAGE = '@sparticuz/chromium';
const VERSION = '147.0.0';

/** The package unpacks into the temp folder, and its shared libraries only where it believes itself on Lambda. */
const UNPACK = `import(${JSON.stringify(PACKAGE)}).then(({ default: chromium }) => chromium.executablePath())`;

/** The package's own file looks for its fonts where Lambda has them. Without any font, Chromium dies at the first text field. */
const fontsConfig = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts', 'fonts')}</dir>
  <cachedir>${join(folder, 'fonts', 'cache')}</cachedir>
</fontconfig>
`;

/** Chooses fonts and libraries at each start: the package's own wherever the system has none. */
const START = `#!/bin/sh
here=$(dirname "$0")
[ -e /etc/fonts/fonts.conf ] || export FONTCONFIG_PATH="$here/fonts"
"$here/chromium" --version >/dev/null 2>&1 || export LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
exec "$here/chromium" "$@"
`;

/** The path of a start script. Installs on the first call (66 MB to fetch, 200 MB on disk). */
export function installFromNpm({ env, home }: Pick<Machine, 'env' | 'home'>): string {
  const cache = cacheFolder(env, home);
  const folder = join(cache, `chromium-${VERSION}`);
  const start = join(folder, 'start.sh');
  if (existsSync(start)) return start;

  console.log(`browser: installing ${PACKAGE}@${VERSION} from npm into ${folder} (66 MB, once)`);
  const work = mkdtempSync(join(cache, 'unpack-'));
  try {
    const unpacked = join(work, 'chromium');
    mkdirSync(unpacked);
    const install = ['install', '--prefix', work, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `${PACKAGE}@${VERSION}`];
    execFileSync('npm', install, { stdio: ['ignore', 'ignore', 'pipe'] });
    execFileSync(process.execPath, ['-e', UNPACK], {
      cwd: work,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...env, TMPDIR: unpacked, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' },
    });
    writeFileSync(join(unpacked, 'fonts', 'fonts.conf'), fontsConfig(folder));
    writeFileSync(join(unpacked, 'start.sh'), START);
    chmodSync(join(unpacked, 'start.sh'), 0o755);
    moveInto(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return start;
}

/** Another run may have been faster; both unpacked the same files. */
function moveInto(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!existsSync(join(to, 'start.sh'))) throw error;
  }
}

function cacheFolder(env: Machine['env'], home: string): string {
  for (const root of [env['XDG_CACHE_HOME'] || join(home, '.cache'), tmpdir()]) {
    const folder = join(root, 'live-stream-kit');
    try {
      mkdirSync(folder, { recursive: true });
      return folder;
    } catch {
      // A home nobody may write to, as in some containers: the temp folder then.
    }
  }
  throw new Error('neither the cache folder nor the temp folder can be written to');
}
