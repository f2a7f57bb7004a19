import { expect, test } from "vitest";
import { type Raises, watchRaises } from "./unexplained.ts";

/** A shop with two places, and what the hub knows of its orders. */
function watched() {
  const levels = new Map([
    ["house", 10],
    ["depot", 10],
  ]);
  const lines = new Map<string, { sku: string; quantity: number; shipped: number; restocked: number }>();
  const existing = new Map<string, { wanted: number; shipped: number; refunds: number }>();
  const readNow = async (text: string, params: readonly unknown[] = []) =>
    text.includes("sales_order")
      ? (params[1] as string[]).flatMap((key) => [existing.get(key)].flatMap((one) => (one ? [{ key, ...one }] : [])))
      : [{ sent_value: 1 }];
  const raises = watchRaises({ look: readNow as Parameters<typeof watchRaises>[0]["look"] }, "Shop");
  const shop = {
    skus: () => ["A"],
    stockOf: () => [...levels.values()].reduce((sum, units) => sum + units, 0),
    levelsOf: () => levels,
    record: (key: string) => {
      const line = lines.get(key);
      return line && { lines: [line], parcels: [], refunds: [], notes: [] };
    },
  };
  raises.of(shop, "store");
  const move = (place: string, by: number) => void levels.set(place, (levels.get(place) ?? 0) + by);
  async function writes(place: string, units: number): Promise<readonly string[]> {
    const after = raises.watch();
    const before = raises.problems.length;
    levels.set(place, units);
    await after();
    return raises.problems.slice(before);
  }
  function order(key: string, units: number): string {
    move("house", (lines.get(key)?.quantity ?? 0) - units);
    lines.set(key, { sku: "A", quantity: units, shipped: 0, restocked: 0 });
    return key;
  }
  return { raises, known: existing, lines, writes, order, move };
}

const sell = (raises: Raises, place: () => string) => raises.following(undefined, place);

test("a number raised at the place where an unread sale lowered it is found, and one raised elsewhere is not", async () => {
  const { raises, known, writes, order } = watched();
  await sell(raises, () => order("1", 3));
  expect(await writes("depot", 12)).toEqual([]);
  expect(await writes("house", 6)).toEqual([]);
  expect(await writes("house", 8)).toEqual(["Shop: A house was raised from 6 to 8 over order 1, which is not applied"]);
  known.set("1", { wanted: 3, shipped: 0, refunds: 0 });
  expect(await writes("house", 9)).toEqual([]);
});

test("units added to an order that is known, and parcels that lower the number, explain what fell as well", async () => {
  const { raises, known, writes, order, lines, move } = watched();
  await sell(raises, () => order("1", 3));
  known.set("1", { wanted: 3, shipped: 0, refunds: 0 });
  await raises.following("1", () => order("1", 5));
  expect(await writes("house", 6)).toHaveLength(1);
  known.set("1", { wanted: 5, shipped: 0, refunds: 0 });
  expect(await writes("house", 7)).toEqual([]);
  await raises.following("1", () => {
    move("house", -2);
    lines.set("1", { sku: "A", quantity: 5, shipped: 2, restocked: 0 });
    return "1";
  });
  expect(await writes("house", 6)).toHaveLength(1);
  known.set("1", { wanted: 5, shipped: 2, refunds: 0 });
  expect(await writes("house", 7)).toEqual([]);
});

test("a cancellation's returned units explain nothing any more", async () => {
  const { raises, writes, order } = watched();
  await sell(raises, () => order("1", 3));
  await raises.following("1", () => order("1", 0));
  expect(await writes("house", 12)).toEqual([]);
});
