// A lint rule of our own: nothing in the sources may turn a string into HTML, by property, by method, in a template or by a directive.

const NAMES = new Set([
  'innerHTML',
  'outerHTML',
  'srcdoc',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'parseHTMLUnsafe',
  'createContextualFragment',
  'parseFromString',
]);
const DIRECTIVE = /^lit(-html)?\/directives\/unsafe-(html|svg|mathml)/;
const BINDING = /[.\s](innerHTML|outerHTML|srcdoc)\s*=\s*["']?$/i;

/** @param {{ report(problem: { node: object, message: string }): void }} context */
function create(context) {
  /** @param {object} node @param {string} what */
  const refuse = (node, what) => context.report({ node, message: `Text is text: ${what} is not allowed here.` });
  return {
    /** @param {any} node */
    MemberExpression(node) {
      const name = node.computed ? node.property.value : node.property.name;
      if (NAMES.has(name)) refuse(node, name);
      if (node.object.name === 'document' && (name === 'write' || name === 'writeln')) refuse(node, `document.${name}`);
    },
    /** @param {any} node */
    ImportDeclaration(node) {
      if (DIRECTIVE.test(node.source.value)) refuse(node, node.source.value);
    },
    /** @param {any} node */
    TemplateElement(node) {
      const binding = BINDING.exec(node.value.raw);
      if (binding) refuse(node, `a binding to ${binding[1]}`);
    },
    /** @param {any} node */
    CallExpression(node) {
      const [first] = node.arguments;
      if (node.callee.property?.name === 'setAttribute' && first?.value === 'srcdoc') refuse(node, 'srcdoc');
    },
  };
}

export default { meta: { name: 'kit' }, rules: { 'text-is-text': { create } } };
