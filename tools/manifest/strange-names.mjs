// Finds names in documents that the manifest does not have: tags, attributes, properties and events in markup, tokens, doors of the package.

import { existsSync } from 'node:fs';

/** HTML's own, on any element, and what frameworks add. */
const GLOBAL = new Set(
  (
    'id class classname slot part role style hidden inert lang dir title tabindex key ref this is exportparts ' +
    'aria-label aria-labelledby aria-live aria-busy aria-describedby data-room defer-hydration'
  ).split(' '),
);
/** Events of the platform that may be heard on the elements. */
const NATIVE_EVENTS = new Set('click keydown submit input change scroll load DOMContentLoaded message online offline error'.split(' '));

/** Every name in `text` that is none, with the line it stands in. `own`: tags that a document makes itself. */
export function strangeNames(text, manifest, { exports, tokens, own = [] }) {
  const elements = new Map(
    manifest.modules.flatMap(({ declarations = [] }) => declarations).flatMap((one) => (one.tagName ? [[one.tagName, one]] : [])),
  );
  const events = new Set([...elements.values()].flatMap((one) => (one.events ?? []).map(({ name }) => name)));
  const found = [];
  const strange = (index, what) => found.push(`line ${text.slice(0, index).split('\n').length}: ${what}`);

  for (const { index, 1: tag, 2: rest } of text.matchAll(
    /<([a-z]+-[a-z-]*[a-z])((?:\s+[^<>\s=/]+(?:=(?:"[^"]*"|'[^']*'|\$?\{(?:[^{}]|\{[^{}]*\})*\}))?)*)\s*\/?>/g,
  )) {
    const element = elements.get(tag);
    if (!element) {
      if (!own.includes(tag)) strange(index, `<${tag}> is no element`);
      continue;
    }
    for (const { 1: name } of rest.matchAll(/\s([^\s=<>/]+)(?:=(?:"[^"]*"|'[^']*'|\$?\{(?:[^{}]|\{[^{}]*\})*\}))?/g)) {
      const fault = faultOf(name, element, events);
      if (fault) strange(index, `<${tag}> has no ${fault}`);
    }
  }
  for (const { index, 0: token } of text.matchAll(/--ls-[a-z]+(?:-[a-z0-9]+)*/g))
    if (!tokens.has(token)) strange(index, `${token} is no token`);
  for (const { index, 1: name } of text.matchAll(/addEventListener\('([^']+)'/g)) {
    if (!events.has(name) && !NATIVE_EVENTS.has(name)) strange(index, `${name} is no event`);
  }
  for (const { index, 1: door } of text.matchAll(/['"`]live-stream-kit(\/[^'"`\s]+)?['"`]/g)) {
    if (!isDoor(`.${door ?? ''}`, exports)) strange(index, `live-stream-kit${door ?? ''} is no door of the package`);
  }
  return found;
}

/** Whether a door is one of the package; `*` in its name stands for the name of a file of `src`. */
function isDoor(door, exports) {
  if (door in exports) return true;
  const pattern = Object.keys(exports).find((one) => one.includes('*') && one.split('*').every((part) => door.includes(part)));
  return pattern !== undefined && (existsSync(door.replace('./', 'src/')) || door === './themes/default.css');
}

/** What is wrong with a name in a tag, whichever framework's spelling it is in. */
function faultOf(name, { attributes = [], members = [] }, events) {
  const attribute = (one) => attributes.some((other) => other.name === one) || GLOBAL.has(one.toLowerCase()) || one.startsWith('data-');
  const property = (one) => members.some((member) => member.name === one && member.kind === 'field');
  const event = (one) => events.has(one) || NATIVE_EVENTS.has(one.toLowerCase());
  const [, sign = '', bare = name] = /^(\(|\[|[.?@:]|on:|prop:|bind:|v-on:|v-bind:)?(.*?)[\])]?$/.exec(name) ?? [];
  if (['@', 'on:', 'v-on:', '('].includes(sign)) return event(bare) ? undefined : `event ${bare}`;
  if (['.', 'prop:', '['].includes(sign)) return property(bare) || attribute(bare) ? undefined : `property ${bare}`;
  if (/^on[a-z-]/.test(name)) return event(name.slice(2)) ? undefined : `event ${name.slice(2)}`;
  if (/^on[A-Z]/.test(name)) return event(name.slice(2).toLowerCase()) ? undefined : `event ${name}`;
  return attribute(bare) || property(bare) || /^[#{$]/.test(name) ? undefined : `attribute ${bare}`;
}
