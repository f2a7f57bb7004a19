/** How far back a channel tells orders: of an older one its "there is no such order" says nothing. */
import type { OpenConnection } from "./connection-registry.ts";

const DAY_MS = 86_400_000;
/** Whether an order is still told in the last of its days, and counted from which moment, is not published. */
const MARGIN_DAYS = 2;

/** Whether the channel would tell this order if it had it. */
export function isWithinHistory({ connector }: Pick<OpenConnection, "connector">, placedAt: Date, now: Date): boolean {
  const { days } = connector.meta.orderHistory;
  return typeof days !== "number" || now.getTime() - placedAt.getTime() < (days - MARGIN_DAYS) * DAY_MS;
}
