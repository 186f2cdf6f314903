// Leaves in the manifest what readers may use: elements and events, their public members, and paths into the published files.

/** Lit and the browser call these; nobody else should. */
const LIFE_CYCLE = new Set([
  'adoptedCallback',
  'attributeChangedCallback',
  'connectedCallback',
  'createRenderRoot',
  'disconnectedCallback',
  'firstUpdated',
  'getUpdateComplete',
  'performUpdate',
  'render',
  'shouldUpdate',
  'update',
  'updated',
  'willUpdate',
]);

export function publicOnly() {
  const fieldsOfEvents = new Map();
  return {
    name: 'public-only',
    analyzePhase({ ts, node, moduleDoc }) {
      if (!ts.isClassDeclaration(node) || !node.name) return;
      // Lit's plugin takes a field named "updated" for a method of Lit's wherever it stands; an event may have one.
      if (/\bextends Event\b/.test(node.getText().split('{')[0])) fieldsOfEvents.set(node.name.text, fieldsOf(ts, node));
      const inner = node.members.filter((member) => isInner(ts, member)).map((member) => member.name?.getText());
      const declaration = moduleDoc.declarations?.find(({ name }) => name === node.name.text);
      if (declaration) declaration.members = declaration.members?.filter(({ name }) => !inner.includes(name));
    },
    packageLinkPhase({ customElementsManifest: manifest }) {
      for (const module of manifest.modules) {
        module.path = published(module.path);
        module.declarations = module.declarations?.filter(isOffered);
        const offered = new Set(module.declarations?.map(({ name }) => name));
        module.exports = module.exports?.filter(({ declaration }) => offered.has(declaration?.name));
        for (const declaration of module.declarations ?? []) {
          declaration.members = declaration.members?.filter((member) => isPublic(member, declaration));
          // The constructor's parameter, which the analyzer takes for a default.
          if (!declaration.customElement) for (const member of declaration.members ?? []) delete member.default;
          // The analyzer also guesses events from calls of dispatchEvent; ours are all documented.
          declaration.events = declaration.events?.filter(({ description }) => description);
        }
        for (const declaration of module.declarations ?? []) {
          const known = new Set(declaration.members?.map(({ name }) => name));
          for (const field of fieldsOfEvents.get(declaration.name) ?? []) if (!known.has(field.name)) declaration.members?.push(field);
        }
        for (const { superclass } of module.declarations ?? []) {
          if (superclass?.name === 'Event') delete superclass.module;
          if (superclass?.name === 'Base') Object.assign(superclass, { name: 'HTMLElement', module: undefined });
        }
        for (const { declaration } of module.exports ?? []) if (declaration.module) declaration.module = published(declaration.module);
      }
      manifest.modules = manifest.modules
        .filter(({ declarations }) => declarations?.length)
        .toSorted((one, other) => one.path.localeCompare(other.path));
    },
  };
}

/** The fields of a class that carry a doc comment. */
function fieldsOf(ts, { members }) {
  return members
    .filter((member) => ts.isPropertyDeclaration(member) && member.jsDoc && !ts.isPrivateIdentifier(member.name))
    .map((member) => ({
      kind: 'field',
      name: member.name.getText(),
      type: { text: member.type?.getText() ?? 'unknown' },
      readonly: true,
      description: member.jsDoc.at(-1).comment,
    }));
}

/** Elements, and the classes of their events. */
function isOffered({ kind, customElement, superclass }) {
  return kind === 'class' && (customElement || superclass?.name === 'Event');
}

/** State and queries are plain members because decorators cannot see `#` fields; they are no more public for that. */
function isInner(ts, member) {
  const decorators = (ts.canHaveDecorators(member) && ts.getDecorators(member)) || [];
  return decorators.some(({ expression }) => /^(state|query|queryAll|queryAsync|queryAssigned\w+)\(/.test(expression.getText()));
}

function isPublic({ name, privacy, static: isStatic }, { customElement }) {
  const named = !/^[#_]/.test(name) && !(customElement && LIFE_CYCLE.has(name));
  return named && !isStatic && privacy !== 'private' && privacy !== 'protected';
}

/** Of a source, the file it becomes in the package. */
export function published(path) {
  return path.replace(/^\/?src\//, 'dist/').replace(/\.ts$/, '.js');
}
