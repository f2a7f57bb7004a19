/** Price lists: what a variant costs in a market and in a catalog of the shop, fixed there beside its own price. */
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import type { ShopState } from "./state.ts";
import { moneyV2, type View } from "./view-base.ts";

/** The market of buyers in Germany, in a currency of its own, and a catalog for companies in the shop's. */
export const MARKET = { id: "1", country: "DE" };
const CATALOG = "2";

export function openPriceScopes(state: ShopState): PriceScopes {
  const other = state.currency === "EUR" ? "USD" : "EUR";
  state.priceLists.push(
    { id: MARKET.id, name: "market", currency: other, prices: new Map() },
    { id: CATALOG, name: "catalog", currency: state.currency, prices: new Map() },
  );
  const idOf = (sku: string) => state.variantIdOfSku.get(sku) ?? "";
  return {
    set(sku, price) {
      for (const list of state.priceLists) list.prices.set(idOf(sku), price);
    },
    of: (sku) =>
      Object.fromEntries(
        state.priceLists.map(({ name, currency, prices }) => [name, `${prices.get(idOf(sku)) ?? "none"} ${currency}`]),
      ),
  };
}

/** What buyers of a country pay: their market's price, where it has one. */
export const contextualPricing =
  (state: ShopState, variant: { readonly id: string; readonly price: string }) =>
  ({ context }: { readonly context: { readonly country?: string | null } }): View => {
    const market = state.priceLists.find(({ id }) => id === MARKET.id && context.country === MARKET.country);
    const fixed = market?.prices.get(variant.id);
    return { price: moneyV2(fixed ?? variant.price, market && fixed !== undefined ? market.currency : state.currency) };
  };
