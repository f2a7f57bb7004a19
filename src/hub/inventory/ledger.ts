import { actorText, type By } from "../../commerce/actor.ts";
import { columns } from "../../db/columns.ts";
import { type Tx, together } from "../../db/database.ts";
import { COUNT_NOTIFIED, endpointEventsSql } from "../events.ts";
import { jsonRows } from "../json-column.ts";

export type CauseKind =
  | "order"
  | "set"
  | "adjust"
  | "transfer"
  | "count"
  | "document"
  | "channel"
  | "import"
  | "return"
  | "repair"
  | "reservation";

/** Why which units move, and where. */
interface MovedUnits {
  readonly variantId: string;
  readonly locationId: string;
  readonly causeKind: CauseKind;
  /** With kind, variant and location unique: the same cause applied twice has one effect. */
  readonly causeRef: string;
  readonly onHandDelta: number;
  readonly reservedDelta: number;
}

export interface Movement extends MovedUnits {
  readonly orderId?: string | undefined;
  /** What people call the cause: a document's number, the reference a caller gave. */
  readonly reference?: string | undefined;
  readonly note?: string | undefined;
}

export interface AppliedMovement extends MovedUnits {
  readonly onHandAfter: number;
  readonly reservedAfter: number;
}

export interface LevelKey {
  readonly variantId: string;
  readonly locationId: string;
}

export interface LockedLevel extends LevelKey {
  readonly onHand: number;
  readonly reserved: number;
}

const LOCK = `
  select ${columns("l", "variantId locationId onHand reserved")}
  from level l
  join json_to_recordset($1) as w(v uuid, l uuid) on l.variant_id = w.v and l.location_id = w.l
  where l.organization_id = argosy.tenant()
  order by l.variant_id, l.location_id
  for update of l`;

const CREATE = `
  insert into level (organization_id, variant_id, location_id, updated_at)
  select argosy.tenant(), w.v, w.l, $2 from json_to_recordset($1) as w(v uuid, l uuid)
  order by w.v, w.l
  on conflict do nothing`;

/**
 * Locks levels until the transaction ends, in (variant, location) order, so that two transactions never wait for
 * each other in a circle; missing levels are made with zero. Read what is free only from what this returns.
 */
export async function lockLevels(tx: Tx, keys: readonly LevelKey[], now: Date): Promise<LockedLevel[]> {
  const locked = await lockExistingLevels(tx, keys);
  return [...locked, ...(await makeMissing(tx, { keys, locked, now }))];
}

/** Like `lockLevels`, but a level that does not exist stays so: nothing is free there. */
export async function lockExistingLevels(tx: Tx, keys: readonly LevelKey[]): Promise<LockedLevel[]> {
  const requested = unique(keys);
  return requested.length === 0 ? [] : tx.rows<LockedLevel>(LOCK, [keyRows(requested)]);
}

/** Levels that are locked, and of what: all there are of these variants at these places. */
export interface HeldLevels {
  readonly variantIds: ReadonlySet<string>;
  readonly locationIds: ReadonlySet<string>;
  readonly levels: readonly LockedLevel[];
}

/** Like `lockExistingLevels`, of all that these variants or their parts have at these places. */
export async function lockLevelsOf(
  tx: Tx,
  variantIds: readonly string[],
  locationIds: readonly string[],
): Promise<HeldLevels> {
  const rows = await tx.rows<LockedLevel>(
    `select ${columns("l", "variantId locationId onHand reserved")}
     from level l
     where l.organization_id = argosy.tenant() and l.location_id = any($2::uuid[]) and l.variant_id = any(array(
       select v from unnest($1::uuid[]) as w(v)
       union select component_variant_id from bundle_item
       where organization_id = argosy.tenant() and bundle_variant_id = any($1::uuid[])))
     order by l.variant_id, l.location_id
     for update of l`,
    [variantIds, locationIds],
  );
  return { variantIds: new Set(variantIds), locationIds: new Set(locationIds), levels: rows };
}

/**
 * Locks variants with every level there is of them: who has moved units of them and not committed is waited for, and
 * nobody gives them a first level (it refers to the variant) before this transaction ends.
 */
export async function lockStockOf(tx: Tx, variantIds: readonly string[]): Promise<void> {
  await tx.run(
    "select 1 from variant where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id for update",
    [variantIds],
  );
  await tx.run(
    `select 1 from level where organization_id = argosy.tenant() and variant_id = any($1::uuid[])
     order by variant_id, location_id for update`,
    [variantIds],
  );
}

/** The same of a location, for whoever locks the location's own row afterwards. */
export async function lockLevelsAt(tx: Tx, locationId: string): Promise<void> {
  await tx.run(
    "select 1 from level where organization_id = argosy.tenant() and location_id = $1 order by variant_id for update",
    [locationId],
  );
}

async function makeMissing(
  tx: Tx,
  input: { readonly keys: readonly LevelKey[]; readonly locked: readonly LevelKey[]; readonly now: Date },
): Promise<LockedLevel[]> {
  const found = new Set(input.locked.map(levelKey));
  const missing = unique(input.keys).filter((key) => !found.has(levelKey(key)));
  if (missing.length === 0) return [];
  await tx.run(CREATE, [keyRows(missing), input.now]);
  return tx.rows<LockedLevel>(LOCK, [keyRows(missing)]);
}

function unique(keys: readonly LevelKey[]): LevelKey[] {
  return [...new Map(keys.map((key) => [levelKey(key), key])).values()];
}

function keyRows(keys: readonly LevelKey[]): string {
  return jsonRows(keys.map((key) => ({ v: key.variantId, l: key.locationId })));
}

export function levelKey(key: LevelKey): string {
  return `${key.variantId}|${key.locationId}`;
}

// Ids are taken from the database's clock while the levels are locked and count up within the statement, so that
// the history of a level reads in the order in which it happened, whichever process wrote it.
const ID = `(lpad(to_hex((select floor(extract(epoch from clock_timestamp()) * 1000)::bigint) + n / 4096), 12, '0')
  || '7' || lpad(to_hex(n % 4096), 3, '0') || 'a' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 15))::uuid`;

// "is not distinct from" keeps the planner on the index of causes: by variant it would walk the whole history of a
// best-seller for every movement.
// The level is locked, so no other transaction can be posting the same cause: what is not there is new.
const POST = `
  with wanted as (
    select m.*, l.on_hand, l.reserved
    from json_to_recordset($1) as m(n int, v uuid, l uuid, kind text, ref text, oh int, rs int, ord uuid, called text,
      note text)
    join level l on l.organization_id = argosy.tenant() and l.variant_id = m.v and l.location_id = m.l
    where not exists (
      select 1 from movement d where d.organization_id = argosy.tenant() and d.cause_kind = m.kind
        and d.cause_ref = m.ref and (d.variant_id, d.location_id) is not distinct from (m.v, m.l))
  ), posted as (
    insert into movement (organization_id, id, variant_id, location_id, cause_kind, cause_ref, on_hand_delta,
      reserved_delta, on_hand_after, reserved_after, order_id, reference, actor, note, created_at)
    select argosy.tenant(), ${ID}, v, l, kind, ref, oh, rs, on_hand + sum(oh) over w, reserved + sum(rs) over w, ord,
      called, $2, note, $3
    from wanted window w as (partition by v, l order by n)
    on conflict do nothing
    returning *
  ), summed as (
    select variant_id, location_id, sum(on_hand_delta) as oh, sum(reserved_delta) as rs from posted group by 1, 2
  ), moved as (
    update level l set on_hand = l.on_hand + s.oh, reserved = l.reserved + s.rs, updated_at = $3
    from summed s
    where l.organization_id = argosy.tenant() and l.variant_id = s.variant_id and l.location_id = s.location_id
      and set_config('argosy.ledger', 'on', true) = 'on'
    returning 1
  ), ${endpointEventsSql(
    "stock.changed",
    // The variant where it is one; browsers are told of many as one change, so that a bulk edit is no flood of events.
    `select case when count(distinct variant_id) = 1 then jsonb_build_object('variantId', min(variant_id::text))
      else '{}' end
     from posted having count(*) > 0`,
    "select distinct jsonb_build_object('variantId', variant_id) from posted",
  )}
  select ${columns("", "variantId locationId causeKind causeRef onHandDelta reservedDelta onHandAfter")},
    ${columns("", "reservedAfter")}, ${COUNT_NOTIFIED} as told
  from posted order by id`;

/**
 * Posts movements, tells of them and moves their levels with them, in one statement; a cause that was posted before is left out
 * of both. Returns what was applied now. Locks the levels except those the caller holds already (`locked`). A movement that would leave a negative reservation fails the transaction: it is a bug.
 */
export async function postMovements(
  tx: Tx,
  input: By & {
    readonly movements: readonly Movement[];
    readonly locked?: readonly LevelKey[];
  },
): Promise<AppliedMovement[]> {
  const { actor, now } = input;
  const cause = (m: Movement) => `${m.causeKind}|${m.causeRef}|${levelKey(m)}`;
  const movements = [...new Map(input.movements.map((movement) => [cause(movement), movement])).values()];
  if (movements.length === 0) return [];
  if (input.locked) await makeMissing(tx, { keys: movements, locked: input.locked, now });
  else await lockLevels(tx, movements, now);
  const rows = movements.map((movement, n) => ({
    n,
    v: movement.variantId,
    l: movement.locationId,
    kind: movement.causeKind,
    ref: movement.causeRef,
    oh: movement.onHandDelta,
    rs: movement.reservedDelta,
    ord: movement.orderId ?? null,
    called: movement.reference ?? null,
    note: movement.note ?? "",
  }));
  const [applied] = await together([
    tx.rows<AppliedMovement & { told: bigint }>(POST, [jsonRows(rows), actorText(actor), now]),
    // Anything else in this transaction that writes a level gets its movement from the trigger again.
    tx.run("select set_config('argosy.ledger', 'off', true)"),
  ]);
  return applied.map(({ told: _told, ...movement }) => movement);
}
