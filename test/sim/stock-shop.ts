/** What a shop sells when it is connected. */
import type { Sandbox } from "../../src/connectors/kit/sandbox/sandbox.ts";
import type { Random } from "./random.ts";
import type { Good } from "./world.ts";

/** Puts a part of the catalog into the shop, with numbers of its own. */
export function stockShop(sandbox: Sandbox, random: Random, items: readonly Good[]): void {
  for (const group of Map.groupBy(items, (good) => good.title).values()) {
    if (!random.chance(0.8)) continue;
    sandbox.shop.addProduct({
      title: group[0]?.title ?? "",
      status: "active",
      variants: group.map(({ sku }, index) => ({
        sku,
        price: `${random.int(1, 60)}.50`,
        stock: random.int(0, 20),
        ...(group.length > 1 && { option: `No ${index + 1}` }),
      })),
    });
  }
}
