/**
 * A fault of the run's own (`--planted`), to see that the shortest list of acts is found in a real shop: once something was
 * bought, then an amount refunded and then an order canceled, the first order's refunds are told a euro higher than they are.
 */
import type { OpenShop } from "./driver.ts";

const WAY = ["buy", "refund", "cancel"] as const;
type Act = (typeof WAY)[number];

export function planted(shop: OpenShop): OpenShop {
  let gone = 0;
  const noted = async <T>(act: Act, doing: Promise<T>): Promise<T> => {
    const done = await doing;
    if (WAY[gone] === act) gone += 1;
    return done;
  };
  return {
    ...shop,
    buy: (purchase) => noted("buy", shop.buy(purchase)),
    refund: (order, amount) => noted("refund", shop.refund(order, amount)),
    cancel: (order) => noted("cancel", shop.cancel(order)),
    // The last of the acts that every run begins with: the way starts after them.
    async takeBack(order, sku, quantity) {
      await shop.takeBack(order, sku, quantity);
      gone = 0;
    },
    async orders() {
      const [first, ...others] = await shop.orders();
      if (first === undefined || gone < WAY.length) return first === undefined ? [] : [first, ...others];
      return [{ ...first, refunded: (Number(first.refunded) + 1).toFixed(2) }, ...others];
    },
  };
}
