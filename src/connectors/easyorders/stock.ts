import type { HubText } from "../../commerce/message.ts";
import { compared } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { Push, PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { findItem, productCode, productIdOf, quantityOf } from "./product-mapping.ts";
import type { Found } from "./product-read.ts";
import { fetchProducts, UNREADABLE } from "./product-read.ts";
import type { Product, Variant } from "./schemas.ts";
import { message } from "./words.ts";

/**
 * One read of all products concerned, then one call per SKU. Ten, because at 30 calls a minute more would
 * let the reading grow old before the last write.
 */
const MAX_ITEMS = 10;

const push: Push<number> = {
  maxItems: MAX_ITEMS,
  async send(items, ctx) {
    const found = await fetchProducts([...new Set(items.map(productIdOf))], ctx);
    const results: PushResult<number>[] = [];
    for (const item of items) {
      try {
        results.push(await pushOne(item, found.get(productIdOf(item)), ctx));
      } catch (error) {
        if (!isConnectorError(error)) throw error;
        // The connection is in trouble: what is done stays reported, the rest comes back on its own terms.
        return [...results, ...items.slice(results.length).map((rest) => later(rest, error))];
      }
    }
    return results;
  },
};

export const stock: Stock = {
  ...readsFirst,
  takesAt: "when the order is created, if the product tracks its stock (assumed; setting “lowers its own stock”)",
  push,
  multiLocation: false,
  async read(items, ctx) {
    const results: { key: string; levels: { location: string; available: number }[] }[] = [];
    for (const chunk of chunks(items, 50)) {
      const found = await fetchProducts([...new Set(chunk.map(productIdOf))], ctx);
      for (const item of chunk) {
        const product = found.get(productIdOf(item));
        const place = product && product !== UNREADABLE ? findItem(product, item.key) : null;
        const available = product && product !== UNREADABLE && place ? quantityOf(product, place.variant) : undefined;
        results.push({ key: item.key, levels: available === undefined ? [] : [{ location: "", available }] });
      }
    }
    return results;
  },
};

async function pushOne(item: PushItem<number>, product: Found | undefined, ctx: Context): Promise<PushResult<number>> {
  if (product === UNREADABLE) {
    return rejected(item, "unreadable", message("refused.tellsProductFormArgosyCannot"));
  }
  const place = product ? findItem(product, item.key) : null;
  if (!product || !place) {
    return rejected(item, "not_found", message("refused.noLongerItemDeletedReplaced"));
  }
  const shown = quantityOf(product, place.variant);
  if (shown === undefined) {
    return rejected(item, "stock_not_tracked", message("refused.notCountProductStockSwitch"));
  }
  const desired = Math.max(0, Math.trunc(item.want));
  const settled = compared(item, shown, desired);
  if (settled) return settled;
  const url = stockUrl(product, place.variant);
  if (url === null) {
    return rejected(item, "code_missing", message("refused.itemNoSkuCodeStock"));
  }
  try {
    await ctx.http.request({ method: "PATCH", url, json: { quantity: desired }, operation: "stock.set" });
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "rejected") return rejected(item, "rejected", error.message);
    if (error.kind === "not_found") return rejected(item, "not_found", message("refused.notKnowCodeAnyMore"));
    throw error;
  }
  return { ...echo(item), outcome: "applied", observed: desired };
}

/** Product stock by its SKU, variant stock by both stock codes; null when a code is missing. */
function stockUrl(product: Product, variant: Variant | null): string | null {
  if (!variant) {
    const sku = product.sku ?? product.taager_code;
    return sku === undefined ? null : `/products/sku/${encodeURIComponent(sku)}/quantity`;
  }
  const code = productCode(product);
  if (code === undefined || variant.taager_code === undefined) return null;
  return `/products/variants/${encodeURIComponent(code)}/${encodeURIComponent(variant.taager_code)}/quantity`;
}

function rejected(item: PushItem<number>, code: string, text: HubText): PushResult<number> {
  return { ...echo(item), outcome: "rejected", code, field: "quantity", text };
}

function later(item: PushItem<number>, error: ConnectorError): PushResult<number> {
  return { ...echo(item), outcome: "retry", error: error.info, text: error.userMessage };
}
