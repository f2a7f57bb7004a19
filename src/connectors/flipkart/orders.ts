/** Orders, put together of shipments. */
import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { Orders } from "../kit/contract/ports.ts";
import { execute, optionsOf } from "./order-commands.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { ESSENTIAL_OF_SHIPMENT } from "./schemas.ts";
import { updateTracking } from "./self-ship.ts";
import { partsOfOrder } from "./shipment-reads.ts";

export function ordersPort({ settings }: ConnectionInfo): Orders {
  return {
    essential: { "shipments.*": ESSENTIAL_OF_SHIPMENT },
    sweeps: orderSweeps,
    /** Of an order in several shipments the one that changed last; sweeps and notifications bring each. */
    async get(key, ctx) {
      const parts = await partsOfOrder(key, ctx);
      return parts.toSorted((a, b) => Number(b.version.value - a.version.value))[0] ?? null;
    },
    options: (order) => optionsOf(order, settings),
    execute,
    updateTracking,
  };
}
