/** What a shop's buyers and people do: orders are placed, paid, shipped, cancelled and refunded, products edited. */
import type { ConnectedShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";
import type { Random } from "../sim/random.ts";

export const SKUS = ["CUP", "MUG", "JUG", "BOWL", "DISH", "VASE"] as const;

/** What was done to an order in its shop. */
export interface Order {
  readonly key: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  isPaid: boolean;
  isShipped: boolean;
  isCancelled: boolean;
  isRefunded: boolean;
}

export interface SoakShop {
  readonly seller: Seller;
  readonly shop: ConnectedShop;
  readonly orders: Map<string, Order>;
  /** Those somebody has still to do something to, oldest first. */
  readonly open: Order[];
}

export type Act = "order" | "payment" | "shipment" | "cancellation" | "refund" | "product edit";

/** Of a shop's working day: so many orders lie on the desk at most, and so often the next thing done is one of them. */
const MOST_OPEN = 12;
const DESK = 0.55;
const PRODUCT_EDITS = 0.03;
const PAID_AT_ONCE = 0.8;
const NEVER_PAID = 0.1;
const CANCELLED = 0.05;
const REFUNDED = 0.06;
const BUYERS = 40;

/** The next thing that happens at this shop. */
export function act(shop: SoakShop, random: Random): Act {
  if (random.chance(PRODUCT_EDITS)) return editProduct(shop, random);
  const isAtDesk = shop.open.length >= MOST_OPEN || random.chance(DESK);
  const next = isAtDesk ? shop.open.shift() : undefined;
  return next ? goOn(shop, next, random) : sell(shop, random);
}

function editProduct({ shop }: SoakShop, random: Random): Act {
  const sku = random.pick(SKUS);
  shop.sandbox.shop.setTitle(sku, `${sku}, edition ${random.int(1, 1_000)}`);
  return "product edit";
}

function sell({ shop, orders, open }: SoakShop, random: Random): Act {
  const lines = random
    .shuffled(SKUS)
    .slice(0, random.chance(0.6) ? 1 : 2)
    .map((sku) => ({ sku, quantity: random.int(1, 3) }));
  const isPaid = random.chance(PAID_AT_ONCE);
  const buyer = random.int(1, BUYERS);
  const key = shop.sandbox.shop.placeOrder({
    lines,
    payment: isPaid ? "paid" : "pending",
    customer: { name: `Buyer ${buyer}`, email: `buyer${buyer}@shop.example` },
  });
  const order = { key, lines, isPaid, isShipped: false, isCancelled: false, isRefunded: false };
  orders.set(key, order);
  open.push(order);
  return "order";
}

/** An order's next step; one that is not its last lays it back on the desk. */
function goOn({ shop, open }: SoakShop, order: Order, random: Random): Act {
  const controls = shop.sandbox.shop;
  if (order.isShipped) {
    const [line] = order.lines;
    if (line) controls.refundOrder?.(order.key, [{ sku: line.sku, quantity: 1, restock: true }]);
    order.isRefunded = true;
    return "refund";
  }
  if (random.chance(order.isPaid ? CANCELLED : NEVER_PAID)) {
    controls.cancelOrder(order.key);
    order.isCancelled = true;
    return "cancellation";
  }
  if (!order.isPaid) {
    controls.payOrder?.(order.key);
    order.isPaid = true;
    open.push(order);
    return "payment";
  }
  controls.shipOrder?.(order.key);
  order.isShipped = true;
  if (random.chance(REFUNDED)) open.push(order);
  return "shipment";
}
