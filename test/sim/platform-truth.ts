/** Every platform's own account of its orders, read afresh and past the hub. */
import type { OrderPart } from "../../src/commerce/order.ts";
import type { SandboxOrder, SandboxOrderRecord } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { openTestConnection } from "../../src/connectors/kit/testing/connection.ts";
import { type HubOrder, hubOrder } from "./order-steps.ts";
import type { Channel, RequestedCommand, World } from "./world.ts";

export interface OrderTruth {
  readonly channel: Channel;
  readonly key: string;
  /** As the shop's admin shows it. */
  readonly shown: SandboxOrder;
  /** Unit by unit, where the sandbox tells. */
  readonly record: SandboxOrderRecord | undefined;
  /** As its interface tells it, with the parts shipped from here where it knows none. */
  readonly part: OrderPart;
  readonly isPartedHere: boolean;
  /** Units of open orders are in the numbers its platform shows, by the connector's word. */
  readonly isCountedIn: boolean;
  /** Null: the hub does not have it. */
  readonly hub: HubOrder | null;
}

export async function readTruth(world: World): Promise<OrderTruth[]> {
  const found: OrderTruth[] = [];
  for (const channel of world.channels) {
    const { sandbox, connector } = channel;
    const connection = await openTestConnection(connector, { sandbox, clock: world.hub.clock });
    const isCountedIn = connection.ports.stock?.basis === "available_plus_open_orders";
    try {
      for (const key of sandbox.shop.orderKeys()) {
        const shown = sandbox.shop.order(key);
        const part = await connection.ports.orders?.get(key, connection.ctx);
        const requested = world.asked.filter((one) => one.channel === channel && one.orderKey === key);
        if (!shown || !part) throw new Error(`${channel.name} does not tell of its order ${key}.`);
        const hub = await hubOrder(world, { channel, key });
        const record = sandbox.shop.record?.(key);
        const whole = withOwnParcels(part, hub, requested);
        found.push({ channel, key, shown, part: whole, isPartedHere: whole !== part, isCountedIn, hub, record });
      }
    } finally {
      await connection.close();
    }
  }
  return found;
}

/**
 * A platform that knows no partial shipment says nothing left, while the hub keeps the parts it was told to ship: then
 * those count, as they were asked for.
 */
function withOwnParcels(part: OrderPart, hub: HubOrder | null, requested: readonly RequestedCommand[]): OrderPart {
  const isReported = part.fulfilments.length > 0 || part.lines.some((line) => line.fulfilledQuantity > 0);
  if (isReported || part.keeps?.includes("fulfilment")) return part;
  const done = new Set(hub?.commands.flatMap((command) => (command.state === "done" ? [command.id] : [])));
  const units = requested.filter((one) => one.kind === "fulfil" && done.has(one.commandId)).flatMap((one) => one.units);
  if (units.length === 0) return part;
  const shipped = (key: string) =>
    units.filter((unit) => unit.lineKey === key).reduce((sum, unit) => sum + unit.quantity, 0);
  // What has left stays wanted, also when the rest is cancelled there.
  const lines = part.lines.map((line) => {
    const fulfilledQuantity = shipped(line.key);
    return { ...line, fulfilledQuantity, quantity: Math.max(line.quantity, fulfilledQuantity) };
  });
  const isWhole = lines.every((line) => line.fulfilledQuantity >= line.quantity);
  return { ...part, lines, fulfilment: isWhole ? "fulfilled" : "partial" };
}

/** Whether the platform's present word for the order says what has left the house. */
export function saysShipping(part: OrderTruth["part"]): boolean {
  return !part.keeps?.includes("fulfilment");
}
