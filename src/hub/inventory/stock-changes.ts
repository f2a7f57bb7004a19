import { z } from "zod";
import type { By } from "../../commerce/actor.ts";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { markCounted } from "./counted.ts";
import { type CauseKind, levelKey, lockLevels, type Movement, postMovements } from "./ledger.ts";
import { markStock } from "./mark-stock.ts";
import { unnumbered } from "./numbered.ts";
import { type ItemError, type ResolvedItem, resolveStockItems, type StockItemRef } from "./stock-items.ts";

export const stockChangeSchema = z.object({
  variantId: id,
  locationId: id,
  sku: z.string(),
  onHandBefore: z.int(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
  difference: z.int(),
});

export type StockChange = Answered<typeof stockChangeSchema>;

/** One answer per item, in the order asked; no changes: a repeated request whose effect was there already. */
export type StockItemResult =
  | { readonly ok: true; readonly changes: readonly StockChange[] }
  | { readonly ok: false; readonly error: ItemError };

export interface StockRequest<Item> extends By {
  readonly items: readonly Item[];
  /** Makes the request repeatable: the same reference has its effect once. Absent: every call counts. */
  readonly reference?: string | undefined;
  /** The cause's name in the history; absent: the reference. */
  readonly displayReference?: string | undefined;
  readonly note?: string | undefined;
  /** What else stands against items, by where they are in the request; not where they had their effect before. */
  readonly refused?: ReadonlyMap<number, ItemError> | undefined;
}

/** Items of one call, so that a request locks a bounded number of levels. */
export const MOST_ITEMS = 5_000;

/**
 * Sets units on hand. Returns one result per item; good items apply whatever becomes of the others. `seenOnHand`: what
 * was on hand when somebody decided so; refused where it is another by now.
 */
export function setStock(
  tx: Tx,
  request: StockRequest<StockItemRef & { readonly onHand: number; readonly seenOnHand?: number | undefined }> & {
    readonly causeKind?: CauseKind | undefined;
  },
) {
  const kind = request.causeKind ?? "set";
  return change(tx, { kind, request, target: (item) => quantityTarget(item.onHand, "onHand", item.seenOnHand) });
}

/** Writes what a count found; `difference` of each change is what was missing or too many. */
export async function countStock(
  tx: Tx,
  request: StockRequest<StockItemRef & { readonly counted: number }>,
): Promise<StockItemResult[]> {
  const target = (item: { readonly counted: number }) => quantityTarget(item.counted, "counted");
  const results = await change(tx, { kind: "count", request, target });
  const counted = results.flatMap((result) => (result.ok ? result.changes : []));
  await markCounted(
    tx,
    counted.map((level) => ({ ...level, at: request.now })),
  );
  return results;
}

/** Adds to (or, negative, takes from) units on hand; an item that would leave less than none is refused. */
export function adjustStock(
  tx: Tx,
  request: StockRequest<StockItemRef & { readonly delta: number }> & { readonly causeKind?: CauseKind | undefined },
) {
  const target = (item: { readonly delta: number }): Target =>
    isUnits(item.delta) ? { delta: item.delta } : { error: notWhole("delta") };
  return change(tx, { kind: request.causeKind ?? "adjust", request, target });
}

export type MovedItem = StockItemRef & {
  readonly toLocationId: string;
  readonly quantity: number;
  /** Of them, units reserved for nobody, as their lot is refused: they are not any more. */
  readonly held?: number | undefined;
};

/** Moves units between locations; an item asking for more than is free there is refused: what orders hold stays. */
export async function transferStock(tx: Tx, request: StockRequest<MovedItem>): Promise<StockItemResult[]> {
  const legs = request.items.flatMap((item) => [
    { ...item, delta: -item.quantity },
    { variantId: item.variantId, sku: item.sku, locationId: item.toLocationId, delta: item.quantity },
  ]);
  const target = (item: { readonly delta: number; readonly held?: number | undefined }): Target =>
    isUnits(item.delta) && item.delta !== 0 ? { delta: item.delta, held: item.held } : { error: notWhole("quantity") };
  const badQuantity = (item: { readonly quantity: number }) => !(isUnits(item.quantity) && item.quantity > 0);
  if (request.items.some(badQuantity)) {
    throw new HubError("INVENTORY_QUANTITY_INVALID", "validation", notWhole("quantity").message, "quantity");
  }
  if (request.items.some(({ locationId, toLocationId }) => locationId === toLocationId))
    throw new HubError("INVENTORY_TRANSFER_NOWHERE", "validation", message("refused.transferNowhere"), "toLocationId");
  return change(tx, { kind: "transfer", request: { ...request, items: legs }, target, legs: 2 });
}

type Target =
  | { readonly onHand: number; readonly seen?: number | undefined }
  | { readonly delta: number; readonly held?: number | undefined }
  | { readonly error: ItemError };

function quantityTarget(units: number, field: string, seen?: number): Target {
  return isUnits(units) && units >= 0 ? { onHand: units, seen } : { error: notWhole(field) };
}

function isUnits(units: number): boolean {
  return Number.isSafeInteger(units) && Math.abs(units) <= MOST_UNITS;
}

function notWhole(field: string): ItemError {
  return { code: "INVENTORY_QUANTITY_INVALID", message: "A quantity is a whole number of units.", field };
}

interface ChangePlan<Item> {
  readonly kind: CauseKind;
  readonly request: StockRequest<Item>;
  readonly target: (item: Item) => Target;
  /** Items that succeed or fail together: both ends of a transfer. */
  readonly legs?: number | undefined;
}

async function change<Item extends StockItemRef>(tx: Tx, plan: ChangePlan<Item>): Promise<StockItemResult[]> {
  const { request, legs = 1 } = plan;
  if (request.items.length > MOST_ITEMS) {
    throw new HubError("INVENTORY_TOO_MANY_ITEMS", "limit", `At most ${MOST_ITEMS} items in one request.`, "items");
  }
  const requested = await resolveStockItems(tx, request.items);
  const locked = await lockLevels(
    tx,
    requested.filter((item) => item.ok),
    request.now,
  );
  // Judged under the locks: a location switched off meanwhile, or a variant made a bundle, takes no stock any more.
  const resolved = locked.length === 0 ? requested : await resolveStockItems(tx, request.items);
  const levels = new Map(locked.map((level) => [levelKey(level), { ...level }]));
  const reference = request.reference ?? newId(request.now);
  const done = request.reference ? await postedBefore(tx, plan.kind, request) : new Set<string>();
  const firstNumbers = await firstNumbersOf(tx, plan, resolved);
  const movements: Movement[] = [];
  const results: StockItemResult[] = [];
  for (let first = 0; first < request.items.length; first += legs) {
    const part = { levels, changes: [] as StockChange[], movements: [] as Movement[] };
    let error: ItemError | undefined;
    for (let n = first; n < first + legs; n++) {
      const item = request.items[n];
      const found = resolved[n];
      if (!item || !found || done.has(`${reference}:${n}`)) continue;
      error ??= request.refused?.get(first / legs);
      error ??= found.ok
        ? post(
            { ...part, ...found, ...request, firstNumbers, kind: plan.kind, ref: `${reference}:${n}` },
            plan.target(item),
          )
        : found.error;
    }
    if (error) undo(part);
    else movements.push(...part.movements);
    results.push(error ? { ok: false, error } : { ok: true, changes: part.changes });
  }
  await postMovements(tx, { movements, actor: request.actor, now: request.now, locked });
  await markStock(tx, [...firstNumbers]);
  return results;
}

/** Variants whose none is news: nobody has ever said a number of them. */
async function firstNumbersOf<Item>(
  tx: Tx,
  { request, target }: ChangePlan<Item>,
  resolved: readonly ResolvedItem[],
): Promise<ReadonlySet<string>> {
  const none = request.items.flatMap((item, n) => {
    const [found, desired] = [resolved[n], target(item)];
    return found?.ok && "onHand" in desired && desired.onHand === 0 ? [found.variantId] : [];
  });
  return unnumbered(tx, none);
}

/** Items of a repeated request that had their effect already: they answer without a change. */
async function postedBefore(
  tx: Tx,
  kind: CauseKind,
  request: { readonly items: readonly unknown[]; readonly reference?: string | undefined },
): Promise<ReadonlySet<string>> {
  const rows = await tx.rows<{ ref: string }>(
    `select cause_ref as ref from movement
     where organization_id = argosy.tenant() and cause_kind = $1 and cause_ref = any($2::text[])`,
    [kind, request.items.map((_, n) => `${request.reference}:${n}`)],
  );
  return new Set(rows.map((row) => row.ref));
}

interface Posting {
  readonly levels: Map<string, { onHand: number; reserved: number }>;
  readonly changes: StockChange[];
  readonly movements: Movement[];
  readonly firstNumbers: ReadonlySet<string>;
  readonly variantId: string;
  readonly locationId: string;
  readonly sku: string;
  readonly kind: CauseKind;
  readonly ref: string;
  readonly reference?: string | undefined;
  readonly displayReference?: string | undefined;
  readonly note?: string | undefined;
}

/** Notes one change in memory; the ledger writes them all at the end. Returns what is wrong with it, if anything. */
function post(posting: Posting, target: Target): ItemError | undefined {
  if ("error" in target) return target.error;
  const { variantId, locationId, sku, kind } = posting;
  const level = posting.levels.get(levelKey(posting));
  if (!level) return { code: "INVENTORY_LOCATION_UNKNOWN", message: "There is no such level.", field: "locationId" };
  const onHandBefore = level.onHand;
  if ("seen" in target && target.seen !== undefined && target.seen !== onHandBefore) {
    const message = `${sku} has ${onHandBefore} on hand by now. Enter the number again.`;
    return { code: "INVENTORY_CHANGED", message, field: "onHand" };
  }
  const difference = "delta" in target ? target.delta : target.onHand - onHandBefore;
  const onHand = onHandBefore + difference;
  if (difference < 0 && onHand < 0) {
    const message = `Only ${onHandBefore} of ${sku} on hand.`;
    return { code: "INVENTORY_NOT_ENOUGH", message, field: kind === "transfer" ? "quantity" : "delta" };
  }
  const held = "held" in target ? (target.held ?? 0) : 0;
  // What orders hold stays where they hold it.
  if (kind === "transfer" && difference < 0 && onHand < level.reserved - held) {
    const free = Math.max(0, onHandBefore - level.reserved);
    const message = `Only ${free} of ${sku} can be moved: ${level.reserved} of ${onHandBefore} are reserved, for orders or because their lot expired or is blocked.`;
    return { code: "INVENTORY_NOT_ENOUGH", message, field: "quantity" };
  }
  if (onHand > MOST_UNITS)
    return {
      code: "INVENTORY_QUANTITY_INVALID",
      message: `${sku} would have ${onHand} units: too many.`,
      field: "sku",
    };
  const reserved = level.reserved - held;
  Object.assign(level, { onHand, reserved });
  posting.changes.push({
    variantId,
    locationId,
    sku,
    onHandBefore,
    onHand,
    reserved,
    available: onHand - reserved,
    difference,
  });
  // A request that may be repeated leaves a trace even where it changed nothing: its repeat must change nothing either.
  // So does the first number of an item, also none: channels that waited for it show it from then on.
  if (difference === 0 && posting.reference === undefined && !posting.firstNumbers.has(variantId)) return undefined;
  posting.movements.push({
    variantId,
    locationId,
    causeKind: kind,
    causeRef: posting.ref,
    onHandDelta: difference,
    reservedDelta: -held,
    reference: posting.displayReference ?? posting.reference,
    note: posting.note,
  });
  return undefined;
}

function undo(part: { readonly levels: Posting["levels"]; readonly movements: readonly Movement[] }): void {
  for (const movement of part.movements) {
    const level = part.levels.get(levelKey(movement));
    if (!level) continue;
    level.onHand -= movement.onHandDelta;
    level.reserved -= movement.reservedDelta;
  }
}
