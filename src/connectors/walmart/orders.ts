import type { Orders } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { execute, options } from "./order-commands.ts";
import { loadOrder } from "./order-read.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_RETURN } from "./order-schemas.ts";
import { changedSweep } from "./order-sweeps.ts";
import { updateTracking } from "./order-tracking.ts";

export const orders: Orders = {
  essential: {
    "": ESSENTIAL_OF_ORDER,
    order: ESSENTIAL_OF_ORDER,
    "list.elements.order.*": ESSENTIAL_OF_ORDER,
    "returnOrders.*": ESSENTIAL_OF_RETURN,
  },
  sweeps: [changedSweep],
  get: partBy(loadOrder),
  options,
  execute,
  updateTracking,
};
