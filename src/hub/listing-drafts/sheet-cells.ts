/** Cells of the files that drafts are given and read in: what a process that reads a file needs of them. */
import { isStockOrPrice, type ListingField } from "../../commerce/listing/schema.ts";

/** Between the values of a field that takes several. */
export const BETWEEN = " | ";

/** What a file may write: read back, the stock and the price of an export would stand for ever. */
export const isReadBack = (field: ListingField): boolean => !isStockOrPrice(field);

/** Why a column that holds values is not read: no field of the category, stock or price, or another column has it. */
export const LEFT_REASONS = ["unknown", "stockOrPrice", "repeated"] as const;

/** The values of a cell as the hub's own file has them, without a guard against formulas. */
export function valuesIn(cell = "", { isMany }: Pick<ListingField, "isMany">): string[] {
  const parts = isMany ? cell.split(BETWEEN.trim()) : [cell];
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
