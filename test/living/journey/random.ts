/** Random acts on both sides, by a seed; then hub, shop and ledger are compared. */
import { createRandom } from "../../sim/random.ts";
import type { World } from "../world.ts";
import { type Step, setHubStock } from "./acts.ts";

/** In a long run the two are compared now and then, so that a difference is met near the act that made it. */
const COMPARED_EVERY = 100;

export const randomActs = (seed: number, count: number, note: (act: string) => void): Step => ({
  name: `${count} random actions on both sides (seed ${seed}): nothing lost, nothing duplicated`,
  async run(world) {
    const random = createRandom(seed);
    const { shop } = world;
    for (let index = 0; index < count; index += 1) {
      const act = random.pick(ACTS);
      // Sorted: each shop has an order of its own, and a new one every time.
      const skus = (await shop.items()).map((item) => item.sku).sort();
      const orders = (await shop.orders()).filter(({ cancelled }) => !cancelled);
      const sku = random.pick(skus);
      const order = orders.length > 0 ? random.pick(orders) : undefined;
      note(`${act} ${sku} ${order?.key ?? ""}`);
      // The shop's own no, and the hub's, are answers: what matters is what both sides say afterwards.
      await acted(world, act, { sku, key: order?.key ?? "", quantity: random.int(1, 3) }).catch((error: unknown) =>
        note(`  refused: ${error instanceof Error ? error.message.slice(0, 160) : String(error)}`),
      );
      if (random.chance(0.5)) await world.pass(random.int(1, 6));
      if ((index + 1) % COMPARED_EVERY === 0 && index + 1 < count) {
        await world.settle(3);
        const found = await world.differences();
        if (found.length > 0) return found.map((text) => `after ${index + 1} acts: ${text}`);
      }
    }
    await world.settle(3);
    return world.differences();
  },
});

const ACTS = [
  "buy",
  "buy",
  "buy",
  "buy open",
  "pay",
  "ship there",
  "cancel there",
  "refund there",
  "count here",
  "ship here",
  "cancel here",
  "refund here",
  "kill the hub",
] as const;

interface Subject {
  readonly sku: string;
  readonly key: string;
  readonly quantity: number;
}

async function acted(world: World, act: (typeof ACTS)[number], { sku, key, quantity }: Subject): Promise<void> {
  const { shop, seller, hub } = world;
  const isSecondChannel = world.isSecondConnected() && quantity === 2;
  const here = async (what: string, body: object) => {
    await seller.post(`/orders/${(await world.hubOrder(key)).id}/${what}`, body);
  };
  switch (act) {
    case "buy":
      await shop.buy({ lines: [{ sku, quantity }], payment: "paid", isSecondChannel });
      return;
    case "buy open":
      await shop.buy({ lines: [{ sku, quantity }], payment: "open", isSecondChannel });
      return;
    case "pay":
      return shop.pay(key);
    case "ship there":
      return shop.ship(key);
    case "cancel there":
      return shop.cancel(key);
    case "refund there":
      return shop.refund(key, `${quantity}.00`);
    case "count here":
      return setHubStock(world, sku, 20 + quantity * 7);
    case "ship here":
      return here("fulfil", { trackingNumbers: [`R-${key}-${quantity}`] });
    case "cancel here":
      return here("cancel", { restock: true });
    case "refund here":
      return here("refund", { amountMinor: quantity * 100, currency: shop.currency, lines: [], moveMoney: true });
    case "kill the hub":
      hub.life.seam.dieAtCall(quantity, "after");
  }
}
