/**
 * A channel's number that moved without a word: goods of a refund may have been put back there, or goods that were
 * refunded before they left may have been written off. Where the rise or fall is exactly a refund's, they are; where a
 * refund or a cancellation could be behind it, a person is asked.
 */

import { systemActor } from "../../../commerce/actor.ts";
import { message } from "../../../commerce/message.ts";
import type { Tx } from "../../../db/database.ts";
import { lockOrders } from "../../../hub/orders/order-fields/order-rows.ts";
import { reconcileOrders } from "../../../hub/orders/resettle.ts";
import { logSync } from "../../../hub/sync-log/sync-log.ts";
import { acceptObserved } from "../../../hub/sync-state/read-backs.ts";
import type { OutboundSession } from "../outbound-session.ts";
import type { Seen } from "./stock-rows.ts";

/** How long after a refund its items may come back. */
const REFUNDS_MS = 30 * 24 * 60 * 60_000;

interface Returning {
  readonly lineId: string;
  readonly orderId: string;
  readonly listingId: string;
  /** The channel's location the line was sold from, where it says so. */
  readonly location: string | null;
  readonly name: string;
  /** Units shipped and refunded without a reported outcome. */
  readonly units: number;
  /** Units refunded before they left, which are for sale here. */
  readonly unsent: number;
  /** The refunds these are of, each with its units. */
  readonly parts: readonly number[];
  /** Units that a refund or cancellation may have put back besides. */
  readonly unclear: number;
  readonly seen: number;
  readonly seenKeptOut: number;
}

/** A rise or fall and the refunded lines that explain it, with the units of each that do. */
export interface FoundRestock {
  readonly what: "restocked" | "written off";
  readonly seen: Seen;
  readonly lines: readonly Returning[];
}

// Units reported as restocked, or received as a return here, need no explanation any more.
// Orders of every store that sells from the same stock count, each for the item it was sold as, or that shows its number.
// What nobody sends has left as far as its channel took it.
const LEFT = `case l.fulfilled_by when 'nobody' then l.took_quantity else l.fulfilled_quantity end`;
const RETURNING = `
  with item as (
    select l.id as listing_id, o.id as sold_as from listing l
    cross join lateral (
      select l.ext_key
      union all
      select s.ext_key from listing s
      where s.organization_id = l.organization_id and s.connection_id = l.connection_id
        and s.shared_stock = l.shared_stock and s.id <> l.id
    ) as s
    join listing o on o.organization_id = l.organization_id and o.ext_key = s.ext_key
      and o.connection_id in (select argosy.stock_place_of($1))
    where l.organization_id = argosy.tenant() and l.id = any($2::uuid[])
  ), recent as (
    select r.order_id, x.key, sum(x.quantity)::int as quantity,
      array_agg(x.quantity order by r.refunded_at, r.ext_key) as parts
    from order_refund r cross join lateral (
      select e->>'lineKey' as key, (e->>'quantity')::int as quantity from jsonb_array_elements(r.lines) as e
      where e->>'restocked' is null) as x
    where r.organization_id = argosy.tenant() and r.refunded_at > $3
    group by 1, 2
  ), told as (
    select l.id, l.order_id, i.listing_id, l.ext_location, l.sku, l.title, l.seen_restocked, l.seen_kept_out,
      least(t.quantity, l.ordered_quantity - ${LEFT})
        - greatest(l.kept_out_quantity, l.seen_kept_out) as unsent,
      t.parts, least(t.quantity, ${LEFT}) as shipped, t.quantity as refunded, 0 as cancelled,
      greatest(l.seen_restocked, l.returned_quantity + l.matched_quantity, l.return_received) as done
    from recent t
    join order_line l on l.organization_id = argosy.tenant() and l.order_id = t.order_id and l.ext_key = t.key
    join item i on i.sold_as = l.listing_id
    union all
    select l.id, l.order_id, i.listing_id, l.ext_location, l.sku, l.title, l.seen_restocked, l.seen_kept_out, 0,
      '{}'::int[], 0, 0, l.ordered_quantity - l.fulfilled_quantity, 0
    from sales_order o join order_line l on l.organization_id = argosy.tenant() and l.order_id = o.id
    join item i on i.sold_as = l.listing_id
    where o.organization_id = argosy.tenant() and o.connection_id in (select argosy.stock_place_of($1))
      and o.status = 'cancelled' and o.updated_at > $3
      and (l.took_quantity > 0 or l.prior_quantity > 0)
  )
  select id as "lineId", order_id as "orderId", listing_id as "listingId", ext_location as location,
    coalesce(sku, title) as name, greatest(0, shipped - done) as units, greatest(0, unsent) as unsent,
    parts, greatest(0, refunded - done) + cancelled as unclear, seen_restocked as seen, seen_kept_out as "seenKeptOut"
  from told order by id`;

export interface Sorted {
  readonly found: readonly FoundRestock[];
  /** A refund or cancellation may be behind them. */
  readonly unclear: readonly Seen[];
}

/** Sorts numbers that moved by what refunds and cancellations say of them. Reads only. */
export async function sortRefunded(tx: Tx, connection: string, seen: readonly Seen[], now: Date): Promise<Sorted> {
  const moved = seen.filter(({ row, observed }) => row.believed !== null && observed !== row.believed);
  if (moved.length === 0) return { found: [], unclear: [] };
  const lines = await tx.rows<Returning>(RETURNING, [
    connection,
    moved.map(({ row }) => row.listing_id),
    new Date(now.getTime() - REFUNDS_MS),
  ]);
  const found: FoundRestock[] = [];
  const unclear: Seen[] = [];
  for (const one of moved) {
    const { row, observed } = one;
    const own = lines.filter(
      ({ listingId, location }) => listingId === row.listing_id && (location === null || location === row.location),
    );
    const rise = observed - (row.believed ?? observed);
    const explained = rise > 0 ? explaining(rise, own) : explaining(-rise, own.map(asUnsent));
    const max = own.reduce((sum, line) => sum + (rise > 0 ? line.unclear : line.unsent), 0);
    if (explained) found.push({ what: rise > 0 ? "restocked" : "written off", seen: one, lines: explained });
    else if (Math.abs(rise) <= max) unclear.push(one);
  }
  return { found, unclear };
}

const asUnsent = (line: Returning): Returning => ({ ...line, units: line.unsent });

interface Refunded {
  readonly units: number;
  readonly parts: readonly number[];
}

/** Of so many refunds at most a set is looked for. */
const MAX_PARTS = 100;

/** The refunds that are exactly this rise: one of them, or the smallest set that makes it up, as lines with its units. */
export function explaining<L extends Refunded>(rise: number, lines: readonly L[]): L[] | null {
  const parts = lines.flatMap((line) => line.parts.map((units) => ({ line, units: Math.min(units, line.units) })));
  const sets = new Map<number, readonly (typeof parts)[number][]>([[0, []]]);
  for (const part of parts.filter(({ units }) => units > 0).slice(0, MAX_PARTS))
    for (const [sum, set] of [...sets]) {
      const existing = sets.get(sum + part.units);
      const ofLine = set.reduce((units, one) => units + (one.line === part.line ? one.units : 0), part.units);
      const isFewer = existing === undefined || set.length + 1 < existing.length;
      if (sum + part.units <= rise && ofLine <= part.line.units && isFewer) sets.set(sum + part.units, [...set, part]);
    }
  const found = rise > 0 ? sets.get(rise) : undefined;
  if (!found) return null;
  return [...Map.groupBy(found, ({ line }) => line)].map(([line, some]) => ({
    ...line,
    units: some.reduce((sum, { units }) => sum + units, 0),
  }));
}

/** Books what was found, in a transaction of its own: orders are locked before levels and channels' numbers. */
export async function bookRestocks(session: OutboundSession, found: readonly FoundRestock[]): Promise<void> {
  if (found.length === 0) return;
  const now = session.now();
  const lines = found.flatMap(({ what, lines: some }) =>
    some.map((line) => ({ ...line, isBack: what === "restocked" })),
  );
  await session.tenant(
    async (tx) => {
      const orders = await lockOrders(tx, [...new Set(lines.map((line) => line.orderId))]);
      const booked = await tx.rows<{ id: string }>(
        `update order_line l
         set seen_restocked = case when b.is_back then b.seen + b.units else l.seen_restocked end,
           seen_kept_out = case when b.is_back then l.seen_kept_out else b.seen + b.units end
         from unnest($1::uuid[], $2::int[], $3::int[], $4::boolean[]) as b(id, seen, units, is_back)
         where l.organization_id = argosy.tenant() and l.id = b.id
           and case when b.is_back then l.seen_restocked else l.seen_kept_out end = b.seen
         returning l.id`,
        [
          lines.map((line) => line.lineId),
          lines.map((line) => (line.isBack ? line.seen : line.seenKeptOut)),
          lines.map((line) => line.units),
          lines.map((line) => line.isBack),
        ],
      );
      const done = new Set(booked.map((row) => row.id));
      // A write-off is logged by the code that settles it.
      const entries = lines.flatMap(({ lineId, orderId, name, units, isBack }) =>
        isBack && done.has(lineId)
          ? [{ orderId, kind: "restock", text: message("order.restocked.seen", { quantity: units, name }) }]
          : [],
      );
      await reconcileOrders(tx, { orders, entries, actor: systemActor, now });
      const explained = found.filter((one) => one.lines.every((line) => done.has(line.lineId)));
      await acceptObserved(
        tx,
        explained.map((one) => one.seen),
        now,
      );
      await logSync(
        tx,
        explained.map(({ what, seen: { row, observed } }) => ({
          connectionId: session.open.row.id,
          action: "update_inventory" as const,
          status: "success" as const,
          ref: row.sku ?? row.ext_key,
          at: now,
          text: message(what === "restocked" ? "log.stock.refunded" : "log.stock.writtenOff", {
            item: row.sku ?? row.ext_key,
            expected: row.believed ?? "?",
            observed,
          }),
        })),
      );
    },
    { kind: "derived" },
  );
}
