/** Carries traces over what is stored: which step last changed an item's stock. Used only while traces are exported. */
import type { Tx } from "../db/database.ts";
import { beginStep, idsOf, placeHere, type TracePlace, traced } from "../hub/traces.ts";
import { readMarks } from "./change-marks.ts";
import type { EventRow } from "./inbox-groups.ts";
import type { OutboundSession } from "./outbound/outbound-session.ts";

const MOST_LINKS = 20;

/** Where these deliveries were received. */
const placesOfEvents = (events: readonly Pick<EventRow, "trace_id" | "trace_span">[]): TracePlace[] => [
  ...new Set(events.flatMap(({ trace_id: id, trace_span: span }) => (id && span ? [`00-${id}-${span}-01`] : []))),
];

/** One turn's deliveries: the first trace holds the work, the others are led to it. */
export function tracedBatch<T>(events: readonly EventRow[], connection: string, work: () => Promise<T>): Promise<T> {
  const from = placesOfEvents(events);
  if (from.length === 0) return work();
  const attributes = { "argosy.connection": connection, "messaging.batch.message_count": events.length };
  return traced({ name: "inbox", from: from.slice(0, MOST_LINKS), kind: "consumer", attributes }, (span) => {
    const here = placeHere(span);
    for (const place of from.slice(1))
      beginStep({ name: "inbox, with others", from: here ? [place, here] : [place], kind: "consumer" }).end();
    return work();
  });
}

/** Notes the step under way for the items of these orders, and what bundles among them are made of. */
export async function notePlaceOfOrders(
  tx: Tx,
  orders: Iterable<{ readonly orderId: string }>,
  now: Date,
): Promise<void> {
  const place = placeHere();
  const orderIds = [...orders].map(({ orderId }) => orderId);
  if (place === undefined || orderIds.length === 0) return;
  const { ids } = await tx.one<{ ids: string[] }>(
    `SELECT coalesce(array_agg(DISTINCT variant_id), '{}') AS ids
     FROM argosy.order_line
     WHERE organization_id = argosy.tenant() AND order_id = ANY ($1::uuid[]) AND variant_id IS NOT NULL`,
    [orderIds],
  );
  await notePlace(tx, { variantIds: await withParts(tx, ids), place, now });
}

/** The newest step counts: a number that goes out says what holds by then. */
async function notePlace(
  tx: Tx,
  {
    variantIds,
    place,
    now,
  }: { readonly variantIds: readonly string[]; readonly place: TracePlace; readonly now: Date },
): Promise<void> {
  await tx.run(
    `INSERT INTO argosy.traced_change (organization_id, variant_id, place, at)
     SELECT argosy.tenant(), id, $2, $3 FROM unnest($1::uuid[]) AS ids(id) ORDER BY id
     ON CONFLICT (organization_id, variant_id) DO UPDATE SET place = excluded.place, at = excluded.at`,
    [variantIds, place, now],
  );
}

async function withParts(tx: Tx, variantIds: readonly string[]): Promise<string[]> {
  const parts = await tx.rows<{ id: string }>(
    `SELECT component_variant_id AS id
     FROM argosy.bundle_item
     WHERE organization_id = argosy.tenant() AND bundle_variant_id = ANY ($1::uuid[])`,
    [variantIds],
  );
  return [...new Set([...variantIds, ...parts.map(({ id }) => id)])];
}

async function placesOf(tx: Tx, variantIds: readonly string[]): Promise<TracePlace[]> {
  const found = await tx.rows<{ place: TracePlace }>(
    `SELECT place
     FROM argosy.traced_change
     WHERE organization_id = argosy.tenant() AND variant_id = ANY ($1::uuid[])
     ORDER BY at DESC LIMIT ${MOST_LINKS}`,
    [await withParts(tx, variantIds)],
  );
  return [...new Set(found.map(({ place }) => place))];
}

/** A chunk of the fan-out as a step of what changed its items. */
export async function tracedFanOut<T>(
  tx: Tx,
  { size, now }: { readonly size: number; readonly now: Date },
  work: () => Promise<T>,
): Promise<T> {
  const marks = await readMarks(tx, size, now);
  const variantIds = marks.filter(({ aspect }) => aspect === "stock").map((mark) => mark.subject_id);
  const from = variantIds.length === 0 ? [] : await placesOf(tx, variantIds);
  if (from.length === 0) return work();
  return traced({ name: "fan-out", from, attributes: { "argosy.items": variantIds.length } }, async (step) => {
    const place = placeHere(step);
    if (place !== undefined) await notePlace(tx, { variantIds: await tracedOf(tx, variantIds), place, now });
    return work();
  });
}

async function tracedOf(tx: Tx, variantIds: readonly string[]): Promise<string[]> {
  const known = await tx.rows<{ id: string }>(
    `SELECT variant_id AS id
     FROM argosy.traced_change
     WHERE organization_id = argosy.tenant() AND variant_id = ANY ($1::uuid[])`,
    [variantIds],
  );
  return known.map(({ id }) => id);
}

/** Sends numbers as a step of what changed them. */
export async function tracedSending<T>(
  turn: OutboundSession,
  variantIds: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const from = await turn.tenant((tx) => placesOf(tx, variantIds));
  if (from.length === 0) return work();
  const attributes = { "argosy.connection": turn.lane.connection, "argosy.items": variantIds.length };
  return traced({ name: "send stock", from, attributes }, work);
}

/** An order's trace while it is applied: the step under way, where it is of the same trace. */
export function tracedApplying<T>(events: readonly EventRow[], work: () => Promise<T>): Promise<T> {
  const from = placesOfEvents(events);
  const here = placeHere();
  const isHere = here !== undefined && from.some((place) => idsOf(place).traceId === idsOf(here).traceId);
  return traced({ name: "apply", from: isHere ? undefined : from.slice(0, MOST_LINKS) }, work);
}

/** Places nobody will look for any more. */
export const removePlaces = (tx: Tx, before: Date, most: number): Promise<number> =>
  tx.run(
    `DELETE FROM argosy.traced_change
     WHERE organization_id = argosy.tenant() AND variant_id IN (
       SELECT variant_id FROM argosy.traced_change
       WHERE organization_id = argosy.tenant() AND at < $1 ORDER BY at LIMIT $2)`,
    [before, most],
  );
