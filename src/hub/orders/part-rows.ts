import type { OrderFulfilment, OrderPart } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { unitsByLine } from "./command-checks.ts";
import { headerOf, headerToJson } from "./facts.ts";
import type { HashedPart } from "./input.ts";
import { OWN_RECORD } from "./own-records.ts";
import type { Written } from "./written-record.ts";

export interface PlacedPart extends HashedPart {
  readonly orderId: string;
}

const RECORD =
  "order_id uuid, part_key text, version_kind text, version_value numeric, hash text, raw jsonb, facts jsonb";

/**
 * Stores each part's raw answer, version and hash. `isSplit`: its header too, to merge with the order's other parts.
 * As JSONB, which reads a row's nested JSON once; json_to_recordset reads it three times.
 */
export async function writeParts(
  tx: Tx,
  parts: readonly (PlacedPart & { readonly isSplit: boolean })[],
  now: Date,
): Promise<void> {
  const rows = parts.map(({ orderId, part, hash, isSplit }) => ({
    order_id: orderId,
    part_key: part.partKey,
    version_kind: part.version.kind,
    version_value: part.version.value.toString(),
    hash: hash.toString("hex"),
    raw: part.raw,
    facts: isSplit ? headerToJson(headerOf(part)) : null,
  }));
  await tx.run(
    `insert into order_part as p (organization_id, order_id, part_key, version_kind, version_value, hash, raw, facts,
       seen_at)
     select argosy.tenant(), order_id, part_key, version_kind, version_value, decode(hash, 'hex'), raw, facts, $2
     from jsonb_to_recordset($1) as n(${RECORD})
     on conflict (organization_id, order_id, part_key) do update set version_kind = excluded.version_kind,
       version_value = excluded.version_value, hash = excluded.hash, raw = excluded.raw, facts = excluded.facts,
       seen_at = excluded.seen_at`,
    [jsonRows(rows), now],
  );
}

/**
 * Keeps others from moving on the versions of these orders' parts (`touchParts` does it without the order's lock): an
 * older state that is about to be written would take the newer version with it.
 */
export async function lockParts(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx.run(
    `select from argosy.order_part
     where organization_id = argosy.tenant() and order_id = any($1::uuid[])
     order by order_id, part_key collate "C"
     for update`,
    [orderIds],
  );
}

/**
 * Newer versions of the same state: only the version is stored. Returns those for which that is no longer true, because
 * another transaction stored something else since they were compared.
 */
export async function touchParts<T extends PlacedPart>(tx: Tx, parts: readonly T[]): Promise<T[]> {
  if (parts.length === 0) return [];
  const rows = parts.map(({ orderId, part, hash }) => ({
    order_id: orderId,
    part_key: part.partKey,
    version_kind: part.version.kind,
    version_value: part.version.value.toString(),
    hash: hash.toString("hex"),
  }));
  const touched = await tx.rows<{ orderId: string; partKey: string }>(
    `update argosy.order_part p
     set version_kind = case when p.version_value < n.version_value then n.version_kind else p.version_kind end,
       version_value = greatest(p.version_value, n.version_value)
     from json_to_recordset($1) as n(${RECORD})
     where p.organization_id = argosy.tenant() and p.order_id = n.order_id and p.part_key = n.part_key
       and p.hash = decode(n.hash, 'hex')
     returning p.order_id as "orderId", p.part_key as "partKey"`,
    [jsonRows(rows)],
  );
  const keys = new Set(touched.map(({ orderId, partKey }) => `${orderId}\n${partKey}`));
  return parts.filter(({ orderId, part }) => !keys.has(`${orderId}\n${part.partKey}`));
}

/** The parcels of a part; the only one that names no units has the rest of what was shipped whole. */
function withWholeParcel({ fulfilments, lines, complete }: OrderPart): readonly OrderFulfilment[] {
  const isShipped = complete && lines.every((line) => line.fulfilledQuantity >= line.quantity);
  if (!isShipped || fulfilments.filter((parcel) => parcel.lines.length === 0).length !== 1) return fulfilments;
  const named = unitsByLine(fulfilments.flatMap((parcel) => parcel.lines));
  const rest = lines.flatMap(({ key, fulfilledQuantity }) => {
    const quantity = fulfilledQuantity - (named.get(key) ?? 0);
    return quantity > 0 ? [{ lineKey: key, quantity }] : [];
  });
  return fulfilments.map((parcel) => (parcel.lines.length === 0 ? { ...parcel, lines: rest } : parcel));
}

/** A link that leads somewhere; what else a platform calls one (a script, a file) would run where it is clicked. */
export function webAddress(link: string | undefined): string | null {
  return link !== undefined && ["http:", "https:"].includes(URL.parse(link)?.protocol ?? "") ? link : null;
}

/** Writes the parcels of these parts, known from `now` on; returns those that are new or changed. */
export async function writeFulfilments(tx: Tx, parts: readonly PlacedPart[], now: Date): Promise<Written[]> {
  const rows = placed(parts, withWholeParcel, (fulfilment) => ({
    ext_key: fulfilment.key,
    status: fulfilment.status,
    carrier: fulfilment.carrier ?? null,
    tracking_numbers: fulfilment.trackingNumbers,
    tracking_url: webAddress(fulfilment.trackingUrl),
    shipped_at: fulfilment.shippedAt ?? null,
    lines: fulfilment.lines,
  }));
  if (rows.length === 0) return [];
  return tx.rows<Written>(
    `insert into order_fulfilment as f (organization_id, order_id, ext_key, status, carrier, tracking_numbers,
       tracking_url, shipped_at, lines, known_at)
     select argosy.tenant(), order_id, ext_key, status, carrier, tracking_numbers, tracking_url, shipped_at, lines,
       $2::timestamptz
     from json_to_recordset($1) as n(order_id uuid, ext_key text, status text, carrier text, tracking_numbers text[],
       tracking_url text, shipped_at timestamptz, lines jsonb)
     on conflict (organization_id, order_id, ext_key)
       do update set status = excluded.status, carrier = excluded.carrier,
       tracking_numbers = excluded.tracking_numbers, tracking_url = excluded.tracking_url,
       shipped_at = excluded.shipped_at, lines = excluded.lines
     where (f.status, f.carrier, f.tracking_numbers, f.tracking_url, f.shipped_at, f.lines) is distinct from
       (excluded.status, excluded.carrier, excluded.tracking_numbers, excluded.tracking_url, excluded.shipped_at,
         excluded.lines)
     returning order_id as "orderId", ext_key as key, xmax = 0 as "isNew"`,
    [jsonRows(rows), now],
  );
}

const REPORTED_OR_BOOKED =
  "case when excluded.amount_minor = 0 then coalesce(r.booked_minor, 0) else excluded.amount_minor end";

/**
 * Writes the refunds of these parts, known from `now` on; returns those that are new or changed. One reported
 * without an amount keeps the amount booked here.
 */
export async function writeRefunds(tx: Tx, parts: readonly PlacedPart[], now: Date): Promise<Written[]> {
  const rows = placed(
    parts,
    (part) => part.refunds.map((refund) => ({ ...refund, partKey: part.partKey })),
    (refund) => ({
      ext_key: refund.key,
      part_key: refund.partKey,
      amount_minor: refund.amountMinor.toString(),
      reason: refund.reason ?? null,
      refunded_at: refund.at,
      lines: refund.lines,
    }),
  );
  if (rows.length === 0) return [];
  return tx.rows<Written>(
    `insert into order_refund as r (organization_id, order_id, ext_key, part_key, amount_minor, reason, refunded_at,
       lines, known_at)
     select argosy.tenant(), order_id, ext_key, part_key, amount_minor, reason, refunded_at, lines, $2::timestamptz
     from json_to_recordset($1) as n(order_id uuid, ext_key text, part_key text, amount_minor bigint, reason text,
       refunded_at timestamptz, lines jsonb)
     on conflict (organization_id, order_id, ext_key) do update set part_key = excluded.part_key,
       amount_minor = ${REPORTED_OR_BOOKED}, reason = excluded.reason, refunded_at = excluded.refunded_at,
       lines = excluded.lines
     where (r.amount_minor, r.reason, r.refunded_at, r.lines) is distinct from
       (${REPORTED_OR_BOOKED}, excluded.reason, excluded.refunded_at, excluded.lines)
     returning order_id as "orderId", ext_key as key, xmax = 0 as "isNew"`,
    [jsonRows(rows), now],
  );
}

export interface WithdrawnRefund {
  readonly orderId: string;
  readonly key: string;
  readonly amountMinor: bigint;
}

/** Lines of which more is reported as shipped than the parcels it reports hold: older parcels may be those. */
function unexplained(part: OrderPart): readonly string[] {
  const held = unitsByLine(withWholeParcel(part).flatMap(({ lines }) => lines));
  return part.lines.flatMap(({ key, fulfilledQuantity }) => (fulfilledQuantity > (held.get(key) ?? 0) ? [key] : []));
}

/**
 * Takes away refunds that were deleted on the channel, and parcels that were taken back there: those a complete part no
 * longer reports. The hub's own records, and those of other parts, stay; parcels also where the part says nothing of
 * them, or counts units as shipped that none of its parcels holds. Answers the refunds.
 */
export async function withdrawRecords(tx: Tx, parts: readonly PlacedPart[]): Promise<WithdrawnRefund[]> {
  const complete = parts.filter(({ part }) => part.complete);
  if (complete.length === 0) return [];
  const rows = complete.map(({ orderId, part }) => ({
    order_id: orderId,
    part_key: part.partKey,
    told: part.refunds.map((refund) => refund.key),
    is_whole: part.partKey === "" && !part.keeps?.includes("fulfilment"),
    parcels: part.fulfilments.map((fulfilment) => fulfilment.key),
    unexplained: unexplained(part),
  }));
  return tx.rows<WithdrawnRefund>(
    `with n as materialized (select * from json_to_recordset($1) as n(order_id uuid, part_key text, told text[],
       is_whole boolean, parcels text[], unexplained text[])
     ), taken_back as (
       delete from argosy.order_fulfilment f using n
       where f.organization_id = argosy.tenant() and f.order_id = n.order_id and n.is_whole
         and f.ext_key <> all(n.parcels) and not starts_with(f.ext_key, '${OWN_RECORD}')
         and case when f.lines = '[]' then n.unexplained = '{}' else not exists (
           select from jsonb_array_elements(f.lines) as e where e ->> 'lineKey' = any(n.unexplained)) end)
     delete from argosy.order_refund r using n
     where r.organization_id = argosy.tenant() and r.order_id = n.order_id and r.part_key = n.part_key
       and r.ext_key <> all(n.told)
     returning r.order_id as "orderId", r.ext_key as key, r.amount_minor as "amountMinor"`,
    [jsonRows(rows)],
  );
}

/** Writes the payments of these parts. */
export async function writeTransactions(tx: Tx, parts: readonly PlacedPart[]): Promise<void> {
  const rows = placed(
    parts,
    (part) => (part.transactions ?? []).map((each) => ({ ...each, currency: part.totals.currency })),
    (each) => ({
      ext_key: each.key,
      parent_key: each.parentKey ?? null,
      kind: each.kind,
      status: each.status,
      gateway: each.gateway ?? null,
      amount_minor: each.amountMinor.toString(),
      currency: each.currency,
      at: each.at,
    }),
  );
  if (rows.length === 0) return;
  await tx.run(
    `insert into order_transaction as t (organization_id, order_id, ext_key, parent_key, kind, status, gateway,
       amount_minor, currency, at)
     select argosy.tenant(), order_id, ext_key, parent_key, kind, status, gateway, amount_minor, currency, at
     from json_to_recordset($1) as n(order_id uuid, ext_key text, parent_key text, kind text, status text, gateway text,
       amount_minor bigint, currency text, at timestamptz)
     on conflict (organization_id, order_id, ext_key)
       do update set parent_key = excluded.parent_key, kind = excluded.kind,
       status = excluded.status, gateway = excluded.gateway, amount_minor = excluded.amount_minor, at = excluded.at
     where (t.parent_key, t.kind, t.status, t.gateway, t.amount_minor, t.at) is distinct from
       (excluded.parent_key, excluded.kind, excluded.status, excluded.gateway, excluded.amount_minor, excluded.at)`,
    [jsonRows(rows)],
  );
}

/** One row per (order, key), the last one reported. */
function placed<T extends { readonly key: string }>(
  parts: readonly PlacedPart[],
  of: (part: OrderPart) => readonly T[],
  row: (item: T) => object,
): object[] {
  const rows = new Map<string, object>();
  for (const { orderId, part } of parts)
    for (const item of of(part)) rows.set(`${orderId}\n${item.key}`, { order_id: orderId, ...row(item) });
  return [...rows.values()];
}
