/** What Shopee takes no new product without: a leaf category, a weight, a way to ship it. */

import type { HubText } from "../../commerce/message.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { largestSize } from "../kit/parse/dimensions.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { call, idNumber } from "./client.ts";
import { priceText, regionOf } from "./regions.ts";
import { channelList, recommendedCategories } from "./schemas.ts";
import { kilograms } from "./variations.ts";
import { message } from "./words.ts";

const refuse = (field: string, text: HubText) => new ConnectorError({ kind: "rejected", field }, text);

/** The product's own, the store's default, else Shopee's suggestion for the name. */
export async function categoryOf(product: ProductForChannel, ctx: Context): Promise<string> {
  const own = product.categoryKeys.find((key) => /^\d+$/.test(key));
  if (own !== undefined) return own;
  const { defaultCategoryId: fallback } = ctx.connection.settings;
  if (typeof fallback === "string" && /^\d+$/.test(fallback)) return fallback;
  const query = [["item_name", product.title]] as const;
  const body = await call(ctx, { path: "product/category_recommend", operation: "categories.recommend", query });
  const [suggested] = parseResponse(recommendedCategories, body, { ctx, what: "the suggested categories" }).category_id;
  if (suggested !== undefined) return suggested;
  throw refuse("category", message("refused.takesNoProductWithoutCategories"));
}

/** The heaviest variant's weight in kilograms, or the store's default. */
export function weightOf({ variants }: ProductForChannel, ctx: Context): string {
  const reported = variants.flatMap(({ weightGrams }) => weightGrams ?? []);
  const fallback = Number(ctx.connection.settings.defaultWeightGrams ?? 0);
  const grams = reported.length > 0 ? Math.max(...reported) : fallback;
  if (grams > 0) return kilograms(grams);
  throw refuse("weight", message("refused.takesNoProductWithoutWeight"));
}

/** The parcel every variant fits in, in whole centimetres: Shopee knows one size an item. */
export function dimensionOf({ variants }: ProductForChannel): { readonly [side: string]: number } | undefined {
  const size = largestSize(variants.map(({ dimensionsMm }) => dimensionsMm));
  const centimetres = (side: number) => Math.max(1, Math.ceil(side / 10));
  return (
    size && {
      package_length: centimetres(size.length),
      package_width: centimetres(size.width),
      package_height: centimetres(size.height),
    }
  );
}

/** Every channel the shop has switched on and a buyer can choose. */
export async function channelsOf(ctx: Context): Promise<Json> {
  const body = await call(ctx, { path: "logistics/get_channel_list", operation: "products.channels" });
  const all = parseResponse(channelList, body, { ctx, what: "the shipping channels" }).logistics_channel_list;
  const enabled = all.filter((channel) => channel.enabled);
  // Channels below another one (mask_channel_id) are Shopee's own choice at fulfilment.
  const chosen = enabled.some((channel) => channel.mask_channel_id === undefined)
    ? enabled.filter((channel) => channel.mask_channel_id === undefined)
    : enabled;
  if (chosen.length === 0) throw refuse("shipping", message("refused.shopNoShippingChannelSwitched"));
  return chosen.map(({ logistics_channel_id: id }) => ({ logistic_id: idNumber(id), enabled: true }));
}

/** The variant's price as the region writes it. Throws ConnectorError rejected. */
export function priceOf(variant: VariantForChannel, ctx: Context): string {
  if (variant.price === undefined)
    throw refuse("price", message("refused.needsPriceBeforeListed", { sku: variant.sku }));
  const written = priceText(variant.price, regionOf(ctx.connection));
  if ("problem" in written) throw refuse("price", written.problem);
  return written.text;
}
