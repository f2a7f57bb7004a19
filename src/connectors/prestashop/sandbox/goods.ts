/** Products, combinations and their numbers. */
import type { Row, State } from "./state.ts";
import { find, num, text, where } from "./state.ts";

/** Every write to a combination's row counts the product's sum anew. */
export function sumUp(state: State, row: Row): void {
  if (row.values.id_product_attribute === "0") return;
  const rows = where(state, "stock_availables", { id_product: text(row, "id_product") });
  const total = rows.find((one) => one.values.id_product_attribute === "0");
  const parts = rows.filter((one) => one.values.id_product_attribute !== "0");
  if (total) total.values.quantity = String(parts.reduce((sum, one) => sum + num(one, "quantity"), 0));
}

/** The product and, of one with variants, the combination of a SKU. */
export function ownerOf(state: State, sku: string): { readonly product: Row; readonly combination: Row | undefined } {
  const [combination] = where(state, "combinations", { reference: sku });
  const product = combination
    ? find(state, "products", text(combination, "id_product"))
    : where(state, "products", { reference: sku })[0];
  if (!product) throw new RangeError(`The sandbox has no SKU "${sku}".`);
  return { product, combination };
}
