/** What orders took from stock and returns brought back, by the platforms' word and by what people booked. */
import { holdsStock } from "../../src/commerce/statuses.ts";
import { type HubLine, type HubOrder, type HubReturn, ownOrder } from "./order-steps.ts";
import { type OrderTruth, saysShipping } from "./platform-truth.ts";
import { packOf, setLines } from "./sets.ts";
import type { Good, Made, Recipe, World } from "./world.ts";

export interface Sum {
  onHand: number;
  reserved: number;
}

/** Adds to what should be at a place. */
export type Add = (variantId: string, locationId: string | null, by: Partial<Sum>) => void;

/** On hand by variant, of an order line or a receipt whose bundle was made up anew: by the ledger. */
export type Ledger = ReadonlyMap<string, ReadonlyMap<string, number>>;

const itself = (good: Good): Recipe => new Map([[good.sku, 1]]);

/** Plain items one unit of a good is made of, by a recipe. */
export function partsOf(world: World, good: Good, recipe = good.parts): [Good, number][] {
  const parts = recipe.size === 0 ? itself(good) : recipe;
  return world.goods.flatMap((one): [Good, number][] => {
    const quantity = parts.get(one.sku);
    return quantity === undefined ? [] : [[one, quantity]];
  });
}

/** By which recipe a unit left is known by the hub's ledger alone: when it heard of the parcel. */
export async function readLedger(world: World): Promise<Ledger> {
  if (!world.goods.some((good) => good.recipes.length > 1)) return new Map();
  const rows = await world.look<{ ref: string; variant: string; units: number }>(
    `select split_part(cause_ref, ':', 1) as ref, variant_id as variant, sum(on_hand_delta)::int as units
     from argosy.movement
     where organization_id = argosy.tenant() and cause_kind in ('order', 'return') group by 1, 2`,
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.ref)].map(([ref, some]) => [
      ref,
      new Map(some.map((row) => [row.variant, row.units])),
    ]),
  );
}

interface ReportedState {
  readonly fulfilledQuantity: number;
  readonly restockedQuantity: number;
  /** Units that had left before the channel was connected. */
  readonly prior?: number;
  /** Units refunded before they left that the platform keeps out of sale. */
  readonly lost?: number;
}

interface Back {
  /** Units that left. */
  readonly gone: number;
  /** Units the platform told as put back that are no return's of the hub, and what of them really came back. */
  readonly untold: number;
  readonly told: number;
  /** Units put back by returns of the hub. */
  readonly receipts: readonly HubReturn["lines"][number]["receipts"][number][];
}

/**
 * The same goods come back once, whoever tells it first: units a platform tells as put back after a return was opened
 * are that return's, as far as it was received.
 */
export function backOf(world: World, order: HubOrder, line: HubLine, reported: ReportedState): Back {
  const free = new Set(Array.from({ length: reported.restockedQuantity }, (_, unit) => unit));
  const all = order.returns.flatMap((one) =>
    one.lines.flatMap((own) =>
      own.lineKey === line.key ? [{ ...own, before: reportedBefore(world, one, line.key) }] : [],
    ),
  );
  for (const { receivedQuantity, before } of all) {
    const matching = [...free].filter((unit) => unit >= before).slice(0, receivedQuantity);
    for (const unit of matching) free.delete(unit);
  }
  const receipts = all.flatMap((own) => own.receipts.filter((receipt) => receipt.disposition === "restock"));
  const booked = unitsOf(receipts);
  const gone = Math.max(reported.fulfilledQuantity, booked);
  return { gone, untold: free.size, told: Math.max(0, Math.min(free.size, gone - booked)), receipts };
}

export function unitsOf(receipts: Back["receipts"]): number {
  return receipts.reduce((sum, receipt) => sum + receipt.quantity, 0);
}

function reportedBefore(world: World, one: HubReturn, lineKey: string): number {
  const opened =
    world.returns.find((booked) => booked.id === one.id) ??
    world.asked.find((requested) => requested.commandId === one.refundCommandId);
  return opened?.toldBack.get(lineKey) ?? 0;
}

interface Of {
  readonly order: HubOrder;
  readonly line: HubLine;
  readonly goods: readonly (readonly [Good, number])[];
  readonly told: ReportedState;
}

/** What one line did to stock; answers what cannot be. */
function moveLine(world: World, { order, line, goods, told }: Of, ledger: Ledger, add: Add): string[] {
  const { gone, told: back, receipts } = backOf(world, order, line, told);
  const { locationId } = line;
  const left = back - gone + (told.prior ?? 0) - (told.lost ?? 0);
  return goods.flatMap(([good, each]) => {
    for (const [plain, units] of partsOf(world, good))
      add(plain.variantId, locationId, { reserved: line.reservedQuantity * each * units });
    const problems = [
      move(world, { good, units: left * each, ref: line.id, locationId }, ledger, add),
      ...receipts.map((receipt) =>
        move(
          world,
          { good, units: receipt.quantity * each, ref: receipt.id, locationId: receipt.locationId },
          ledger,
          add,
        ),
      ),
    ];
    return problems.flatMap((problem) => problem ?? []);
  });
}

interface Moving {
  readonly good: Good;
  readonly units: number;
  /** The line or receipt it goes by. */
  readonly ref: string;
  readonly locationId: string | null;
}

/** Units of a good leave or come back; of a bundle made up anew each by one of its recipes, which one the ledger says. */
function move(world: World, { good, units, ref, locationId }: Moving, ledger: Ledger, add: Add): string | null {
  const [only, ...others] = good.recipes;
  if (others.length === 0) {
    for (const [plain, count] of partsOf(world, good, only))
      add(plain.variantId, locationId, { onHand: units * count });
    return null;
  }
  const moved = ledger.get(ref) ?? new Map<string, number>();
  for (const [variantId, onHand] of moved) add(variantId, locationId, { onHand });
  const vectors = good.recipes.map(
    (recipe) => new Map(partsOf(world, good, recipe).map(([plain, count]) => [plain.variantId, count])),
  );
  if (isMixed(moved, vectors, units)) return null;
  const text = JSON.stringify(
    [...moved].map(([id, count]) => [world.goods.find((one) => one.variantId === id)?.sku, count]),
  );
  return `${good.sku}: ${units} by any of its recipes do not make ${text}`;
}

/** Whether so many units, each by one of the recipes, make what was moved. */
function isMixed(
  moved: ReadonlyMap<string, number>,
  recipes: readonly ReadonlyMap<string, number>[],
  units: number,
): boolean {
  const [recipe, ...others] = recipes;
  if (recipe === undefined) return units === 0 && [...moved.values()].every((count) => count === 0);
  const most = Math.abs(units);
  const counts = others.length === 0 ? [units] : Array.from({ length: 2 * most + 1 }, (_, at) => at - most);
  return counts.some((count) => {
    const left = new Map(moved);
    for (const [variantId, each] of recipe) left.set(variantId, (left.get(variantId) ?? 0) - count * each);
    return isMixed(left, others, units - count);
  });
}

/** Not wanted any more, never sent, refunded with the word that they do not come back into stock. */
function lostOf({ refunds, status }: OrderTruth["part"], reported: OrderTruth["part"]["lines"][number]): number {
  const refused = refunds
    .flatMap(({ lines }) => lines)
    .filter((one) => one.lineKey === reported.key && !(one.restocked ?? true));
  const units = reported.keptOutQuantity ?? refused.reduce((sum, one) => sum + one.quantity, 0);
  const needed =
    status === "cancelled" ? reported.fulfilledQuantity : Math.max(reported.quantity, reported.fulfilledQuantity);
  return Math.max(0, Math.min(units, reported.channelTook - needed, reported.orderedQuantity - needed));
}

/** What an order took from stock by the platform's word, and whether its open units are promised or short. */
export async function demandOf(world: World, order: OrderTruth, ledger: Ledger, add: Add): Promise<string[]> {
  const { hub, part } = order;
  if (!hub) return [];
  const sets = setLines(part);
  const problems: string[] = [];
  for (const reported of part.lines) {
    const line = hub.lines.find((one) => one.key === reported.key);
    // The parts of a set are lines of their own.
    if (!line || sets.has(reported.key)) continue;
    const pack = await packOf(world, line, { told: reported, sets: order.channel.sets });
    const good = world.goods.find((one) => one.variantId === line.variantId);
    const items = pack ? pack.goods : good ? ([[good, 1]] as const) : [];
    const what = `${order.channel.name}, order ${order.key}: ${reported.sku}`;
    if (pack) problems.push(...pack.problems.map((text) => `${what} ${text}`));
    if (items.length > 0)
      problems.push(...lineDemand(world, { order, told: reported, line, goods: items }, ledger, add));
  }
  return problems;
}

interface Demand {
  readonly order: OrderTruth;
  readonly told: OrderTruth["part"]["lines"][number];
  readonly line: HubLine;
  /** What one unit of it takes. */
  readonly goods: readonly (readonly [Good, number])[];
}

function lineDemand(world: World, { order, told, line, goods }: Demand, ledger: Ledger, add: Add): string[] {
  const { hub, part, channel, key } = order;
  if (!hub) return [];
  const { fulfilledQuantity } = saysShipping(part) ? told : line;
  // Refunded goods nobody tells more of are back by what the channel's number did, as the hub saw it.
  const word = saysShipping(part) ? told.restockedQuantity : (hub.toldBack.get(line.key) ?? 0);
  const restockedQuantity = Math.max(word, hub.seenBack.get(line.key) ?? 0);
  const what = `${channel.name}, order ${key}: ${told.sku}`;
  const prior = world.prior.get(`${channel.storeId} ${key} ${told.sku}`) ?? 0;
  const moved = {
    order: hub,
    line,
    goods,
    told: {
      fulfilledQuantity,
      restockedQuantity,
      prior,
      lost: Math.max(lostOf(part, told), hub.seenOut.get(line.key) ?? 0),
    },
  };
  const problems = moveLine(world, moved, ledger, add).map((text) => `${what}: ${text}`);
  const financial = part.keeps?.includes("financial") ? hub.financial : part.financial;
  const isAbandoned = hub.isHoldEnded && part.status === "pending" && financial === "pending";
  const isHeld = holdsStock({ status: part.status, financial }) && !isAbandoned && hub.holdEffect !== "free_units";
  const open = isHeld ? Math.max(0, told.quantity - fulfilledQuantity) : 0;
  const held = line.reservedQuantity + line.shortQuantity;
  // Of an order from before connecting as many as the channel has put aside, where its number was taken over.
  const isPast = world.prior.has(`${channel.storeId} ${key} ${told.sku}`);
  const follows = isPast && held === Math.min(open, Math.max(0, told.channelTook - Math.max(prior, fulfilledQuantity)));
  if (held !== open && !follows)
    problems.push(`${what}: ${open} to ship, but ${line.reservedQuantity} reserved and ${line.shortQuantity} short`);
  else if (line.reservedQuantity < 0 || line.shortQuantity < 0) problems.push(`${what} is negative`);
  return problems;
}

/** The same of an order made in the hub that no platform has: it stays there, or could not be created. */
export async function madeDemand(world: World, made: Made, ledger: Ledger, add: Add): Promise<string[]> {
  const order = await ownOrder(world, made.orderId);
  return order.lines.flatMap((line) => {
    const good = world.goods.find((one) => one.variantId === line.variantId);
    if (!good) return [];
    const gone = made.isHandedOver ? line.orderedQuantity : (world.sent.get(line.id) ?? 0);
    const reported = { fulfilledQuantity: gone, restockedQuantity: 0 };
    const what = `the hub's own order ${order.id}: `;
    const problems = moveLine(world, { order, line, goods: [[good, 1]], told: reported }, ledger, add).map(
      (text) => what + text,
    );
    const open = holdsStock(order) && order.holdEffect !== "free_units" ? line.orderedQuantity - gone : 0;
    const held = line.reservedQuantity + line.shortQuantity;
    return held === open ? problems : [...problems, `${what}${open} ${line.sku} to ship, but ${held} held`];
  });
}
