// Which files are taken, said before a byte of them is sent, and by the server once more: LiveView's `allow_upload`, in camelCase. Pure.

import { MAX_ATTACHMENTS } from './attachment.js';

/** What may be uploaded. */
export interface UploadLimits {
  /** `any`, or a list of endings (`.png`), types (`image/png`) and kinds of types (`image/*`). Default `any`. */
  accept?: 'any' | readonly string[];
  /** The most files of one message, 1 to 10. Default 3. */
  maxEntries?: number;
  /** The most bytes of one file. Default 8,000,000. */
  maxFileSize?: number;
}

/** Why a file is not taken, in LiveView's words. */
export type UploadError = 'tooLarge' | 'tooManyFiles' | 'notAccepted';

/** What is asked of a file before it is taken. */
export interface FileFacts {
  name: string;
  size: number;
  type: string;
}

const DEFAULTS: Required<UploadLimits> = { accept: 'any', maxEntries: 3, maxFileSize: 8_000_000 };
const ENDING = /^\.[^\s/*.][^\s/*]*$/;
const TYPE = /^[^\s/*]+\/(\*|[^\s/*]+)$/;

/** The limits with their defaults. Throws a `TypeError` that names a limit which cannot be one. */
export function uploadLimits({
  accept = DEFAULTS.accept,
  maxEntries = DEFAULTS.maxEntries,
  maxFileSize = DEFAULTS.maxFileSize,
}: UploadLimits = {}): Required<UploadLimits> {
  const isList = Array.isArray(accept) && accept.length > 0 && accept.every((one) => ENDING.test(one) || TYPE.test(one));
  if (accept !== 'any' && !isList)
    throw new TypeError(`accept must be "any" or a list such as [".pdf", "image/*", "text/plain"], not ${JSON.stringify(accept)}`);
  if (!Number.isInteger(maxEntries) || maxEntries < 1 || maxEntries > MAX_ATTACHMENTS)
    throw new TypeError(`maxEntries must be a whole number from 1 to ${MAX_ATTACHMENTS}, not ${String(maxEntries)}`);
  if (!Number.isInteger(maxFileSize) || maxFileSize < 1)
    throw new TypeError(`maxFileSize must be a whole number of bytes above 0, not ${String(maxFileSize)}`);
  return { accept, maxEntries, maxFileSize };
}

/** Whether a file's ending or type is on the list. An ending says so whatever the type; both are only what somebody said. */
export function isAccepted({ name, type }: Omit<FileFacts, 'size'>, accept: 'any' | readonly string[]): boolean {
  if (accept === 'any') return true;
  const [called, said] = [name.toLowerCase(), type.toLowerCase().split(';', 1)[0]!.trim()];
  return accept
    .map((one) => one.toLowerCase())
    .some((one) => {
      if (one.startsWith('.')) return called.endsWith(one) && called.length > one.length;
      return one.endsWith('/*') ? said.startsWith(one.slice(0, -1)) && said.length > one.length - 1 : said === one;
    });
}

/** Why one file is not taken, or nothing. */
export function uploadError(
  file: FileFacts,
  { accept, maxFileSize }: Pick<Required<UploadLimits>, 'accept' | 'maxFileSize'>,
): UploadError | undefined {
  if (!isAccepted(file, accept)) return 'notAccepted';
  return file.size > maxFileSize ? 'tooLarge' : undefined;
}

/**
 * Which files are taken beside those `held` already, and why the others are not. A file that is refused for itself takes nobody's
 * place; what is in order is taken in the order given until there are enough.
 */
export function admitFiles<F extends FileFacts>(
  files: readonly F[],
  held: number,
  limits: Required<UploadLimits>,
): { taken: F[]; refused: { file: F; error: UploadError }[] } {
  const taken: F[] = [];
  const refused: { file: F; error: UploadError }[] = [];
  for (const file of files) {
    const error = uploadError(file, limits) ?? (held + taken.length >= limits.maxEntries ? 'tooManyFiles' : undefined);
    if (error) refused.push({ file, error });
    else taken.push(file);
  }
  return { taken, refused };
}
