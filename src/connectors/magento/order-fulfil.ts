/**
 * Shipments. The source goods leave from is always named: without it the shop takes them from a source called
 * "default", also when that is not what was sold, and the goods are sold twice.
 */
import { z } from "zod";
import { carrierNames, carrierWord } from "../../commerce/carriers.ts";
import { message as hubMessage, type Message } from "../../commerce/message.ts";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { decimal, idText, parseResponse } from "../kit/parse/parse.ts";
import { quantityOf } from "../kit/parse/sold-units.ts";
import { request } from "./client.ts";
import { sentInParts } from "./order-bundles.ts";
import type { OrderRow } from "./order-lines.ts";
import { quantitiesOf, rowsOf } from "./order-lines.ts";
import type { WholeOrder } from "./order-mapping.ts";
import { done, VERB_TIMEOUT_MS } from "./order-steps.ts";
import type { MagentoShipment } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku } from "./source-items.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;
type ShipRun = Omit<CommandRun, "command"> & { readonly command: Fulfil };

/** Parcels the order had before we began: the others are ours. */
const savedSchema = z.object({ before: z.array(z.string()) });

interface Requested {
  readonly orderRow: OrderRow;
  readonly quantity: number;
}

export async function ship(whole: WholeOrder, run: ShipRun, shop: ShopFacts, ctx: Context): Promise<CommandResult> {
  const { order, shipments } = whole;
  const { command } = run;
  const saved = savedSchema.safeParse(run.saved);
  const ours = shipments.filter((one) => isOurs(one, saved.success ? saved.data.before : null, run));
  const inParts = await sentInParts(rowsOf(order), ctx);
  const requested = desiredRows(whole, { command, inParts }, ours);
  if ("code" in requested) return rejected("lines", requested);
  if (requested.length === 0 && ours.length > 0) return done(message("done.parcelBookedShop"));
  if (requested.length === 0)
    return isAllShipped(whole)
      ? await trackNewest(whole, command, ctx)
      : rejected("nothing_to_ship", message("refused.shopNothingOrderLeftShip"));
  if (order.state === "holded") return rejected("on_hold", message("refused.orderHoldShopReleaseBefore"));
  if (!["new", "pending_payment", "processing", "complete"].includes(order.state))
    return rejected("state", message("refused.shipsNoOrderState", { state: order.state }));
  if (!saved.success) await run.save({ before: shipments.map((one) => one.entity_id) });
  const parcels = await parcelsFrom(requested, shop, ctx);
  if ("code" in parcels) return rejected("source", parcels);
  for (const [source, rows] of parcels)
    await post({ orderId: order.entity_id, source, items: shippedItems(rows, inParts) }, command, ctx);
  return done(
    parcels.size === 1
      ? message("done.parcelBookedShop")
      : message("done.parcelsBookedShopEachSource", { parcels: parcels.size, sources: [...parcels.keys()].join(", ") }),
  );
}

/** Everything has left already: the newest parcel gets the numbers the shop does not know yet. */
async function trackNewest({ order, shipments }: WholeOrder, command: Fulfil, ctx: Context): Promise<CommandResult> {
  const existing = new Set(shipments.flatMap((one) => one.tracks.map((track) => track.track_number)));
  const missing = command.trackingNumbers.filter((number) => !existing.has(number));
  const newest = shipments.toSorted((a, b) => Number(b.entity_id) - Number(a.entity_id))[0];
  if (missing.length === 0 || !newest) return done(message("done.everythingShippedShopAlready"));
  for (const number of missing)
    await addTrack({ orderId: order.entity_id, shipmentId: newest.entity_id }, trackJson(number, command.carrier), ctx);
  return done(message("done.everythingShippedShopAlreadyNewest"));
}

/** Without what an earlier attempt saved, a parcel is known again by its tracking number. */
function isOurs(shipment: MagentoShipment, before: readonly string[] | null, { command, uncertain }: ShipRun): boolean {
  const numbers = shipment.tracks.map((track) => track.track_number);
  const hasNumber = command.trackingNumbers.some((number) => numbers.includes(number));
  if (before === null) return uncertain && hasNumber;
  return !before.includes(shipment.entity_id) && (hasNumber || command.trackingNumbers.length === 0);
}

function isAllShipped({ order }: WholeOrder): boolean {
  const rows = rowsOf(order).filter((row) => !row.isNoGoods);
  return rows.length > 0 && rows.every((row) => quantitiesOf(row).open === 0 && quantitiesOf(row).shipped > 0);
}

/** What is still to go, less what already went with our own parcels. Words when it cannot be asked for. */
function desiredRows(
  { order }: WholeOrder,
  { command, inParts }: { readonly command: Fulfil; readonly inParts: ReadonlySet<string> },
  ours: readonly MagentoShipment[],
): Requested[] | Message {
  const rows = rowsOf(order).filter((row) => !row.isNoGoods);
  if (!command.lines)
    return rows.flatMap((orderRow) => {
      const { open } = quantitiesOf(orderRow);
      return open > 0 ? [{ orderRow, quantity: open }] : [];
    });
  const sent = new Map<string, number>();
  for (const item of ours.flatMap((one) => one.items))
    sent.set(item.order_item_id, (sent.get(item.order_item_id) ?? 0) + Math.round(Number(item.qty)));
  const requested: Requested[] = [];
  for (const { lineKey, quantity } of command.lines.filter((line) => line.quantity > 0)) {
    const orderRow = rows.find(({ row }) => row.item_id === lineKey);
    if (!orderRow) return message("refused.lineNoGoods");
    if (orderRow.bundle && !inParts.has(orderRow.bundle.item_id)) return message("refused.bundlePartShipped");
    const left = quantity - (sent.get(lineKey) ?? 0);
    // The shop would quietly ship fewer.
    if (left > quantitiesOf(orderRow).open)
      return hubMessage("platform.ship.unitsLeft", {
        title: orderRow.item.name ?? lineKey,
        left: quantitiesOf(orderRow).open,
      });
    if (left > 0) requested.push({ orderRow, quantity: left });
  }
  return requested;
}

type Parcels = ReadonlyMap<string, readonly Requested[]>;

/** Which source each piece leaves from: the one set, the only one, or as the shop's own rule says. */
async function parcelsFrom(requested: readonly Requested[], shop: ShopFacts, ctx: Context): Promise<Parcels | Message> {
  const [only, ...others] = shop.sources;
  if (shop.shipFrom !== "") return new Map([[shop.shipFrom, requested]]);
  if (only === undefined) return message("refused.noSourceLinked");
  if (others.length === 0) return new Map([[only, requested]]);
  return selected(requested, await selection(requested, shop, ctx));
}

const selectionSchema = z.object({
  source_selection_items: z.array(z.object({ source_code: z.string(), sku: idText, qty_to_deduct: decimal })),
  shippable: z.boolean(),
});
type Selection = z.output<typeof selectionSchema>["source_selection_items"];

/** The shop's "priority" rule: sources in the order the merchant gave them. */
async function selection(requested: readonly Requested[], shop: ShopFacts, ctx: Context): Promise<Selection> {
  const items = requested.map(({ orderRow, quantity }) => ({ sku: orderRow.item.sku ?? "", qty: quantity }));
  const body = await request(ctx, {
    method: "POST",
    path: "/inventory/source-selection-algorithm-result",
    operation: "orders.sources",
    json: { inventoryRequest: { stockId: shop.stockId, items }, algorithmCode: "priority" },
    safe: true,
  });
  return parseResponse(selectionSchema, body, { ctx, what: "source selection" }).source_selection_items;
}

function selected(requested: readonly Requested[], selection: Selection): Parcels | Message {
  const left = selection.map((one) => ({ ...one, units: Math.floor(Number(one.qty_to_deduct)) }));
  const parcels = new Map<string, Requested[]>();
  for (const { orderRow, quantity } of requested) {
    let missing = quantity;
    for (const offer of left.filter((one) => sameSku(one.sku) === sameSku(orderRow.item.sku ?? ""))) {
      const units = Math.min(missing, offer.units);
      if (units <= 0) continue;
      offer.units -= units;
      missing -= units;
      parcels.set(offer.source_code, [...(parcels.get(offer.source_code) ?? []), { orderRow, quantity: units }]);
    }
    if (missing > 0)
      return message("refused.sourcesHoldFewer", { quantity, item: orderRow.item.sku ?? orderRow.row.item_id });
  }
  return parcels;
}

/** Carriers the shop has by itself; all others are "custom", with the name customers see as its title. */
const CARRIERS = carrierNames({ UPS: "ups", USPS: "usps", FedEx: "fedex", DHL: "dhl" });

export function trackJson(number: string, carrier: string | undefined): { readonly [key: string]: Json } {
  return {
    track_number: number,
    title: carrier?.trim() || "Tracking",
    carrier_code: carrierWord(CARRIERS, carrier) ?? "custom",
  };
}

export async function addTrack(
  parcel: { readonly orderId: string; readonly shipmentId: string },
  track: ReturnType<typeof trackJson>,
  ctx: Context,
): Promise<void> {
  const entity = { order_id: Number(parcel.orderId), parent_id: Number(parcel.shipmentId), ...track };
  await request(ctx, { method: "POST", path: "/shipment/track", operation: "orders.track.add", json: { entity } });
}

async function post(
  { orderId, source, items }: { readonly orderId: string; readonly source: string; readonly items: Json },
  command: Fulfil,
  ctx: Context,
): Promise<void> {
  const json = {
    items,
    notify: command.notifyCustomer,
    appendComment: false,
    tracks: command.trackingNumbers.map((number) => trackJson(number, command.carrier)),
    arguments: { extension_attributes: { source_code: source } },
  };
  await request(ctx, {
    method: "POST",
    path: `/order/${orderId}/ship`,
    operation: "orders.ship",
    json,
    timeoutMs: VERB_TIMEOUT_MS,
  });
}

/** The parent's id, never the child's. Bundles go out whole, by their own row, or by their parts alone. */
function shippedItems(rows: readonly Requested[], inParts: ReadonlySet<string>): Json {
  const sentAsOne = ({ orderRow: { bundle } }: Requested) =>
    bundle && !inParts.has(bundle.item_id) ? bundle : undefined;
  const own = rows.filter((one) => sentAsOne(one) === undefined);
  const bundles = new Map(
    rows.flatMap((one) => {
      const bundle = sentAsOne(one);
      return bundle ? [[bundle.item_id, bundle] as const] : [];
    }),
  );
  return [
    ...own.map(({ orderRow, quantity }) => {
      const { sold, shipped } = quantitiesOf(orderRow);
      return { order_item_id: Number(orderRow.row.item_id), qty: Number(quantityOf(sold, quantity, shipped)) };
    }),
    ...[...bundles.values()].map((bundle) => ({
      order_item_id: Number(bundle.item_id),
      qty: Math.max(0, Number(bundle.qty_ordered) - Number(bundle.qty_shipped)),
    })),
  ];
}
