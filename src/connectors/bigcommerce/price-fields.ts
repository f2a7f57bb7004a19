/** Price fields of a product or variant as they are written. */
import type { DecimalText } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import { jsonNumber } from "../kit/parse/json.ts";

/** Published batch sizes; more is answered 413. */
export const VARIANTS_PER_CALL = 50;
export const PRODUCTS_PER_CALL = 10;

/** The price a customer pays is the sale price where another one is struck through. */
export function priceFields(
  price: DecimalText | undefined,
  compareAt: DecimalText | undefined,
): { readonly [key: string]: Json } {
  if (price === undefined) return {};
  return compareAt !== undefined && Number(compareAt) > Number(price)
    ? { price: jsonNumber(compareAt), sale_price: jsonNumber(price) }
    : { price: jsonNumber(price), sale_price: 0 };
}
