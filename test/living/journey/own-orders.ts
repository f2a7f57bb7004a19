/** Orders taken in the hub and made in the shop. */
import type { HubOrder, World } from "../world.ts";
import { expected, freeOf, orderIn, type Step, unitsOf } from "./acts.ts";
import { variantOf } from "./goods.ts";

const SHIPPING_MINOR = 490;

/** An order by telephone, paid, with the shop's own price and shipping cost. */
async function taken(world: World, sku: string, quantity: number): Promise<string> {
  const { shop, seller } = world;
  const variant = await variantOf(world, sku);
  const item = (await shop.items()).find((one) => one.sku === sku);
  const { id } = await seller.post<{ id: string }>("/orders", {
    storeId: world.store(),
    currency: shop.currency,
    financial: "paid",
    lines: [{ variantId: variant.id, quantity, unitPrice: item?.price, title: item?.productTitle }],
    shippingMinor: shop.ownShippingMinor ?? SHIPPING_MINOR,
    contact: { name: "Ana Caller", email: "ana.caller@guest.example", phone: "+49305550100" },
    shippingAddress: { name: "Ana Caller", line1: "Long street 7", city: "Berlin", postcode: "10115", country: "DE" },
  });
  return id;
}

export const ownOrders: Step = {
  name: "orders created in the hub are placed in the shop once, even if the response is lost or the shop is killed, and take their stock",
  lacking: ({ lacks }) => lacks.ownOrders,
  async run(world) {
    const { shop, door, seller } = world;
    const problems: string[] = [];
    const [sku, before] = ["ITEM-23", (await shop.orders()).length];
    const free = await freeOf(world, sku);
    const troubles = shop.lacks.stop ? (["none", "lost"] as const) : (["none", "lost", "killed"] as const);
    for (const [index, trouble] of troubles.entries()) {
      const struck =
        trouble === "none"
          ? Promise.resolve()
          : door.strike({ write: shop.writes.place, act: trouble === "lost" ? async () => undefined : shop.kill });
      const id = await taken(world, sku, 2);
      await world.pass(5);
      await struck;
      if (trouble === "killed") await shop.start();
      await world.pass(60);
      const made = await seller.get<HubOrder>(`/orders/${id}`);
      problems.push(...expected(`${trouble}: the order in the hub`, made.pushState, "synced"));
      problems.push(...expected(`${trouble}: orders in the shop`, (await shop.orders()).length, before + index + 1));
      if (made.orderKey === null) return problems;
      const placed = await orderIn(world, made.orderKey);
      problems.push(...expected(`${trouble}: what was paid`, placed.paid, placed.total));
      problems.push(...expected(`${trouble}: units`, unitsOf(placed, "ordered", [sku]), [2]));
    }
    problems.push(...expected("free in the shop", await freeOf(world, sku), free - 2 * troubles.length));
    await world.settle();
    return [...problems, ...(await world.differences())];
  },
};
