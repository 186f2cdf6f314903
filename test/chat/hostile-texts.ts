// Texts that would run, load, look or mislead if anything took them for more than text, by class. `hit()` is what runs.

const RUN = ['hit()', 'parent.hit()', 'top.hit()', 'window["hit"]()', 'setTimeout(hit)'];
const EVENTS = ['onerror', 'onload', 'onfocus', 'ontoggle', 'onanimationstart', 'onpointerover'];
const SCHEMES = [
  'javascript:',
  'JaVaScRiPt:',
  ' javascript:',
  'java\nscript:',
  'java\tscript:',
  '\u0001javascript:',
  'vbscript:',
  'data:text/html,',
];
const AROUND = ['', '"', "'", '">', "'>", '</textarea>', '</style>', '</script>', '-->', '\u0000', '${', '{{'];

const each = <A, B>(as: readonly A[], bs: readonly B[], make: (a: A, b: B) => string): string[] =>
  as.flatMap((a) => bs.map((b) => make(a, b)));

/** About 600, by what they try. */
export const HOSTILE_TEXTS: Record<string, readonly string[]> = {
  scripts: each(AROUND, RUN, (around, run) => `${around}<script>${run}</script>`),
  handlers: each(EVENTS, AROUND, (event, around) => `${around}<img src=x ${event}=hit()><svg ${event}="hit()"></svg>`),
  focused: each(EVENTS, RUN, (event, run) => `<input autofocus ${event}="${run}"><details open ${event}=${run}>`),
  frames: each(AROUND, RUN, (around, run) => `${around}<iframe srcdoc="<script>${run}</script>"></iframe>`),
  addresses: each(SCHEMES, RUN, (scheme, run) => `${scheme}${run}`),
  links: each(SCHEMES, RUN, (scheme, run) => `[click](${scheme}${run}) <a href="${scheme}${run}">x</a> ![x](${scheme}${run})`),
  angles: each(SCHEMES, AROUND, (scheme, around) => `${around}<${scheme}hit()> [a]: ${scheme}hit()\n\n[a]`),
  styles: each(
    AROUND,
    ['*', ':host', 'message-item', '.words'],
    (around, rule) => `${around}<style>${rule}{display:none!important}</style>`,
  ),
  templates: each(
    AROUND,
    ['constructor', '__proto__', 'alert'],
    (around, name) => `${around}\${${name}} {{${name}}} <template><script>hit()</script></template>`,
  ),
  selectors: each(['#', '.', '[', ':', '*', ')', ',', '\\'], AROUND, (sign, around) => `${sign}${around}a]${sign}"),script`),
  nested: each(
    AROUND,
    EVENTS.slice(0, 3),
    (around, event) => `<math><mtext>${around}<mglyph><style><!--</style><img title="--><img src=1 ${event}=hit()>">`,
  ),
  names: [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'messages',
    'body',
    'cookie',
    'location',
    'hit',
    'forms',
    'title',
    'then',
  ],
  directions: ['\u202e', '\u2066', '\u200f', '\u0000', '\ufeff', '\ud800', 'a\u0301'.repeat(50), '\u{e0041}', '\u2028', '\r\n\r\n'].map(
    (sign) => `${sign}gnp.exe${sign}`,
  ),
};
