// Compiles an import of every entry as a strict project would: the types of libraries checked, too, and none installed but a reader's.

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The doors that scripts lie behind. */
export function scriptsOf(exports) {
  return Object.entries(exports).flatMap(([door, target]) => ((target.default ?? target).endsWith('.js') ? [door] : []));
}

const RESOLUTIONS = { bundler: 'esnext', nodenext: 'nodenext' };
/** The newest, and the oldest that is promised, which attw brings along: for that one msw's own types are too new. */
const COMPILERS = { typescript: [], '@arethetypeswrong/core/node_modules/typescript': ['./mock', './mock/node', './testing'] };

/** What TypeScript complains of in a project in `place`, where the package is installed; one text for each compiler and way of resolving. */
export function strictTypes(place, { name, exports }) {
  const sheets = Object.keys(exports).filter((door) => door.endsWith('.css'));
  return Object.entries(COMPILERS).flatMap(([compiler, tooNew]) => {
    const doors = [...scriptsOf(exports).filter((door) => !tooNew.includes(door)), ...sheets];
    const imports = doors.map((door) => `import '${door.replace('.', name).replace('*', 'slate')}';\n`);
    writeFileSync(join(place, 'strict.mts'), imports.join(''));
    return Object.entries(RESOLUTIONS).flatMap((one) => compile(place, compiler, ...one));
  });
}

function compile(place, compiler, moduleResolution, module) {
  const folder = join('node_modules', compiler);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const compilerOptions = {
    ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [], noEmit: true },
    ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedSideEffectImports: true, skipLibCheck: false },
  };
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['strict.mts'] }));
  const { status, stdout } = spawnSync(process.execPath, [join(folder, 'bin', 'tsc'), '-p', place], { encoding: 'utf8' });
  return status === 0 ? [] : [`compiling every entry with ${moduleResolution} and TypeScript ${version}:\n${stdout}`];
}
