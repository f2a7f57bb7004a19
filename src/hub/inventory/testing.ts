/** For tests: whatever moves stock as random operations, and a model of what they leave. */
import fc from "fast-check";
import type { TestDatabase } from "../../db/testing.ts";
import { HubError } from "../errors.ts";
import { serveShortLines } from "../orders/serve-short.ts";
import {
  actor,
  later,
  noon,
  orderLine,
  orderPart,
  type TestShop,
  type TestStore,
  testShop,
} from "../orders/testing.ts";
import { closeCountStep } from "../stock-documents/close-count.ts";
import { enterCounts, startCount } from "../stock-documents/counts.ts";
import { createDocument } from "../stock-documents/documents.ts";
import { postDocument, reverseDocument } from "../stock-documents/post-document.ts";
import { listCountLines } from "../stock-documents/read-counts.ts";
import type { DocumentKind } from "../stock-documents/read-documents.ts";
import { levelKey } from "./ledger.ts";
import { createLocation } from "./locations.ts";
import { adjustStock, countStock, type StockItemResult, setStock, transferStock } from "./stock-changes.ts";

const small = (max: number) => fc.nat({ max });
const which = { variant: small(3), at: small(1), units: small(6) };
export const operation = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("order"),
      store: small(1),
      lines: fc.array(fc.record({ variant: small(3), units: small(2) }), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom("edit", "cancel", "ship", "restock"),
      order: small(30),
      line: small(2),
      units: small(3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("set", "adjust", "transfer", "count", "session"), ...which }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom("purchase_invoice", "sales_invoice", "adjustment"), ...which }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("reverse"), document: small(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("serve") }) },
);
export type Operation = typeof operation extends fc.Arbitrary<infer Each> ? Each : never;

export interface ModelLine {
  readonly key: string;
  readonly variant: number;
  quantity: number;
  fulfilled: number;
  restocked: number;
}

export interface ModelOrder {
  readonly key: string;
  readonly store: TestStore;
  readonly lines: ModelLine[];
  isCancelled: boolean;
}

export interface World {
  readonly shop: TestShop;
  readonly stores: readonly TestStore[];
  /** Three variants and a bundle of two of the first and one of the second. */
  readonly variants: readonly string[];
  readonly places: readonly string[];
  readonly orders: ModelOrder[];
  /** Documents posted, and what each moved. */
  readonly posted: {
    readonly id: string;
    readonly variantId: string;
    readonly locationId: string;
    readonly by: number;
  }[];
  readonly reversed: Set<string>;
  readonly onHand: Map<string, number>;
  version: number;
}

const PARTS: Readonly<Record<number, readonly (readonly [number, number])[]>> = {
  3: [
    [0, 2],
    [1, 1],
  ],
};
export const partsOf = (variant: number) => PARTS[variant] ?? [[variant, 1] as const];

export async function newWorld(db: TestDatabase): Promise<World> {
  const shop = await testShop(db);
  const stores = [await shop.newStore(), await shop.newStore()];
  const variants = [await shop.newVariant(), await shop.newVariant(), await shop.newVariant(), await shop.newVariant()];
  for (const [part, quantity] of partsOf(3))
    await shop.run((tx) =>
      tx.run(
        `insert into bundle_item (organization_id, bundle_variant_id, component_variant_id, quantity)
         values (argosy.tenant(), $1, $2, $3)`,
        [variants[3], variants[part], quantity],
      ),
    );
  for (const store of stores) for (const [n, variant] of variants.entries()) await store.list(variant, `v${n}`);
  const annex = await shop.run((tx) => createLocation(tx, { name: "Annex", now: noon }));
  const onHand = new Map<string, number>();
  return {
    shop,
    stores,
    variants,
    places: [shop.locationId, annex.id],
    orders: [],
    posted: [],
    reversed: new Set(),
    onHand,
    version: 0,
  };
}

const move = (world: World, variantId: string, locationId: string, by: number) => {
  const key = levelKey({ variantId, locationId });
  world.onHand.set(key, (world.onHand.get(key) ?? 0) + by);
};

/** Counts what an operation says it did. */
const note = (world: World, results: readonly StockItemResult[]) => {
  for (const result of results)
    for (const change of result.ok ? result.changes : [])
      move(world, change.variantId, change.locationId, change.difference);
};

const told = (order: ModelOrder) =>
  orderPart(order.key, {
    status: order.isCancelled ? "cancelled" : "processing",
    lines: order.lines.map((line) =>
      orderLine({
        key: line.key,
        variantKey: `v${line.variant}`,
        quantity: line.quantity,
        orderedQuantity: Math.max(line.quantity, 1),
        fulfilledQuantity: line.fulfilled,
        restockedQuantity: line.restocked,
      }),
    ),
  });

/** Changes the model of an order and answers what tells the hub of it; later versions win, in whatever order they come. */
function notify(world: World, order: ModelOrder): () => Promise<unknown> {
  const part = later(told(order), ++world.version, {});
  return () => order.store.apply([part]);
}

function onOrder(world: World, each: Extract<Operation, { order: number }>): () => Promise<unknown> {
  const order = world.orders[each.order % Math.max(1, world.orders.length)];
  const line = order?.lines[each.line % order.lines.length];
  if (!order || !line) return async () => undefined;
  if (each.kind === "cancel") order.isCancelled = true;
  if (each.kind === "edit") line.quantity = line.fulfilled + each.units;
  if (each.kind === "ship") line.fulfilled = Math.min(line.quantity, line.fulfilled + each.units);
  if (each.kind === "restock") line.restocked = Math.min(line.fulfilled, line.restocked + each.units);
  return notify(world, order);
}

function onShelf(world: World, each: Extract<Operation, { units: number; at: number }>): () => Promise<unknown> {
  const { shop } = world;
  const variantId = world.variants[each.variant] ?? "";
  const [locationId = "", toLocationId = ""] = each.at === 0 ? world.places : world.places.toReversed();
  const item = { variantId, locationId };
  const by = { actor, now: noon };
  const { units } = each;
  switch (each.kind) {
    case "set":
      return async () =>
        note(world, await shop.run((tx) => setStock(tx, { items: [{ ...item, onHand: units }], ...by })));
    case "adjust":
      return async () =>
        note(world, await shop.run((tx) => adjustStock(tx, { items: [{ ...item, delta: units - 2 }], ...by })));
    case "transfer":
      return async () =>
        note(
          world,
          await shop.run((tx) => transferStock(tx, { items: [{ ...item, toLocationId, quantity: units + 1 }], ...by })),
        );
    case "count":
      return async () =>
        note(world, await shop.run((tx) => countStock(tx, { items: [{ ...item, counted: units }], ...by })));
    case "session":
      return () => countSession(world, { ...item, counted: units });
    default:
      return () => document(world, each.kind, { ...item, units: units + 1 });
  }
}

/** Entered in one transaction, closed in another: whatever else happens comes in between. */
async function countSession(world: World, item: { variantId: string; locationId: string; counted: number }) {
  const { shop } = world;
  const by = { actor, now: noon };
  const { variantId, locationId } = item;
  const count = await shop
    .run((tx) => startCount(tx, { scope: "chosen", locationId, items: [{ variantId }], ...by }))
    .catch(refused);
  if (!count) return;
  const [entered] = await shop.run((tx) =>
    enterCounts(tx, { id: count.id, items: [{ variantId, counted: item.counted }], ...by }),
  );
  await shop.run((tx) => closeCountStep(tx, { id: count.id, ...by }));
  const { items } = await shop.run((tx) => listCountLines(tx, { id: count.id }));
  for (const line of items) {
    const posted = line.posted ?? 0;
    const difference = entered?.ok ? (entered.difference ?? 0) : 0;
    // Less than what was missing is posted only where no more lay there at closing.
    if (posted < difference || (posted > difference && difference >= 0))
      throw new Error(`A count found ${difference} and posted ${posted}.`);
    move(world, line.variantId, locationId, posted);
  }
}

const refused = (error: unknown) => {
  if (error instanceof HubError) return null;
  throw error;
};

async function document(
  world: World,
  kind: DocumentKind,
  of: { variantId: string; locationId: string; units: number },
) {
  const { variantId, locationId, units } = of;
  const lines = [{ variantId, quantity: kind === "adjustment" ? -units : units }];
  const now = noon;
  const invoiceDocument = await world.shop.run((tx) => createDocument(tx, { kind, locationId, lines, actor, now }));
  const done = await world.shop.run((tx) => postDocument(tx, { id: invoiceDocument.id, actor, now })).catch(refused);
  if (!done) return;
  const by = kind === "purchase_invoice" ? units : -units;
  world.posted.push({ id: invoiceDocument.id, variantId, locationId, by });
  move(world, variantId, locationId, by);
}

function reverse(world: World, n: number): () => Promise<unknown> {
  const document = world.posted[n % Math.max(1, world.posted.length)];
  if (document === undefined) return async () => undefined;
  const { id, variantId, locationId, by } = document;
  return async () => {
    const done = await world.shop.run((tx) => reverseDocument(tx, { id, actor, now: noon })).catch(refused);
    if (!done || world.reversed.has(id)) return;
    world.reversed.add(id);
    move(world, variantId, locationId, -by);
  };
}

/** Changes the model and answers the work that brings the hub there. */
export function begin(world: World, each: Operation): () => Promise<unknown> {
  if (each.kind === "order" && "lines" in each) {
    const lines = each.lines.map(({ variant, units }, n) => ({
      key: `l${n}`,
      variant,
      quantity: units + 1,
      fulfilled: 0,
      restocked: 0,
    }));
    const order = {
      key: `o${world.orders.length}`,
      store: world.stores[each.store] ?? failed(),
      lines,
      isCancelled: false,
    };
    world.orders.push(order);
    return notify(world, order);
  }
  if ("order" in each) return onOrder(world, each);
  if ("at" in each) return onShelf(world, each);
  if ("document" in each) return reverse(world, each.document);
  return () => world.shop.run((tx) => serveShortLines(tx, { variantIds: world.variants, now: noon }));
}

export function failed(): never {
  throw new Error("The world has no such thing.");
}
