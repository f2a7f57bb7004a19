/** How far back a channel lists orders: for an older one, "no such order" proves nothing. */
import type { OpenConnection } from "../connections/connection-registry.ts";

const DAY_MS = 86_400_000;
/** Whether an order is still told in the last of its days, and counted from which moment, is not published. */
const MARGIN_DAYS = 2;

/** Whether the channel would tell this order if it had it. */
export function isWithinHistory({ connector }: Pick<OpenConnection, "connector">, placedAt: Date, now: Date): boolean {
  const { days } = connector.meta.orderHistory;
  return typeof days !== "number" || now.getTime() - placedAt.getTime() < (days - MARGIN_DAYS) * DAY_MS;
}
