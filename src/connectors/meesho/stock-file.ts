import type { StockFile } from "../kit/contract/files.ts";
import { settingsOf } from "./settings.ts";
import { english } from "./words.ts";

/** The panel's bulk stock update (sheet section 5.5): its columns are the seller's template, so they are a setting. */
export const stockFile: StockFile = {
  label: english("label.stockFile"),
  help: english("help.supplierPanel4"),
  name: (at) => `meesho-stock-${at.toISOString().slice(0, 16).replace("T", "-").replace(":", "")}.csv`,
  header: ({ settings }) => settingsOf(settings).stockColumns.map(({ name }) => name),
  cells(line, { settings }) {
    const { stockColumns } = settingsOf(settings);
    const { sku, size } = addressOf(line.ext, line.key);
    // Never blank: Meesho made 1 of an empty cell.
    const quantity = String(Math.max(0, line.quantity));
    const values = { sku, size, key: line.key, title: line.title, quantity };
    return stockColumns.map(({ field }) => values[field]);
  },
};

function addressOf(ext: unknown, key: string): { readonly sku: string; readonly size: string } {
  const { sku, size } = (ext ?? {}) as { readonly sku?: unknown; readonly size?: unknown };
  return { sku: typeof sku === "string" ? sku : key, size: typeof size === "string" ? size : "" };
}
