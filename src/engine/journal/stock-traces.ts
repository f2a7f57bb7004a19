/** Links traces across stored work: which span last changed an item's stock. Used only while traces are exported. */
import type { Tx } from "../../db/database.ts";
import { beginStep, currentTrace, idsOf, type TraceContext, traced } from "../../hub/traces.ts";

const MAX_LINKS = 20;

/** A stored delivery, by the step that received it; null where no traces are kept. */
interface TracedEvent {
  readonly trace_id: string | null;
  readonly trace_span: string | null;
}

/** Where these deliveries were received. */
const placesOfEvents = (events: readonly TracedEvent[]): TraceContext[] => [
  ...new Set(events.flatMap(({ trace_id: id, trace_span: span }) => (id && span ? [`00-${id}-${span}-01`] : []))),
];

/** One turn's deliveries: the first trace holds the work, the others are led to it. */
export function tracedBatch<T>(events: readonly TracedEvent[], connection: string, work: () => Promise<T>): Promise<T> {
  const from = placesOfEvents(events);
  if (from.length === 0) return work();
  const attributes = { "argosy.connection": connection, "messaging.batch.message_count": events.length };
  return traced({ name: "inbox", from: from.slice(0, MAX_LINKS), kind: "consumer", attributes }, (span) => {
    const here = currentTrace(span);
    for (const place of from.slice(1))
      beginStep({ name: "inbox, with others", from: here ? [place, here] : [place], kind: "consumer" }).end();
    return work();
  });
}

/** Notes the step under way for the items of these orders, and what bundles among them are made of. */
export async function recordOrderTraces(
  tx: Tx,
  orders: Iterable<{ readonly orderId: string }>,
  now: Date,
): Promise<void> {
  const place = currentTrace();
  const orderIds = [...orders].map(({ orderId }) => orderId);
  if (place === undefined || orderIds.length === 0) return;
  const { ids } = await tx.one<{ ids: string[] }>(
    `select coalesce(array_agg(distinct variant_id), '{}') as ids
     from argosy.order_line
     where organization_id = argosy.tenant() and order_id = any ($1::uuid[]) and variant_id is not null`,
    [orderIds],
  );
  await noteLocation(tx, { variantIds: await withParts(tx, ids), place, now });
}

/** The newest step counts: a quantity that is sent is current when it is sent. */
async function noteLocation(
  tx: Tx,
  {
    variantIds,
    place,
    now,
  }: { readonly variantIds: readonly string[]; readonly place: TraceContext; readonly now: Date },
): Promise<void> {
  await tx.run(
    `insert into argosy.traced_change (organization_id, variant_id, place, at)
     select argosy.tenant(), id, $2, $3 from unnest($1::uuid[]) as ids(id) order by id
     on conflict (organization_id, variant_id) do update set place = excluded.place, at = excluded.at`,
    [variantIds, place, now],
  );
}

async function withParts(tx: Tx, variantIds: readonly string[]): Promise<string[]> {
  const parts = await tx.rows<{ id: string }>(
    `select component_variant_id as id
     from argosy.bundle_item
     where organization_id = argosy.tenant() and bundle_variant_id = any ($1::uuid[])`,
    [variantIds],
  );
  return [...new Set([...variantIds, ...parts.map(({ id }) => id)])];
}

/** Where these items, and what bundles among them are made of, were last changed. */
export async function stockTraces(tx: Tx, variantIds: readonly string[]): Promise<TraceContext[]> {
  const found = await tx.rows<{ place: TraceContext }>(
    `select place
     from argosy.traced_change
     where organization_id = argosy.tenant() and variant_id = any ($1::uuid[])
     order by at desc limit ${MAX_LINKS}`,
    [await withParts(tx, variantIds)],
  );
  return [...new Set(found.map(({ place }) => place))];
}

/** A chunk of the fan-out as a step of what changed its items. */
export async function tracedFanOut<T>(
  tx: Tx,
  { variantIds, now }: { readonly variantIds: readonly string[]; readonly now: Date },
  work: () => Promise<T>,
): Promise<T> {
  const from = variantIds.length === 0 ? [] : await stockTraces(tx, variantIds);
  if (from.length === 0) return work();
  return traced({ name: "fan-out", from, attributes: { "argosy.items": variantIds.length } }, async (step) => {
    const place = currentTrace(step);
    if (place !== undefined) await noteLocation(tx, { variantIds: await tracedOf(tx, variantIds), place, now });
    return work();
  });
}

async function tracedOf(tx: Tx, variantIds: readonly string[]): Promise<string[]> {
  const existing = await tx.rows<{ id: string }>(
    `select variant_id as id
     from argosy.traced_change
     where organization_id = argosy.tenant() and variant_id = any ($1::uuid[])`,
    [variantIds],
  );
  return existing.map(({ id }) => id);
}

/** An order's trace while it is applied: the step under way, where it is of the same trace. */
export function tracedApplying<T>(events: readonly TracedEvent[], work: () => Promise<T>): Promise<T> {
  const from = placesOfEvents(events);
  const here = currentTrace();
  const isHere = here !== undefined && from.some((place) => idsOf(place).traceId === idsOf(here).traceId);
  return traced({ name: "apply", from: isHere ? undefined : from.slice(0, MAX_LINKS) }, work);
}

/** Entries that are not needed any more. */
export const removeStockTraces = (tx: Tx, before: Date, limit: number): Promise<number> =>
  tx.run(
    `delete from argosy.traced_change
     where organization_id = argosy.tenant() and variant_id in (
       select variant_id from argosy.traced_change
       where organization_id = argosy.tenant() and at < $1 order by at limit $2)`,
    [before, limit],
  );
