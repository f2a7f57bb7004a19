/** Prices of a variant on their way to the shop. What is sent replaces all of them: the others go along as they are. */
import type { DecimalText } from "../../commerce/decimal.ts";
import type { Json } from "../../commerce/product.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { isBase } from "./product-mapping.ts";
import type { MedusaPrice } from "./schemas.ts";

/** All prices of the variant, that of the currency changed or added. */
export function pricesWith(prices: readonly MedusaPrice[], price: DecimalText, currency: string): Json[] {
  const others = prices.filter((one) => !isBase(one, currency));
  return [{ currency_code: currency.toLowerCase(), amount: jsonNumber(price) }, ...others.map(kept)];
}

function kept({ amount, currency_code, min_quantity, max_quantity, rules }: MedusaPrice): Json {
  const quantity = (reported: string | null | undefined) => (reported == null ? null : jsonNumber(reported));
  const isRuled = Object.keys(rules).length > 0;
  const isStaggered = min_quantity != null || max_quantity != null;
  return {
    currency_code,
    amount: jsonNumber(amount),
    ...(isStaggered && { min_quantity: quantity(min_quantity), max_quantity: quantity(max_quantity) }),
    ...(isRuled && { rules }),
  };
}
