import { expect } from "vitest";
import { parseMoney } from "../../../commerce/money.ts";
import type { OrderLine, OrderPart } from "../../../commerce/order.ts";
import type { SandboxOrderInput, SandboxShop } from "../sandbox/sandbox.ts";
import type { SandboxSetKind } from "../sandbox/sets.ts";
import type { TestConnection } from "../testing/connection.ts";
import { type Bench, createProducts, listed, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const SKUS = ["MUG-1", "MUG-2", "SET-1"];

/** SKUs of the items a set is made of, by their keys there. */
export type SkuOf = ReadonlyMap<string, string>;

interface SetToMake {
  readonly kind: string;
  readonly price: string;
}

/** Two of one thing and one of another, under one SKU; answers the parts as the channel lists them. */
async function made(connection: TestConnection, shop: SandboxShop, { kind, price }: SetToMake) {
  const products = [1, 2].map((index) => shop.addProduct(createProducts(index, { stock: 20 + index })).key);
  const parts = [
    { sku: "MUG-1", quantity: 2 },
    { sku: "MUG-2", quantity: 1 },
  ];
  shop.makeSet?.({ kind, sku: "SET-1", price, parts });
  return Promise.all(
    parts.map(async (part, index) => ({
      ...part,
      variant: (await listed(connection, products[index] ?? "", part.sku)).variant,
    })),
  );
}

/** The same; answers what its parts are called there. */
export async function makeSet(connection: TestConnection, shop: SandboxShop, set: SetToMake): Promise<SkuOf> {
  const parts = await made(connection, shop, set);
  return new Map(parts.map(({ sku, variant }) => [variant.key, sku]));
}

export const SOLD = 2;

/** Two sets are sold, and beside them an item by itself that is also in the set. */
export const sellSets = (shop: SandboxShop, more: Partial<SandboxOrderInput> = {}): string =>
  shop.placeOrder({
    lines: [
      { sku: "SET-1", quantity: SOLD },
      { sku: "MUG-2", quantity: 1 },
    ],
    payment: "paid",
    customer: { name: "Ada King", email: "ada@example.test" },
    ...more,
  });

/** Lines of the sets, and of what is in them. */
export const linesOfSets = ({ lines }: OrderPart): readonly OrderLine[] =>
  lines.filter(({ sku, group, orderedQuantity }) => !(sku === "MUG-2" && group === undefined && orderedQuantity === 1));

/** The shop's numbers of the items in the set, and of the set itself. */
export const numbers = (shop: SandboxShop) => SKUS.map((sku) => shop.stockOf(sku));

/** Units by SKU that lines come to: of a pack its contents and itself, as it says; of a set beside its parts nothing. */
export function unitsOf(part: OrderPart, skuOf: SkuOf, of: (line: OrderLine) => number): readonly number[] {
  const sets = new Set(part.lines.map(({ group }) => group));
  const units = new Map<string, number>(SKUS.map((sku) => [sku, 0]));
  const add = (key: string | undefined, more: number) => {
    const sku = skuOf.get(key ?? "") ?? "SET-1";
    units.set(sku, (units.get(sku) ?? 0) + more);
  };
  for (const line of part.lines.filter(({ key }) => !sets.has(key))) {
    if (line.pack?.takesOwn !== false) add(line.variantKey, of(line));
    for (const { variantKey, quantity } of line.pack?.parts ?? []) add(variantKey, of(line) * quantity);
  }
  return SKUS.map((sku) => units.get(sku) ?? 0);
}

/** Parcels that name a line of goods hold as many of its units as have left. */
function checkParcels({ lines, fulfilments }: OrderPart): void {
  const named = Map.groupBy(
    fulfilments.flatMap((parcel) => parcel.lines),
    ({ lineKey }) => lineKey,
  );
  const sets = new Set(lines.map(({ group }) => group));
  for (const [lineKey, rows] of named) {
    if (sets.has(lineKey)) continue;
    const units = rows.reduce((sum, { quantity }) => sum + quantity, 0);
    expect([lineKey, units]).toEqual([lineKey, lines.find(({ key }) => key === lineKey)?.fulfilledQuantity]);
  }
}

/** Units that so many sets are counted by. */
export const inSets = ({ takes }: SandboxSetKind, sets: number): readonly number[] =>
  (takes === "own" ? [0, 0, 1] : [2, 1, takes === "both" ? 1 : 0]).map((units) => units * sets);

async function checkSet(bench: Bench, kind: SandboxSetKind): Promise<void> {
  const { shop, connect } = await bench.twin();
  const connection = await connect();
  const orders = need(connection.ports, "orders");
  const skuOf = await makeSet(connection, shop, { kind: kind.name, price: "30.00" });
  const before = numbers(shop);
  const order = sellSets(shop);
  const told = async () => {
    const part = await orders.get(order, connection.ctx);
    if (part === null) throw new Error("the order is not told");
    return part;
  };
  /** What the channel's numbers fell by is what its lines say it took. */
  const took = (part: OrderPart) => {
    const now = numbers(shop);
    const fell = before.map((units, index) => units - (now[index] ?? 0));
    expect(unitsOf(part, skuOf, (line) => line.channelTook)).toEqual(fell);
    checkParcels(part);
  };
  const all = inSets(kind, 2).map((units, index) => units + (index === 1 ? 1 : 0));
  const placed = await told();
  expect(unitsOf(placed, skuOf, (line) => line.quantity)).toEqual(all);
  const paid = placed.lines.filter((line) => line.totalMinor !== 0n);
  expect(paid).toHaveLength(kind.listsParts ? 3 : 2);
  const alone = parseMoney(shop.priceOf("MUG-2"), placed.totals.currency).minor;
  const price = parseMoney("30.00", placed.totals.currency).minor;
  expect(paid.reduce((sum, { totalMinor }) => sum + totalMinor, 0n)).toBe(price * 2n + alone);
  took(placed);
  if (kind.sendsParts) {
    shop.shipOrder?.(order, [{ sku: "MUG-1", quantity: 4 }]);
    const started = await told();
    expect(unitsOf(started, skuOf, (line) => line.fulfilledQuantity)).toEqual([4, 0, 0]);
    expect(unitsOf(started, skuOf, (line) => line.quantity)).toEqual(all);
    took(started);
  }
  shop.shipOrder?.(order);
  const sent = await told();
  expect(unitsOf(sent, skuOf, (line) => line.fulfilledQuantity)).toEqual(all);
  took(sent);
}

/** A set that is an item of its own in the hub can be made a bundle there, if its product tells what the channel takes. */
async function checkContents(bench: Bench, kind: SandboxSetKind): Promise<void> {
  const { shop, connect } = await bench.twin();
  const connection = await connect();
  const parts = await made(connection, shop, { kind: kind.name, price: "30.00" });
  const { bySku } = need(connection.ports, "products");
  const found = (await bySku?.(["SET-1"], connection.ctx)) ?? [];
  const sets = found.flatMap(({ variants }) => variants.filter(({ sku }) => sku === "SET-1"));
  expect(sets).toHaveLength(1);
  const inside = parts.map(({ variant, quantity }) => ({ variantKey: variant.key, quantity }));
  const isReported = kind.takes !== "own" && kind.untold === undefined;
  expect(new Set(sets[0]?.contents)).toEqual(new Set(isReported ? inside : []));
  expect(parts.map(({ variant }) => variant.contents)).toEqual([undefined, undefined]);
  // A number that follows from others is not written.
  expect(sets[0]?.levels !== undefined).toBe(kind.takes !== "parts");
}

export const setCases: readonly Case[] = [
  {
    name: "orders: a set takes and sends what is in it, each once, and its money stands once",
    run: async (bench) => {
      if (bench.shop.setKinds === undefined) throw new Unsupported("the platform tells of no sets of items");
      for (const kind of bench.shop.setKinds) await checkSet(bench, kind);
    },
  },
  {
    name: "products: what the channel takes for a set is told with it",
    run: async (bench) => {
      const kinds = bench.shop.setKinds;
      if (kinds === undefined) throw new Unsupported("the platform tells of no sets of items");
      for (const kind of kinds) await checkContents(bench, kind);
      const untold = kinds.flatMap((kind) => kind.untold ?? []);
      if (untold.length === kinds.length) throw new Unsupported(untold[0] ?? "");
    },
  },
];
