import { type By, systemActor } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { announceAll } from "../events.ts";
import { type LockedLevel, levelKey, lockExistingLevels, postMovements } from "../inventory/ledger.ts";
import { refusal } from "../refusals.ts";
import { getReservation, type Reservation, type ReservationState, reservedUnder } from "./read.ts";

interface Held {
  readonly id: string;
  readonly reference: string;
  readonly variantId: string;
  readonly locationId: string;
  readonly quantity: number;
}

/**
 * Ends a reservation: what was `taken` leaves stock, the rest is for sale again. One that ended already is answered as
 * it stands. Throws HubError RESERVATION_NOT_FOUND, RESERVATION_TAKEN, INVENTORY_NOT_ENOUGH.
 */
export async function releaseReservation(
  tx: Tx,
  input: By & { readonly id: string; readonly taken?: number | undefined },
): Promise<Reservation> {
  const { id, taken = 0 } = input;
  const { quantity } = await getReservation(tx, id);
  if (taken > quantity)
    throw new HubError("RESERVATION_TAKEN", "validation", `Only ${quantity} units are reserved.`, "taken");
  await end(tx, { ...input, ids: [id], state: "released", taken: () => taken });
  return getReservation(tx, id);
}

/**
 * Ends everything under a reference; `allTaken`: the units have left. Throws HubError RESERVATION_NOT_FOUND where
 * nothing ever stood under it, INVENTORY_NOT_ENOUGH.
 */
export async function releaseReference(
  tx: Tx,
  input: By & { readonly reference: string; readonly allTaken?: boolean | undefined },
): Promise<Reservation[]> {
  const found = await reservedUnder(tx, input.reference);
  if (found.length === 0) throw refusal("RESERVATION_NOT_FOUND", "reference");
  await end(tx, {
    ...input,
    ids: found.flatMap(({ id, state }) => (state === "held" ? [id] : [])),
    state: "released",
    taken: (each) => (input.allTaken ? each.quantity : 0),
  });
  return reservedUnder(tx, input.reference);
}

// Bounds the locks of one transaction.
const MOST_EXPIRED = 500;

/** Ends reservations whose time is over. True: there may be more of them. Call it in a transaction of its own. */
export async function expireReservations(tx: Tx, now: Date): Promise<boolean> {
  const due = await tx.rows<{ id: string }>(
    `select id from argosy.stock_reservation
     where organization_id = argosy.tenant() and state = 'held' and expires_at <= $1
     order by expires_at
     limit ${MOST_EXPIRED}`,
    [now],
  );
  const ids = due.map((row) => row.id);
  await end(tx, { ids, state: "expired", taken: () => 0, actor: systemActor, now });
  return ids.length === MOST_EXPIRED;
}

/** Forgets reservations that ended before; their movements stay. */
export async function forgetReservations(tx: Tx, before: Date): Promise<void> {
  await tx.run(
    `delete from argosy.stock_reservation
     where organization_id = argosy.tenant() and state <> 'held' and ended_at < $1`,
    [before],
  );
}

const HELD = `
  select id, reference, variant_id as "variantId", location_id as "locationId", quantity
  from argosy.stock_reservation where organization_id = argosy.tenant() and id = any($1::uuid[]) and state = 'held'`;

// Levels are locked before reservations, as they are when one is made.
async function end(
  tx: Tx,
  input: By & {
    readonly ids: readonly string[];
    readonly state: Exclude<ReservationState, "held">;
    readonly taken: (held: Held) => number;
  },
): Promise<void> {
  const { ids, state, actor, now } = input;
  if (ids.length === 0) return;
  const locked = await lockExistingLevels(tx, await tx.rows<Held>(HELD, [ids]));
  const held = await tx.rows<Held>(`${HELD} for update`, [ids]);
  if (held.length === 0) return;
  const taken = held.map(input.taken);
  refuseMissing(held, taken, locked);
  await tx.run(
    `update argosy.stock_reservation r set state = $3, taken = e.taken, ended_at = $4
     from unnest($1::uuid[], $2::int[]) as e(id, taken) where r.organization_id = argosy.tenant() and r.id = e.id`,
    [held.map((each) => each.id), taken, state, now],
  );
  await postMovements(tx, {
    movements: held.map((each, n) => ({
      variantId: each.variantId,
      locationId: each.locationId,
      causeKind: "reservation",
      causeRef: `${each.id}:${state}`,
      onHandDelta: -(taken[n] ?? 0),
      reservedDelta: -each.quantity,
      reference: each.reference,
    })),
    actor,
    now,
    locked,
  });
  await announceAll(
    tx,
    "reservation.ended",
    held.map(({ id }) => ({ id })),
  );
}

/** Nothing leaves that is not there: the level was counted lower since it was reserved. */
function refuseMissing(held: readonly Held[], taken: readonly number[], locked: readonly LockedLevel[]): void {
  const left = new Map(locked.map((level) => [levelKey(level), level.onHand]));
  for (const [n, each] of held.entries()) {
    const onHand = left.get(levelKey(each)) ?? 0;
    const units = taken[n] ?? 0;
    if (units > 0 && units > onHand)
      throw new HubError(
        "INVENTORY_NOT_ENOUGH",
        "conflict",
        `Only ${onHand} are on hand where it was reserved.`,
        "taken",
      );
    left.set(levelKey(each), onHand - units);
  }
}
