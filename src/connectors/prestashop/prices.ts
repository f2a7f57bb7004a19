/** The shop keeps prices without tax. A combination's own price is what it adds to the product's; "was" has no field. */

import { z } from "zod";
import { decimalText, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import type { HubText } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isRefusal } from "../kit/contract/errors.ts";
import type { PriceItem, PriceResult, Prices } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { together } from "../kit/parse/halving.ts";
import { priceWritten } from "../kit/parse/net-prices.ts";
import { decimal, parseResponse } from "../kit/parse/parse.ts";
import { changeMany, fieldNodes } from "./change.ts";
import { listByIds } from "./client.ts";
import { minus } from "./product-changes.ts";
import { combinationsOf } from "./product-read.ts";
import { id, idOrNone } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { ecotaxOf, priceForms } from "./tax-rates.ts";
import { message } from "./words.ts";

type Item = PriceItem;
type Result = PriceResult;

const MAX_ITEMS = 50;
const priced = z.object({ id, price: decimal, ecotax: decimal.nullish(), id_tax_rules_group: idOrNone });

export function prices(shop: ShopFacts): Prices {
  return { push: { maxItems: MAX_ITEMS, send: forShop(shop)(send) } };
}

async function send(items: readonly Item[], shop: ShopFacts, ctx: Context): Promise<Result[]> {
  const owners = [...new Set(items.map(({ key }) => key.split("-")[0] ?? ""))];
  const request = {
    resource: "products",
    operation: "products.prices",
    display: "[id,price,ecotax,id_tax_rules_group]",
  };
  const products = (await listByIds(ctx, request, owners)).map((row) =>
    parseResponse(priced, row, { ctx, what: "product's price" }),
  );
  const combined = items.flatMap(({ key }) => (key.endsWith("-0") ? [] : [key.split("-")[0] ?? ""]));
  const combinations = await combinationsOf(combined, ctx);
  const forms = await priceForms(shop, ctx);
  const results: Result[] = [];
  const due: Due[] = [];
  for (const item of items) {
    const [owner, own = "0"] = item.key.split("-");
    const product = products.find((one) => one.id === owner);
    const combination = combinations.find((one) => one.id === own && one.id_product === owner);
    const hasItem = product !== undefined && (own === "0" || combination !== undefined);
    const refusal = refusalOf(item, { hasItem }, shop);
    if (refusal || !product) results.push(refusal ?? gone(item));
    else {
      const whole = combination ? sum(product.price, combination.price) : product.price;
      const form = forms(product.id_tax_rules_group, ecotaxOf(product.ecotax, combination?.ecotax));
      const value = priceWritten(formatDecimal(item.want.price), whole, form);
      if (value === null) results.push(applied(item));
      else if (value.startsWith("-")) results.push(belowEcotax(item));
      else
        due.push({ item, id: combination?.id ?? product.id, price: combination ? minus(value, product.price) : value });
    }
  }
  for (const kind of ["combinations", "products"] as const)
    results.push(
      ...(await writeDue(
        due.filter(({ item }) => item.key.endsWith("-0") === (kind === "products")),
        kind,
        shop,
        ctx,
      )),
    );
  return results;
}

function sum(one: string, other: string): string {
  return decimalText(plusDecimal(parseDecimal(one), parseDecimal(other)));
}

function refusalOf(item: Item, { hasItem }: { readonly hasItem: boolean }, shop: ShopFacts): Result | null {
  const refuse = (code: string, text: HubText): Result => ({ ...echo(item), outcome: "rejected", code, text });
  if (!hasItem) return gone(item);
  if (item.want.price.currency !== shop.currency)
    return refuse("currency", message("refused.shopPricesOthersFollowExchange", { currency: shop.currency }));
  return item.want.price.minor < 0n ? refuse("negative", message("refused.takesNoPriceBelowZero")) : null;
}

const belowEcotax = (item: Item): Result => ({
  ...{ ...echo(item), outcome: "rejected", code: "ecotax" },
  text: message("refused.priceBelowEcotax"),
});

interface Due {
  readonly item: Item;
  readonly id: string;
  /** As the shop keeps it: without tax, of a combination what it adds to the product's. */
  readonly price: string;
}

const NODES = { combinations: "combination", products: "product" } as const;

/**
 * All in one call. The shop does them in order and stops at the first it refuses: what is written already is found so by
 * the look every call begins with.
 */
const writeDue = (due: readonly Due[], resource: keyof typeof NODES, shop: ShopFacts, ctx: Context) =>
  together<Due, Result, ConnectorError>(due, {
    async work(some) {
      const target = { resource, node: NODES[resource], operation: "prices.set" };
      const records = some.map(({ id, price }) => ({ id, fields: fieldNodes({ price }) }));
      await changeMany(ctx, shop, target, records);
      return some.map(({ item }) => applied(item));
    },
    isItems: isRefusal,
    alone: ({ item }, error) => [failed(item, error)],
  });

function applied(item: Item): Result {
  return { ...echo(item), outcome: "applied", observed: { price: item.want.price } };
}

function gone(item: Item): Result {
  return { ...echo(item), outcome: "rejected", code: "unknown", text: message("refused.shopNoLongerItem") };
}

function failed(item: Item, error: ConnectorError): Result {
  if (error.info.kind !== "rejected") return gone(item);
  return { ...echo(item), outcome: "rejected", code: error.info.code ?? "rejected", text: error.userMessage };
}
