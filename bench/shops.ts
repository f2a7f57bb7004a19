/** Sandboxes as the benchmarks need them. */
import { systemClock } from "../src/commerce/clock.ts";
import { signedDelivery } from "../src/sandboxes/woocommerce/deliveries.ts";
import { startSandbox, type WooSandbox } from "../src/sandboxes/woocommerce/index.ts";
import { until } from "./hub.ts";
import type { LoadTarget, LoadTemplate } from "./load.ts";

export const sku = (index: number) => `SKU-${String(index).padStart(4, "0")}`;

/** A shop with a number of simple products, every one with the same price and stock. */
export async function shopWith(options: {
  readonly products: number;
  readonly stock: number;
  readonly seed: number;
  readonly port?: number;
}): Promise<WooSandbox> {
  const sandbox = await startSandbox({
    clock: systemClock,
    seed: options.seed,
    ...(options.port && { port: options.port }),
  });
  for (let index = 0; index < options.products; index += 1)
    sandbox.shop.addProduct({
      title: `Product ${index}`,
      status: "active",
      variants: [{ sku: sku(index), price: "12.50", stock: options.stock }],
    });
  return sandbox;
}

/** The order webhook the hub has registered with the shop. */
export async function orderWebhook(sandbox: WooSandbox): Promise<LoadTarget> {
  const find = () =>
    [...sandbox.state.webhooks.values()].find(
      (webhook) => webhook.topic === "order.created" && webhook.status === "active",
    );
  await until(() => find() !== undefined, "the hub registers its webhooks with the shop");
  const { url, secret } = find() ?? { url: "", secret: "" };
  return { url, secret };
}

export interface ShopDelivery {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The order it tells of. */
  readonly key: string;
}

/**
 * Sells one piece of each of the first products: the shop lowers its own numbers, keeps the order, and hands back the
 * delivery it would send, instead of sending it.
 */
export function sellAt({ state, shop, faults }: WooSandbox, lines: number): ShopDelivery {
  const webhook = [...state.webhooks.values()].find((one) => one.topic === "order.created");
  if (!webhook) throw new Error("The shop has no webhook for orders.");
  faults.webhooks.lose = true;
  const key = shop.placeOrder({
    lines: Array.from({ length: lines }, (_, index) => ({ sku: sku(index), quantity: 1 })),
    customer: { name: "Anna de Vries", email: "anna@mail.example", phone: "+31612345678" },
  });
  const { headers, body } = signedDelivery(state, webhook, Number(key));
  return { headers: lower(headers), body: String(body), key };
}

/** A delivery of new orders, and how the shop comes to have one that is delivered by it. */
export interface DeliveredOrders extends LoadTemplate {
  keep(sandbox: WooSandbox, id: number): void;
}

/** A real delivery of a new order its number replaced by @@ID@@; the order leaves the shop again. */
export function deliveryTemplate(sandbox: WooSandbox, lines: number): DeliveredOrders {
  // A number that stands nowhere else in the delivery.
  sandbox.state.last.post = 900_000_000;
  const { headers, body, key } = sellAt(sandbox, lines);
  const order = sandbox.state.orders.get(Number(key));
  if (!order) throw new Error("The shop has not kept the order it sold.");
  sandbox.state.orders.delete(order.id);
  const { "x-wc-webhook-signature": _signature, "x-wc-webhook-delivery-id": _delivery, ...stored } = headers;
  return {
    headers: stored,
    body: body.replaceAll(new RegExp(`\\b${key}\\b`, "g"), "@@ID@@"),
    keep: ({ state }, id) => void state.orders.set(id, { ...order, id }),
  };
}

function lower(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
