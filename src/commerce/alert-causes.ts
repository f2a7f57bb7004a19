/** Alerts that have one cause and are mended together: what a platform refuses of two hundred items for one reason. */

/** Kinds that are told item by item. */
const ALERTS_BY_ITEM = [
  "stock_failed",
  "price_failed",
  "content_failed",
  "category_failed",
  "customer_failed",
  "listing_refused",
  "event_failed",
  "command_failed",
] as const;
export type AlertByItem = (typeof ALERTS_BY_ITEM)[number];

export const alertByItem = ({ kind }: { readonly kind: string }): AlertByItem | undefined =>
  ALERTS_BY_ITEM.find((each) => each === kind);

/** The same for alerts of one cause: those of one kind, channel and reason, told item by item. */
export function causeOf(alert: {
  readonly id: string;
  readonly kind: string;
  readonly storeId: string | null;
  readonly text: string;
}): string {
  const isOne = alertByItem(alert) === undefined || alert.storeId === null;
  return isOne ? alert.id : JSON.stringify([alert.kind, alert.storeId, alert.text]);
}
