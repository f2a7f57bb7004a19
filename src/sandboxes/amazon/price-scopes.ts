import type { Json } from "../../commerce/product.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import { liveBySku, type State, type StoredListing } from "./state.ts";

/** The same listing is offered in another marketplace of the account, and to businesses in this one. */
export function openPriceScopes(state: State): PriceScopes {
  const offer = (price: string, more: { readonly [key: string]: Json }): Json => ({
    ...more,
    our_price: [{ schedule: [{ value_with_tax: Number(price) }] }],
  });
  const rows = (sku: string): StoredListing["attributes"][string] => listing(sku).attributes.purchasable_offer ?? [];
  const listing = (sku: string): StoredListing => liveBySku(state, sku) ?? missing("SKU", sku);
  return {
    set(sku, price) {
      const own = rows(sku);
      const business = { marketplace_id: state.marketplaceId, currency: state.currency, audience: "B2B" };
      const others = [offer(price, { marketplace_id: "A1F83G8C2ARO7P", currency: "GBP" }), offer(price, business)];
      listing(sku).attributes.purchasable_offer = [...(Array.isArray(own) ? own : []), ...others];
    },
    of(sku) {
      const own = rows(sku);
      const others = (Array.isArray(own) ? own : []).slice(1);
      return Object.fromEntries(others.map((one, index) => [`offer ${index + 2}`, JSON.stringify(one)]));
    },
  };
}
