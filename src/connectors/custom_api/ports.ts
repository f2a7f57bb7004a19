/** What a connection can do follows from what its description declares. */
import type { Ports } from "../kit/contract/contract.ts";
import { checkPushed, type PushDefaults } from "../kit/hub-shapes/inbound.ts";
import { customersOf } from "./customers.ts";
import type { Manifest } from "./manifest.ts";
import { ordersOf } from "./orders.ts";
import { categoriesOf, productsOf } from "./products.ts";
import { discountsOf, giftCardsOf } from "./promotions.ts";
import { pricesOf, stockOf } from "./stock.ts";
import { webhooksOf } from "./webhooks.ts";

/** The ports of a description; `defaults` is what pushed records take from the connection. */
export function portsOf(manifest: Manifest, defaults: PushDefaults): Ports {
  const ports: Ports = {
    products: productsOf(manifest),
    prices: pricesOf(manifest),
    stock: stockOf(manifest),
    orders: ordersOf(manifest),
    categories: categoriesOf(manifest),
    customers: customersOf(manifest),
    discounts: discountsOf(manifest),
    giftCards: giftCardsOf(manifest),
    webhooks: manifest.webhooks || manifest.inbound ? webhooksOf(manifest) : undefined,
    inbound: manifest.inbound ? { check: (kind, item) => checkPushed(kind, item, defaults) } : undefined,
  };
  return Object.fromEntries(Object.entries(ports).filter(([, port]) => port !== undefined)) as Ports;
}
