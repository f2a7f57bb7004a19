/**
 * Stock: absolute numbers, no comparison, no lock. Rows are read just before they are written, many in one document;
 * the shop does them in order and stops at the first it refuses, so that after a failure the rows are read again.
 */
import type { HubText } from "../../commerce/message.ts";
import { compared, comparedAfterWrite, writeRest } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { ConnectorError } from "../kit/contract/errors.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Stock, StockItem, StockResult } from "../kit/contract/ports.ts";
import { forShop, readsFirst } from "../kit/contract/ports-by.ts";
import { echo } from "../kit/contract/results.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { childOf, element } from "../kit/parse/xml.ts";
import { write } from "./client.ts";
import type { StockRow } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { isSum, stockRows } from "./stock-rows.ts";
import { message } from "./words.ts";

/** Sixty rows in one call took a running shop 30 ms; fifty leave room for slower ones. */
const MAX_ITEMS = 50;

export function stock(shop: ShopFacts): Stock {
  return {
    ...readsFirst,
    takesAt:
      "when the order is placed; given back when it is cancelled or its payment fails, also after shipping; refunding gives nothing back",
    multiLocation: false,
    push: { maxItems: MAX_ITEMS, send: forShop(shop)(send) },
    async read(items, ctx) {
      const rows = await stockRows(
        items.map((item) => productOf(item.key)),
        shop,
        ctx,
      );
      return items.map(({ key }) => {
        const row = isSum(key, rows) ? undefined : rows.get(key);
        return { key, levels: row ? [{ location: "", available: row.quantity }] : [] };
      });
    },
  };
}

function productOf(key: string): string {
  return key.split("-")[0] ?? key;
}

async function send(items: readonly StockItem[], shop: ShopFacts, ctx: Context): Promise<readonly StockResult[]> {
  const rows = await stockRows(
    items.map((item) => productOf(item.key)),
    shop,
    ctx,
  );
  return writeRest(
    items.map((item) => decide(item, rows)),
    (due) => writeTogether(due, shop, ctx),
  );
}

interface Due {
  readonly item: StockItem;
  readonly row: StockRow;
}

function gone(item: StockItem): StockResult {
  return { ...echo(item), outcome: "rejected", code: "unknown", text: message("refused.shopNoLongerItem") };
}

/** What needs no write, or must not be written; else the row to write. */
function decide(item: StockItem, rows: ReadonlyMap<string, StockRow>): StockResult | Due {
  const row = rows.get(item.key);
  if (!row) return gone(item);
  const refuse = (code: string, text: HubText): StockResult => ({ ...echo(item), outcome: "rejected", code, text });
  if (isSum(item.key, rows)) return refuse("has_combinations", message("refused.productCombinationsNowOwnNumber"));
  if (row.depends_on_stock === "1") return refuse("advanced_stock", message("refused.shopManagesItemOldWarehouses"));
  if (item.want > MOST_INT32 || item.want < -MOST_INT32)
    return refuse("too_large", message("refused.shopHoldsMostPieces", { most: MOST_INT32 }));
  return compared(item, row.quantity) ?? { item, row };
}

async function writeTogether(due: readonly Due[], shop: ShopFacts, ctx: Context): Promise<StockResult[]> {
  try {
    const written = await writeRows(due, shop, ctx);
    return due.map((one) => told(one, written));
  } catch (error) {
    if (!isConnectorError(error) || !["ambiguous", "rejected", "not_found"].includes(error.kind)) throw error;
    // One row's fault: the engine sends fewer, which look first and find what was written before it.
    if (error.kind !== "ambiguous" && due.length > 1) throw error;
    return afterFailure(due, error, shop, ctx);
  }
}

function told({ item, row }: Due, written: ReadonlyMap<string, number>): StockResult {
  const observed = written.get(row.id);
  if (observed !== undefined) return { ...echo(item), outcome: "applied", observed };
  const text = message("refused.noVerdict");
  return { ...echo(item), outcome: "retry", error: { kind: "ambiguous" }, text };
}

/** Quantities by row, as the answer tells them. */
async function writeRows(due: readonly Due[], shop: ShopFacts, ctx: Context): Promise<ReadonlyMap<string, number>> {
  const entities = due.map(({ item, row }) => entity(item, row, shop));
  const method = shop.hasPatch ? "PATCH" : "PUT";
  const answer = await write(ctx, { method, resource: "stock_availables", entities, operation: "stock.set" });
  return new Map(answer.map((node) => [field(node, "id"), Number(field(node, "quantity"))]));
}

function field(node: XmlNode, name: string): string {
  return childOf(node, name)?.text.trim() ?? "";
}

/** `depends_on_stock` is only sent where the whole row must be, and as it stands. */
function entity(item: StockItem, row: StockRow, shop: ShopFacts): XmlNode {
  const fields = { id: row.id, quantity: String(item.want) };
  const whole = {
    id_product: row.id_product,
    id_product_attribute: row.id_product_attribute,
    id_shop: row.id_shop ?? "0",
    id_shop_group: row.id_shop_group ?? "0",
    depends_on_stock: row.depends_on_stock ?? "0",
    out_of_stock: row.out_of_stock ?? "2",
  };
  const all = Object.entries(shop.hasPatch ? fields : { ...fields, ...whole });
  return element(
    "stock_available",
    all.map(([name, value]) => element(name, value)),
  );
}

/** Some rows may be written and some not: what stands there now tells. */
async function afterFailure(
  due: readonly Due[],
  error: ConnectorError,
  shop: ShopFacts,
  ctx: Context,
): Promise<StockResult[]> {
  const rows = await stockRows(
    due.map(({ item }) => productOf(item.key)),
    shop,
    ctx,
  );
  return due.map(({ item, row }) => {
    const now = rows.get(item.key);
    return now
      ? (comparedAfterWrite({ ...item, expected: row.quantity }, now.quantity) ?? failed(item, error))
      : gone(item);
  });
}

function failed(item: StockItem, error: ConnectorError): StockResult {
  if (error.info.kind === "rejected")
    return { ...echo(item), outcome: "rejected", code: error.info.code ?? "rejected", text: error.userMessage };
  const info = error.info.kind === "not_found" ? ({ kind: "transient" } as const) : error.info;
  return { ...echo(item), outcome: "retry", error: info, text: error.userMessage };
}
