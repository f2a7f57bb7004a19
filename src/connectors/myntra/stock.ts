/**
 * Stock: absolute numbers for each SKU and warehouse. Myntra's number holds the units of its open orders until they are
 * ready to dispatch (official page): that basis is declared, and the engine adds them.
 */
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { inventorySchema, writtenSchema } from "./schemas.ts";
import { isOmni, processingSlaOf, quantityFieldOf, warehouseFieldOf, warehousesOf } from "./settings.ts";
import { message } from "./words.ts";

/** Official page: ten SKUs a call for sellers who ship themselves, a hundred for stores. */
const PPMP_ENTRIES = 10;
const OMNI_ENTRIES = 100;
/** Official page, of the inventory reconciliation; taken for the search as well. */
const READ_SKUS = 40;

export function stockPort(connection: ConnectionInfo): Stock {
  const { settings } = connection;
  const home = warehousesOf(settings)[0] ?? "";
  return {
    basis: "available_plus_open_orders",
    compareAndSet: "none",
    takesAt: "when the order is ready to dispatch",
    multiLocation: true,
    push: {
      maxItems: isOmni(settings) ? OMNI_ENTRIES : PPMP_ENTRIES,
      send: (items, ctx) => send(items, home, ctx),
    },
    read: (items, ctx) => read(items, home, ctx),
  };
}

/** A listing's key is its seller SKU; one that was linked otherwise carries it beside. */
function skuOf({ key, ext }: { readonly key: string; readonly ext: Json }): string {
  if (ext !== null && typeof ext === "object" && "sku" in ext && typeof ext.sku === "string") return ext.sku;
  return key;
}

async function send(items: readonly PushItem<number>[], home: string, ctx: Context): Promise<PushResult<number>[]> {
  const { settings } = ctx.connection;
  const sla = processingSlaOf(settings);
  const { body } = await ctx.http.json({
    method: "PUT",
    url: "partner/v4/inventory/update",
    json: items.map((item) => ({
      sku: skuOf(item),
      [quantityFieldOf(settings)]: wanted(item),
      [warehouseFieldOf(settings)]: item.location || home,
      ...(sla === undefined ? {} : { processingSla: sla }),
    })),
    operation: "stock.set",
    // Absolute numbers: sent twice they are the same.
    safe: true,
  });
  const { failedEntries } = parseResponse(writtenSchema, body, { ctx, what: "the answer to stock numbers" });
  return resultsOf(items, (failedEntries ?? []).map(failureIn), home, ctx);
}

const wanted = ({ want }: PushItem<number>): number => Math.max(0, Math.trunc(want));

interface Failure {
  /** "" when the entry names none. */
  readonly sku: string;
  readonly warehouse: string;
  readonly code: string;
  readonly words: string;
}

/** What a failed entry looks like is not published: the fields that name it are looked for, or it is the SKU itself. */
function failureIn(entry: Json): Failure {
  if (typeof entry === "string") return { sku: entry, warehouse: "", code: "", words: "" };
  const fields = entry !== null && typeof entry === "object" && !Array.isArray(entry) ? Object.entries(entry) : [];
  const find = (...names: string[]): string => {
    const value = fields.find(([name]) => names.includes(name.toLowerCase().replace(/_/g, "")))?.[1];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  return {
    sku: find("sku", "skucode", "sellerskucode"),
    warehouse: find("storecode", "storescode", "warehouse"),
    code: find("statuscode", "errorcode", "code"),
    words: find("statusmessage", "errormessage", "message", "reason", "error"),
  };
}

function resultsOf(
  items: readonly PushItem<number>[],
  failures: readonly Failure[],
  home: string,
  ctx: Context,
): PushResult<number>[] {
  const skus = new Set(items.map(skuOf));
  const stray = failures.find(({ sku }) => !skus.has(sku));
  if (stray !== undefined)
    ctx.drift({ path: "failedEntries", problem: "an entry that names none of the SKUs sent", value: stray.sku });
  return items.map((item) => {
    const failure = failures.find(
      ({ sku, warehouse }) => sku === skuOf(item) && (warehouse === "" || warehouse === (item.location || home)),
    );
    if (failure !== undefined) return refused(item, failure);
    // Something failed and nobody knows what: none of them counts as written.
    if (stray !== undefined)
      return {
        ...echo(item),
        outcome: "retry",
        error: { kind: "drift", path: "failedEntries" },
        text: message("refused.refusedEntryCallWithoutNaming"),
      };
    return { ...echo(item), outcome: "applied", observed: wanted(item) };
  });
}

function refused(item: PushItem<number>, { code, words }: Failure): PushResult<number> {
  const message = words ? ` Myntra says: ${words}` : "";
  const text = `Myntra did not take the number of SKU "${skuOf(item)}": it does not know the SKU, or not in this warehouse.${message}`;
  return { ...echo(item), outcome: "rejected", code: code || "failed_entry", field: "sku", text };
}

async function read(
  items: readonly { readonly key: string; readonly ext: Json }[],
  home: string,
  ctx: Context,
): ReturnType<Stock["read"]> {
  const skus = [...new Set(items.map(skuOf))];
  const shown = new Map<string, { location: string; available: number }[]>();
  for (const some of chunks(skus, READ_SKUS)) {
    for (const { sku, stores } of await search(some, ctx))
      shown.set(
        sku,
        stores.map(({ stores_code, inventoryCount }) => ({ location: stores_code || home, available: inventoryCount })),
      );
  }
  return items.map((item) => ({ key: item.key, levels: shown.get(skuOf(item)) ?? [] }));
}

async function search(skus: readonly string[], ctx: Context) {
  try {
    const { body } = await ctx.http.json({
      method: "POST",
      url: "partner/v4/inventory/search",
      json: [...skus],
      operation: "stock.read",
      safe: true,
    });
    return parseResponse(inventorySchema, body, { ctx, what: "stock numbers" }).inventoryDetails ?? [];
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return [];
    throw error;
  }
}
