import { formatDecimal, money, parseMoney } from "../../commerce/money.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import { type State, variantIn } from "./state.ts";

const OTHER = "US";

/** A second channel in another currency, which every product of the shop is put into with its price. */
export function openPriceScopes(state: State): PriceScopes {
  const currency = state.currency === "USD" ? "EUR" : "USD";
  state.channels.push({ code: OTHER, name: OTHER, currency, hostname: "us.localhost" });
  const variant = (sku: string) => variantIn(state, sku) ?? missing("SKU", sku);
  return {
    set(sku, price) {
      const { product, pricings } = variant(sku);
      const own = state.products.get(product);
      if (own && !own.channels.includes(OTHER)) own.channels.push(OTHER);
      const minor = Number(parseMoney(price, currency).minor);
      pricings.set(OTHER, { price: minor, originalPrice: minor + 500, minimumPrice: 0, appliedPromotions: [] });
    },
    of(sku) {
      const pricing = variant(sku).pricings.get(OTHER);
      const text = (minor: number | null | undefined) =>
        minor == null ? "" : `${formatDecimal(money(BigInt(minor), currency))} ${currency}`;
      return { [OTHER]: text(pricing?.price), [`${OTHER}, before`]: text(pricing?.originalPrice) };
    },
  };
}
