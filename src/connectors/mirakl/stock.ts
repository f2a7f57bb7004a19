/** Quantities by the stock file, which touches nothing else of an offer (STO01; sheet section 8). */
import { compared } from "../kit/contract/compared.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type { Stock, StockItem } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { rejectedItem } from "../kit/contract/results.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { read } from "./client.ts";
import { filePush, gone, type ImportKind } from "./offer-imports.ts";
import { shownBy } from "./product-mapping.ts";
import { offersBySku } from "./product-read.ts";
import { importStateSchema, type Offer } from "./schemas.ts";
import { stockTakesOf, warehouseOf } from "./settings.ts";
import { message } from "./words.ts";

const IMPORTS = "/offers/stock/imports";

const stockFile: ImportKind<number> = {
  path: IMPORTS,
  name: "stock",
  pollMs: 30_000,
  columns: ["offer-sku", "quantity", "warehouse-code", "update-delete"],
  async state(id, ctx) {
    const body = await read(ctx, `${IMPORTS}/${encodeURIComponent(id)}/status`, "stock.status");
    return parseResponse(importStateSchema, body, { ctx, what: "the stock import" });
  },
  shows(item, offer, ctx) {
    const value = shownBy(offer, ctx) ?? 0;
    return { value, isWanted: value === wanted(item) };
  },
};

const wanted = ({ want }: StockItem): number => Math.max(0, Math.trunc(want));

const push = filePush(stockFile, decide);

function decide(item: StockItem, offer: Offer | undefined, ctx: Context) {
  if (!offer) return gone(item);
  const code = warehouseOf(ctx.connection.settings);
  // One number would take the place of those of its warehouses.
  if (code === "" && offer.warehouses.length > 0)
    return rejectedItem(item, "by_warehouse", message("refused.countedByWarehouse"), "quantity");
  const settled = compared(item, shownBy(offer, ctx), wanted(item));
  const row = { "offer-sku": item.key, quantity: String(wanted(item)), "warehouse-code": code };
  return settled ?? { item, rows: [row] };
}

const TAKES_AT = {
  placed: "when the order is placed (assumed; Mirakl does not publish it)",
  accepted: "when the order is accepted (a setting of this channel)",
  never: "never (a setting of this channel)",
} as const;

export const stockOf = ({ settings }: ConnectionInfo): Stock => ({
  ...readsFirst,
  takesAt: TAKES_AT[stockTakesOf(settings)],
  // Reading levels walks the list of offers, which Mirakl has for people who look at a page.
  everyMs: 6 * 60 * 60_000,
  multiLocation: false,
  push,
  async read(items, ctx) {
    const shown = await offersBySku(
      items.map(({ key }) => key),
      ctx,
    );
    return items.map(({ key }) => {
      const offer = shown.get(key);
      return { key, levels: offer ? [{ location: "", available: shownBy(offer, ctx) ?? 0 }] : [] };
    });
  },
});
