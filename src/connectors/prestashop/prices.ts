/** Prices are without tax. A combination's own price is what it adds to the product's. */

import { z } from "zod";
import { decimalText, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import type { Money } from "../../commerce/money.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Context } from "../kit/contract.ts";
import { isConnectorError } from "../kit/errors.ts";
import { decimal, parseAtDoor } from "../kit/parse.ts";
import type { Prices, PushItem, PushResult } from "../kit/ports.ts";
import { change, fieldNodes } from "./change.ts";
import { listByIds } from "./client.ts";
import type { ShopFacts } from "./facts.ts";
import { combinationsOf } from "./product-read.ts";
import { id } from "./schemas.ts";

type Want = { readonly price: Money; readonly compareAt?: Money | undefined };
type Item = PushItem<Want>;
type Result = PushResult<Want>;

const MAX_ITEMS = 50;
const priced = z.object({ id, price: decimal });

export function pricesPort(shop: ShopFacts): Prices {
  return { push: { maxItems: MAX_ITEMS, send: (items, ctx) => send(items, shop, ctx) } };
}

async function send(items: readonly Item[], shop: ShopFacts, ctx: Context): Promise<Result[]> {
  const owners = [...new Set(items.map(({ key }) => key.split("-")[0] ?? ""))];
  const request = { resource: "products", operation: "products.prices", display: "[id,price]" };
  const products = (await listByIds(ctx, request, owners)).map((row) =>
    parseAtDoor(priced, row, { ctx, what: "product's price" }),
  );
  const combinations = await combinationsOf(owners, ctx);
  const results: Result[] = [];
  for (const item of items) {
    const [owner, own = "0"] = item.key.split("-");
    const product = products.find((one) => one.id === owner);
    const combination = combinations.find((one) => one.id === own && one.id_product === owner);
    const refusal = refusalOf(
      item,
      { hasItem: product !== undefined && (own === "0" || combination !== undefined) },
      shop,
    );
    if (refusal) results.push(refusal);
    else if (product) results.push(await setPrice(item, { base: product.price, now: combination?.price }, shop, ctx));
  }
  return results;
}

function base({ key, location, seq }: Item) {
  return { key, location, seq };
}

function refusalOf(item: Item, { hasItem }: { readonly hasItem: boolean }, shop: ShopFacts): Result | null {
  const refuse = (code: string, text: string): Result => ({ ...base(item), outcome: "rejected", code, text });
  if (!hasItem) return refuse("unknown", "The shop no longer has this item.");
  if (item.want.price.currency !== shop.currency)
    return refuse("currency", `The shop's prices are in ${shop.currency}; others follow its exchange rates.`);
  return item.want.price.minor < 0n ? refuse("negative", "PrestaShop takes no price below zero.") : null;
}

interface Now {
  readonly base: string;
  /** What the combination adds at present; absent for a product without combinations. */
  readonly now: string | undefined;
}

/** The price before ("was") has no field in the shop; the price alone is set. */
async function setPrice(item: Item, { base: ofProduct, now }: Now, shop: ShopFacts, ctx: Context): Promise<Result> {
  const [product = "", own = "0"] = item.key.split("-");
  const wanted = formatDecimal(item.want.price);
  const isOwn = own !== "0";
  const value = isOwn ? impact(wanted, ofProduct) : wanted;
  const observed: Want = { price: item.want.price };
  const shown = isOwn ? (now ?? "0") : ofProduct;
  if (plainest(shown) === plainest(value)) return { ...base(item), outcome: "applied", observed };
  const fields = fieldNodes({ price: value });
  const target = isOwn
    ? { resource: "combinations", node: "combination", id: own }
    : { resource: "products", node: "product", id: product };
  try {
    await change(ctx, shop, { ...target, fields, operation: "prices.set" });
    return { ...base(item), outcome: "applied", observed };
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.info.kind === "rejected")
      return { ...base(item), outcome: "rejected", code: error.info.code ?? "rejected", text: error.message };
    if (error.info.kind === "not_found")
      return { ...base(item), outcome: "rejected", code: "unknown", text: "The shop no longer has this item." };
    throw error;
  }
}

/** What a combination adds to the product's price; it may be below zero. */
export function impact(wanted: string, ofProduct: string): string {
  const { digits, scale } = parseDecimal(ofProduct);
  return decimalText(plusDecimal(parseDecimal(wanted), { digits: -digits, scale }));
}

function plainest(text: string): string {
  return decimalText(parseDecimal(text));
}
