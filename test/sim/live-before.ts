/** What happened in a shop before it was connected. */
import type { OrderPart } from "../../src/commerce/order.ts";
import type { Connector } from "../../src/connectors/kit/contract/contract.ts";
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { openTestConnection } from "../../src/connectors/kit/testing/connection.ts";
import { createRandom } from "./random.ts";
import type { Channel, World } from "./world.ts";

export interface Lived {
  readonly key: string;
  /** Units that left before the hub was there. */
  readonly shipped: ReadonlyMap<string, number>;
}

/** Many shops have sold before they are connected, and not everything of that has left. */
export async function liveBefore(
  world: Pick<World, "hub" | "seed">,
  { connector, sandbox, index }: { readonly connector: Connector; readonly sandbox: Sandbox; readonly index: number },
): Promise<Lived[]> {
  const { shop } = sandbox;
  // Drawn apart, so that the rest of a seed's world is what it would be without.
  const random = createRandom((world.seed * 31 + index) ^ 0xbef0);
  if (!random.chance(0.3)) return [];
  const keys: string[] = [];
  for (let orders = random.int(1, 3); orders > 0; orders -= 1) {
    const lines = random
      .shuffled(shop.skus().filter((sku) => shop.stockOf(sku) > 0))
      .slice(0, random.int(1, 2))
      .map((sku) => ({ sku, quantity: random.int(1, Math.min(4, shop.stockOf(sku))) }));
    if (lines.length === 0) continue;
    const key = shop.placeOrder({ lines, payment: random.pick(["paid", "paid", "cod", "pending"] as const) });
    keys.push(key);
    if (shop.shipOrder && random.chance(0.3)) shop.shipOrder(key);
  }
  world.hub.clock.leap(60 * 60_000);
  const connection = await openTestConnection(connector, { sandbox, clock: world.hub.clock });
  try {
    const lived: Lived[] = [];
    for (const key of keys) {
      const part = await connection.ports.orders?.get(key, connection.ctx);
      if (part) lived.push({ key, shipped: new Map(part.lines.map((line) => [line.sku ?? "", leftOf(part, line)])) });
    }
    return lived;
  } finally {
    await connection.close();
  }
}

/** Of an order nobody works on any more everything has left that ever will. */
function leftOf({ status, financial }: OrderPart, line: OrderPart["lines"][number]): number {
  const isOver = ["completed", "cancelled"].includes(status) || financial === "refunded";
  return isOver ? Math.max(line.quantity, line.fulfilledQuantity) : line.fulfilledQuantity;
}

/** Its orders of before come in as after connecting by the dialog. */
export async function importPast(
  { hub, organization }: Pick<World, "hub" | "organization">,
  storeId: string,
): Promise<void> {
  await hub.db.owner.run(
    `insert into argosy.run (organization_id, connection_id, kind, options, requested_by)
     values ($1, $2, 'import_orders', '{"importOrdersDays": 30}', 'person')`,
    [organization, storeId],
  );
  await hub.life.engine.runQueuedRuns(organization);
}

export function rememberPast(world: Pick<World, "placed" | "prior">, channel: Channel, lived: readonly Lived[]): void {
  for (const { key, shipped } of lived) {
    world.placed.push({ channel, key });
    for (const [sku, units] of shipped) world.prior.set(`${channel.storeId} ${key} ${sku}`, units);
  }
}
