import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import { amountOf, numberOf } from "./amounts.ts";
import { variantOf } from "./items.ts";
import type { State, StoredPrice } from "./state.ts";

const REGION = { region_id: "reg_01SANDB0X00000000000000002" };

/** A second currency, which every item has from the start, and another region of the same one. */
export function openPriceScopes(state: State): PriceScopes {
  const isBase = ({ currency, rules }: StoredPrice) => currency === state.currency && Object.keys(rules).length === 0;
  return {
    set(sku, price) {
      const variant = variantOf(state, sku);
      const base = variant.prices.filter(isBase);
      const rest = { amount: amountOf(price), min: null, max: null };
      const other = state.currency === "usd" ? "eur" : "usd";
      variant.prices = [
        ...base,
        { ...rest, id: state.id("price"), currency: other, rules: {} },
        { ...rest, id: state.id("price"), currency: state.currency, rules: REGION },
      ];
    },
    of: (sku) =>
      Object.fromEntries(
        variantOf(state, sku)
          .prices.filter((price) => !isBase(price))
          .map(({ currency, rules, amount }) => [
            rules["region_id"] ?? currency,
            `${numberOf(amount)} ${currency.toUpperCase()}`,
          ]),
      ),
  };
}
