// What a new wish does to those that wait and to the words it was written as, and how much all of them weigh.

import { amend } from './amend.js';
import { unsentIn, type Entry, type NewEntry } from './overlay.js';
import { EDITS, type OutboxVerbs, type StoredDraft } from './store.js';
import { isDraft } from './stored-shapes.js';

/** What an outbox holds at most: entries, and UTF-16 units of their bodies. */
interface Most {
  readonly entries: number;
  readonly units: number;
}

/**
 * Adds a wish to those that wait, or makes it part of one. Tells the mutation id it is known by from here on; undefined where it would
 * make the outbox larger than the most it may hold: then the words it was written as stay a draft.
 */
export async function accept(verbs: OutboxVerbs, draft: NewEntry, most: Most): Promise<string | undefined> {
  const mutationId = await add(verbs, draft, most);
  if (mutationId !== undefined) await takeDraft(verbs, draft);
  return mutationId;
}

async function add(verbs: OutboxVerbs, draft: NewEntry, most: Most): Promise<string | undefined> {
  const all = await verbs.all();
  const there = all.find(({ mutationId, unsent }) => [mutationId, unsent?.mutationId].includes(draft.mutationId)) ?? saidBy(draft, all);
  if (there) return putAgain(verbs, there);
  const same = all.filter(({ topic, id, kind }) => topic === draft.topic && id === draft.id && (kind === 'create' || kind === 'edit'));
  const amended =
    (draft.kind === 'create' || draft.kind === 'edit') && same.some((entry) => entry.kind === 'create' && entry.state === 'failed');
  const replaced = amended ? same : all.filter((entry) => isReplacedBy(entry, draft));
  const entry: Omit<Entry, 'n'> = amended
    ? amend(same, draft)
    : { ...draft, body: joined(replaced, draft), v: 1, state: 'queued', tries: 0 };
  const units = unitsOf(all);
  // What makes the outbox no larger than it is can be had, however large that is.
  const fits = (gone: readonly Entry[], come: Pick<Entry, 'body'>): boolean =>
    all.length - gone.length + 1 <= Math.max(most.entries, all.length) &&
    units - unitsOf(gone) + unitsOf([come]) <= Math.max(most.units, units);
  if (fits(replaced, entry)) {
    await Promise.all(replaced.map((gone) => verbs.remove(gone)));
    const again = saidBy(
      draft,
      all.filter((one) => !replaced.includes(one)),
    );
    if (again) return putAgain(verbs, again);
    await verbs.add(entry);
    return entry.mutationId;
  }
  const unsent = asUnsent(same, draft);
  if (unsent) {
    for (const gone of same) await verbs.remove(gone);
    await verbs.put(unsent);
    return unsent.mutationId;
  }
  const changed = reworded(same, draft);
  if (!changed || !fits([changed.before], changed.after)) return undefined;
  await verbs.put(changed.after);
  return changed.after.mutationId;
}

/** Whoever put it may still be at its copy, or have died over it: what is accepted again is copied by who accepts it. */
async function putAgain(verbs: OutboxVerbs, entry: Entry): Promise<string> {
  await verbs.put(entry);
  return entry.mutationId;
}

/** Whether a refused entry makes way for a new wish, as does a reaction nobody has sent yet. */
function isReplacedBy(entry: Entry, draft: NewEntry): boolean {
  // Not both at once: whether the server knew the reaction before, only the server knows, so the last word is sent.
  if (draft.kind === 'react') return entry.tries === 0 && isAboutEmoji(entry, draft);
  return entry.topic === draft.topic && entry.id === draft.id && entry.state === 'failed' && entry.kind === draft.kind;
}

/** An edit has the fields of the refused ones it takes the place of, too: nobody has given those up. */
function joined(replaced: readonly Entry[], { kind, body }: NewEntry): NewEntry['body'] {
  return kind === 'edit' ? Object.assign({}, ...replaced.map((entry) => entry.body), body) : body;
}

/** The entry that wishes already what a new delete does, or the newest about an emoji what a new reaction does. */
function saidBy(draft: NewEntry, all: readonly Entry[]): Entry | undefined {
  if (draft.kind !== 'react') return all.find((entry) => isSameDelete(entry, draft));
  const newest = all
    .filter((entry) => isAboutEmoji(entry, draft))
    .toSorted((a, b) => a.n - b.n)
    .at(-1);
  return newest?.body['on'] === draft.body['on'] ? newest : undefined;
}

/** Storage may hold anything. */
function isAboutEmoji({ kind, topic, id, body }: Entry, draft: NewEntry): boolean {
  return kind === 'react' && topic === draft.topic && id === draft.id && Object(body)['emoji'] === draft.body['emoji'];
}

function isSameDelete(entry: Entry, draft: NewEntry): boolean {
  return (
    entry.kind === 'delete' && draft.kind === 'delete' && entry.state === 'queued' && entry.topic === draft.topic && entry.id === draft.id
  );
}

/**
 * A delete where there is no room for one more entry, in the place of the create that nobody has sent, with the words of the edits that
 * follow it: or a full outbox could not be emptied. To a build that knows nothing of this it is the delete of a row that is not there.
 */
function asUnsent(same: readonly Entry[], draft: NewEntry): Entry | undefined {
  const create = draft.kind === 'delete' ? same.find(({ kind, tries }) => kind === 'create' && tries === 0) : undefined;
  if (!create) return undefined;
  const bodies = same.toSorted((a, b) => a.n - b.n).map(({ body }) => body);
  return {
    ...draft,
    n: create.n,
    v: 1,
    state: 'queued',
    tries: 0,
    unsent: { ...create, body: Object.assign({}, ...bodies) as Entry['body'] },
  };
}

/** An edit where there is no room for one more entry: of what waits about its row, the newest with other words, if nobody has sent that yet. */
function reworded(same: readonly Entry[], draft: NewEntry): { before: Entry; after: Entry } | undefined {
  const before = same.toSorted((a, b) => a.n - b.n).at(-1);
  if (draft.kind !== 'edit' || !before || before.state !== 'queued' || before.tries > 0) return undefined;
  return { before, after: { ...before, body: { ...before.body, ...draft.body } } };
}

/** In the transaction that accepts the words, so that they are never both a draft and accepted, in no tab and after no crash. */
async function takeDraft(verbs: OutboxVerbs, { kind, topic, id, mutationId }: NewEntry): Promise<void> {
  if (kind === 'delete' || kind === 'react') return;
  const isTaken = (draft: StoredDraft): boolean => kind === 'edit' || draft.mutationId === mutationId;
  const row = kind === 'edit' ? id : '';
  // By their keys alone: a user who has been in many rooms has a mark of each among the drafts.
  for (const kept of kind === 'edit' ? [topic, EDITS] : [topic]) {
    const draft = await verbs.draft(kept, row);
    if (isDraft(draft) && isTaken(draft)) await verbs.removeDraft(kept, row);
  }
}

/** Removes an entry; where it has taken the place of another, that one is there again. */
export async function takeBack(verbs: OutboxVerbs, entry: Entry): Promise<void> {
  const unsent = unsentIn(entry);
  if (!unsent) await verbs.remove(entry);
  // Its place may be that of the other already.
  else if (await verbs.find(entry.mutationId))
    await ((await verbs.find(unsent.mutationId)) ? verbs.remove(entry) : replace(verbs, entry, unsent));
}

/** One entry in the place of another, which is known by its own mutation id to whoever looks for it. */
export async function replace(verbs: OutboxVerbs, before: Entry, after: Entry): Promise<void> {
  await verbs.remove(before);
  await verbs.put(after);
}

/** How much the bodies of wishes weigh, in UTF-16 units of JSON. */
export function unitsOf(entries: readonly Pick<Entry, 'body' | 'unsent'>[]): number {
  return entries.reduce((sum, { body, unsent }) => sum + (JSON.stringify(unsent?.body ?? body)?.length ?? 0), 0);
}
