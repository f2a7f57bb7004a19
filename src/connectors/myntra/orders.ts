import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { Orders } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { execute, optionsOf } from "./order-commands.ts";
import { fetchOrder } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";
import { ESSENTIAL_OF_ORDER } from "./schemas.ts";

export function ordersPort({ settings }: ConnectionInfo): Orders {
  return {
    essential: { "": ESSENTIAL_OF_ORDER, data: ESSENTIAL_OF_ORDER },
    sweeps: orderSweeps,
    get: partBy(fetchOrder),
    options: (order) => optionsOf(order, settings),
    execute,
  };
}
