/** Fixed prices of a price list, as an app writes them. */
import type { PriceListRow, ShopState } from "./state.ts";
import { gid, moneyV2, type Scope, type View } from "./view-base.ts";
import { variantView } from "./view-catalog.ts";

interface FixedPrice {
  readonly variantId: string;
  readonly price: { readonly amount: string; readonly currencyCode: string };
}

export const priceListFixedPricesAdd =
  (scope: Scope) =>
  (args: { readonly priceListId: string; readonly prices: readonly FixedPrice[] }): View => {
    const list = scope.state.priceLists.find(({ id }) => gid("PriceList", id) === args.priceListId);
    const problem = refusal(scope.state, list, args.prices);
    if (!list || problem) return { prices: null, userErrors: [problem] };
    const prices = args.prices.map(({ variantId, price }) => {
      const id = variantId.split("/").at(-1) ?? "";
      list.prices.set(id, price.amount);
      const variant = scope.state.variants.get(id);
      return {
        price: moneyV2(price.amount, list.currency),
        originType: "FIXED",
        variant: variant && variantView(scope, variant),
      };
    });
    return { prices, userErrors: [] };
  };

function refusal(state: ShopState, list: PriceListRow | undefined, prices: readonly FixedPrice[]): View | null {
  const error = (code: string, ...field: readonly string[]): View => ({ field, code, message: code });
  if (!list) return error("PRICE_LIST_NOT_FOUND", "priceListId");
  for (const [at, { variantId, price }] of prices.entries()) {
    if (!state.variants.has(variantId.split("/").at(-1) ?? ""))
      return error("VARIANT_NOT_FOUND", "prices", String(at), "variantId");
    if (price.currencyCode !== list.currency)
      return error("PRICE_LIST_CURRENCY_MISMATCH", "prices", String(at), "price");
  }
  return null;
}
