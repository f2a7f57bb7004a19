import { EVERYTHING, type Promotion } from "./promotion.ts";

/** For tests: a promotion of everything, at all times, everywhere. */
export const UNBOUND = {
  scope: EVERYTHING,
  minimum: { amount: null, quantity: null, of: "basket" },
  startsAt: null,
  endsAt: null,
  limits: { uses: null, perCustomer: null },
  priority: 0,
  combines: [],
  places: ["till", "order"],
} as const satisfies Partial<Promotion>;
