// Publishes the package, or with `--dry-run` says what it would publish and what speaks against it. Refuses unless the tree is clean, on
// `main`, and the changelog knows the version; then runs every check. A dry run leaves out tests and documentation, to be short.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// What npm asks before it publishes by hand.
if (process.argv.includes('--refuse')) stop('a release is made by npm run release, which runs every check');
const dry = process.argv.includes('--dry-run');
const strange = process.argv.slice(2).find((option) => option !== '--dry-run');
if (strange) stop(`there is no option ${strange}; there is --dry-run`);

const read = (file) => readFileSync(file, 'utf8');
const { name, version, exports } = JSON.parse(read('package.json'));
const tag = `v${version}`;
const news = newsOf(read('CHANGELOG.md'), version);

const obstacles = Array.from(obstaclesBefore());
if (obstacles.length > 0 && !dry) stop(...obstacles, 'nothing was published');

for (const step of dry ? ['lint', 'types', 'build:library', 'package', 'size'] : ['check']) {
  console.log(`\n— ${step} —`);
  if (run(`npm run --silent ${step}`).status !== 0) obstacles.push(`npm run ${step} failed`);
}
tell();

if (obstacles.length > 0) stop('', ...obstacles, dry ? 'it would not be published' : 'nothing was published');
if (dry) console.log('\nnothing was published: this was a dry run');
else publish();

/** What is wrong before anything has been run. */
function* obstaclesBefore() {
  const branch = git('branch --show-current');
  if (branch !== 'main') yield `a release is made on main, and this is ${branch || 'no branch'}`;
  const changed = git('status --porcelain');
  if (changed) yield `not all is committed:\n${changed}`;
  if (git(`tag --list ${tag}`)) yield `${tag} has been released: raise the version in package.json`;
  if (!news) yield `CHANGELOG.md has no words below "## ${version}"`;
  const locked = JSON.parse(read('package-lock.json'));
  if (locked.version !== version || locked.packages[''].version !== version)
    yield `package-lock.json is of ${locked.version}, package.json of ${version}: run npm install`;
}

/** Prints what a reader would get. */
function tell() {
  const { status, stdout, stderr } = run('npm pack --dry-run --json --ignore-scripts', 'pipe');
  const [packed] = status === 0 ? Object.values(JSON.parse(stdout)) : [];
  if (!packed) {
    obstacles.push(`npm pack failed:\n${stderr}`);
    return;
  }
  const folders = new Map();
  for (const file of packed.files) {
    const folder = file.path.split('/').slice(0, -1).join('/') || '.';
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  console.log(`\n${name}@${version}, as "${distTag()}", with the tag ${tag}`);
  console.log(`${packed.files.length} files, ${kB(packed.size)} packed, ${kB(packed.unpackedSize)} unpacked\n`);
  for (const [folder, files] of folders) {
    const size = files.reduce((sum, file) => sum + file.size, 0);
    console.log(`${folder.padEnd(28)} ${String(files.length).padStart(4)} files ${kB(size).padStart(12)}`);
  }
  console.log(`\ndoors: ${Object.keys(exports).join(' ')}\n\n${news}`);
}

/** The tag comes after, so that it says what has been published. */
function publish() {
  if (run(`npm publish --ignore-scripts --access public --tag ${distTag()}`).status !== 0) stop('npm publish failed');
  git(`tag -a ${tag} -m "${name} ${version}"`);
  console.log(`\npublished ${name}@${version}; now: git push --follow-tags`);
}

/** What the changelog says of a version: the lines below its heading. */
function newsOf(changelog, wanted) {
  const lines = changelog.split('\n');
  const from = lines.findIndex((line) => line.startsWith('## ') && line.split(' ')[1] === wanted);
  if (from < 0) return '';
  const after = lines.slice(from + 1);
  const to = after.findIndex((line) => line.startsWith('## '));
  return after
    .slice(0, to < 0 ? undefined : to)
    .join('\n')
    .trim();
}

/** What `npm install` without a version must not give: versions that come before a version. */
function distTag() {
  return version.includes('-') ? 'next' : 'latest';
}

function git(command) {
  const { status, stdout, stderr } = run(`git ${command}`, 'pipe');
  if (status !== 0) stop(`git ${command}: ${stderr}`);
  return stdout.trim();
}

/** A shell, because npm is a script of another name on Windows. */
function run(command, output = 'inherit') {
  return spawnSync(command, { shell: true, encoding: 'utf8', stdio: ['ignore', output, output] });
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function stop(...lines) {
  for (const line of lines) console.log(line);
  process.exit(1);
}
