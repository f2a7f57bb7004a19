/** Why an order is cancelled, as the hub takes it. */
export const CANCEL_REASONS = ["customer", "inventory", "fraud", "declined", "other"] as const;
export type CancelReason = (typeof CANCEL_REASONS)[number];
