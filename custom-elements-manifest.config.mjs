// What editors, Storybook and generators know of the elements: attributes, events, slots, parts, states. Written to custom-elements.json.

/** Removes what is not public, and points every path at what is published. */
function publicOnly() {
  return {
    name: 'public-only',
    analyzePhase({ ts, node, moduleDoc }) {
      if (!ts.isClassDeclaration(node) || !node.name) return;
      const own = node.members.filter((member) => inner(ts, member)).map((member) => member.name.getText());
      const declaration = moduleDoc.declarations?.find(({ name }) => name === node.name.text);
      if (declaration) declaration.members = declaration.members?.filter(({ name }) => !own.includes(name));
    },
    packageLinkPhase({ customElementsManifest }) {
      for (const module of customElementsManifest.modules) {
        module.path = published(module.path);
        for (const declaration of module.declarations ?? []) {
          declaration.members = declaration.members?.filter(isPublic);
          // The analyzer also guesses events from calls of dispatchEvent; ours are all documented.
          declaration.events = declaration.events?.filter(({ description }) => description);
          for (const item of [
            declaration,
            ...(declaration.attributes ?? []),
            ...(declaration.events ?? []),
            ...(declaration.members ?? []),
          ]) {
            if (item.inheritedFrom?.module) item.inheritedFrom.module = published(item.inheritedFrom.module);
          }
        }
        for (const item of module.exports ?? []) {
          if (item.declaration?.module) item.declaration.module = published(item.declaration.module);
        }
      }
      const offered = (module) => module.declarations?.length || module.exports?.length;
      customElementsManifest.modules = customElementsManifest.modules.filter(offered);
    },
  };
}

/** State and queries are plain members because decorators cannot see `#` fields; they are no more public for that. */
function inner(ts, member) {
  const decorators = (ts.canHaveDecorators(member) && ts.getDecorators(member)) || [];
  return decorators.some(({ expression }) => /^(state|query|queryAll|queryAsync|queryAssigned\w+)\(/.test(expression.getText()));
}

function isPublic(member) {
  return member.privacy !== 'private' && member.privacy !== 'protected' && !/^[#_]/.test(member.name) && !LIFE_CYCLE.has(member.name);
}

/** Lit calls these; nobody else should. */
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
  'styles',
  'update',
  'updated',
  'willUpdate',
]);

function published(path) {
  return path.replace(/^\/?src\//, 'dist/').replace(/\.ts$/, '.js');
}

export default {
  globs: ['src/live-stream/**/*.ts', 'src/chat/**/*.ts'],
  outdir: '.',
  litelement: true,
  packagejson: false,
  plugins: [publicOnly()],
};
