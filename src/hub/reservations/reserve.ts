/**
 * Units a program keeps back: a basket at its checkout, a quote, a sale on a site the hub does not know. They are
 * promised like those of an order, so that every channel shows less at once (decision 152).
 */
import { actorText, type By } from "../../commerce/actor.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announceAll } from "../events.ts";
import {
  type LevelKey,
  type LockedLevel,
  levelKey,
  lockExistingLevels,
  type Movement,
  postMovements,
} from "../inventory/ledger.ts";
import { MOST_ITEMS } from "../inventory/stock-changes.ts";
import { type ItemError, type ResolvedItem, resolveStockItems, type StockItemRef } from "../inventory/stock-items.ts";
import { jsonRows } from "../json-column.ts";
import { type Reservation, reservedUnder } from "./read.ts";

export interface ReservationRequest extends By {
  /** The program's own name for it; the same reference holds an item once. */
  readonly reference: string;
  readonly items: readonly (StockItemRef & { readonly quantity: number })[];
  /** Absent: until it is released. */
  readonly expiresAt?: Date | undefined;
  readonly note?: string | undefined;
}

/** One answer per item, in the order asked; a repeat answers what its first call made, as it stands now. */
export type ReservationResult =
  | { readonly ok: true; readonly reservation: Reservation }
  | { readonly ok: false; readonly error: ItemError };

interface Made {
  readonly id: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly quantity: number;
}

/**
 * Reserves units of many items; good items are reserved whatever becomes of the others, never more than is free at the
 * location. Throws HubError INVENTORY_TOO_MANY_ITEMS, RESERVATION_EXPIRY.
 */
export async function reserveStock(tx: Tx, request: ReservationRequest): Promise<ReservationResult[]> {
  const { reference, items, expiresAt, actor, now } = request;
  if (items.length > MOST_ITEMS)
    throw new HubError("INVENTORY_TOO_MANY_ITEMS", "limit", `At most ${MOST_ITEMS} items in one request.`, "items");
  if (expiresAt && expiresAt <= now)
    throw new HubError("RESERVATION_EXPIRY", "validation", "A reservation ends in the future.", "expiresAt");
  const requested = await whereFrom(tx, items);
  const locked = await lockExistingLevels(tx, requested.candidates.flat());
  // Judged under the locks: a location switched off meanwhile reserves nothing any more.
  const { resolved, candidates } = locked.length === 0 ? requested : await whereFrom(tx, items);
  // What stood under this reference is read under the locks: a repeat at the same moment waits, and finds it.
  const before = await quantitiesOf(tx, reference);
  const { made, errors } = decide({ reference, items, resolved, candidates, locked, before, now });
  const stored = await insert(tx, made, request);
  const movements = made.flatMap(({ id, variantId, locationId, quantity }): Movement[] => {
    const cause = { causeKind: "reservation" as const, causeRef: `${id}:held`, reference, note: request.note };
    return stored.has(id) ? [{ variantId, locationId, ...cause, onHandDelta: 0, reservedDelta: quantity }] : [];
  });
  await postMovements(tx, { movements, actor, now, locked });
  const events = [...stored].map((id) => ({ id }));
  await announceAll(tx, "reservation.created", events);
  const stands = new Map((await reservedUnder(tx, reference)).map((each) => [each.variantId, each]));
  return items.map(({ quantity }, n): ReservationResult => {
    const item = resolved[n];
    const reservation = item?.ok ? stands.get(item.variantId) : undefined;
    // Another request under the same reference was first, at another location.
    const isOther = reservation !== undefined && reservation.quantity !== quantity;
    const error = errors[n] ?? (isOther ? refusedOtherwise(reference, reservation) : null);
    if (error !== null) return { ok: false, error };
    if (!reservation) throw new Error(`Reservation ${reference} was neither made nor refused`);
    return { ok: true, reservation };
  });
}

/** What can be reserved where, in the order asked; the units of one item are at one location. */
function decide(input: {
  readonly reference: string;
  readonly items: ReservationRequest["items"];
  readonly resolved: readonly ResolvedItem[];
  readonly candidates: readonly (readonly LevelKey[])[];
  readonly locked: readonly LockedLevel[];
  /** Units that stand under the reference already, by variant. */
  readonly before: ReadonlyMap<string, number>;
  readonly now: Date;
}): { readonly made: readonly Made[]; readonly errors: readonly (ItemError | null)[] } {
  const free = new Map(input.locked.map((level) => [levelKey(level), level.onHand - level.reserved]));
  const freeAt = (key: LevelKey) => free.get(levelKey(key)) ?? 0;
  const named = new Set<string>();
  const made: Made[] = [];
  const errors = input.items.map(({ quantity }, n): ItemError | null => {
    const item = input.resolved[n];
    if (!item?.ok) return item?.error ?? null;
    const { variantId, sku } = item;
    if (named.has(variantId)) return refused("RESERVATION_TWICE", `${sku} is named twice in this request.`, "sku");
    named.add(variantId);
    const held = input.before.get(variantId);
    if (held === quantity) return null;
    if (held !== undefined) return refusedOtherwise(input.reference, { sku, quantity: held });
    const here = input.candidates[n] ?? [];
    const place = here.find((key) => freeAt(key) >= quantity);
    if (!place) {
      const most = Math.max(0, ...here.map(freeAt));
      return refused("INVENTORY_NOT_ENOUGH", `Only ${most} of ${sku} are free at one location.`, "quantity");
    }
    free.set(levelKey(place), freeAt(place) - quantity);
    made.push({ id: newId(input.now), ...place, quantity });
    return null;
  });
  return { made, errors };
}

function refused(code: ItemError["code"], message: string, field: string): ItemError {
  return { code, message, field };
}

function refusedOtherwise(reference: string, held: { readonly sku: string; readonly quantity: number }): ItemError {
  const message = `The reference "${reference}" stands for ${held.quantity} of ${held.sku} already: another number takes another reference.`;
  return refused("RESERVATION_OTHERWISE", message, "quantity");
}

async function whereFrom(tx: Tx, items: ReservationRequest["items"]) {
  const resolved = await resolveStockItems(tx, items);
  const locations = await ownLocations(tx);
  return { resolved, candidates: items.map((item, n) => candidatesOf(item, resolved[n], locations)) };
}

function candidatesOf(
  item: StockItemRef,
  resolved: ResolvedItem | undefined,
  locations: readonly string[],
): readonly LevelKey[] {
  if (!resolved?.ok) return [];
  const { variantId, locationId } = resolved;
  const where = item.locationId === undefined ? locations : [locationId];
  return where.map((location) => ({ variantId, locationId: location }));
}

/** Where units may be reserved when no location is named: the default one first. */
async function ownLocations(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select id from argosy.location where organization_id = argosy.tenant() and active and kind = 'own'
     order by is_default desc, id`,
  );
  return rows.map((row) => row.id);
}

async function quantitiesOf(tx: Tx, reference: string): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.rows<{ variantId: string; quantity: number }>(
    `select variant_id as "variantId", quantity from argosy.stock_reservation
     where organization_id = argosy.tenant() and reference = $1`,
    [reference],
  );
  return new Map(rows.map((row) => [row.variantId, row.quantity]));
}

/** The ids that were not there yet. */
async function insert(tx: Tx, made: readonly Made[], request: ReservationRequest): Promise<ReadonlySet<string>> {
  if (made.length === 0) return new Set();
  const rows = made.map(({ id, variantId, locationId, quantity }) => ({
    id,
    v: variantId,
    l: locationId,
    q: quantity,
  }));
  const stored = await tx.rows<{ id: string }>(
    `insert into argosy.stock_reservation (organization_id, id, reference, variant_id, location_id, quantity,
       expires_at, note, created_at, created_by)
     select argosy.tenant(), id, $2, v, l, q, $3, $4, $5, $6
     from json_to_recordset($1) as r(id uuid, v uuid, l uuid, q int)
     on conflict do nothing returning id`,
    [
      jsonRows(rows),
      request.reference,
      request.expiresAt ?? null,
      request.note ?? "",
      request.now,
      actorText(request.actor),
    ],
  );
  return new Set(stored.map((row) => row.id));
}
