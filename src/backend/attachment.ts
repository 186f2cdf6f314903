// A file that a message carries, and what may be believed of it: names and types come from strangers, on both ends of the wire. Pure.

import { asFields, asId, asList, asNumber, MAX_ADDRESS, readable } from './checks.js';
import type { Fields } from './checks.js';

/** A file of a message, as the server keeps it. */
export interface Attachment {
  /** Chosen by whoever uploaded it; never changes. */
  id: string;
  /** What it was called, without the folders it lay in. */
  name: string;
  /** What the server takes it for, such as `image/png`: never shown as a picture or run because of a name. */
  type: string;
  /** In bytes. */
  size: number;
  /** Where it can be had. Shown as a picture only from `https:` or this origin; without a safe address only its name is shown. */
  url: string;
  /** Of a picture, in pixels, so that it has its place before it has loaded. */
  width?: number;
  /** As `width`. */
  height?: number;
}

/** The most files of one message that the contract carries. */
export const MAX_ATTACHMENTS = 10;
/** The longest name of a file, in UTF-16 units. */
export const MAX_FILE_NAME = 255;
/** Of a file nobody knows anything of. */
export const UNKNOWN_TYPE = 'application/octet-stream';

const LONGEST_ENDING = 16;
const MOST_PIXELS = 65_535;
/** Pictures made of dots: they hold no script and load nothing, as SVG may. */
const RASTER = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/avif']);
const TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,62}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}$/;
// Control characters, line ends, half characters, and all that turns the text around it or is not to be seen; but for the two joiners,
// which languages and emoji are written with.
const UNFIT =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** How many of a file's first bytes tell what it is. */
export const HEAD = 32;

/** A name that can be shown, and saved under: one line, no folders, no character that turns others round, and its ending kept. */
export function fileName(value: unknown): string {
  const said = typeof value === 'string' ? value.slice(-4096) : '';
  const last = said.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? '';
  const name = last.replaceAll(UNFIT, '\ufffd').trim();
  if (/^\.*$/.test(name)) return 'file';
  if (name.length <= MAX_FILE_NAME) return name;
  const at = name.lastIndexOf('.');
  const ending = at > 0 && name.length - at <= LONGEST_ENDING ? name.slice(at) : '';
  return `${name.slice(0, MAX_FILE_NAME - 1 - ending.length).replace(/[\ud800-\udbff]$/, '')}…${ending}`;
}

/** A type without its parameters, in small letters; what is none is unknown. */
export function fileType(value: unknown): string {
  const type = typeof value === 'string' ? value.slice(0, 256).split(';', 1)[0]!.trim().toLowerCase() : '';
  return TYPE.test(type) ? type : UNKNOWN_TYPE;
}

/** Whether it may be shown as a picture. */
export function isPicture({ type }: Pick<Attachment, 'type'>): boolean {
  return RASTER.has(type);
}

/** What a file is by its first bytes, where those are of a picture; else what it is said to be, unless that is a picture, too. */
export function typeOf(said: unknown, head: Uint8Array): string {
  const type = fileType(said);
  return pictureType(head) ?? (RASTER.has(type) ? UNKNOWN_TYPE : type);
}

function pictureType(head: Uint8Array): string | undefined {
  const text = (from: number, to: number): string => String.fromCharCode(...head.subarray(from, to));
  if (text(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (text(0, 3) === '\xff\xd8\xff') return 'image/jpeg';
  if (/^GIF8[79]a$/.test(text(0, 6))) return 'image/gif';
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp';
  if (text(4, 8) === 'ftyp' && /^avi[fs]$/.test(text(8, 12))) return 'image/avif';
  return undefined;
}

/** Width and height in pixels, both or none. */
export function pixels(width: unknown, height: unknown): { width: number; height: number } | undefined {
  const are = [width, height].every((value) => Number.isInteger(value) && (value as number) > 0 && (value as number) <= MOST_PIXELS);
  return are ? { width: width as number, height: height as number } : undefined;
}

/** Reads the files of a row. One that is broken is kept with what can be read of it: that there was one is worth knowing. Throws where it is no list, or too long a one. */
export function parseAttachments(value: unknown): readonly Attachment[] {
  return asList(value, 'message.attachments', MAX_ATTACHMENTS).flatMap((one) => {
    const attachment = readable(() => parseAttachment(one));
    return attachment ? [attachment] : [];
  });
}

/** Reads one file. Throws where it has no id. */
export function parseAttachment(value: unknown): Attachment {
  const of = asFields(value, 'attachment');
  const url = of['url'];
  return {
    id: asId(of['id'], 'attachment.id'),
    name: fileName(of['name']),
    type: fileType(of['type']),
    size: readable(() => asNumber(of['size'], 'attachment.size')) ?? 0,
    url: typeof url === 'string' && url.length <= MAX_ADDRESS ? url : '',
    ...pixels(of['width'], of['height']),
  };
}

/** The opposite of `parseAttachment`. */
export function encodeAttachment({ id, name, type, size, url, width, height }: Attachment): Fields {
  return { id, name, type, size, url, ...pixels(width, height) };
}

/** Which files a wish carries. Throws where that is no list of ids, or too long a one. */
export function parseAttachmentIds(value: unknown): { id: string }[] {
  return asList(value, 'put: body.attachments', MAX_ATTACHMENTS).map((id) => ({ id: asId(id, 'put: body.attachments') }));
}

/** Of what a wish carries only the ids are sent: what the files are is the server's to say. */
export function encodeAttachmentIds(value: unknown): unknown[] {
  return Array.isArray(value) ? value.map((one) => (Object(one) as { id?: unknown }).id) : [];
}

/** Whether stored files are what they were; storage may hold anything. */
export function areAttachments(value: unknown): boolean {
  const fits = (one: unknown): boolean => {
    const { id, name, type, size, url } = Object(one) as Record<keyof Attachment, unknown>;
    return [id, name, type, url].every((text) => typeof text === 'string') && typeof size === 'number';
  };
  return Array.isArray(value) && value.length <= MAX_ATTACHMENTS && value.every(fits);
}
