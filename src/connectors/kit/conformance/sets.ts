import { expect } from "vitest";
import type { OrderLine, OrderPart } from "../../../commerce/order.ts";
import type { SandboxSetKind, SandboxShop } from "../sandbox/sandbox.ts";
import type { TestConnection } from "../testing/connection.ts";
import { type Bench, goods, listed, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";

const SKUS = ["MUG-1", "MUG-2", "SET-1"];

/** Two of one thing and one of another, under one SKU; beside the set an item is sold by itself. */
async function sold(connection: TestConnection, shop: SandboxShop, { name }: SandboxSetKind) {
  const mugs = [1, 2].map((index) => shop.addProduct(goods(index, { stock: 20 + index })));
  const parts = [
    { sku: "MUG-1", quantity: 2 },
    { sku: "MUG-2", quantity: 1 },
  ];
  shop.makeSet?.({ kind: name, sku: "SET-1", price: "30.00", parts });
  const skuOf = new Map<string, string>();
  for (const [index, { key }] of mugs.entries()) {
    const sku = `MUG-${index + 1}`;
    skuOf.set((await listed(connection, key, sku)).variant.key, sku);
  }
  const before = numbers(shop);
  const order = shop.placeOrder({
    lines: [
      { sku: "SET-1", quantity: 2 },
      { sku: "MUG-2", quantity: 1 },
    ],
    payment: "paid",
    customer: { name: "Ada King", email: "ada@example.test" },
  });
  return { order, before, skuOf };
}

const numbers = (shop: SandboxShop) => SKUS.map((sku) => shop.stockOf(sku));

/** Units by SKU that lines come to: of a pack its contents and itself, as it says; of a set beside its parts nothing. */
function unitsOf(part: OrderPart, skuOf: ReadonlyMap<string, string>, of: (line: OrderLine) => number) {
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
  return SKUS.map((sku) => units.get(sku));
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

async function checkSet(bench: Bench, kind: SandboxSetKind): Promise<void> {
  const { shop, connect } = await bench.twin();
  const connection = await connect();
  const orders = need(connection.ports, "orders");
  const { order, before, skuOf } = await sold(connection, shop, kind);
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
  const all = kind.takes === "own" ? [0, 1, 2] : [4, 3, kind.takes === "both" ? 2 : 0];
  const placed = await told();
  expect(unitsOf(placed, skuOf, (line) => line.quantity)).toEqual(all);
  expect(placed.lines.filter((line) => line.totalMinor !== 0n)).toHaveLength(2);
  took(placed);
  if (kind.sendsParts) {
    shop.shipOrder?.(order, [{ sku: "MUG-1", quantity: 4 }]);
    const begun = await told();
    expect(unitsOf(begun, skuOf, (line) => line.fulfilledQuantity)).toEqual([4, 0, 0]);
    expect(unitsOf(begun, skuOf, (line) => line.quantity)).toEqual(all);
    took(begun);
  }
  shop.shipOrder?.(order);
  const sent = await told();
  expect(unitsOf(sent, skuOf, (line) => line.fulfilledQuantity)).toEqual(all);
  took(sent);
}

export const setCases: readonly Case[] = [
  {
    name: "orders: a set takes and sends what is in it, each once, and its money stands once",
    run: async (bench) => {
      if (bench.shop.setKinds === undefined) throw new Unsupported("the platform tells of no sets of items");
      for (const kind of bench.shop.setKinds) await checkSet(bench, kind);
    },
  },
];
