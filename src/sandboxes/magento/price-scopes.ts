import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import type { State, StoredProduct } from "./state.ts";
import { productBySku } from "./state.ts";

const OTHER = { id: 2, code: "eu", name: "EU", groupId: 2, currency: "EUR" };

/** Prices per website, and a second website with a currency and a view of its own. */
export function openPriceScopes(state: State): PriceScopes {
  const { id, code, name, groupId } = OTHER;
  state.hasWebsitePrices = true;
  state.stocks[0]?.websites.push(code);
  state.websites.push(OTHER);
  state.groups.push({ id: groupId, websiteId: id, rootCategoryId: 2, storeId: id, name, code });
  state.views.push({ id, code: "eu_en", name: "English", websiteId: id, groupId });
  const row = (sku: string) => productBySku(state, sku) ?? missing("SKU", sku);
  return {
    set(sku, price) {
      const product = row(sku);
      product.websiteIds = [...new Set([...product.websiteIds, id])];
      product.ownPrices.set(id, price);
    },
    of(sku) {
      const { price, special, ownPrices, ownSpecials } = row(sku);
      const sale = ownSpecials.get(id) ?? special;
      return { [name]: `${ownPrices.get(id) ?? price} ${OTHER.currency}`, [`${name}, sale`]: sale?.price ?? "" };
    },
  };
}

/** As the first website sells it. */
export const shownPrice = ({ special, price, ownPrices, ownSpecials }: StoredProduct): string =>
  (ownSpecials.get(1) ?? special)?.price ?? ownPrices.get(1) ?? price;
