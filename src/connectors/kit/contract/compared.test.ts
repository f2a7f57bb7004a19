import fc from "fast-check";
import { expect, it } from "vitest";
import { compared, comparedAfterWrite, writeInRounds, writeRest } from "./compared.ts";
import type { StockItem, StockResult } from "./ports.ts";
import { applied, echo } from "./results.ts";

const units = fc.integer({ min: 0, max: 6 });

/** Items by key, with what the hub wants and believes to be shown, and what the shop shows; null: it has none there. */
const pushes = fc.array(fc.record({ want: units, expected: fc.option(units), shown: fc.option(units) })).map((rows) =>
  rows.map(({ want, expected, shown }, index) => ({
    item: { key: `v${index}`, location: "", seq: BigInt(index), want, expected, ext: null, idempotencyKey: "" },
    shown,
  })),
);

const gone = (item: StockItem): StockResult => ({ ...echo(item), outcome: "rejected", code: "gone", text: "Gone." });

it("a comparison writes over nothing that changed in between, and nothing that is shown already", async () => {
  await fc.assert(
    fc.asyncProperty(pushes, async (rows) => {
      const shop = new Map(rows.flatMap(({ item, shown }) => (shown === null ? [] : [[item.key, shown] as const])));
      const written: string[] = [];
      const results = await writeRest(
        rows.map(({ item }) => {
          const shown = shop.get(item.key);
          return shown === undefined ? gone(item) : (compared(item, shown) ?? item);
        }),
        async (due) => {
          for (const { key, want } of due) {
            shop.set(key, want);
            written.push(key);
          }
          return applied(due);
        },
      );
      expect(results.map(({ key }) => key).toSorted()).toEqual(rows.map(({ item }) => item.key).toSorted());
      const reported = new Map(results.map((result) => [result.key, result]));
      for (const { item, shown } of rows) {
        const isChanged = item.expected !== null && item.expected !== shown;
        const isWritten = shown !== null && shown !== item.want && !isChanged;
        expect(written.includes(item.key)).toBe(isWritten);
        if (shown === null) expect(reported.get(item.key)).toMatchObject({ outcome: "rejected", code: "gone" });
        else if (!isChanged) expect(reported.get(item.key)).toMatchObject({ outcome: "applied", observed: item.want });
        else expect(reported.get(item.key)).toMatchObject({ outcome: "conflict", observed: shown });
        expect(shop.get(item.key)).toBe(isWritten ? item.want : (shown ?? undefined));
      }
    }),
  );
});

it("a comparison writes where no number is shown yet, and compares with the number as the platform takes it", () => {
  const item = { key: "v", location: "", seq: 1n, want: -2, expected: 5, ext: null, idempotencyKey: "" };
  expect([compared(item, undefined), compared(item, null)]).toEqual([null, null]);
  const applied = { key: "v", location: "", seq: 1n, outcome: "applied", observed: 0 };
  expect(compared({ ...item, expected: 0 }, 0, 0)).toEqual(applied);
  expect(compared(item, 0)).toMatchObject({ outcome: "conflict", observed: 0 });
});

it("a comparison counts the desired number as written only where it was expected, or after its own write", () => {
  const item = { key: "v", location: "", seq: 1n, want: 15, expected: 18, ext: null, idempotencyKey: "" };
  expect(compared(item, 15)).toMatchObject({ outcome: "conflict", observed: 15 });
  expect(compared({ ...item, expected: null }, 15)).toMatchObject({ outcome: "applied", observed: 15 });
  expect(comparedAfterWrite(item, 15)).toMatchObject({ outcome: "applied", observed: 15 });
  expect(comparedAfterWrite(item, 14)).toMatchObject({ outcome: "conflict", observed: 14 });
  expect(comparedAfterWrite(item, 18)).toBeNull();
});

/** A shop that keeps pieces on hand and, of these, pieces reserved; orders come and go before each of its answers. */
function busyShop(
  stock: ReadonlyMap<string, number>,
  orders: readonly { readonly key: string; readonly by: number }[],
) {
  const onHand = new Map(stock);
  const reserved = new Map([...stock.keys()].map((key) => [key, 0]));
  const waiting = [...orders];
  const free = (key: string) => (onHand.get(key) ?? 0) - (reserved.get(key) ?? 0);
  return {
    passes() {
      const order = waiting.shift();
      if (order) reserved.set(order.key, Math.max(0, (reserved.get(order.key) ?? 0) + order.by));
    },
    levels: (keys: readonly string[]) =>
      new Map(keys.map((key) => [key, { free: free(key), reserved: reserved.get(key) ?? 0 }])),
    set: (key: string, pieces: number) => onHand.set(key, pieces),
  };
}

const orders = fc.array(fc.record({ key: fc.constantFrom("v0", "v1", "v2"), by: fc.integer({ min: -2, max: 2 }) }));

/** Pushes to a busy shop; `isSilent` says of each write whether its answer tells what is shown then. */
async function pushRounds(items: readonly StockItem[], shop: ReturnType<typeof busyShop>, isSilent: () => boolean) {
  const writes: string[] = [];
  const reported = new Map<string, number>();
  const report = (some: readonly StockItem[]) => {
    const levels = shop.levels(some.map(({ key }) => key));
    for (const [key, { free }] of levels) reported.set(key, free);
    return levels;
  };
  const results = await writeInRounds(items, {
    async look(some) {
      shop.passes();
      return report(some);
    },
    decide(item, level = { free: 0, reserved: 0 }, compare) {
      return compare(item, level.free) ?? { item, pieces: item.want + level.reserved };
    },
    async write(due) {
      shop.passes();
      for (const { item, pieces } of due) {
        shop.set(item.key, pieces);
        writes.push(item.key);
      }
      return isSilent() ? null : report(due.map(({ item }) => item));
    },
  });
  return { results, told: reported, triesOf: (key: string) => writes.filter((one) => one === key).length };
}

it("a comparison puts no sold unit back on sale in a shop whose orders move what is written", async () => {
  await fc.assert(
    fc.asyncProperty(pushes, orders, fc.infiniteStream(fc.boolean()), async (rows, sold, silences) => {
      const shop = busyShop(new Map(rows.map(({ item, shown }) => [item.key, shown ?? 0])), sold);
      const items = rows.map(({ item }) => item);
      const { results, told, triesOf } = await pushRounds(items, shop, () => silences.next().value);
      expect(results.map(({ key }) => key).toSorted()).toEqual(items.map(({ key }) => key).toSorted());
      for (const result of results) {
        const item = items.find(({ key }) => key === result.key);
        if (result.outcome === "retry") expect(triesOf(result.key)).toBe(3);
        else expect(result).toMatchObject({ observed: told.get(result.key) });
        if (result.outcome === "applied") expect(result.observed).toBeLessThanOrEqual(item?.want ?? -1);
        if (result.outcome === "conflict")
          expect([triesOf(result.key), result.observed === item?.expected]).toEqual([0, false]);
      }
    }),
  );
});

it("a comparison gives up after three writes where an order is cancelled under each of them", async () => {
  const item = { key: "v0", location: "", seq: 1n, want: 5, expected: null, ext: null, idempotencyKey: "" };
  const cancelled = [4, -1, -1, -1].map((by) => ({ key: "v0", by }));
  const { results, triesOf } = await pushRounds(
    [item],
    busyShop(new Map([["v0", 9]]), [{ key: "v0", by: 0 }]),
    () => false,
  );
  expect([results[0]?.outcome, triesOf("v0")]).toEqual(["applied", 1]);
  const busy = await pushRounds([item], busyShop(new Map([["v0", 20]]), cancelled), () => false);
  expect([busy.results[0]?.outcome, busy.triesOf("v0")]).toEqual(["retry", 3]);
});
