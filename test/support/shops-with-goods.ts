/** Several channels that sell the same goods. */
import type { ConnectedShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import { firstSyncDone, type TestHub } from "./hub.ts";

interface Items {
  readonly sku: string;
  readonly title: string;
  readonly price: string;
  readonly stock: number;
}

/** Connects one shop of each provider, in euros and synced once; stock is the first one's. */
export async function shopsWithProducts(
  hub: TestHub,
  seller: Seller,
  { channels, goods }: { readonly channels: readonly string[]; readonly goods: readonly Items[] },
): Promise<ConnectedShop[]> {
  const shops: ConnectedShop[] = [];
  for (const [n, provider] of channels.entries()) {
    const sandbox = await hub.sandbox(provider, { seed: n + 1, currency: "EUR" });
    for (const { sku, title, price, stock } of goods)
      sandbox.shop.addProduct({ title, status: "active", variants: [{ sku, price, stock }] });
    const shop = await hub.connect(seller, sandbox, `Channel ${n + 1}`, { stockFrom: n === 0 ? "channel" : "hub" });
    await firstSyncDone(seller, shop);
    shops.push(shop);
  }
  return shops;
}
