// Compiles an import of every entry as a strict project would: the types of libraries checked, too, and none installed but a reader's.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The doors that scripts lie behind. */
export function scriptsOf(exports) {
  return Object.entries(exports).flatMap(([door, target]) => ((target.default ?? target).endsWith('.js') ? [door] : []));
}

const RESOLUTIONS = { bundler: 'esnext', nodenext: 'nodenext' };

/** What TypeScript complains of in a project in `place`, where the package is installed; one text for each way of resolving. */
export function strictTypes(place, { name, exports }) {
  const sheets = Object.keys(exports).filter((door) => door.endsWith('.css'));
  const imports = [...scriptsOf(exports), ...sheets].map((door) => `import '${door.replace('.', name).replace('*', 'slate')}';\n`);
  writeFileSync(join(place, 'strict.mts'), imports.join(''));
  return Object.entries(RESOLUTIONS).flatMap(([moduleResolution, module]) => {
    const compilerOptions = {
      ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [], noEmit: true },
      ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedSideEffectImports: true, skipLibCheck: false },
    };
    writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['strict.mts'] }));
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', place], { encoding: 'utf8' });
    return status === 0 ? [] : [`compiling every entry with ${moduleResolution}:\n${stdout}`];
  });
}
