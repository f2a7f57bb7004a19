/** Prices in batches, with the answer compared: the shop drops what it does not like without a word. */
import type { Money } from "../../commerce/money.ts";
import { formatDecimal, parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { parseAtDoor } from "../kit/parse.ts";
import type { Prices, PushItem, PushResult } from "../kit/ports.ts";
import { factsOf } from "./client.ts";
import { BATCH_ITEMS, echo, gone, grouped, groupOf, itemError, writeGroup } from "./item-batch.ts";
import { priceSchema } from "./schemas.ts";

interface Wish {
  readonly price: Money;
  readonly compareAt?: Money | undefined;
}
type Item = PushItem<Wish>;

function bodyOf(item: Item): Json {
  const { price, compareAt } = item.want;
  const isSale = compareAt !== undefined && compareAt.minor > price.minor;
  return {
    id: Number(item.key),
    regular_price: formatDecimal(isSale ? compareAt : price),
    sale_price: isSale ? formatDecimal(price) : "",
  };
}

function problemOf(item: Item, currency: string): string | null {
  if (item.want.price.currency !== currency)
    return `The shop sells in ${currency}, the price is in ${item.want.price.currency}.`;
  return item.want.price.minor < 0n ? "A price cannot be below zero." : null;
}

function confirm(item: Item, result: Json, ctx: Context): PushResult<Wish> {
  const error = itemError(result);
  if (error)
    return /invalid_id/.test(error.code)
      ? gone(item)
      : { ...echo(item), outcome: "rejected", code: error.code, field: "price", text: error.text };
  const now = parseAtDoor(priceSchema, result, { ctx, what: `price of item ${item.key}` });
  const { currency } = item.want.price;
  const read = (text: string) => (/^-?\d+(\.\d+)?$/.test(text) ? parseMoney(text, currency) : null);
  const regular = read(now.regular_price);
  const sale = read(now.sale_price);
  const price = sale ?? regular;
  if (!price || !regular)
    return {
      ...echo(item),
      outcome: "rejected",
      code: "price_lost",
      field: "price",
      text: "The shop did not take the price. Products with variations have none of their own.",
    };
  if (price.minor !== item.want.price.minor)
    return {
      ...echo(item),
      outcome: "rejected",
      code: "price_differs",
      field: "price",
      text: `The shop shows ${formatDecimal(price)} instead of ${formatDecimal(item.want.price)}.`,
    };
  return { ...echo(item), outcome: "applied", observed: sale ? { price, compareAt: regular } : { price } };
}

export const prices: Prices = {
  push: {
    maxItems: BATCH_ITEMS,
    groupOf,
    async send(items, ctx) {
      const { currency } = factsOf(ctx.connection);
      const results: PushResult<Wish>[] = [];
      const sound: Item[] = [];
      for (const item of items) {
        const problem = problemOf(item, currency);
        if (problem) results.push({ ...echo(item), outcome: "rejected", code: "price", field: "price", text: problem });
        else sound.push(item);
      }
      const { groups, unknown } = await grouped(sound, ctx);
      results.push(...unknown.map((item) => gone(item)));
      for (const group of groups) {
        const answers = await writeGroup(
          { parentId: group.parentId, items: group.items.map((item) => ({ body: bodyOf(item) })) },
          "prices.set",
          ctx,
        );
        results.push(...group.items.map((item, index) => confirm(item, answers[index] ?? null, ctx)));
      }
      return results;
    },
  },
};
