import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { Orders } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { execute, optionsOf } from "./order-commands.ts";
import { fetchOrder } from "./order-read.ts";
import { orderSweeps } from "./order-sweeps.ts";

export function ordersPort({ settings }: ConnectionInfo): Orders {
  return {
    sweeps: orderSweeps,
    get: partBy(fetchOrder),
    options: (order) => optionsOf(order, settings),
    execute,
  };
}
