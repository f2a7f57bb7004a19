/** Builds an emulated shop with items in stock and a few days of orders; the same seed builds the same shop. */
import type { Clock } from "../../commerce/clock.ts";
import type { Sandbox, SandboxOptions } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxPurchase } from "../../hub/stores/explored-stores.ts";
import { buyerOf, SAMPLE_ITEMS, type SampleItem, stockShop } from "./sample-catalog.ts";

export interface Sandboxes {
  readonly providers: readonly string[];
  /** Throws an Error when the port is in use. */
  start(provider: string, options: SandboxOptions): Promise<Sandbox>;
}

/** A purchase to be made, and what became of it since. */
export type PastPurchase = Omit<SandboxPurchase, "extKey"> & {
  /** Its key in the shop's former life, where it had one. */
  readonly extKey?: string | undefined;
  readonly status?: string | null | undefined;
  readonly fulfilment?: string | null | undefined;
};

export interface ShopPlan {
  readonly provider: string;
  readonly seed: number;
  readonly currency: string;
  /** Where it was before; another one when that is taken. */
  readonly port?: number | undefined;
  readonly startedAt: Date;
  readonly purchases: readonly PastPurchase[];
  /** What the shop showed last, by SKU. */
  readonly shown?: ReadonlyMap<string, number> | undefined;
}

const HOUR = 60 * 60_000;
const OPENED_BEFORE_MS = 40 * 24 * HOUR;
/** Before all that a store's first sync and its sweeps look at. */
const LONG_AGO_MS = 39 * 24 * HOUR;
const GONE_ITEMS = 150;
const GONE_ITEMS_PER_ORDER = 20;
const GONE_OUT = new Set(["fulfilled", "in_transit", "delivered", "returned"]);

/** Creates past orders on the shop's own clock. No webhooks are sent, as none are registered yet. */
export async function buildShop(
  { sandboxes, clock }: { readonly sandboxes: Sandboxes; readonly clock: Clock },
  plan: ShopPlan,
): Promise<{ readonly sandbox: Sandbox; readonly purchases: readonly SandboxPurchase[] }> {
  let then: number | undefined = plan.startedAt.getTime() - OPENED_BEFORE_MS;
  const options = {
    clock: { now: () => then ?? clock.now(), sleep: clock.sleep },
    seed: plan.seed,
    currency: plan.currency,
    hasOneOrigin: true,
  };
  const sandbox = await sandboxes
    .start(plan.provider, { ...options, port: plan.port })
    .catch((error: unknown) => (plan.port ? sandboxes.start(plan.provider, options) : Promise.reject(error)));
  stockShop(sandbox, sampleItems(plan.seed), plan.currency);
  const purchases = plan.purchases.map((purchase) => {
    // What was bought after the start may get another key this time: dated far back, nobody looks at it again.
    const isLater = purchase.placedAt > plan.startedAt;
    then = isLater ? plan.startedAt.getTime() - LONG_AGO_MS : purchase.placedAt.getTime();
    return { ...purchase, extKey: buyAgain(sandbox, purchase) };
  });
  then = plan.startedAt.getTime() - LONG_AGO_MS;
  if (plan.shown !== undefined) burnKeys(sandbox, plan.purchases);
  for (const sku of sandbox.shop.skus()) {
    const shown = plan.shown?.get(sku);
    if (shown !== undefined && shown !== sandbox.shop.stockOf(sku)) sandbox.shop.setStock(sku, shown);
  }
  then = undefined;
  return { sandbox, purchases };
}

/**
 * Where orders are counted together with other things, those of the shop's former life had some of the next keys, the more
 * the more was bought there. A key given twice would write one order over another.
 */
function burnKeys({ shop }: Sandbox, purchases: readonly PastPurchase[]): void {
  const last = Math.max(0, ...purchases.map(({ extKey }) => Number(extKey)).filter(Number.isSafeInteger));
  const max = GONE_ITEMS + GONE_ITEMS_PER_ORDER * purchases.length;
  for (let number = 0, key = 0; number < GONE_ITEMS || (key <= last && number < max); number++) {
    const gone = {
      title: "Gone",
      status: "draft",
      variants: [{ sku: `GONE-${number}`, price: "1.00", stock: 0 }],
    } as const;
    const added = shop.addProduct(gone).key;
    shop.removeProduct(added);
    key = Number(added);
    // Counted apart from orders: its keys say nothing of theirs.
    if (!Number.isSafeInteger(key)) key = last + 1;
  }
}

/** One thing is missing and the numbers differ a little from shop to shop: the hub has something to put right. */
function sampleItems(seed: number): readonly SampleItem[] {
  const missing = SAMPLE_ITEMS[3 + (seed % (SAMPLE_ITEMS.length - 3))];
  return SAMPLE_ITEMS.filter((item) => item !== missing).map((item) => ({ ...item, stock: item.stock + (seed % 3) }));
}

function buyAgain({ shop }: Sandbox, purchase: PastPurchase): string {
  const key = buy(shop, purchase);
  if (purchase.status === "cancelled") shop.cancelOrder(key);
  else if (GONE_OUT.has(purchase.fulfilment ?? "")) shop.shipOrder?.(key);
  return key;
}

/** A customer buys; where too little is on the shelf by now, it is filled up first. Answers the order's key. */
export function buy(
  shop: Sandbox["shop"],
  { lines, number, payment }: Pick<PastPurchase, "lines" | "number" | "payment">,
): string {
  for (const { sku, quantity } of lines) if (shop.stockOf(sku) < quantity) shop.setStock(sku, quantity);
  return shop.placeOrder({ lines, customer: buyerOf(number), payment });
}

/** What happened in a shop's last days before it was connected. */
export function pastTrade(seed: number, now: Date): PastPurchase[] {
  const skus = sampleItems(seed).filter(({ stock }) => stock > 10);
  return [74, 51, 27, 5].map((hoursAgo, index) => ({
    number: index,
    lines: [{ sku: skus[(seed + index) % skus.length]?.sku ?? "MUG-1", quantity: 1 + (index % 2) }],
    payment: "paid",
    placedAt: new Date(now.getTime() - hoursAgo * HOUR),
    ...(hoursAgo > 24 ? { fulfilment: "fulfilled" } : {}),
  }));
}
