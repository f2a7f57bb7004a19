/** Prices in batches, with the answer compared: the shop drops what it does not like without a word. */
import type { HubText } from "../../commerce/message.ts";
import type { Money } from "../../commerce/money.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { factsOf } from "./client.ts";
import type { Group } from "./item-batch.ts";
import { BATCH_ITEMS, gone, grouped, groupOf, itemError, readGroup, writeGroup } from "./item-batch.ts";
import { isTimedSale } from "./product-mapping.ts";
import type { ShopPrice } from "./schemas.ts";
import { priceSchema } from "./schemas.ts";
import { message } from "./words.ts";

type Item = PriceItem;

const FIELDS = "id,price,regular_price,sale_price,date_on_sale_from_gmt,date_on_sale_to_gmt";

const isSale = ({ want }: Item) => want.compareAt !== undefined && want.compareAt.minor > want.price.minor;

/** Null when the shop shows the price already: one of more places than the currency has is not cut to ours. */
function bodyOf(item: Item, now: ShopPrice): Json | null {
  const { price, compareAt } = item.want;
  const regular = isSale(item) && compareAt ? compareAt : price;
  const sale = isSale(item) ? price : null;
  const shown = amounts(now, price.currency);
  // A sale with dates is the shop's own and stands until it ends, unless the hub has another one.
  const isSaleShown = shown.sale?.minor === sale?.minor || (sale === null && isTimedSale(now));
  if (shown.regular?.minor === regular.minor && isSaleShown) return null;
  return {
    id: Number(item.key),
    ...(shown.regular?.minor === regular.minor ? {} : { regular_price: formatDecimal(regular) }),
    ...(isSaleShown ? {} : { sale_price: sale ? formatDecimal(sale) : "" }),
  };
}

function amounts(now: ShopPrice, currency: string): { readonly regular: Money | null; readonly sale: Money | null } {
  const read = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? parseMoney(text, currency) : null);
  return { regular: read(now.regular_price), sale: read(now.sale_price) };
}

function problemOf(item: Item, currency: string): HubText | null {
  if (item.want.price.currency !== currency)
    return message("refused.priceCurrency", { currency, other: item.want.price.currency });
  return item.want.price.minor < 0n ? message("refused.priceBelowZero") : null;
}

function confirm(item: Item, result: Json, ctx: Context): PriceResult {
  const error = itemError(result);
  if (error)
    return /invalid_id/.test(error.code)
      ? gone(item)
      : { ...echo(item), outcome: "rejected", code: error.code, field: "price", text: error.text };
  const now = parseResponse(priceSchema, result, { ctx, what: `price of item ${item.key}` });
  return decide(item, now);
}

function decide(item: Item, now: ShopPrice): PriceResult {
  const shown = amounts(now, item.want.price.currency);
  const { regular } = shown;
  const sale = !isSale(item) && isTimedSale(now) ? null : shown.sale;
  const price = sale ?? regular;
  if (!price || !regular)
    return {
      ...echo(item),
      outcome: "rejected",
      code: "price_lost",
      field: "price",
      text: message("refused.shopNotTakePriceProducts"),
    };
  if (price.minor !== item.want.price.minor)
    return {
      ...echo(item),
      outcome: "rejected",
      code: "price_differs",
      field: "price",
      text: message("refused.shopShowsInstead", {
        shown: formatDecimal(price),
        wanted: formatDecimal(item.want.price),
      }),
    };
  return { ...echo(item), outcome: "applied", observed: sale ? { price, compareAt: regular } : { price } };
}

async function sendGroup(group: Group<Item>, ctx: Context): Promise<readonly PriceResult[]> {
  const shown = await readGroup(group, FIELDS, ctx);
  const decisions = group.items.map((item) => {
    const raw = shown.get(item.key);
    if (raw === undefined) return gone(item);
    const now = parseResponse(priceSchema, raw, { ctx, what: `price of item ${item.key}` });
    const body = bodyOf(item, now);
    return body === null ? decide(item, now) : { item, body };
  });
  return writeRest(decisions, async (due) => {
    const answers = await writeGroup({ parentId: group.parentId, items: due }, "prices.set", ctx);
    return due.map(({ item }, index) => confirm(item, answers[index] ?? null, ctx));
  });
}

export const prices: Prices = {
  push: {
    maxItems: BATCH_ITEMS,
    groupOf,
    async send(items, ctx) {
      const { currency } = factsOf(ctx.connection);
      const results: PriceResult[] = [];
      const sound: Item[] = [];
      for (const item of items) {
        const problem = problemOf(item, currency);
        if (problem) results.push({ ...echo(item), outcome: "rejected", code: "price", field: "price", text: problem });
        else sound.push(item);
      }
      const { groups, unknown } = await grouped(sound, ctx);
      results.push(...unknown.map((item) => gone(item)));
      for (const group of groups) results.push(...(await sendGroup(group, ctx)));
      return results;
    },
  },
};
