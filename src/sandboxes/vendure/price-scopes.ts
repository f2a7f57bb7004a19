import { decimalText, parseDecimal, roundToUnits } from "../../commerce/decimal.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { PriceScopes } from "../../connectors/kit/sandbox/money-controls.ts";
import type { State } from "./state.ts";

/** The connected channel sells beside the default one, which has prices of its own, and lists a second currency. */
export function openPriceScopes(state: State): PriceScopes {
  state.channel = "web";
  const idOf = (sku: string) => {
    const variant = [...state.variants.values()].find((one) => one.sku === sku && !one.deleted) ?? missing("SKU", sku);
    return variant.id;
  };
  const text = (reported: number | undefined) =>
    reported === undefined ? "" : decimalText({ digits: BigInt(reported), scale: state.precision }, 2);
  return {
    set(sku, price) {
      const reported = Number(roundToUnits(parseDecimal(price), state.precision));
      state.defaultPrices.set(idOf(sku), reported);
      state.secondPrices.set(idOf(sku), reported);
    },
    of: (sku) => ({
      "default channel": text(state.defaultPrices.get(idOf(sku))),
      "second currency": text(state.secondPrices.get(idOf(sku))),
    }),
  };
}
