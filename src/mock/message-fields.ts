// What the server makes of the fields a client wishes for a message, and what it refuses. Pure.

import { MAX_ATTACHMENTS } from '../backend/attachment.js';
import type { Attachment } from '../backend/attachment.js';
import { MAX_CONTENT, quoteOf } from '../backend/model.js';
import type { Quote } from '../backend/model.js';
import { SourceError } from '../sync/protocol.js';
import type { Mutation } from '../sync/protocol.js';
import type { TopicLog } from './topic-log.js';

/** What is asked of a file that a message is to carry. */
export interface UploadFacts {
  readonly owner: string;
  readonly attachment: Attachment;
  /** How many of its bytes have come. */
  readonly received: number;
}

/** The ids of the files that a wish carries. */
export function attachmentIds({ body }: Mutation): string[] {
  const { attachments } = body;
  return Array.isArray(attachments) ? attachments.map((one) => String((Object(one) as { id?: unknown }).id)) : [];
}

/** The files a new message carries, each once, in the server's words. Throws where one is not there, not the writer's, or not whole. */
export function attached(userId: string, mutation: Mutation, uploads: ReadonlyMap<string, UploadFacts>): readonly Attachment[] | undefined {
  const ids = [...new Set(attachmentIds(mutation))];
  if (ids.length === 0) return undefined;
  if (ids.length > MAX_ATTACHMENTS) throw invalid('attachments', `has at most ${MAX_ATTACHMENTS} files`);
  return ids.map((id) => {
    const upload = uploads.get(id);
    if (!upload) throw invalid('attachments', `there is no file ${id}`);
    if (upload.owner !== userId) throw new SourceError('forbidden', `The file ${id} was uploaded by somebody else.`);
    if (upload.received !== upload.attachment.size) throw invalid('attachments', `the file ${id} has not come whole`);
    return upload.attachment;
  });
}

/** What is answered, in the server's words. Of a message that is not here, or no more, only the id: the answer is not lost with it. */
export function quoted(log: TopicLog, replyTo: unknown): Quote | undefined {
  if (replyTo === undefined) return undefined;
  const { id } = replyTo as Pick<Quote, 'id'>;
  const row = log.get(id)?.row;
  return row && 'content' in row && !row.deleted ? quoteOf(row) : { id, name: '', excerpt: '' };
}

/** The words; they may be missing where there are files. */
export function messageContent(content: unknown, hasFiles = false): string {
  if (typeof content !== 'string' || (content.trim() === '' && !hasFiles)) throw invalid('content', "can't be blank");
  if (content.length > MAX_CONTENT)
    throw new SourceError('too-large', `A message has at most ${MAX_CONTENT} characters, this one has ${content.length}.`);
  return content;
}

export function invalid(field: string, message: string): SourceError {
  return new SourceError('invalid', `${field} ${message}`, { fields: { [field]: message } });
}
