// What the browser knows of a chat: the databases and their size, who holds which lock, and which tabs answer.

/** What was found. A part is empty where the browser does not tell. */
export interface DeviceFacts {
  /** Bytes this site uses, all of it. */
  used: number | undefined;
  quota: number | undefined;
  /** Names of the chat's databases. */
  databases: readonly string[];
  /** Topics that are being sent at this moment, by whom. */
  draining: readonly { topic: string; tab: 'this tab' | 'another tab' }[];
  /** How many tabs share the databases, as far as they answered. */
  tabs: number;
}

/** How long tabs have for an answer: one that sleeps has none. */
const ANSWER_MS = 300;

/** Looks at all that begins with `prefix`, the `prefix` of a chat. */
export async function lookAtDevice(prefix: string): Promise<DeviceFacts> {
  const [estimate, databases, draining, tabs] = await Promise.all([
    ask(() => navigator.storage.estimate(), {}),
    ask(() => indexedDB.databases(), []),
    ask(() => drainingIn(prefix), []),
    ask(() => tabsOf(prefix), 1),
  ]);
  return {
    used: estimate.usage,
    quota: estimate.quota,
    databases: databases.flatMap(({ name = '' }) => (name.startsWith(`${prefix}:`) ? [name.slice(prefix.length + 1)] : [])).toSorted(),
    draining,
    tabs,
  };
}

/** What a browser does not have, or forbids, is not known, and that is all. */
async function ask<T>(question: () => Promise<T>, unknown: T): Promise<T> {
  try {
    return await question();
  } catch {
    return unknown;
  }
}

async function drainingIn(prefix: string): Promise<DeviceFacts['draining']> {
  const mine = `${prefix}:inspector:${crypto.randomUUID()}`;
  // A page is not told its own id but by a lock of its own.
  const { held = [] } = await navigator.locks.request(mine, () => navigator.locks.query());
  const self = held.find(({ name }) => name === mine)?.clientId;
  const drain = `${prefix}:drain:`;
  return held.flatMap(({ name = '', clientId }) =>
    name.startsWith(drain)
      ? [{ topic: name.slice(drain.length), tab: clientId === self ? ('this tab' as const) : ('another tab' as const) }]
      : [],
  );
}

function tabsOf(prefix: string): Promise<number> {
  return new Promise((resolve) => {
    const channel = new BroadcastChannel(prefix);
    const tabs = new Set<unknown>();
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      const { t, tab } = Object(data) as { t?: unknown; tab?: unknown };
      if (t === 'here') tabs.add(tab);
    };
    channel.postMessage({ t: 'who' });
    setTimeout(() => {
      channel.close();
      resolve(tabs.size);
    }, ANSWER_MS);
  });
}
