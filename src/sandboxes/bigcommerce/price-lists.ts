/** Price lists: what a variant costs buyers of a storefront or a group, a record by variant and currency. */

import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asRows, asTree, iso, v3Error, v3Page } from "./replies.ts";
import { amountOf, findSku, fourDecimals, numberOf, type State } from "./state.ts";

/** The list that another storefront of the store is given. */
export const STOREFRONT_LIST = 1;

const keyOf = (variantId: number, currency: string): string => `${variantId} ${currency.toLowerCase()}`;

/** A list with records in the store's currency, and in a second one that buyers may pay in. */
export function openPriceScopes(state: State): PriceScopes {
  state.priceLists.set(STOREFRONT_LIST, new Map());
  const currencies = [state.currency, state.currency === "EUR" ? "USD" : "EUR"];
  const records = () => state.priceLists.get(STOREFRONT_LIST) ?? new Map<string, bigint>();
  const variantOf = (sku: string) => findSku(state, sku)?.variant.id ?? 0;
  return {
    set(sku, price) {
      for (const currency of currencies) records().set(keyOf(variantOf(sku), currency), amountOf(price));
    },
    of: (sku) =>
      Object.fromEntries(
        currencies.map((currency) => {
          const amount = records().get(keyOf(variantOf(sku), currency));
          return [`list in ${currency}`, amount === undefined ? "none" : `${fourDecimals(amount)} ${currency}`];
        }),
      ),
  };
}

export function listRecords(state: State, list: number, request: SandboxRequest): SandboxReply {
  const records = state.priceLists.get(list);
  if (!records) return v3Error(404, "The price list was not found");
  return v3Page(request, [...records], ([key, amount]) => {
    const [variant = "", currency = ""] = key.split(" ");
    const at = iso(state.clock.now());
    return {
      ...{ price_list_id: list, variant_id: Number(variant), currency, product_id: productOf(state, Number(variant)) },
      ...{ price: numberOf(amount), calculated_price: numberOf(amount), date_created: at, date_modified: at },
      bulk_pricing_tiers: [],
    };
  });
}

const productOf = ({ products }: State, variant: number): number =>
  [...products.values()].find(({ variants }) => variants.some(({ id }) => id === variant))?.id ?? 0;

export function putRecords(state: State, list: number, request: SandboxRequest): SandboxReply {
  const records = state.priceLists.get(list);
  if (!records) return v3Error(404, "The price list was not found");
  for (const row of asRows(request.json()).map(asTree)) {
    const { variant_id, sku, currency, price } = row;
    const variant = typeof sku === "string" ? findSku(state, sku)?.variant.id : Number(variant_id);
    if (variant === undefined || typeof currency !== "string" || typeof price !== "number")
      return v3Error(422, "variant_id or sku, currency and price are required");
    records.set(keyOf(variant, currency), amountOf(price));
  }
  return { status: 200, json: { data: {}, meta: {} } };
}
