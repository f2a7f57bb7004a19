/** How a channel's open orders are looked at again: by the port's own sweep, else each by name, a few at a time. */
import type { OrderPart } from "../../../commerce/order.ts";
import type { Orders, Sweep } from "../contract/ports.ts";

/**
 * Where only a webhook would tell that an order was deleted: this sweep tells nothing of the orders it is given, so that
 * the engine asks for each by its key.
 */
const BY_NAME: Sweep<OrderPart> = {
  id: "by-name",
  mode: "open_ids",
  everyMs: 3 * 3_600_000,
  // Seven calls an hour, however many are open.
  idsARun: 20,
  async *run() {
    yield { items: [], cursor: "", safeToSave: true };
  },
};

/** The look by name, where the port has no `open_ids` sweep and can be asked for one order. */
export function findByName({ sweeps, asksOne }: Pick<Orders, "sweeps" | "asksOne">): Sweep<OrderPart> | undefined {
  return asksOne === false || sweeps.some(({ mode }) => mode === "open_ids") ? undefined : BY_NAME;
}

/** Every sweep of orders, also the look by name. */
export function orderSweepsOf(orders: Pick<Orders, "sweeps" | "asksOne">): readonly Sweep<OrderPart>[] {
  const byName = findByName(orders);
  return byName ? [...orders.sweeps, byName] : orders.sweeps;
}
