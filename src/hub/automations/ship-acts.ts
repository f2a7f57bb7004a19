/** What automations decide about an order's parcels: location, courier, package, and the label itself. */

import type { ParameterValue } from "../../commerce/automations/definition.ts";
import { isMoney } from "../../commerce/automations/evaluate.ts";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { SPLIT_BY } from "../../commerce/order-split.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { mergeOrders } from "../merging/merges.ts";
import { suggestMerges } from "../merging/suggest.ts";
import { addGift, noteLeftOut } from "../orders/gifts.ts";
import { lockWithMerged } from "../orders/merged-orders.ts";
import { chooseLocation } from "../orders/route.ts";
import { type ChosenInsured, type choiceOf, chooseShipping } from "../shipping/order-choice.ts";
import { packagesOf, parcelIn } from "../shipping/order-package.ts";
import { listPresets, type PackagePreset } from "../shipping/presets.ts";
import { queueDocuments } from "../shipping/print-queue.ts";
import {
  announceRequested,
  bookingCache,
  courierOf,
  type WrittenShipment,
  writeShipment,
} from "../shipping/request.ts";
import { splitOrderBy } from "../shipping/split.ts";
import { type Act, type Acting, by, ordersOf, textOf, textsOf, unlessMoot } from "./acting.ts";

const missing = (kind: "package"): HubError =>
  new HubError("AUTOMATION_REFERENCE", "validation", message(`automation.unknown.${kind}`));

const serviceOf = (value: ParameterValue | undefined): string | null => textOf(value) || null;

/** The location somebody or a rule chose; null: the routing rules' own. */
export async function chosenLocation(tx: Tx, orderId: string): Promise<string | null> {
  const route = await tx.maybe<{ id: string | null }>(
    `select location_id as id
     from argosy.order_route
     where organization_id = argosy.tenant() and order_id = $1 and chosen_by = 'person'`,
    [orderId],
  );
  return route?.id ?? null;
}

export const chooseTheLocation = unlessMoot(["ROUTE_FIXED"], async (tx, { order }, acting) => {
  const locationId = textOf(acting.action["location"]);
  const before = await chosenLocation(tx, order.id);
  if (before !== locationId) await chooseLocation(tx, { orderId: order.id, locationId, ...by(acting) });
  return { before, after: locationId };
});

export const chooseTheCourier: Act = async (tx, targets, acting) => {
  const { automation, action } = acting;
  const courierId = textOf(action["courier"]);
  const { name } = await courierOf(tx, courierId);
  const courier = {
    courierId,
    service: serviceOf(action["service"]),
    automationId: automation.id,
    automationName: automation.name,
  };
  const orderIds = ordersOf(targets).map(({ id }) => id);
  const before = await chooseShipping(tx, { orderIds, courier, name, ...by(acting) });
  return ({ order }) => ({
    before: order ? jsonOf(before.get(order.id)?.courier) : null,
    after: courierId,
    service: courier.service,
  });
};

const jsonOf = (courier: Awaited<ReturnType<typeof choiceOf>>["courier"] | undefined) =>
  courier ? { ...courier } : null;

export async function presetOrNull(tx: Tx, id: string | null): Promise<PackagePreset | null> {
  const presets = await listPresets(tx);
  return presets.find((each) => each.id === id) ?? null;
}

export const chooseThePackage: Act = async (tx, targets, acting) => {
  const packageId = textOf(acting.action["package"]);
  const preset = await presetOrNull(tx, packageId);
  if (!preset) throw missing("package");
  const orderIds = ordersOf(targets).map(({ id }) => id);
  const before = await chooseShipping(tx, { orderIds, packageId, name: preset.name, ...by(acting) });
  return ({ order }) => ({ before: (order && before.get(order.id)?.packageId) ?? null, after: packageId });
};

/** For the value of the goods, or an amount: of orders in its currency, since nobody knows what it is in another. */
export const insureIt: Act = async (tx, targets, acting) => {
  const { amount } = acting.action;
  const cover = isMoney(amount) ? amount : null;
  const orders = ordersOf(targets).filter(({ currency }) => cover === null || currency === cover.currency);
  const insured = cover === null ? "goods" : BigInt(cover.minor);
  const name = cover === null ? "" : amountText(BigInt(cover.minor), cover.currency);
  const orderIds = orders.map(({ id }) => id);
  const before = await chooseShipping(tx, { orderIds, insured, name, ...by(acting) });
  const after = insuredJson(insured);
  return ({ order }) => {
    const had = before.get(order?.id ?? "");
    const currency = order?.currency ?? null;
    return had ? { before: insuredJson(had.insured), after, currency } : { leftOut: "currency" };
  };
};

export const amountText = (minor: bigint, currency: string): string =>
  `${formatDecimal({ minor, currency })} ${currency}`;

/** As the run log keeps it. */
export const insuredJson = (insured: ChosenInsured | null): string | null =>
  insured === null ? null : String(insured);

const DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  label_slip: ["label", "slip"],
  all: ["label", "slip", "invoice"],
};

export const printDocuments: Act = async (tx, targets, acting) => {
  const chosen = textOf(acting.action["papers"]);
  const documents = DOCUMENTS[chosen] ?? [chosen];
  const orderIds = ordersOf(targets).map(({ id }) => id);
  const before = await queueDocuments(tx, { orderIds, papers: documents, ...by(acting) });
  return ({ order }) => {
    const had = before.get(order?.id ?? "") ?? [];
    return { queued: documents.filter((each) => !had.includes(each)) };
  };
};

/** With all orders that may share its parcel; one that is merged, or that nothing goes with, is left as it is. */
export const mergeIt = unlessMoot(["MERGE_TAKEN", "MERGE_NOT_READY"], async (tx, { order }, acting) => {
  const policy = acting.platforms.mergePolicy;
  const { items } = await suggestMerges(tx, [order.id], policy);
  const group = items.find(({ orders }) => orders.some(({ id }) => id === order.id));
  if (!group) return { leftOut: "nothing_to_merge" };
  const orderIds = group.orders.map(({ id }) => id);
  const { id } = await mergeOrders(tx, { orderIds, otherRecipients: false, policy, ...by(acting) });
  return { mergeId: id, with: group.orders.flatMap((each) => (each.id === order.id ? [] : each.number)) };
});

const isSplitBy = (value: ParameterValue | undefined) => SPLIT_BY.find((each) => each === value) ?? "availability";

/** One that is all alike, merged, or under somebody's hand already is left as it is. */
export const splitIt = unlessMoot(
  ["SPLIT_DONE", "SPLIT_LATE", "SPLIT_MERGED", "SPLIT_NOTHING", "ORDER_CANCELLED", "ORDER_ON_HOLD"],
  async (tx, { order }, acting) => {
    const { by: given, skus, tags } = acting.action;
    const division = { by: isSplitBy(given), skus: textsOf(skus), tags: textsOf(tags) };
    const { parcels, plannedAt } = await splitOrderBy(tx, { orderId: order.id, division, ...by(acting) });
    return { parcels: parcels.length, plannedAt: plannedAt?.toISOString() ?? null };
  },
);

/** Once an order, however often it is asked for; where it is not in stock, the order says so. */
export const addTheGift = unlessMoot(
  ["GIFT_DONE", "GIFT_LATE", "ORDER_CANCELLED", "ORDER_ON_HOLD"],
  async (tx, target, acting) => {
    const { sku: given, units } = acting.action;
    const sku = textOf(given);
    const gift = { orderId: target.order.id, sku, units: typeof units === "number" ? units : 1, ...by(acting) };
    try {
      return { lineId: await addGift(tx, { ...gift, key: acting.automation.id }), sku };
    } catch (error) {
      if (!(error instanceof HubError && error.code === "GIFT_SHORT")) throw error;
      await noteLeftOut(tx, target.order.id, { sku, ...by(acting) });
      return { leftOut: error.code, sku };
    }
  },
);

/** One parcel of all that is left of each order. */
export const bookLabel: Act = async (tx, targets, acting) => {
  await lockWithMerged(
    tx,
    ordersOf(targets).map(({ id }) => id),
  );
  const cache = bookingCache(tx, acting.now);
  const boxes = await packagesOf(
    tx,
    ordersOf(targets).map(({ id }) => id),
    textOf(acting.action["package"]) || undefined,
  );
  const written: WrittenShipment[] = [];
  const book = unlessMoot(
    ["SHIPMENT_NOTHING_LEFT", "SHIPMENT_WAITS"],
    async (_, { order, event }, { action, automation, nth }) => {
      const box = boxes.get(order.id);
      const booked = await writeShipment(
        tx,
        {
          orderId: order.id,
          connectionId: textOf(action["courier"]),
          service: serviceOf(action["service"]) ?? undefined,
          parcels: box ? [parcelIn(box)] : [],
          fulfilWhen: "picked_up",
          notifyCustomer: false,
          // The same event and action book once, however often they are tried.
          idempotencyKey: keyOf(event.id, automation.id, nth),
          ...by(acting),
        },
        cache,
      );
      written.push(...booked.written);
      return { shipmentId: booked.shipmentId };
    },
  );
  const done = await book(tx, targets, acting);
  await announceRequested(tx, written, by(acting));
  return done;
};

const keyOf = (eventId: string, automationId: string, nth: Acting["nth"]): string =>
  `automation:${eventId}:${automationId}:${nth}`;
