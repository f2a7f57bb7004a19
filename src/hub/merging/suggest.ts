/** Orders that may go in one parcel, as they are suggested to a person. */

import { z } from "zod";
import type { OrderState } from "../../commerce/order-states.ts";
import { type AddressMatch, compareAddresses, isSameRecipient } from "../../commerce/same-address.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { alikeOrders, type Candidate, candidates, type MergedOrder, type PolicyOf } from "./candidates.ts";
import { type MergeSettings, mergeSettings } from "./settings.ts";

export interface MergeSuggestion {
  readonly match: AddressMatch;
  /** By when they were placed. */
  readonly orders: readonly MergedOrder[];
  readonly shippingRefunds: readonly ShippingRefund[];
}

/** Shipping that was paid for an order although another pays for the parcel. */
export const shippingRefundSchema = z.object({
  orderId: id,
  number: z.string(),
  amountMinor: minorUnits,
  currency: z.string(),
});

export type ShippingRefund = Answered<typeof shippingRefundSchema>;

const HOUR_MS = 3_600_000;
/** What one parcel holds. */
export const MOST_MERGED = 20;

/** Whether a parcel with an order of this channel is allowed. */
export function allows({ provider }: Pick<Candidate, "provider">, policy: PolicyOf, settings: MergeSettings): boolean {
  const existing = provider === null ? "allowed" : policy(provider);
  return existing === "allowed" || (existing === "unknown" && settings.allowsMarketplaces);
}

/** Whether their items are in one place; those of an order that reserves none are anywhere. */
export const isOneLocation = (one: Candidate, other: Candidate): boolean =>
  new Set([...one.locations, ...other.locations]).size <= 1;

export const isOnePayment = (one: Candidate, other: Candidate): boolean =>
  one.payment !== null && one.payment === other.payment && one.currency === other.currency;

/** Groups of orders that go together; each order in one of them. `among` stand in the order they were placed. */
function groupOrders(
  among: readonly Candidate[],
  by: { readonly settings: MergeSettings; readonly policy: PolicyOf },
): readonly MergeSuggestion[] {
  const groups: { match: AddressMatch; readonly orders: Candidate[] }[] = [];
  const ready = among.filter((one) => one.isReady && !one.isMerged && one.units > 0 && one.payment !== null);
  for (const order of ready.filter((one) => allows(one, by.policy, by.settings))) {
    const open = groups.filter(({ orders }) => orders.length < MOST_MERGED);
    const group = open.find(({ orders }) => orders.every((each) => goTogether(each, order, by.settings)));
    if (!group) {
      groups.push({ match: "exact", orders: [order] });
      continue;
    }
    const isExact = group.orders.every(({ address }) => compareAddresses(address, order.address) === "exact");
    if (!isExact) group.match = "like";
    group.orders.push(order);
  }
  return groups.flatMap(({ match, orders }) =>
    orders.length < 2 ? [] : [{ match, orders: orders.map(shownOrder), shippingRefunds: shippingRefunds(orders) }],
  );
}

function goTogether(one: Candidate, other: Candidate, settings: MergeSettings): boolean {
  const isWithin = Math.abs(other.placedAt.getTime() - one.placedAt.getTime()) <= settings.windowHours * HOUR_MS;
  return (
    isWithin &&
    (settings.acrossChannels || one.storeId === other.storeId) &&
    isOnePayment(one, other) &&
    isOneLocation(one, other) &&
    isSameRecipient(one, other) &&
    compareAddresses(one.address, other.address) !== null
  );
}

/**
 * The dearest shipping pays for the parcel, and the others are suggested to be refunded: of paid orders of which nothing was
 * refunded before.
 */
export function shippingRefunds(orders: readonly Candidate[]): readonly ShippingRefund[] {
  const paid = orders.filter(({ payment, shippingMinor }) => payment === "paid" && (shippingMinor ?? 0n) > 0n);
  const [, ...others] = [...paid].sort((a, b) => Number((b.shippingMinor ?? 0n) - (a.shippingMinor ?? 0n)));
  return others
    .filter(({ isRefunded }) => !isRefunded)
    .map(({ id, number, shippingMinor, currency }) => ({
      orderId: id,
      number,
      amountMinor: shippingMinor ?? 0n,
      currency,
    }));
}

export const shownOrder = ({
  id,
  number,
  platformNumber,
  storeId,
  storeName,
  placedAt,
  state,
  currency,
  totalMinor,
  shippingMinor,
  units,
  address,
}: Candidate): MergedOrder => ({
  ...{ id, number, platformNumber, storeId, storeName, placedAt, state },
  ...{ currency, totalMinor, shippingMinor, units, address },
});

/** Orders of a list, each with how many others it could share a parcel with. */
export async function withSameAddress<Order extends { readonly id: string; readonly state: OrderState }>(
  tx: Tx,
  orders: readonly Order[],
  policy: PolicyOf,
): Promise<readonly (Order & { readonly sameAddress?: number })[]> {
  const ids = orders.flatMap(({ id, state }) => (state === "to_ship" ? id : []));
  if (ids.length === 0) return orders;
  const { items } = await suggestMerges(tx, ids, policy);
  const others = new Map(
    items.flatMap((group) => group.orders.map(({ id }) => [id, group.orders.length - 1] as const)),
  );
  return orders.map((order) => {
    const sameAddress = others.get(order.id);
    return sameAddress === undefined ? order : { ...order, sameAddress };
  });
}

/** Suggestions with one of these orders, or all; `more`: there are further addresses with several orders. */
export async function suggestMerges(
  tx: Tx,
  orderIds: readonly string[] | null,
  policy: PolicyOf,
): Promise<{ readonly items: readonly MergeSuggestion[]; readonly more: boolean }> {
  const { ids, more } = await alikeOrders(tx, orderIds);
  if (ids.length === 0) return { items: [], more };
  const groups = groupOrders(await candidates(tx, ids), { settings: await mergeSettings(tx), policy });
  const requested = orderIds && new Set(orderIds);
  const items = groups.filter(({ orders }) => !requested || orders.some(({ id }) => requested.has(id)));
  return { items, more };
}
