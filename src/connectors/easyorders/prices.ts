import type { HubText } from "../../commerce/message.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { DesiredPrice, PriceItem, PriceResult, Prices, Push } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { field } from "./pages.ts";
import { numeric } from "./product-body.ts";
import { findItem, productIdOf, readProduct } from "./product-mapping.ts";
import { fetchProduct } from "./product-read.ts";
import type { Product, Variant } from "./schemas.ts";
import { readSettings } from "./settings.ts";
import { message } from "./words.ts";

/** A product's variants travel together: their prices are changed only by sending the whole list. */
const push: Push<DesiredPrice> = {
  maxItems: 20,
  groupOf: productIdOf,
  async send(items, ctx) {
    const results: PriceResult[] = [];
    const groups = Map.groupBy(items, productIdOf);
    for (const [productId, group] of groups) {
      try {
        results.push(...(await pushGroup(productId, group, ctx)));
      } catch (error) {
        if (!isConnectorError(error)) throw error;
        if (error.kind === "drift") {
          results.push(...group.map((item) => rejected(item, "unreadable", error.message)));
          continue;
        }
        const done = new Set(results.map((result) => result.key));
        const rest = items.filter((item) => !done.has(item.key));
        return [
          ...results,
          ...rest.map(
            (item) => ({ ...echo(item), outcome: "retry", error: error.info, text: error.userMessage }) as const,
          ),
        ];
      }
    }
    return results;
  },
};

export const prices: Prices = { push };

async function pushGroup(productId: string, items: readonly PriceItem[], ctx: Context): Promise<PriceResult[]> {
  const raw = await fetchProduct(productId, ctx);
  const product = raw === null ? null : readProduct(raw, ctx);
  const { currency } = readSettings(ctx.connection);
  const results: PriceResult[] = [];
  const changes = new Map<Variant | null, PriceItem>();
  for (const item of items) {
    const place = product ? findItem(product, item.key) : null;
    if (!product || !place) {
      results.push(rejected(item, "not_found", message("refused.noLongerItemDeletedReplaced")));
    } else if (item.want.price.currency !== currency) {
      results.push(
        rejected(
          item,
          "currency",
          message("refused.storeSellsPriceCannotShown", { currency, other: item.want.price.currency }),
        ),
      );
    } else if (shows(place.variant ?? product, item.want)) {
      results.push(applied(item));
    } else changes.set(place.variant, item);
  }
  if (!product || changes.size === 0) return results;
  return [...results, ...(await write(product, raw, changes, ctx))];
}

async function write(
  product: Product,
  raw: Json,
  changes: ReadonlyMap<Variant | null, PriceItem>,
  ctx: Context,
): Promise<PriceResult[]> {
  const whole = changes.get(null);
  const json = whole ? fieldsOf(whole.want) : variantsBody(product, raw, changes);
  const items = [...changes.values()];
  try {
    const url = `/products/${encodeURIComponent(product.id)}`;
    await ctx.http.request({ method: "PATCH", url, json, operation: "products.update" });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
    return items.map((item) => rejected(item, "rejected", error.message));
  }
  return items.map(applied);
}

/** Everything as just read but the prices; quantities go along because leaving them out is not documented to keep them. */
function variantsBody(product: Product, raw: Json, changes: ReadonlyMap<Variant | null, PriceItem>): Json {
  const variants = product.variants.map((variant) => {
    const change = changes.get(variant);
    return {
      ...(variant.id ? { id: variant.id } : {}),
      ...(change
        ? fieldsOf(change.want)
        : { price: numeric(variant.price ?? "0"), sale_price: numeric(variant.sale_price ?? "0") }),
      quantity: variant.quantity ?? 0,
      ...(variant.taager_code === undefined ? {} : { taager_code: variant.taager_code }),
      variation_props: variant.variation_props.map((prop) => ({
        variation: prop.variation ?? "",
        variation_prop: prop.variation_prop ?? "",
      })),
    };
  });
  return { variations: field(raw, "variations") ?? [], variants };
}

/** `price` is the original and `sale_price` what is paid; 0 means no sale. */
function fieldsOf(desired: DesiredPrice): { price: Json; sale_price: Json } {
  const paid = numeric(formatDecimal(desired.price));
  return desired.compareAt && desired.compareAt.minor > desired.price.minor
    ? { price: numeric(formatDecimal(desired.compareAt)), sale_price: paid }
    : { price: paid, sale_price: 0 };
}

function shows(item: Product | Variant, desired: DesiredPrice): boolean {
  const { currency } = desired.price;
  const desiredValue = fieldsOf(desired);
  const same = (reported: string | undefined, value: Json) =>
    JSON.stringify(numeric(formatDecimal(parseMoney(reported ?? "0", currency)))) === JSON.stringify(value);
  return (
    item.price !== undefined && same(item.price, desiredValue.price) && same(item.sale_price, desiredValue.sale_price)
  );
}

function applied(item: PriceItem): PriceResult {
  return { ...echo(item), outcome: "applied", observed: item.want };
}

function rejected(item: PriceItem, code: string, text: HubText): PriceResult {
  return { ...echo(item), outcome: "rejected", code, field: "price", text };
}
