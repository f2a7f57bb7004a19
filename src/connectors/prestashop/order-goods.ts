/** What an order of ours holds in the shop's terms, and what the shop will make of it. */
import { z } from "zod";
import type { Decimal } from "../../commerce/decimal.ts";
import { parseDecimal, plusDecimal, timesDecimal } from "../../commerce/decimal.ts";
import type { Money } from "../../commerce/money.ts";
import { currencyExponent, money } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { OrderForChannel } from "../kit/contract/ports.ts";
import { decimal, parseResponse } from "../kit/parse/parse.ts";
import { readOne } from "./client.ts";
import { refuse } from "./product-fields.ts";
import { productReader } from "./product-read.ts";
import { folded, idsOfSkus } from "./product-skus.ts";
import { roundUnits } from "./rounding.ts";
import type { ShopFacts } from "./shop.ts";
import { message } from "./words.ts";

export interface Making {
  readonly order: OrderForChannel;
  readonly shop: ShopFacts;
  readonly ctx: Context;
  /** Names the attempt inside the shop: alias of its address. */
  readonly alias: string;
}

export interface OrderItems {
  readonly product: string;
  readonly combination: string;
  readonly quantity: number;
}

export async function orderItemsOf({ order, shop, ctx }: Making): Promise<OrderItems[]> {
  const reader = productReader(shop, ctx);
  const skus = order.lines.flatMap((line) => (line.variantKey === undefined && line.sku ? [line.sku] : []));
  const keys = order.lines.flatMap((line) => line.variantKey?.split("-")[0] ?? []);
  const products = await reader.byIds([...new Set([...keys, ...(await idsOfSkus(skus, ctx))])]);
  const found = products.flatMap((product) => product.variants.map((variant) => ({ product, variant })));
  return order.lines.map((line) => {
    const hit = found.find(({ variant }) =>
      line.variantKey === undefined
        ? folded(variant.sku ?? "") === folded(line.sku ?? "?")
        : variant.key === line.variantKey,
    );
    if (!hit)
      throw refuse(
        "lines",
        "line_unknown",
        message("refused.shopNoItemLinkFirst", { title: line.title, sku: line.sku ? ` (SKU ${line.sku})` : "" }),
      );
    const [product = "", combination = "0"] = hit.variant.key.split("-");
    return { product, combination, quantity: line.quantity };
  });
}

/**
 * The cart's total as the shop will work it out: it tells each item's price as a buyer is charged (special prices and
 * tax included), and adds up by its own rule. A cart's total itself cannot be asked for.
 */
export async function cartTotal(items: readonly OrderItems[], work: Making): Promise<Money> {
  const { shop } = work;
  const rows: Decimal[] = [];
  for (const line of items) rows.push(rowTotal(await unitPrice(line, work), line.quantity, shop));
  const sum = rows.reduce(plusDecimal, parseDecimal("0"));
  return money(roundUnits(sum, currencyExponent(shop.currency), shop.roundMode), shop.currency);
}

/** One item at a time: on lists the shop drops the question. A price of 0 is left out of the answer. */
async function unitPrice(
  { product, combination, quantity }: OrderItems,
  { order, shop, ctx }: Making,
): Promise<Decimal> {
  const country = countryId(order.shippingAddress?.country, shop);
  const requested = {
    use_tax: "1",
    decimals: "6",
    quantity: String(quantity),
    ...(combination === "0" ? {} : { product_attribute: combination }),
    ...(country === undefined ? {} : { country }),
  };
  const priced = Object.entries(requested).map(([name, value]) => [`price[charged][${name}]`, value] as const);
  const row = await readOne(ctx, { url: `/products/${product}`, query: priced, operation: "products.charged" });
  return parseDecimal(parseResponse(chargedSchema, row, { ctx, what: `price of product ${product}` }).charged ?? "0");
}

const chargedSchema = z.object({ charged: decimal.nullish() });

/** By PS_ROUND_TYPE: each piece (1), the row (2), or the whole total alone (3). */
function rowTotal(unit: Decimal, quantity: number, { currency, roundType, roundMode }: ShopFacts): Decimal {
  const scale = currencyExponent(currency);
  const rounded = (value: Decimal): Decimal => ({ digits: roundUnits(value, scale, roundMode), scale });
  const times = (value: Decimal) => timesDecimal(value, { digits: BigInt(quantity), scale: 0 });
  if (roundType === "1") return times(rounded(unit));
  return roundType === "2" ? rounded(times(unit)) : times(unit);
}

/** The shop's own id of a country. */
export function countryId(iso: string | undefined, { countries }: ShopFacts): string | undefined {
  return Object.entries(countries).find(([, existing]) => existing === iso)?.[0];
}
