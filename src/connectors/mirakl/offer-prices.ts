/** The prices of an offer: one of all buyers, and others by channel, time and customer. */
import type { Offer, OfferPrice } from "./schemas.ts";

/** For everybody, always. */
export function isBase({ channel_code: channel, context }: OfferPrice): boolean {
  if (channel !== undefined) return false;
  if (!context) return true;
  const lists = [context.channel_codes, context.customer_group_ids, context.customer_organization_ids];
  return lists.every((list) => list.length === 0) && !context.start_date && !context.end_date;
}

export const basePrice = ({ all_prices: prices }: Offer): OfferPrice | undefined => prices.find(isBase);
