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

/** Units of an order's row into stock, or out of it (below zero): of a pack its contents too, or they alone. */
export function moveUnits(state: State, detail: Row, units: number): void {
  const [product, combination] = [text(detail, "product_id"), text(detail, "product_attribute_id")];
  const row = find(state, "products", product);
  const [shop] = where(state, "configurations", { name: "PS_PACK_STOCK_TYPE" });
  const own = text(row, "pack_stock_type");
  const type = text(row, "cache_is_pack") !== "1" ? "0" : own === "3" ? text(shop, "value") || "0" : own;
  if (type !== "1") move(state, { product, combination, units });
  if (type === "0") return;
  for (const part of row?.links.product_bundle ?? [])
    move(state, {
      product: part.id ?? "",
      combination: part.id_product_attribute ?? "0",
      units: units * Number(part.quantity),
    });
}

function move(
  state: State,
  of: { readonly product: string; readonly combination: string; readonly units: number },
): void {
  const item = { id_product: of.product, id_product_attribute: of.combination };
  const [stock] = where(state, "stock_availables", item);
  if (!stock) return;
  stock.values.quantity = String(num(stock, "quantity") + of.units);
  sumUp(state, stock);
}
