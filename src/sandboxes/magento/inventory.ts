/** Sources, stocks and what lies there; reservations of orders stand beside it. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { Doc } from "./replies.ts";
import { bodyDoc, bodyOf, brokenOff, docsIn, numberIn, ok, refuse, required, textIn } from "./replies.ts";
import { answerSearch } from "./search.ts";
import type { SourceRow, State, StoredProduct } from "./state.ts";
import { productBySku, skuKey } from "./state.ts";

export function listSources(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: state.sources,
    cell: (row, field) => ({ source_code: row.code, name: row.name })[field],
    view: ({ code, name, enabled }) => ({
      source_code: code,
      name,
      enabled,
      country_id: "NL",
      postcode: "1015DK",
      ...(code === "default" ? { description: name, latitude: 0, longitude: 0 } : {}),
      use_default_carrier_config: true,
      carrier_links: [],
      extension_attributes: { is_pickup_location_active: false, frontend_name: name },
    }),
    unknown: 400,
    key: "source_code",
  });
}

function stockView(stock: State["stocks"][number]) {
  const sales_channels = stock.websites.map((code) => ({ type: "website", code }));
  return { stock_id: stock.id, name: stock.name, extension_attributes: { sales_channels } };
}

export function resolveStock(state: State, website: string): SandboxReply {
  const stock = state.stocks.find((one) => one.websites.includes(website));
  if (!stock) throw refuse(404, "No linked stock found");
  return ok(stockView(stock));
}

export function listLinks(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: state.links,
    cell: (row, field) => ({ stock_id: row.stockId, source_code: row.source })[field],
    view: ({ stockId, source, priority }) => ({ stock_id: stockId, source_code: source, priority }),
    unknown: 400,
    key: "stock_id",
  });
}

export function listSourceItems(state: State, request: SandboxRequest): SandboxReply {
  const rows = [...state.sourceItems.values()].flatMap((bySource) =>
    [...bySource].map(([source, row]) => ({ source, ...row })),
  );
  return answerSearch(state, request, {
    rows,
    cell: (row, field) =>
      ({ sku: row.sku, source_code: row.source, quantity: row.quantity, status: row.status })[field],
    view: ({ sku, source, quantity, status }) => ({ sku, source_code: source, quantity, status }),
    unknown: 400,
    key: "sku",
  });
}

/** All rows or none. A SKU nobody has is taken as well. */
export function setSourceItems(state: State, request: SandboxRequest): SandboxReply {
  const rows = docsIn(bodyDoc(request), "sourceItems");
  const most = state.limits.items;
  if (most !== null && rows.length > most)
    throw refuse(400, 'Maximum items of type "%type" is %max', {
      type: "\\Magento\\InventoryApi\\Api\\Data\\SourceItemInterface",
      max: most,
    });
  if (rows.length === 0) throw refuse(400, "Input data is empty");
  const checked = rows.map((row) => checkedRow(state, row));
  for (const { source, row } of checked) {
    const own = state.sourceItems.get(skuKey(row.sku)) ?? new Map<string, SourceRow>();
    state.sourceItems.set(
      skuKey(row.sku),
      own.set(source, { ...row, sku: productBySku(state, row.sku)?.sku ?? row.sku }),
    );
  }
  return ok([]);
}

const MOST = 99_999_999.9999;

function checkedRow(state: State, doc: Doc): { readonly source: string; readonly row: SourceRow } {
  for (const field of ["quantity", "status"]) {
    const value = doc[field];
    if (typeof value === "string" && numberIn(doc, field) === undefined)
      throw refuse(
        400,
        `Error occurred during "${field}" processing. The "${value}" value's type is invalid. The "${field === "quantity" ? "float" : "int"}" type was expected. Verify and try again.`,
      );
    if (numberIn(doc, field) === undefined) throw refuse(400, `Validation Failed: "${field}" should be numeric.`);
  }
  if (![0, 1].includes(numberIn(doc, "status") ?? 0))
    throw refuse(400, 'Validation Failed: "status" should a known status.');
  const source = textIn(doc, "source_code") ?? "";
  if (!state.sources.some((one) => one.code === source)) throw refuse(400, "Could not save Source Item");
  const quantity = Math.min(MOST, numberIn(doc, "quantity") ?? 0);
  return { source, row: { sku: textIn(doc, "sku") ?? "", quantity, status: numberIn(doc, "status") ?? 0 } };
}

/** Sources of a stock, the first to be taken from first. */
export function sourcesOf(state: State, stockId: number): string[] {
  const enabled = new Set(state.sources.filter((one) => one.enabled).map((one) => one.code));
  return state.links
    .filter((one) => one.stockId === stockId && enabled.has(one.source))
    .toSorted((a, b) => a.priority - b.priority)
    .map((one) => one.source);
}

/** What can be sold: what lies at the stock's sources and is switched on, less what is reserved. */
export function salable(state: State, sku: string, stockId = stockOf(state)): number {
  const rows = state.sourceItems.get(skuKey(sku));
  const onHand = sourcesOf(state, stockId).reduce((sum, source) => {
    const row = rows?.get(source);
    return sum + (row?.status === 1 ? row.quantity : 0);
  }, 0);
  return onHand + (state.reservations.get(skuKey(sku)) ?? 0);
}

export function stockOf(state: State): number {
  return state.stocks.find((one) => one.websites.includes(state.websites[0]?.code ?? ""))?.id ?? 1;
}

const unmanaged = new WeakSet<StoredProduct>();

/** "Manage Stock" of a product: No. */
export function leaveUncounted(state: State, sku: string): void {
  const product = productBySku(state, sku);
  if (product) unmanaged.add(product);
}

/** All stock items with no more than so many units; their numbers are those of source "default". */
export function listStockItems(state: State, { query }: SandboxRequest): SandboxReply {
  const all = [...state.products.values()];
  const [page, size] = [Number(query.get("currentPage") ?? 1), Number(query.get("pageSize") ?? all.length)];
  const items = all
    .slice((page - 1) * size, page * size)
    .map((product) => ({ product_id: product.id, manage_stock: !unmanaged.has(product) }));
  return ok({ items, total_count: all.length });
}

/** Nothing below 0, no families, and a total that counts the rows of this page alone. */
export function exportSalable(state: State, request: SandboxRequest, website: string): SandboxReply {
  const stock = state.stocks.find((one) => one.websites.includes(website));
  if (!stock) throw refuse(404, "No linked stock found");
  const searched = answerSearch(state, request, {
    rows: [...state.products.values()],
    cell: (product, field) => (field === "sku" ? product.sku : undefined),
    view: ({ sku }) => {
      const qty = Math.max(0, salable(state, sku, stock.id));
      return { sku, qty, is_salable: qty > 0 };
    },
    unknown: 400,
    key: "sku",
  });
  if (searched.status !== 200 || searched.json === undefined) return searched;
  const families = new Set(
    [...state.products.values()].flatMap((one) => (one.typeId === "configurable" ? one.sku : [])),
  );
  const { items, ...rest } = searched.json as { readonly items: readonly { readonly sku: string }[] };
  const left = items.filter(({ sku }) => !families.has(sku));
  return { ...searched, json: { ...rest, items: left, total_count: left.length } };
}

export function getSalable(state: State, sku: string, stockId: string): SandboxReply {
  const product = productBySku(state, sku);
  if (!product) throw brokenOff();
  if (!state.stocks.some((one) => one.id === Number(stockId))) throw refuse(400, "Could not receive Stock Item data");
  if (product.typeId === "configurable")
    throw refuse(400, "Can't check requested quantity for products without Source Items support.");
  return ok(salable(state, sku, Number(stockId)));
}

export function reserve(state: State, sku: string, units: number): void {
  state.reservations.set(skuKey(sku), (state.reservations.get(skuKey(sku)) ?? 0) - units);
}

/** Takes units off a source, or gives them back; false when it does not hold that many. */
export function deduct(state: State, sku: string, source: string, units: number): boolean {
  const row = state.sourceItems.get(skuKey(sku))?.get(source);
  if (!row || row.quantity < units) return false;
  row.quantity -= units;
  return true;
}

/** Sources in the order of their priority, each as much as it holds. */
export function selectSources(state: State, request: SandboxRequest): SandboxReply {
  const doc = bodyOf(request, "inventoryRequest");
  if (textIn(bodyDoc(request), "algorithmCode") === undefined) throw required("algorithmCode");
  const sources = sourcesOf(state, numberIn(doc, "stockId") ?? 1);
  let shippable = true;
  const source_selection_items = docsIn(doc, "items").flatMap((item) => {
    const sku = textIn(item, "sku") ?? "";
    let missing = numberIn(item, "qty") ?? 0;
    const offers = sources.flatMap((source_code) => {
      const available = state.sourceItems.get(skuKey(sku))?.get(source_code)?.quantity ?? 0;
      const qty_to_deduct = Math.max(0, Math.min(missing, available));
      missing -= qty_to_deduct;
      return available > 0 ? [{ source_code, sku, qty_to_deduct, qty_available: available }] : [];
    });
    if (missing > 0) shippable = false;
    return offers;
  });
  return ok({ source_selection_items, shippable });
}
