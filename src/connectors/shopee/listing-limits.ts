/** What Shopee bounds of a category's listings, and the shop's ways to ship (v2.product.get_item_limit, v2.logistics.get_channel_list). */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { decimal, listOf, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { asTree, contentOf } from "./answer.ts";
import { call, callWhole } from "./client.ts";
import { hasLocations } from "./product-mapping.ts";
import { channelList, warehousesSchema } from "./schemas.ts";

const range = z.object({ min_limit: decimal.nullish(), max_limit: decimal.nullish() }).nullish();
const flag = z.boolean().nullish();
const limitsSchema = z.object({
  price_limit: range,
  stock_limit: range,
  item_name_length_limit: range,
  item_image_count_limit: range,
  item_description_length_limit: range,
  tier_variation_name_length_limit: range,
  tier_variation_option_length_limit: range,
  dts_limit: z.object({ days_to_ship_limit: range }).nullish(),
  weight_limit: z.object({ weight_mandatory: flag }).nullish(),
  dimension_limit: z.object({ dimension_mandatory: flag }).nullish(),
  size_chart_limit: z.object({ size_chart_mandatory: flag, support_template_size_chart: flag }).nullish(),
});
const gtinSchema = z.object({ gtin_validation_rule: optionalText }).nullish();

export type Limits = z.output<typeof limitsSchema> & { readonly gtinRule: string };

export async function readLimits(categoryKey: string, ctx: Context): Promise<Limits> {
  const query = [["category_id", categoryKey]] as const;
  const whole = await callWhole(ctx, { path: "product/get_item_limit", operation: "categories.limits", query });
  const content = contentOf(whole);
  const what = { ctx, what: "the category's limits" };
  // The document prints it beside the content, not in it.
  const reported = asTree(whole).gtin_limit ?? asTree(content).gtin_limit ?? null;
  const rule = parseResponse(gtinSchema, reported, what)?.gtin_validation_rule ?? "";
  return { ...parseResponse(limitsSchema, content, what), gtinRule: rule };
}

export interface Range {
  readonly least: number | undefined;
  readonly most: number | undefined;
}

/** A most of 0 bounds nothing. */
export const rangeOf = (reported: z.output<typeof range>): Range => ({
  least: reported?.min_limit ? Number(reported.min_limit) : undefined,
  most: reported?.max_limit && Number(reported.max_limit) > 0 ? Number(reported.max_limit) : undefined,
});

export interface Named {
  readonly value: string;
  readonly name: string;
}

/** A channel, and of one whose parcels have sizes each size. */
export interface ShippingChoice extends Named {
  readonly isOwnPrice: boolean;
}

/** Every channel the shop has switched on and a buyer can choose, as `id` or `id/size`. */
export async function shippingChoices(ctx: Context): Promise<readonly ShippingChoice[]> {
  const body = await call(ctx, { path: "logistics/get_channel_list", operation: "products.channels" });
  const all = parseResponse(channelList, body, { ctx, what: "the shipping channels" }).logistics_channel_list;
  const enabled = all.filter((channel) => channel.enabled);
  // Channels below another one (mask_channel_id) are Shopee's own choice at fulfilment.
  const top = enabled.filter((channel) => channel.mask_channel_id === undefined);
  return (top.length > 0 ? top : enabled).flatMap((channel) => {
    const { logistics_channel_id: id, logistics_channel_name: name = id, size_list: sizes } = channel;
    const isOwnPrice = channel.fee_type === "CUSTOM_PRICE";
    if (channel.fee_type !== "SIZE_SELECTION") return [{ value: id, name, isOwnPrice }];
    return sizes.map(({ size_id: size, name: label = size }) => ({
      value: `${id}/${size}`,
      name: `${name}, ${label}`,
      isOwnPrice,
    }));
  });
}

/** None where the shop has one number without a place. */
export async function stockLocations(ctx: Context): Promise<readonly Named[]> {
  if (!hasLocations(ctx.connection)) return [];
  const body = await call(ctx, { path: "shop/get_warehouse_detail", operation: "shop.warehouses" });
  const rows = parseResponse(warehousesSchema, body, { ctx, what: "the warehouses" });
  const named = rows.flatMap(({ location_id: value, warehouse_name: name }) =>
    value === undefined ? [] : [[value, { value, name: name ?? value }] as const],
  );
  return [...new Map(named).values()];
}

const chartsSchema = z.object({
  size_chart_list: listOf(z.object({ size_chart_id: z.union([z.string(), wholeNumber]).transform(String) })),
});

/** Size charts the seller has drawn for this category; the first fifty. */
export async function sizeCharts(categoryKey: string, ctx: Context): Promise<readonly Named[]> {
  const query = [
    ["category_id", categoryKey],
    ["page_size", "50"],
  ] as const;
  const body = await call(ctx, { path: "product/get_size_chart_list", operation: "categories.size_charts", query });
  const { size_chart_list: list } = parseResponse(chartsSchema, body, { ctx, what: "the size charts" });
  return list.map(({ size_chart_id: value }) => ({ value, name: value }));
}
