import { actorText, type By } from "../../commerce/actor.ts";
import { MOST_UNITS } from "../../commerce/inventory.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { type Detail, HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { MOST_ITEMS } from "../inventory/stock-changes.ts";
import { type ItemError, resolveStockItems } from "../inventory/stock-items.ts";
import { jsonRows } from "../json-column.ts";
import type { ArrivedLot } from "../lots/move-lots.ts";
import { refusal } from "../refusals.ts";
import { refusedLots, storedLots, writeCountedLots } from "./counted-lots.ts";
import { requireLocation } from "./locations.ts";
import { nextDocumentNumber } from "./number.ts";
import { type CountScope, type CountState, type CountSummary, getCount } from "./read-counts.ts";

export interface NewCount extends By {
  /** Absent: the default location. */
  readonly locationId?: string | undefined;
  readonly scope: CountScope;
  /** Of scope `chosen`. */
  readonly items?:
    | readonly { readonly variantId?: string | undefined; readonly sku?: string | undefined }[]
    | undefined;
  /** Of scope `category`: with everything below it. */
  readonly categoryId?: string | undefined;
  readonly note?: string | undefined;
}

// Bundles have no stock of their own; $2 is the location, $3 what the scope needs.
const COUNTABLE = `
  select v.id from variant v
  where v.organization_id = argosy.tenant() and v.deleted_at is null and not exists (
    select 1 from bundle_item b where b.organization_id = argosy.tenant() and b.bundle_variant_id = v.id)`;
const SCOPES: Readonly<Record<CountScope, string>> = {
  all: `${COUNTABLE} and $2::uuid is not null and $3::uuid[] is null`,
  never_counted: `${COUNTABLE} and $3::uuid[] is null
    and not exists (select 1 from level l where l.organization_id = argosy.tenant()
    and l.variant_id = v.id and l.location_id = $2 and l.counted_at is not null)`,
  chosen: `${COUNTABLE} and $2::uuid is not null and v.id = any($3::uuid[])`,
  category: `${COUNTABLE} and $2::uuid is not null and v.product_id in (
    with recursive below as (
      select id from category where organization_id = argosy.tenant() and id = any($3::uuid[])
      union select c.id from category c join below on c.parent_id = below.id where c.organization_id = argosy.tenant()
    ) select pc.product_id from product_category pc join below on pc.category_id = below.id
      where pc.organization_id = argosy.tenant())`,
};

/**
 * Starts a count of what lies at a location. Throws HubError STOCK_COUNT_ITEMS (every unknown item in its details),
 * STOCK_COUNT_EMPTY, CATEGORY_NOT_FOUND and INVENTORY_LOCATION_UNKNOWN.
 */
export async function startCount(tx: Tx, input: NewCount): Promise<CountSummary> {
  const locationId = await requireLocation(tx, input.locationId);
  const subjects = await subjectsOf(tx, input, locationId);
  const id = newId(input.now);
  await tx.run(
    `insert into stock_count (organization_id, id, number, location_id, scope, category_id, note, created_at,
       created_by)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      id,
      await nextDocumentNumber(tx, "count"),
      locationId,
      input.scope,
      input.scope === "category" ? input.categoryId : null,
      input.note ?? "",
      input.now,
      actorText(input.actor),
    ],
  );
  const lines = await tx.run(
    `insert into stock_count_line (organization_id, count_id, variant_id)
     select argosy.tenant(), $1, w.id from (${SCOPES[input.scope]}) as w`,
    [id, locationId, subjects],
  );
  if (lines === 0) throw new HubError("STOCK_COUNT_EMPTY", "validation", "There is nothing to count here.", "scope");
  await announce(tx, "stock_count.created", { id });
  return getCount(tx, id);
}

async function subjectsOf(tx: Tx, input: NewCount, locationId: string): Promise<string[] | null> {
  if (input.scope === "category") {
    const found = await tx.maybe<{ id: string }>(
      "select id from category where organization_id = argosy.tenant() and id = $1",
      [input.categoryId ?? null],
    );
    if (found) return [found.id];
    throw refusal("CATEGORY_NOT_FOUND", "categoryId", "validation");
  }
  if (input.scope !== "chosen") return null;
  const items = input.items ?? [];
  refuseTooMany(items);
  const found = await resolveStockItems(
    tx,
    items.map((item) => ({ ...item, locationId })),
  );
  const wrong = found.flatMap((item, n): Detail[] => (item.ok ? [] : [{ ...item.error, field: `items.${n}` }]));
  if (wrong.length > 0)
    throw new HubError("STOCK_COUNT_ITEMS", "validation", `${wrong.length} of the items cannot be counted.`, wrong);
  return found.flatMap((item) => (item.ok ? [item.variantId] : []));
}

function refuseTooMany(items: readonly unknown[]): void {
  if (items.length > MOST_ITEMS)
    throw new HubError("INVENTORY_TOO_MANY_ITEMS", "limit", `At most ${MOST_ITEMS} items in one request.`, "items");
}

export interface CountEntry {
  readonly variantId?: string | undefined;
  readonly sku?: string | undefined;
  /** Null takes back what was entered. */
  readonly counted: number | null;
  /** Lots of all counted units: of others none is there. Absent: what is left of lots stays. */
  readonly lots?: readonly ArrivedLot[] | undefined;
}

export type CountEntryResult =
  | {
      readonly ok: true;
      readonly variantId: string;
      readonly sku: string;
      readonly counted: number | null;
      readonly expected: number | null;
      readonly difference: number | null;
    }
  | { readonly ok: false; readonly error: ItemError };

/**
 * Enters what was found; an item that was not on the list joins it. What is on hand now is what was expected. The last
 * entry of an item counts, or with `add` all of them together: then it is compared with what was on hand at the first.
 * Throws HubError STOCK_COUNT_NOT_FOUND and STOCK_COUNT_NOT_OPEN.
 */
export async function enterCounts(
  tx: Tx,
  input: By & { readonly id: string; readonly items: readonly CountEntry[]; readonly add?: boolean | undefined },
): Promise<CountEntryResult[]> {
  const { id, items, add = false } = input;
  refuseTooMany(items);
  const count = await lockCount(tx, id, "share");
  requireOpen(count);
  const found = await resolveStockItems(
    tx,
    items.map(({ variantId, sku }) => ({ variantId, sku, locationId: count.locationId })),
  );
  const entries = items.map((item, n) => ({ ...item, found: found[n] }));
  const of = { id, add, locationId: count.locationId };
  const lots = { ...of, stored: await storedLots(tx, of, entries) };
  const refused = await refusedLots(tx, lots, entries);
  const units = new Map<string, number | null>();
  const results = items.map((item, n) => {
    const each = found[n];
    const isWhole = item.counted === null || (Number.isSafeInteger(item.counted) && item.counted >= 0);
    if (!isWhole || (item.counted ?? 0) > MOST_UNITS) return { ok: false as const, error: notWhole };
    if (!each?.ok) return { ok: false as const, error: each?.error ?? notWhole };
    const error = refused.get(n);
    if (error) return { ok: false as const, error };
    const before = units.get(each.variantId);
    units.set(each.variantId, add && before && item.counted !== null ? before + item.counted : item.counted);
    return each;
  });
  const entered = await writeEntries(tx, { ...input, add, count }, units);
  await writeCountedLots(
    tx,
    lots,
    entries.filter((_, n) => results[n]?.ok),
  );
  return results.map((result) => {
    if (!result.ok) return result;
    const { variantId, sku } = result;
    const line = entered.get(variantId) ?? { counted: null, expected: null };
    const difference = line.counted === null || line.expected === null ? null : line.counted - line.expected;
    return { ok: true, variantId, sku, ...line, difference };
  });
}

const notWhole: ItemError = {
  code: "INVENTORY_QUANTITY_INVALID",
  message: "A quantity is a whole number of units.",
  field: "counted",
};

interface Entered {
  readonly counted: number | null;
  readonly expected: number | null;
}

async function writeEntries(
  tx: Tx,
  how: By & { readonly id: string; readonly add: boolean; readonly count: LockedCount },
  units: ReadonlyMap<string, number | null>,
): Promise<ReadonlyMap<string, Entered>> {
  if (units.size === 0) return new Map();
  const rows = await tx.rows<Entered & { variantId: string }>(
    `insert into stock_count_line as l (organization_id, count_id, variant_id, counted, expected, counted_at,
       counted_by, entries)
     select argosy.tenant(), $1, r.v, r.c, case when r.c is not null then coalesce(lv.on_hand, 0) end, $4, $5, 1
     from json_to_recordset($2) as r(v uuid, c int)
     left join level lv on lv.organization_id = argosy.tenant() and lv.variant_id = r.v and lv.location_id = $3
     order by r.v
     on conflict (organization_id, count_id, variant_id) do update set
       counted = case when $6 and excluded.counted is not null
         then least(coalesce(l.counted, 0) + excluded.counted::bigint, ${MOST_UNITS})::int else excluded.counted end,
       expected = case when $6 and excluded.counted is not null then coalesce(l.expected, excluded.expected)
         else excluded.expected end,
       counted_at = excluded.counted_at, counted_by = excluded.counted_by, entries = l.entries + 1
     returning variant_id as "variantId", counted, expected`,
    [
      how.id,
      jsonRows([...units].map(([v, c]) => ({ v, c: c === null ? null : Math.min(c, MOST_UNITS) }))),
      how.count.locationId,
      how.now,
      actorText(how.actor),
      how.add,
    ],
  );
  return new Map(rows.map(({ variantId, counted, expected }) => [variantId, { counted, expected }]));
}

/** Ends a count without moving anything. Throws HubError STOCK_COUNT_NOT_FOUND, STOCK_COUNT_NOT_OPEN. */
export async function cancelCount(tx: Tx, input: By & { readonly id: string }): Promise<CountSummary> {
  const count = await lockCount(tx, input.id, "update");
  if (count.state !== "cancelled") {
    requireOpen(count);
    await tx.run(
      `update stock_count set state = 'cancelled', finished_at = $2, finished_by = $3
       where organization_id = argosy.tenant() and id = $1`,
      [input.id, input.now, actorText(input.actor)],
    );
    await announce(tx, "stock_count.updated", { id: input.id });
  }
  return getCount(tx, input.id);
}

export interface LockedCount {
  readonly id: string;
  readonly number: string;
  readonly state: CountState;
  readonly locationId: string;
}

/** The count, locked against closing (share) or for it. Throws HubError STOCK_COUNT_NOT_FOUND. */
export async function lockCount(tx: Tx, id: string, how: "share" | "update"): Promise<LockedCount> {
  const found = await tx.maybe<LockedCount>(
    `select id, number, state, location_id as "locationId" from stock_count
     where organization_id = argosy.tenant() and id = $1 for ${how}`,
    [id],
  );
  if (!found) throw refusal("STOCK_COUNT_NOT_FOUND");
  return found;
}

/** Throws HubError STOCK_COUNT_NOT_OPEN. */
export function requireOpen(count: LockedCount): void {
  if (count.state === "open") return;
  const message = `${count.number} is ${count.state}. Start a new count.`;
  throw new HubError("STOCK_COUNT_NOT_OPEN", "conflict", message);
}
