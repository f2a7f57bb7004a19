/** A payment gateway that takes its time over a refund, and a hub that does not live to hear of it. */
import { until } from "../../support/until.ts";
import type { OwnHub, World } from "../world.ts";
import { expected, orderIn, type Step, unitsOf } from "./acts.ts";

/** Long enough for a hub to be ended and started again meanwhile. */
const SLOW_MS = 45_000;
const PATIENCE_MS = 4 * 60_000;
const UNCONFIRMED_MINUTES = 10;

async function stateOf(world: World, key: string, id: string): Promise<string | undefined> {
  return (await world.hubOrder(key)).commands.find((one) => one.id === id)?.state;
}

/** One unit comes back and is paid back; the hub ends while the gateway works, and the next one looks at once. */
async function interrupted(world: World, end: (hub: OwnHub) => Promise<void>): Promise<string[]> {
  const { shop, door } = world;
  const key = await shop.buy({ lines: [{ sku: "ITEM-33", quantity: 2 }], payment: "paid" });
  await world.pass(5);
  const order = await world.hubOrder(key);
  const line = order.lines[0];
  const price = (await shop.items()).find(({ sku }) => sku === "ITEM-33")?.price ?? "0";
  const lines = [{ lineKey: line?.key, quantity: 1, restock: true }];
  const amountMinor = Math.round(Number(price) * 100);
  await shop.gateway?.take(SLOW_MS);
  let id = "";
  {
    await using hub = await world.ownHub();
    const struck = door.strike({ write: shop.writes.refund, isEarly: true, act: () => end(hub) });
    const body = { amountMinor, currency: shop.currency, lines, reason: "slow", moveMoney: true };
    id = (await world.seller.post<{ id: string }>(`/orders/${order.id}/refund`, body)).id;
    await struck;
  }
  {
    await using _next = await world.ownHub();
    await until("the gateway has paid back", async () => ((await shop.gateway?.paidBack(key)) ?? []).length > 0, {
      ms: PATIENCE_MS,
    });
  }
  await shop.gateway?.take(0);
  world.rest(UNCONFIRMED_MINUTES);
  {
    await using _last = await world.ownHub();
    await until("the hub ends the refund", () => stateOf(world, key, id), {
      wanted: (state) => state === "done" || state === "failed" || state === "rejected",
      ms: PATIENCE_MS,
    });
  }
  const there = await orderIn(world, key);
  return [
    ...expected(`the refund of ${key}`, await stateOf(world, key, id), "done"),
    ...expected("what the gateway paid back", await shop.gateway?.paidBack(key), [price]),
    ...expected("refunded in the shop", there.refunded, price),
    ...expected("units still wanted", unitsOf(there, "wanted", ["ITEM-33"]), [1]),
  ];
}

export const slowGateway: Step = {
  name: "a gateway takes 45 s over a refund and the hub is killed, or stopped, meanwhile: money is paid back once",
  lacking: ({ gateway }) => (gateway ? undefined : "its payment gateway answers at once"),
  async run(world) {
    const killed = await interrupted(world, (hub) => hub.kill());
    const stopped = await interrupted(world, async (hub) => {
      await hub[Symbol.asyncDispose]();
    });
    await world.settle();
    return [...killed, ...stopped, ...(await world.differences())];
  },
};
