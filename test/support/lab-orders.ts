/** Orders of a lab's seller, as the tests of what is asked of them look at them. */
import { type Lab, SECOND } from "./lab.ts";

interface RecordedRequest {
  readonly commands: readonly { readonly state: string }[];
}

/** Orders whose tests read of them what `Order` says. */
export function ordersOf<Order extends RecordedRequest>(lab: Lab) {
  const get = (id: string) => lab.seller.get<Order>(`/orders/${id}`);
  return {
    get,
    async timeline(id: string): Promise<string> {
      const { items } = await lab.seller.get<{ items: { text: string }[] }>(`/orders/${id}/timeline`);
      return items.map((entry) => entry.text).join("\n");
    },
    /** Works until nothing is asked of the order any more. */
    async settled(id: string): Promise<Order> {
      for (let round = 0; round < 60; round += 1) {
        const order = await get(id);
        if (!order.commands.some(({ state }) => state === "waiting" || state === "running")) return order;
        await lab.pass(5 * SECOND);
      }
      return get(id);
    },
  };
}
