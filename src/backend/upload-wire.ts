// Uploads over HTTP, beside either transport: which route asks what, and what is said on them. Client and server read this page alike. Pure.

import { encodeAttachment, parseAttachment } from './attachment.js';
import type { Attachment } from './attachment.js';
import { asFields, asId, asNumber, asText } from './checks.js';
import type { Fields } from './checks.js';

/** What a route asks of an upload. */
export type UploadAction = 'begin' | 'chunk' | 'cancel' | 'file';

/** Every route of uploads; `{upload}` is the id the file will have. */
export const UPLOAD_ROUTES: readonly (readonly [method: string, path: string, action: UploadAction])[] = [
  ['PUT', '/uploads/{upload}', 'begin'],
  ['PATCH', '/uploads/{upload}', 'chunk'],
  ['DELETE', '/uploads/{upload}', 'cancel'],
  ['GET', '/uploads/{upload}', 'file'],
];

/** The bytes of a chunk, unless told otherwise. */
export const CHUNK_SIZE = 64_000;

/** What is to come. */
export interface UploadBeginning {
  name: string;
  type: string;
  size: number;
  width?: number;
  height?: number;
}

/** How far an upload is: `attachment` once the server has all of it. */
export interface UploadStanding {
  offset: number;
  attachment?: Attachment;
}

/** The path of an upload. */
export function uploadPath(id: string): string {
  return `/uploads/${encodeURIComponent(id)}`;
}

/** The path of a chunk, which begins at `offset`. */
export function chunkPath(id: string, offset: number): string {
  return `${uploadPath(id)}?offset=${offset}`;
}

/** Where a request leads, if to an upload at all; else the methods that are taken there. */
export function uploadDestination(method: string, path: string): { action: UploadAction; id: string } | { allowed: string[] } | undefined {
  const [, id] = /^\/uploads\/([^/]+)$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const route = UPLOAD_ROUTES.find(([allowed]) => allowed === method);
  if (!route) return { allowed: UPLOAD_ROUTES.map(([allowed]) => allowed) };
  return { action: route[2], id: asId(decoded(id), 'upload id') };
}

/** An upload that begins, as its server reads it. */
export function parseBeginning(value: unknown): UploadBeginning {
  const of = asFields(value, 'upload');
  const [width, height] = [of['width'], of['height']];
  return {
    name: asText(of['name'], 'upload: name', 4096),
    type: asText(of['type'] ?? '', 'upload: type', 256),
    size: asNumber(of['size'], 'upload: size'),
    ...(width === undefined ? {} : { width: asNumber(width, 'upload: width') }),
    ...(height === undefined ? {} : { height: asNumber(height, 'upload: height') }),
  };
}

export function encodeBeginning(beginning: UploadBeginning): Fields {
  return { ...beginning };
}

/** How far an upload is, as its client reads it. */
export function parseStanding(value: unknown): UploadStanding {
  const of = asFields(value, 'upload reply');
  const offset = asNumber(of['offset'], 'upload reply: offset');
  return of['attachment'] === undefined ? { offset } : { offset, attachment: parseAttachment(of['attachment']) };
}

export function encodeStanding({ offset, attachment }: UploadStanding): Fields {
  return attachment ? { offset, attachment: encodeAttachment(attachment) } : { offset };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
