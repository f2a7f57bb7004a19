/** Goods made of other goods, goods nobody ships, and goods sold beyond what there is. */
import type { PackOfShop } from "../driver.ts";
import type { World } from "../world.ts";
import { done, expected, freeOf, type Step, setHubStock, toCancel } from "./acts.ts";

const SOLD = 2;

/** What a pack and each thing in it may be sold of, by the shop and by the hub. */
async function numbersOf(world: World, { sku, contents }: PackOfShop): Promise<readonly number[]> {
  const numbers: number[] = [];
  for (const one of [sku, ...contents.map((part) => part.sku)]) numbers.push(await freeOf(world, one));
  return numbers;
}

async function packSold(world: World, pack: PackOfShop): Promise<string[]> {
  const { shop } = world;
  const before = await numbersOf(world, pack);
  const taken = [
    pack.takes === "contents" ? 0 : SOLD,
    ...pack.contents.map(({ quantity }) => (pack.takes === "itself" ? 0 : SOLD * quantity)),
  ];
  const after = before.map((number, index) => number - (taken[index] ?? 0));
  const problems: string[] = [];
  const say = (found: readonly string[]) => void problems.push(...found.map((text) => `${pack.sku}: ${text}`));
  const cancelled = await shop.buy({ lines: [{ sku: pack.sku, quantity: SOLD }], payment: toCancel(shop) });
  await world.settle();
  say(expected("what is left with two sold", await numbersOf(world, pack), after));
  say(await world.differences());
  await shop.cancel(cancelled);
  await world.settle();
  say(expected("what is left with both canceled", await numbersOf(world, pack), before));
  const shipped = await shop.buy({ lines: [{ sku: pack.sku, quantity: SOLD }], payment: "paid" });
  await world.pass(20);
  say(await done(world, shipped, "fulfil", { trackingNumbers: [`PACK-${shipped}`] }));
  await world.settle();
  say(expected("what is left with two shipped", await numbersOf(world, pack), after));
  say(await world.differences());
  return problems;
}

export const packs: Step = {
  name: "packs are sold, canceled and shipped: what is in them is taken and given back as the shop does it",
  lacking: ({ special }) => (special?.packs ? undefined : "the shop has no packs"),
  async run(world) {
    const problems: string[] = [];
    for (const pack of world.shop.special?.packs ?? []) problems.push(...(await packSold(world, pack)));
    return problems;
  },
};

export const virtualProducts: Step = {
  name: "items nobody ships are bought and canceled: stock is equal, and an order the shop ends by itself has ended",
  lacking: ({ special }) => (special?.virtual ? undefined : "every item of the shop is shipped"),
  async run(world) {
    const { shop } = world;
    const problems: string[] = [];
    for (const { sku, isEndedByShop } of shop.special?.virtual ?? []) {
      const free = await freeOf(world, sku);
      const stored = await shop.buy({ lines: [{ sku, quantity: 2 }], payment: "paid" });
      const other = await shop.buy({ lines: [{ sku, quantity: 1 }], payment: "open" });
      await world.settle();
      problems.push(...expected(`free of ${sku}`, await freeOf(world, sku), free - 3));
      const { fulfilment } = await world.hubOrder(stored);
      problems.push(...expected(`${sku}, ended by the shop`, fulfilment === "fulfilled", isEndedByShop));
      problems.push(...(await world.differences()));
      await shop.cancel(other);
      await world.settle();
      problems.push(...expected(`free of ${sku} with one canceled`, await freeOf(world, sku), free - 2));
      problems.push(...(await world.differences()));
    }
    return problems;
  },
};

export const oversold: Step = {
  name: "an item that may be sold beyond its stock: what was sold too many is short, a delivery serves it, a cancellation frees it",
  lacking: ({ special }) => (special?.oversold ? undefined : "the shop sells no more than there is"),
  async run(world) {
    const { shop } = world;
    const sku = shop.special?.oversold ?? "";
    const first = await shop.buy({ lines: [{ sku, quantity: 1 }], payment: "paid" });
    await world.settle();
    const second = await shop.buy({ lines: [{ sku, quantity: 4 }], payment: toCancel(shop) });
    await world.settle();
    const shortOf = async () => (await world.hubOrder(second)).lines[0]?.shortQuantity;
    const problems = expected("free in the shop", await freeOf(world, sku), -3);
    problems.push(...expected("short in the hub", await shortOf(), 3));
    problems.push(...(await world.differences()));
    await setHubStock(world, sku, 10);
    await world.settle();
    problems.push(...expected("free with ten on the shelf", await freeOf(world, sku), 5));
    problems.push(...expected("short with ten on the shelf", await shortOf(), 0));
    problems.push(...(await world.differences()));
    await shop.cancel(second);
    await shop.ship(first);
    await world.settle();
    problems.push(...expected("free with four canceled", await freeOf(world, sku), 9));
    return [...problems, ...(await world.differences())];
  },
};

/** How the hub ends the SKU of an item that holds a number several share. */
const STOCK = "stock";

export const sharedStock: Step = {
  name: "two items sold from one number: each sale lowers it, a count in the hub and a cancellation raise it, once",
  lacking: ({ special }) => (special?.shared ? undefined : "every item of the shop has a number of its own"),
  async run(world) {
    const { shop } = world;
    const shared = shop.special?.shared;
    if (!shared) return [];
    const [red, blue] = shared.items;
    // The hub keeps their number with an item that is not sold itself; a copy of a shop may have others of the kind.
    const isTheirs = (one: string) => one.endsWith(STOCK) && red.startsWith(one.slice(0, -STOCK.length));
    const level = async () => {
      const all = [...(await world.levels()).values()].filter(({ sku }) => sku.endsWith(`-${STOCK}`));
      return all.find(({ sku }) => isTheirs(sku)) ?? all[0];
    };
    const { sku = "" } = (await level()) ?? {};
    const free = await shared.left();
    const problems: string[] = [];
    const wanted = async (when: string, units: number) => {
      await world.settle();
      const both = [await shared.left(), (await level())?.available];
      problems.push(...expected(`free ${when}, in the shop and in the hub`, both, [units, units]));
      problems.push(...(await world.differences()));
    };
    await wanted("at first", free);
    await shop.buy({ lines: [{ sku: red, quantity: 2 }], payment: "paid" });
    const both = [red, blue].map((one) => ({ sku: one, quantity: 1 }));
    const other = await shop.buy({ lines: both, payment: "open" });
    await wanted("with four sold", free - 4);
    await setHubStock(world, sku, free + 10);
    await wanted("when counted", free + 6);
    await shop.cancel(other);
    await wanted("with two canceled", free + 8);
    return problems;
  },
};
