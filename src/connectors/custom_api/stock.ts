/** Stock and prices of the shop. */
import { formatDecimal } from "../../commerce/money.ts";
import type { ChannelLevel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { DesiredPrice, PriceItem, Prices, Stock } from "../kit/contract/ports.ts";
import { type Aspect, itemInput, sendItems } from "./batch.ts";
import { find, textIn } from "./lookups.ts";
import type { Manifest } from "./manifest.ts";
import type { BatchWrite } from "./manifest-parts.ts";
import { getProduct } from "./products.ts";
import { defaultsOf, manifestOf } from "./settings.ts";
import { everything } from "./sweeps.ts";
import { message } from "./words.ts";

/** Calls one after the other: enough to keep a turn short, few enough to answer for. */
const ONE_BY_ONE = 20;
/** Where the shop tells stock one item a call, all of it is looked at seldom. */
const ONE_BY_ONE_MS = 4 * 3_600_000;
/** So many items are asked for one by one; for more the whole list costs less. */
const FEW = 10;

/** The stock port of a description; absent when it declares no write. */
export function stockOf(manifest: Manifest): Stock | undefined {
  const operation = manifest.writes["stock.set"];
  if (!operation || !manifest.reads.products) return undefined;
  return {
    basis: "available",
    compareAndSet: operation.batch?.compares ? "native" : "none",
    takesAt: manifest.ordersTakeStock ? "when an order is placed" : "never: the shop counts no orders",
    multiLocation: false,
    push: {
      maxItems: operation.batch?.maxItems ?? ONE_BY_ONE,
      send: (items, ctx) => sendItems(stockAspect(operation), items, ctx),
    },
    read: readStock,
    ...(manifest.lookups["inventory.byId"] && !manifest.reads.inventory ? { everyMs: ONE_BY_ONE_MS } : {}),
  };
}

const stockAspect = (operation: BatchWrite): Aspect<number> => ({
  name: "stock.set",
  operation,
  inputOf: (item) => ({ ...itemInput(item), available: item.want, expected: item.expected }),
  observed: (item, reported) => reported?.available ?? item.want,
});

type ReadInput = Parameters<Stock["read"]>[0];

/** By the shop's own call for one item, its stock list, or the products themselves: the cheapest it declares. */
async function readStock(items: ReadInput, ctx: Context): ReturnType<Stock["read"]> {
  const { lookups, reads } = manifestOf(ctx);
  const isFew = items.length <= FEW || !reads.inventory;
  if (lookups["inventory.byId"] && isFew) return readEach(items, ctx);
  if (reads.inventory) return readList(items, ctx);
  return readProducts(items, ctx);
}

async function readEach(items: ReadInput, ctx: Context) {
  const read: { key: string; levels: ChannelLevel[] }[] = [];
  for (const { key, ext } of items) {
    const input = { id: key, key, sku: textIn(ext, "sku") ?? null, productId: textIn(ext, "product") ?? null };
    const level = await find("inventory", "inventory.byId", input, ctx);
    if (level) read.push({ key, levels: [{ location: level.location, available: level.available }] });
  }
  return read;
}

async function readList(items: ReadInput, ctx: Context) {
  const desired = new Map(
    items.flatMap(({ key, ext }) => [[`v:${key}`, key] as const, [`s:${textIn(ext, "sku")}`, key] as const]),
  );
  const found = new Map<string, ChannelLevel[]>();
  for await (const page of everything("inventory", { cursor: null }, ctx)) {
    for (const { variantKey, inventoryKey, location, available } of page.items) {
      const key = desired.get(variantKey === undefined ? `s:${inventoryKey}` : `v:${variantKey}`);
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), { location, available }]);
    }
  }
  return [...found].map(([key, levels]) => ({ key, levels }));
}

async function readProducts(items: ReadInput, ctx: Context) {
  const byProduct = Map.groupBy(items, ({ ext }) => textIn(ext, "product") ?? "");
  const read: { key: string; levels: readonly ChannelLevel[] }[] = [];
  for (const [product, requested] of byProduct) {
    const reported = await getProduct(product, ctx);
    for (const { key } of requested) {
      const levels = reported?.variants.find((variant) => variant.key === key)?.levels;
      if (levels) read.push({ key, levels });
    }
  }
  return read;
}

/** The prices port of a description; absent when it declares no write. */
export function pricesOf(manifest: Manifest): Prices | undefined {
  const operation = manifest.writes["price.set"];
  if (!operation || !manifest.reads.products) return undefined;
  const aspect: Aspect<DesiredPrice> = {
    name: "price.set",
    operation,
    inputOf: (item) => ({ ...itemInput(item), ...moneyInput(item) }),
    observed: (item) => item.want,
  };
  return {
    push: {
      maxItems: operation.batch?.maxItems ?? ONE_BY_ONE,
      async send(items, ctx) {
        // A shop that names its currency sells in no other.
        const { currency } = defaultsOf(ctx);
        const isForeign = ({ want }: PriceItem) => currency !== undefined && want.price.currency !== currency;
        const due = items.filter((item) => !isForeign(item));
        const refused = items.filter(isForeign).map(({ key, location, seq, want }) => ({
          ...{ key, location, seq, outcome: "rejected" as const, code: "currency", field: "price" },
          text: message("refused.shopSellsPrice", { currency: currency ?? "", other: want.price.currency }),
        }));
        return due.length === 0 ? refused : [...refused, ...(await sendItems(aspect, due, ctx))];
      },
    },
  };
}

function moneyInput({ want }: PriceItem) {
  return {
    price: formatDecimal(want.price),
    priceMinor: want.price.minor.toString(),
    compareAtPrice: want.compareAt ? formatDecimal(want.compareAt) : null,
    currency: want.price.currency,
  };
}
