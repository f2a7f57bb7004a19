import { z } from "zod";
import { type Actor, actorText, systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { resolveAlert } from "../alerts/alerts.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import type { Page, PageRequest } from "../paging.ts";
import {
  type BothEnds,
  byAge,
  type MadeWithin,
  madeWithin,
  type Placed,
  sortedPage,
  unplaced,
  up,
} from "../sorting.ts";
import { logSync } from "../sync-log/sync-log.ts";
import { holdCause } from "./open-stock-hold.ts";
import { takeHeld, writeHeld } from "./release-held-stock.ts";

export const HOLD_STATES = ["open", "approved", "rejected", "ended"] as const;
export type HoldState = (typeof HOLD_STATES)[number];

/** A change of stock that is too large to happen unseen. */
export const stockHoldSchema = z
  .object({
    id,
    storeId: id,
    direction: z.enum(["out", "in"]).describe("out: our zeros wait; in: the channel's lower numbers wait"),
    state: z.enum(HOLD_STATES),
    items: z.int().describe("items that would change"),
    ofListings: z.int().describe("synced items of the channel"),
    held: z.int().describe("numbers that wait now"),
    toNone: z.int().describe("of those, how many would be none"),
    hubUnits: z.int().describe("units of what is held: what the hub wants shown"),
    channelUnits: z.int().describe("and what the channel shows"),
    foundAt: time,
    settledAt: time.nullable(),
    settledBy: z.string().nullable(),
  })
  .meta({ id: "StockHold", description: "A change of stock too large to happen unseen" });

export type StockHold = Answered<typeof stockHoldSchema>;

/** One item whose number waits. */
export const heldStockSchema = z.object({
  listingId: id,
  sku: z.string().nullable(),
  title: z.string(),
  /** What the hub wants shown, and what the channel shows. */
  hub: z.int().nullable(),
  channel: z.int().nullable(),
});

export type HeldStock = Answered<typeof heldStockSchema>;

const SELECT = `select h.id, h.connection_id as "storeId", ${columns("h", "direction state items")},
    ${columns("h", "ofListings foundAt settledAt settledBy")},
  f.held, f.to_none as "toNone", f.hub as "hubUnits", f.channel as "channelUnits"`;
const FROM = `from stock_hold h cross join lateral (
    select count(*)::int as held, argosy.int_sum(coalesce(sum(s.desired), 0)) as hub,
      argosy.int_sum(coalesce(sum(coalesce(s.observed, s.expected)), 0)) as channel,
      count(*) filter (where case h.direction when 'out' then s.desired else s.observed end <= 0)::int as to_none
    from listing_stock s
    where s.organization_id = h.organization_id and s.connection_id = h.connection_id and s.held_by = h.id) as f
  where h.organization_id = argosy.tenant()`;

const SORTS = byAge(["h.id", "uuid"]);

export type HoldFilter = PageRequest &
  MadeWithin &
  Optional<{
    connectionId: string;
    state: HoldState;
    sort: BothEnds;
  }>;

/** Holds, newest first or from the other end. */
export async function listHolds(tx: Tx, filter: HoldFilter): Promise<Page<StockHold>> {
  const params: unknown[] = [filter.connectionId ?? null, filter.state ?? null];
  const found = madeWithin("h.id", filter, params);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<StockHold>>(
    tx,
    `${SELECT}, ${by.place}
     ${FROM} and ($1::uuid is null or h.connection_id = $1) and ($2::text is null or h.state = $2)
       ${found} ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Throws HubError STOCK_HOLD_NOT_FOUND. */
export async function getHold(tx: Tx, id: string): Promise<StockHold> {
  const hold = await tx.maybe<StockHold>(`${SELECT} ${FROM} and h.id = $1`, [id]);
  if (!hold) throw new HubError("STOCK_HOLD_NOT_FOUND", "not_found", "There is no such stock hold.");
  return hold;
}

/** What a hold holds. */
export async function heldStock(tx: Tx, hold: StockHold, request: PageRequest): Promise<Page<HeldStock>> {
  const params: unknown[] = [hold.storeId, hold.id];
  const by = sortedPage(HELD, request, params);
  const rows = await by.rows<Placed<HeldStock>>(
    tx,
    `select ${by.place}, l.id as "listingId", l.sku, p.title, argosy.int_sum(sum(s.desired)) as hub,
       argosy.int_sum(sum(coalesce(s.observed, s.expected))) as channel
     from listing_stock s join listing l on l.organization_id = s.organization_id and l.id = s.listing_id
     join product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
     where s.organization_id = argosy.tenant() and s.connection_id = $1 and s.held_by = $2 ${by.after}
     group by l.id, l.sku, p.title ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const HELD = up(["l.id", "uuid"]);

export interface HoldSettlement {
  readonly id: string;
  readonly approve: boolean;
  readonly by: Actor;
  readonly now: Date;
}

/**
 * Out: approved zeros are written; rejected ones stay unwritten until the hub has another number. In: approved numbers
 * enter the hub's stock; rejected ones are overwritten with the hub's. A rejected hold may still be approved while it
 * holds something. Throws HubError STOCK_HOLD_NOT_FOUND, STOCK_HOLD_OVER.
 */
export async function settleHold(tx: Tx, settlement: HoldSettlement): Promise<StockHold> {
  const { id, approve, by, now } = settlement;
  await tx.rows("select 1 from stock_hold where organization_id = argosy.tenant() and id = $1 for update", [id]);
  const hold = await getHold(tx, id);
  const isOpen = hold.state === "open" || (approve && hold.state === "rejected" && hold.held > 0);
  if (!isOpen)
    throw new HubError("STOCK_HOLD_OVER", "conflict", `This stock hold is ${hold.state} already; it holds nothing.`);
  const release = { connectionId: hold.storeId, heldBy: id, now };
  if (hold.direction === "out" && approve) await writeHeld(tx, release);
  if (hold.direction === "in" && approve) await takeHeld(tx, { ...release, by });
  if (hold.direction === "in" && !approve) await writeHeld(tx, release);
  await end(tx, hold, { state: approve ? "approved" : "rejected", by, now });
  return getHold(tx, id);
}

async function end(
  tx: Tx,
  hold: StockHold,
  how: { readonly state: HoldState; readonly by: Actor; readonly now: Date },
): Promise<void> {
  await tx.run(
    `update stock_hold
     set state = $2, settled_at = $3, settled_by = $4
     where organization_id = argosy.tenant() and id = $1`,
    [hold.id, how.state, how.now, actorText(how.by)],
  );
  await resolveAlert(tx, holdCause(hold.storeId, hold.direction), how.now, how.by);
  await logSync(tx, [
    {
      connectionId: hold.storeId,
      action: "update_inventory",
      status: "success",
      at: how.now,
      text:
        how.state === "ended" || how.state === "open"
          ? message("log.hold.ended")
          : message(ENDS[hold.direction][how.state], { items: hold.held }),
    },
  ]);
  await announce(tx, "stock_hold.settled", { id: hold.id, storeId: hold.storeId });
}

const ENDS = {
  out: { approved: "log.hold.outApproved", rejected: "log.hold.outRejected" },
  in: { approved: "log.hold.inApproved", rejected: "log.hold.inRejected" },
} as const;

/** Ends open holds whose last number became free by itself: the hub has another one, or the item was unlinked. */
export async function endEmptyHolds(tx: Tx, now: Date): Promise<void> {
  const empty = await tx.rows<{ id: string }>(
    `select h.id from stock_hold h where h.organization_id = argosy.tenant() and h.state = 'open' and not exists (
       select 1 from listing_stock s
         where s.organization_id = h.organization_id and s.connection_id = h.connection_id and s.held_by = h.id)
       for update`,
  );
  for (const { id } of empty) {
    // Looked at again once it is locked: whoever was adding to it may have been waited for.
    const hold = await getHold(tx, id);
    if (hold.held === 0) await end(tx, hold, { state: "ended", by: systemActor, now });
  }
}
