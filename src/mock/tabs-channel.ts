// What the tabs of a page tell each other, by a name that they share.

/** A channel to the other tabs, each of whose words `hear` is told; undefined where there is none, as in some sandboxed frames. */
export function tabsChannel(name: string, hear: (word: unknown) => void): BroadcastChannel | undefined {
  try {
    const channel = new BroadcastChannel(name);
    (channel as { unref?(): void }).unref?.(); // where a channel would keep the process
    channel.onmessage = ({ data }) => hear(data);
    return channel;
  } catch {
    return undefined;
  }
}
