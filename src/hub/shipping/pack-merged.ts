/** What goes into the parcels of an order, together with the orders it is merged with (decision 680). */
import { message } from "../../commerce/message.ts";
import { sumOf } from "../../commerce/profit/spread.ts";
import { compareAddresses, isSameRecipient } from "../../commerce/same-address.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { hasSharedLabel, type OpenMerge, openMerges } from "../orders/merged-orders.ts";
import { ORDER_STATE } from "../orders/order-state.ts";
import { type ShippedOrder, shippedOrder, toCollect } from "./consignment.ts";
import { type ChosenInsured, choicesOf } from "./order-choice.ts";
import { type PackedParcel, type PackLine, type ParcelInput, pack, packLines, reservedAt } from "./pack.ts";
import { asPlanned } from "./planned.ts";

/** An order's own part of the parcels. */
export interface OrderShare {
  readonly order: ShippedOrder;
  readonly lines: readonly PackLine[];
  /** With the weight and size of the whole parcel, and this order's goods. */
  readonly parcels: readonly PackedParcel[];
}

export interface PackedOrders {
  /** As the courier gets them, with the goods of all orders. */
  readonly parcels: readonly PackedParcel[];
  /** The order asked for stands first. */
  readonly shares: readonly OrderShare[];
}

/**
 * Throws HubError SHIPMENT_NOTHING_LEFT, SHIPMENT_ITEMS, SHIPMENT_WEIGHT, and of merged orders MERGE_ONE_PARCEL,
 * MERGE_NOT_READY, MERGE_ADDRESSES.
 */
export async function packOrders(tx: Tx, order: ShippedOrder, inputs: readonly ParcelInput[]): Promise<PackedOrders> {
  const merge = await mergeToBook(tx, order.id);
  const lines = await packLines(tx, order.id);
  if (!merge) {
    const parcels = await asPlanned(tx, { orderId: order.id, lines, parcels: pack(inputs, lines, order) });
    return { parcels, shares: [{ order, lines, parcels }] };
  }
  const [input, ...more] = inputs;
  if (!input || more.length > 0 || input.items !== undefined)
    throw new HubError("MERGE_ONE_PARCEL", "conflict", message("refused.mergeOneParcel"), "parcels");
  const shares = [{ order, lines, parcels: [] as readonly PackedParcel[] }];
  for (const id of merge.orderIds.filter((each) => each !== order.id))
    shares.push({ order: await shippedOrder(tx, id), lines: await packLines(tx, id), parcels: [] });
  await refuseChanged(tx, shares, merge);
  const parcels = pack(
    [input],
    shares.flatMap((share) => share.lines),
    order,
  );
  return { parcels, shares: shares.map((share) => ({ ...share, parcels: parcels.map(ownPart(share.lines)) })) };
}

/** The location that holds what is in the parcels; null: several, or none. */
export const heldAt = ({ parcels }: PackedOrders): string | null =>
  reservedAt(parcels.flatMap(({ items }) => items.map(({ line }) => line)));

/**
 * What automations chose to insure an order's parcels for, together with those of the orders it is booked with: the goods
 * where that was chosen for one of them, else their amounts, less what their labels are insured for; null: nothing.
 */
export async function chosenInsured(tx: Tx, orderId: string): Promise<ChosenInsured | null> {
  const orderIds = (await mergeToBook(tx, orderId))?.orderIds ?? [orderId];
  const chosen = [...(await choicesOf(tx, orderIds)).values()].flatMap(({ insured }) => insured ?? []);
  const amounts = chosen.filter((each) => each !== "goods");
  if (amounts.length < chosen.length) return "goods";
  if (amounts.length === 0) return null;
  const labels = await tx.one<{ insured: bigint }>(
    `select coalesce(sum(s.insured_minor), 0)::bigint as insured from argosy.shipment s
     where s.organization_id = argosy.tenant() and s.order_id = any($1::uuid[])
       and s.state in ('requested', 'booking', 'booked', 'unknown') and s.status <> 'cancelled'`,
    [orderIds],
  );
  const left = sumOf(amounts) - labels.insured;
  return left > 0n ? left : null;
}

/** What is collected of each share, in their order. Throws HubError SHIPMENT_OWED. */
export async function collectEach(tx: Tx, { shares }: PackedOrders): Promise<readonly bigint[]> {
  const collected: bigint[] = [];
  for (const { order, lines, parcels } of shares) collected.push(await toCollect(tx, order, { parcels, lines }));
  return collected;
}

const ownPart =
  (lines: readonly PackLine[]) =>
  (parcel: PackedParcel): PackedParcel => {
    const own = new Set(lines.map(({ id }) => id));
    return { ...parcel, items: parcel.items.filter(({ line }) => own.has(line.id)) };
  };

/** The merge an order is booked with; null: it goes by itself, or its parcel is booked. */
async function mergeToBook(tx: Tx, orderId: string): Promise<OpenMerge | null> {
  const merge = (await openMerges(tx, [orderId])).get(orderId);
  if (!merge || merge.orderIds.length < 2) return null;
  const booked = await tx.one<{ isSo: boolean }>(`select ${hasSharedLabel("$1")} as "isSo"`, [orderId]);
  return booked.isSo ? null : merge;
}

/** Orders that are not ready any more, hold nothing to send, or go elsewhere now: a person undoes the merge or waits. */
async function refuseChanged(tx: Tx, shares: readonly OrderShare[], merge: OpenMerge): Promise<void> {
  const notReady = await tx.maybe<{ number: string }>(
    `select o.number from argosy.sales_order o
     where o.organization_id = argosy.tenant() and o.id = any($1::uuid[])
       and (${ORDER_STATE}) not in ('to_ship', 'partly_shipped') order by o.placed_at limit 1`,
    [merge.orderIds],
  );
  const empty = shares.find(({ lines }) => lines.every(({ left }) => left === 0));
  const number = notReady?.number ?? empty?.order.number;
  if (number !== undefined)
    throw new HubError("MERGE_NOT_READY", "conflict", message("refused.mergeNotReady", { number }));
  const [first, ...others] = shares.map(({ order }) => order);
  const isElsewhere = (other: ShippedOrder) =>
    first !== undefined &&
    (compareAddresses(first.shippingAddress, other.shippingAddress) === null ||
      !(merge.isOtherRecipients || isSameRecipient(destinationOf(first), destinationOf(other))));
  const moved = others.find(isElsewhere);
  if (moved)
    throw new HubError(
      "MERGE_ADDRESSES",
      "conflict",
      message("refused.mergeAddresses", { numbers: `${first?.number}, ${moved.number}` }),
    );
}

const destinationOf = ({ shippingAddress, contact }: Pick<ShippedOrder, "shippingAddress" | "contact">) => ({
  address: shippingAddress,
  contactName: contact.name ?? null,
});
