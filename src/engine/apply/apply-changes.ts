/** Applies what a connector parsed, in one transaction, and names the message for the sync log. */

import { type Actor, type By, systemActor } from "../../commerce/actor.ts";
import { type HubText, type Message, message, textParts } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { withMappedStatus } from "../../commerce/status-mapping.ts";
import type { OrderStatus } from "../../commerce/statuses.ts";
import type { InboundChange } from "../../connectors/kit/contract/webhooks.ts";
import { MOST_ROWS, tooLong } from "../../connectors/kit/parse/parse.ts";
import type { Tx } from "../../db/database.ts";
import { markProductsGone, recordChannelProducts } from "../../hub/channel-products/record.ts";
import { eraseByContact } from "../../hub/customers/privacy.ts";
import { learnCustomers } from "../../hub/customers/reported-customers.ts";
import { observeLevels } from "../../hub/listings/index.ts";
import { asParked, itemOf, StillUnknown, unknownAmong } from "../../hub/listings/unknown-stock.ts";
import { type AppliedOrder, applyOrderParts, ordersGone } from "../../hub/orders/apply.ts";
import type { ApplyInput } from "../../hub/orders/input.ts";
import { parkWork } from "../../hub/parked/parked.ts";
import { applyScans } from "../../hub/shipping/scans.ts";
import { markUninstalled, warnAccessEnds } from "../../hub/stores/lifecycle.ts";
import { readSettings } from "../../hub/stores/settings.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { recordListingsFromOrders } from "./listings-from-orders.ts";
import { recordNewFields } from "./new-fields.ts";
import { type FilterReason, filterOrders } from "./order-filter.ts";

export interface Applied {
  readonly orders: ReadonlyMap<string, AppliedOrder>;
  messageFor(change: InboundChange): HubText;
}

/** What a delivery means, and when it came. */
export interface ReceivedChange {
  readonly change: InboundChange;
  readonly at: Date;
  /** When it was requested, where the delivery only announced a change. */
  readonly requestedAt?: Date | undefined;
}

export function channelActor(open: OpenConnection): Actor {
  return { kind: "channel", id: open.row.id, name: open.row.name };
}

/** Applies everything understood of one connection. Idempotent: repeats and older versions change nothing. */
export async function applyChanges(
  tx: Tx,
  open: OpenConnection,
  received: readonly ReceivedChange[],
  how: {
    readonly now: Date;
    readonly source: "webhook" | "poll";
    readonly history?: boolean | undefined;
    /** As ApplyInput says. */
    readonly alongside?: ApplyInput["alongside"];
    readonly foreseen?: ApplyInput["foreseen"];
  },
): Promise<Applied> {
  const { row } = open;
  const actor = channelActor(open);
  const all = received.map(({ change }) => change);
  const readTimes = new Map(
    received.flatMap(({ change, at, requestedAt }) =>
      change.as === "orders" ? change.parts.map((one) => [one, requestedAt ?? changedBy(open, one, at)] as const) : [],
    ),
  );
  const { parts, leftOut } = await filterOrders(tx, open, refuseLong([...readTimes.keys()]));
  const readAt = (part: OrderPart) => readTimes.get(part) ?? how.now;
  const products = new Map(
    received.flatMap(({ change, at }) =>
      change.as === "products" ? change.products.map((product) => [product, at] as const) : [],
    ),
  );
  await recordListingsFromOrders(tx, open, parts, how.now);
  const note = { connectionId: row.id, now: how.now };
  await recordNewFields(tx, { ...note, subject: "order", records: parts.map(({ raw }) => raw) });
  await recordNewFields(tx, { ...note, subject: "product", records: [...products.keys()].map(({ raw }) => raw) });
  const applied =
    parts.length === 0 ? [] : await applyOrderParts(tx, orderInput(open, parts, { ...how, readAt, actor }));
  if (products.size > 0)
    await recordChannelProducts(tx, {
      connectionId: row.id,
      products: [...products.keys()],
      now: how.now,
      initial: false,
      readAt: (product) => products.get(product) ?? how.now,
      ...(how.source === "webhook" && {
        pricedAt: (product: ChannelProduct) => changedBy(open, product, products.get(product) ?? how.now),
      }),
    });
  const { known: levels, unknown } = await sortLevels(tx, row.id, received, how.now);
  if (levels.length > 0) {
    await observeLevels(tx, {
      connectionId: row.id,
      levels: levels.map((level) => ({
        extKey: level.variantKey,
        inventoryKey: level.inventoryKey,
        location: level.location,
        available: level.available,
        at: level.at,
      })),
      now: how.now,
    });
  }
  const customers = received.flatMap(({ change, at }) =>
    change.as === "customers"
      ? change.customers.map((one) => ({ ...one, at: one.at === undefined ? at : new Date(one.at) }))
      : [],
  );
  if (customers.length > 0) {
    const wins = readSettings(row.settings).policy.customer;
    await learnCustomers(tx, { connectionId: row.id, customers, wins, now: how.now });
  }
  const seen = all.flatMap((one) => (one.as === "scans" ? one.parcels : []));
  if (seen.length > 0)
    await applyScans(tx, { connectionId: row.id, parcels: seen, source: how.source, actor, now: how.now });
  const goneOrders = all.flatMap((one) => (one.as === "gone" && one.what === "order" ? [one.key] : []));
  await ordersGone(tx, { connectionId: row.id, orderKeys: goneOrders, now: how.now, actor });
  for (const one of all) {
    if (one.as === "gone" && one.what === "product")
      await markProductsGone(tx, { connectionId: row.id, extKeys: [one.key], now: how.now });
    if (one.as === "uninstalled") await markUninstalled(tx, row.id, { now: how.now });
    if (one.as === "access_ends") await warnAccessEnds(tx, row.id, { text: one.text, now: how.now });
    if (one.as === "privacy")
      await eraseByContact(tx, {
        connectionId: row.id,
        request: one.request,
        data: one.data,
        now: how.now,
        actor: systemActor,
      });
  }
  const orders = new Map(applied.map((order) => [order.orderKey, order]));
  return { orders, messageFor: (change) => journalText(change, orders, { leftOut, unknown }) };
}

/** The quantities of existing items; those a seller's program reports for other items are set aside and named. */
async function sortLevels(tx: Tx, connectionId: string, received: readonly ReceivedChange[], now: Date) {
  const pushed = received.filter(({ change }) => change.as === "levels" && change.isPushed).flatMap(levelsOf);
  const reported = received.filter(({ change }) => change.as === "levels" && !change.isPushed).flatMap(levelsOf);
  const unknown = await unknownAmong(tx, connectionId, pushed);
  const error = new StillUnknown("No item of the channel has this SKU or id.");
  for (const level of unknown) await parkWork(tx, asParked(connectionId, level), { error, now });
  return {
    known: [...reported, ...pushed.filter((level) => !unknown.includes(level))],
    unknown: new Set(unknown.map(itemOf)),
  };
}

/** However a channel reports the lines of an order, all are applied at once; an order with too many is not read. */
export function refuseLong(parts: readonly OrderPart[]): readonly OrderPart[] {
  for (const { lines, number } of parts)
    if (lines.length > MOST_ROWS) throw tooLong(["lines"], { what: `order ${number}` });
  return parts;
}

/** A reported quantity counts as of its arrival: a write of ours confirmed since is newer. */
const levelsOf = ({ change, at }: ReceivedChange) =>
  change.as === "levels" ? change.levels.map((level) => ({ ...level, at })) : [];

/**
 * When a delivered product had the reported values, `latest` at the latest. What a write of ours caused arrives after the
 * next one was confirmed, and shows the price from before it (WooCommerce's product.updated after a stock write).
 */
function changedBy(
  { shopClock }: OpenConnection,
  { version }: Pick<ChannelProduct | OrderPart, "version">,
  latest: Date,
): Date {
  if (version.kind !== "time") return latest;
  return new Date(Math.min(latest.getTime(), Number(version.value / 1000n) - shopClock.aheadMs()));
}

/** The input of applyOrderParts for parts of this connection. */
export function orderInput(
  open: OpenConnection,
  parts: Parameters<typeof applyOrderParts>[1]["parts"],
  how: By & {
    readonly source: "webhook" | "poll" | "command";
    readonly history?: boolean | undefined;
    /** When a part was requested, or when it last changed. */
    readonly readAt?: ((part: OrderPart) => Date) | undefined;
    readonly alongside?: ApplyInput["alongside"];
    readonly foreseen?: ApplyInput["foreseen"];
  },
): Parameters<typeof applyOrderParts>[1] {
  const { row } = open;
  const { orders, policy } = readSettings(row.settings);
  return {
    connection: {
      id: row.id,
      name: row.name,
      orderPrefix: row.order_prefix || open.connector.meta.orderPrefix,
      stockCutoverAt: row.stock_cutover_at,
      clockAheadMs: open.shopClock.aheadMs(),
      policy,
      unpaidHoldMinutes: orders.unpaidHoldMinutes,
    },
    ...worded(parts, { statusMap: orders.statusMap, readAt: how.readAt }),
    compareAndSet: open.ports.stock?.compareAndSet ?? "none",
    ownMayLackKey: open.ports.orders?.mayLackKey,
    now: how.now,
    history: how.history ?? false,
    alongside: how.alongside,
    foreseen: how.foreseen,
    source: how.source,
    actor: how.actor,
  };
}

function worded(
  parts: readonly OrderPart[],
  how: {
    readonly statusMap: Readonly<Record<string, OrderStatus>>;
    readonly readAt: ((part: OrderPart) => Date) | undefined;
  },
) {
  const times = new Map(parts.map((part) => [withMappedStatus(part, how.statusMap), how.readAt?.(part)]));
  const readAt = how.readAt && ((part: OrderPart) => times.get(part) ?? new Date(0));
  return { parts: [...times.keys()], readAt };
}

function journalText(
  change: InboundChange,
  orders: ReadonlyMap<string, AppliedOrder>,
  { leftOut, unknown }: { readonly leftOut: ReadonlyMap<string, FilterReason>; readonly unknown: ReadonlySet<string> },
): HubText {
  switch (change.as) {
    case "orders":
      return change.parts.length === 0
        ? message("log.order.nothing")
        : change.parts.flatMap(
            ({ number, orderKey }) =>
              leftOutMessages(number, leftOut.get(orderKey)) ?? orderMessages(number, orders.get(orderKey)),
          );
    case "products":
      return message("log.product.read", { title: change.products[0]?.title ?? "" });
    case "customers":
      return message("log.customer.told");
    case "levels": {
      const items = change.isPushed ? change.levels.map(itemOf).filter((item) => unknown.has(item)) : [];
      return items.length > 0 ? message("log.stock.unknown", { item: items.join(", ") }) : message("log.stock.told");
    }
    case "scans":
      return message("log.parcels.told");
    case "gone":
      return message(change.what === "order" ? "log.order.gone" : "log.product.gone", { key: change.key });
    case "uninstalled":
      return message("log.app.removed");
    case "access_ends":
      return textParts(change.text);
    case "privacy":
      return message("log.privacy.done");
    case "nothing":
      return change.reason;
  }
}

function orderMessages(number: string, order: AppliedOrder | undefined): Message[] {
  if (!order?.changed) return [message("log.order.again", { order: number })];
  const what = message(order.created ? "log.order.received" : "log.order.updated", { order: order.number });
  if (order.unmapped > 0) return [what, message("log.order.unlinked", { lines: order.unmapped })];
  return order.short ? [what, message("log.order.short")] : [what];
}

function leftOutMessages(number: string, why: FilterReason | undefined): Message[] | null {
  return why === undefined ? null : [message(`log.order.leftOut.${why}`, { order: number })];
}
