/** How urgent an order is to whoever packs it. */
export const ORDER_PRIORITIES = ["high", "normal", "low"] as const;
export type OrderPriority = (typeof ORDER_PRIORITIES)[number];
