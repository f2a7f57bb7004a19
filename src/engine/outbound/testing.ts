/** For tests: a channel that is nothing but a shelf, with a number an item. */
import type { PushItem, PushResult, Stock } from "../../connectors/kit/ports.ts";

export interface Shelf {
  /** What the channel shows, by item. */
  readonly shown: Map<string, number>;
  readonly stock: Stock;
  /** Happens between a number being read and its answer being heard. */
  onRead: () => Promise<unknown>;
  /** Takes part in every write before it is answered; an answer of its own writes nothing. */
  onSend: (items: readonly PushItem<number>[]) => Promise<readonly PushResult<number>[] | undefined>;
  reads: number;
  sends: number;
}

/** `how`: what its connector would say of its stock. */
export function shelf(how: Partial<Pick<Stock, "basis" | "compareAndSet" | "takesAt">> = {}): Shelf {
  const made: Shelf = {
    shown: new Map(),
    onRead: async () => undefined,
    onSend: async () => undefined,
    reads: 0,
    sends: 0,
    stock: {
      basis: "available",
      compareAndSet: "none",
      takesAt: "",
      multiLocation: false,
      ...how,
      async read(items) {
        made.reads += 1;
        const seen = items.map(({ key }) => ({
          key,
          levels: [{ location: "", available: made.shown.get(key) ?? 0 }],
        }));
        await made.onRead();
        return seen;
      },
      push: {
        maxItems: 100,
        async send(items) {
          made.sends += 1;
          const answer = await made.onSend(items);
          if (answer) return answer;
          for (const item of items) made.shown.set(item.key, item.want);
          return items.map(({ key, location, seq, want }) => ({
            key,
            location,
            seq,
            outcome: "applied",
            observed: want,
          }));
        },
      },
    },
  };
  return made;
}
