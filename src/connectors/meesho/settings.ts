import type { Json } from "../../commerce/product.ts";
import { DATE_FORMATS, type DateFormat } from "./cells.ts";

/** What the seller says of the files, because nothing published says it (sheet sections 2 and 5). */
export interface Settings {
  readonly dateFormat: DateFormat | null;
  /** What names an item: the SKU alone, or with its size. */
  readonly skuRule: "sku" | "sku_size";
  readonly priceIs: "unit" | "line";
  readonly treatAsCod: boolean;
  readonly stockColumns: readonly { readonly name: string; readonly field: StockField }[];
}

const STOCK_FIELDS = ["sku", "size", "key", "title", "quantity"] as const;
export type StockField = (typeof STOCK_FIELDS)[number];

export const DEFAULT_STOCK_COLUMNS = "SKU=sku, Size=size, Quantity=quantity";

export function settingsOf(settings: Readonly<Record<string, Json>>): Settings {
  const columns = parseColumns(String(settings["stockColumns"] ?? ""));
  return {
    dateFormat: DATE_FORMATS.find((format) => format === settings["dateFormat"]) ?? null,
    skuRule: settings["skuRule"] === "sku" ? "sku" : "sku_size",
    priceIs: settings["priceIs"] === "line" ? "line" : "unit",
    treatAsCod: settings["treatAsCod"] === true || settings["treatAsCod"] === "true",
    stockColumns: columns.length > 0 ? columns : parseColumns(DEFAULT_STOCK_COLUMNS),
  };
}

/** "Seller SKU=sku, Stock=quantity" in the panel template's order; what names no field is left out. */
export function parseColumns(text: string): Settings["stockColumns"] {
  return text.split(",").flatMap((part) => {
    const at = part.lastIndexOf("=");
    const field = STOCK_FIELDS.find((each) => each === part.slice(at + 1).trim());
    const name = part.slice(0, Math.max(0, at)).trim();
    return field === undefined || name === "" ? [] : [{ name, field }];
  });
}

/** The item's key on Meesho: SKU text stands for a whole style there, so that its size belongs to it. */
export const itemKey = (sku: string, size: string, { skuRule }: Pick<Settings, "skuRule">) =>
  skuRule === "sku" || size === "" ? sku : `${sku}-${size}`;
