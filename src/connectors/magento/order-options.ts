/** Custom options and gift messages of orders. Rows tell options by number: their words stand on the product. */
import { z } from "zod";
import type { OrderOption } from "../../commerce/order.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { optionsOf, type ReportedOption } from "../kit/parse/order-options.ts";
import { idText, listOf, optionalId, optionalText, parseDecoration } from "../kit/parse/parse.ts";
import { among, searchAll } from "./client.ts";
import type { OrderRow } from "./order-lines.ts";
import type { MagentoItem, MagentoOrder } from "./schemas.ts";

const productSchema = z.object({
  id: idText,
  options: listOf(
    z.object({
      option_id: idText,
      title: optionalText,
      values: listOf(z.object({ option_type_id: optionalId, title: optionalText })),
    }),
  ),
});
type Option = z.output<typeof productSchema>["options"][number];

/** Custom options by their number, which no two products share. */
export type OptionLabels = ReadonlyMap<string, Option>;

const PRODUCTS_A_READ = 50;

const chosenIn = (item: MagentoItem) => item.product_option?.extension_attributes?.custom_options ?? [];

/** The words of all options chosen in these orders; a key that may not read products costs their words, no order. */
export async function optionLabels(orders: readonly MagentoOrder[], ctx: Context): Promise<OptionLabels> {
  const items = orders.flatMap((order) => order.items.filter((item) => chosenIn(item).length > 0));
  const texts = new Map<string, Option>();
  for (const ids of chunks([...new Set(items.flatMap(({ product_id: id }) => id ?? []))], PRODUCTS_A_READ)) {
    const rows = await readProducts(ids, ctx);
    for (const row of rows) {
      const product = parseDecoration(productSchema, row, { ctx, what: "product" });
      for (const option of product?.options ?? []) texts.set(option.option_id, option);
    }
  }
  return texts;
}

async function readProducts(ids: readonly string[], ctx: Context) {
  try {
    return await searchAll(ctx, {
      path: "/products",
      operation: "orders.options",
      groups: [[among("entity_id", ids)]],
      size: PRODUCTS_A_READ,
      fields: "items[id,options]",
    });
  } catch (error) {
    if (!isConnectorError(error) || error.info.kind !== "forbidden") throw error;
    ctx.log.warn("custom options of orders have no words: this key may not read products");
    return [];
  }
}

/** Of a choice the row tells its number, of several their numbers with commas; of a text the text. */
function said(
  { option_id: id, option_value: reported }: ReturnType<typeof chosenIn>[number],
  texts: OptionLabels,
): ReportedOption {
  const option = texts.get(id);
  const titles = new Map(option?.values.map((value) => [value.option_type_id, value.title]));
  const value = titles.size === 0 ? reported : reported?.split(",").map((one) => titles.get(one.trim()) ?? one);
  return [option?.title ?? `Option ${id}`, value];
}

export function optionsOfRow({ row, item }: OrderRow, texts: OptionLabels): OrderOption[] {
  const items = row === item ? [row] : [row, item];
  return optionsOf([
    ...items.flatMap(chosenIn).map((one) => said(one, texts)),
    ...items.flatMap((one) => giftMessage(one.extension_attributes?.gift_message)),
  ]);
}

export const optionsOfOrder = (order: MagentoOrder): OrderOption[] =>
  optionsOf(giftMessage(order.extension_attributes?.gift_message));

function giftMessage(gift: NonNullable<MagentoItem["extension_attributes"]>["gift_message"]): ReportedOption[] {
  if (!gift) return [];
  return [
    ["Gift message", gift.message],
    ["Gift from", gift.sender],
    ["Gift to", gift.recipient],
  ];
}
