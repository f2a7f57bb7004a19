/** Bugs in writing and reading stock. */

import type { PushItem, PushResult, Stock } from "../../contract/ports.ts";
import { applied } from "../../contract/results.ts";
import type { Mutant } from "./mutant.ts";
import { alteredPush, bugsIn, onPort } from "./wrap.ts";

const stock = bugsIn<Stock>("stock", (change) => onPort("stock", change));

const sends = (name: string, likely: readonly string[], change: (item: PushItem<number>) => PushItem<number>): Mutant =>
  stock(name, likely, ({ push }, touch) => ({ push: alteredPush(push, change, touch) }));

function answers(
  name: string,
  likely: readonly string[],
  change: (results: readonly PushResult<number>[], items: readonly PushItem<number>[]) => readonly PushResult<number>[],
): Mutant {
  return stock(name, likely, ({ push }, touch) => {
    const poll = push.poll?.bind(push);
    const altered = (results: readonly PushResult<number>[], items: readonly PushItem<number>[]) => {
      const next = change(results, items);
      if (next !== results) touch();
      return next;
    };
    return {
      push: {
        ...push,
        send: async (items, ctx) => altered(await push.send(items, ctx), items),
        ...(poll && {
          poll: async (handle, ctx, sent) => {
            const answer = await poll(handle, ctx, sent);
            if (!("pendingMs" in answer)) return altered(answer, sent ?? []);
            return { ...answer, results: altered(answer.results ?? [], sent ?? []) };
          },
        }),
      },
    };
  });
}

export const stockMutants: readonly Mutant[] = [
  stock("claims what it never wrote", ["stock: a batch"], ({ push }, touch) => ({
    push: {
      ...push,
      send: async (items) => {
        touch();
        return applied(items);
      },
    },
  })),
  stock("the basis is wrong", ["stock: the basis"], ({ basis }, touch) => {
    touch();
    return { basis: basis === "available" ? "available_plus_open_orders" : "available" };
  }),
  {
    ...stock(
      "several locations are called one, or one several",
      ["stock: the number of locations"],
      ({ multiLocation }, touch) => {
        touch();
        return { multiLocation: !multiLocation };
      },
    ),
    fields: ["stock.locations"],
  },
  stock("what changed meanwhile is overwritten", ["stock: a number that changed"], ({ push, compareAndSet }, touch) =>
    // Declared as nothing the platform or the connector compares.
    compareAndSet === "none"
      ? {}
      : {
          push: {
            ...push,
            send: (items, ctx) => {
              if (items.some(({ expected }) => expected !== null)) touch();
              const blind = items.map((item) => ({ ...item, expected: null }));
              return push.send(blind, ctx);
            },
          },
        },
  ),
  stock("of a batch the first item alone is compared", ["stock: in a batch"], ({ push, compareAndSet }, touch) =>
    compareAndSet === "none"
      ? {}
      : {
          push: {
            ...push,
            send: (items, ctx) => {
              if (items.slice(1).some(({ expected }) => expected !== null)) touch();
              const rest = items.slice(1).map((item) => ({ ...item, expected: null }));
              return push.send([...items.slice(0, 1), ...rest], ctx);
            },
          },
        },
  ),
  sends("one more is written", ["stock: a batch"], (item) => ({ ...item, want: item.want + 1 })),
  sends("zero is written as one, so that the listing stays", ["stock: a batch"], (item) =>
    item.want === 0 ? { ...item, want: 1 } : item,
  ),
  sends("a large number is cut to a thousand", ["stock: a batch"], (item) =>
    item.want > 1_000 ? { ...item, want: 1_000 } : item,
  ),
  answers("the last item of a batch gets no answer", ["stock: a batch"], (results) =>
    results.length > 1 ? results.slice(0, -1) : results,
  ),
  answers("the sequence is not echoed", ["stock: a batch"], (results) => results.map((one) => ({ ...one, seq: 0n }))),
  answers("a rejected item is told as applied", ["stock: one bad item"], (results, items) =>
    results.some(({ outcome }) => outcome === "rejected")
      ? results.map(
          (one): PushResult<number> =>
            one.outcome === "rejected"
              ? {
                  key: one.key,
                  location: one.location,
                  seq: one.seq,
                  outcome: "applied",
                  observed: items.find(({ seq }) => seq === one.seq)?.want ?? 0,
                }
              : one,
        )
      : results,
  ),
  answers("one bad item rejects the whole batch", ["stock: one bad item"], (results) =>
    results.some(({ outcome }) => outcome === "rejected")
      ? results.map(
          ({ key, location, seq }): PushResult<number> => ({
            key,
            location,
            seq,
            outcome: "rejected",
            code: "batch",
            text: "The batch was refused.",
          }),
        )
      : results,
  ),
  answers("a conflict is told as applied", ["stock: a number that changed"], (results) =>
    results.some(({ outcome }) => outcome === "conflict")
      ? results.map((one): PushResult<number> => (one.outcome === "conflict" ? { ...one, outcome: "applied" } : one))
      : results,
  ),
  stock(
    "a number refused as not counted is written all the same",
    ["stock: a number does not switch"],
    ({ push }, touch) => ({
      push: {
        ...push,
        send: async (items, ctx) => {
          const results = await push.send(items, ctx);
          const isRefused = (one: PushResult<number>) => one.outcome === "rejected" && one.code === "not_counted";
          const refused = results.filter(isRefused).map(({ seq }) => seq);
          if (refused.length === 0) return results;
          // Without an expectation it is written as to an item that never had a number: counting starts with it.
          const again = items.filter(({ seq }) => refused.includes(seq)).map((item) => ({ ...item, expected: null }));
          const answers = await push.send(again, ctx);
          if (answers.some(({ outcome }) => outcome === "applied")) touch();
          return [...results.filter((one) => !isRefused(one)), ...answers];
        },
      },
    }),
  ),
  answers(
    "a place that does not count an item is refused as the whole item",
    ["stock: a place that stopped counting"],
    (results) => {
      const isHere = (one: PushResult<number>) => one.outcome === "rejected" && one.code === "not_counted_here";
      return results.some(isHere)
        ? results.map((one) => (one.outcome === "rejected" && isHere(one) ? { ...one, code: "not_counted" } : one))
        : results;
    },
  ),
  stock("only the first item of a batch is sent", ["stock: a batch"], ({ push }, touch) => ({
    push: {
      ...push,
      send: async (items, ctx) => {
        if (items.length < 2) return push.send(items, ctx);
        touch();
        const [sent] = await push.send(items.slice(0, 1), ctx);
        return sent
          ? items.map(
              ({ key, location, seq, want }): PushResult<number> =>
                sent.outcome === "accepted"
                  ? { ...sent, key, location, seq }
                  : { key, location, seq, outcome: "applied", observed: want },
            )
          : [];
      },
    },
  })),
  stock("an item in doubt keeps its whole batch open", ["stock: an item that sells"], ({ push }, touch) => {
    const poll = push.poll?.bind(push);
    if (!poll) return {};
    return {
      push: {
        ...push,
        async poll(handle, ctx, sent) {
          const answer = await poll(handle, ctx, sent);
          if (!("pendingMs" in answer) || !answer.results?.length) return answer;
          touch();
          return { pendingMs: answer.pendingMs };
        },
      },
    };
  }),
  stock("one item a call", ["stock: a thousand", "calls:"], ({ push }, touch) => {
    if (push.maxItems > 1) touch();
    return { push: { ...push, maxItems: 1 } };
  }),
  stock("reading answers zero", ["stock: read"], ({ read }, touch) => ({
    read: async (items, ctx) => {
      touch();
      return (await read(items, ctx)).map((one) => ({
        ...one,
        levels: one.levels.map((level) => ({ ...level, available: 0 })),
      }));
    },
  })),
  stock("units of open orders are not told", ["stock: units an open order"], ({ read }, touch) => ({
    read: async (items, ctx) =>
      (await read(items, ctx)).map((one) => ({
        ...one,
        levels: one.levels.map(({ committed, ...level }) => {
          if (committed !== undefined) touch();
          return level;
        }),
      })),
  })),
  stock("reading answers the first item alone", ["stock: read"], ({ read }, touch) => ({
    read: async (items, ctx) => {
      if (items.length > 1) touch();
      return (await read(items, ctx)).slice(0, 1);
    },
  })),
];
