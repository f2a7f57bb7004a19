/** Listings that exist are found and linked; the list tells no times of change, so that it is read whole once a day. */
import type { ChannelProduct, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Products, SweepPage } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { named, readSingly, rowId } from "../kit/pull/read-each.ts";
import { byNumber, readDaily } from "../kit/pull/whole-list.ts";
import { askGroup, askItem, askItems, itemPage, offersBySku, readItem } from "./listings.ts";
import { toProduct } from "./product-mapping.ts";
import { groupSchema } from "./schemas.ts";
import { homeOf, managesSiteListings } from "./settings.ts";
import { tradingAddress } from "./trading-keys.ts";
import { fetchTradingProduct, tradingBySku, tradingPages } from "./trading-products.ts";

/** Of at most 200: each item takes a call more for its offers. */
const PAGE = 100;

const every = readDaily<ChannelProduct>("all", ({ cursor }, ctx) => bothCatalogs(cursor, ctx));

/** Before the page of listings made on eBay's site, which follow the last of the Inventory API. */
const SITE = "site:";

async function* bothCatalogs(cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> {
  const isOfSite = cursor?.startsWith(SITE) ?? false;
  if (!isOfSite)
    for await (const page of inventoryPages(cursor, ctx)) {
      const isLast = page.cursor === FIRST;
      yield isLast && managesSiteListings(ctx.connection) ? { ...page, cursor: `${SITE}${FIRST}` } : page;
    }
  if (!managesSiteListings(ctx.connection)) {
    // Switched off in the middle of a walk.
    if (isOfSite) yield { items: [], cursor: FIRST, safeToSave: true };
    return;
  }
  for await (const page of tradingPages(isOfSite ? (cursor ?? "").slice(SITE.length) : null, ctx))
    yield page.cursor === FIRST ? page : { ...page, cursor: `${SITE}${page.cursor}` };
}

/** Where `byNumber` begins anew after its last page. */
const FIRST = "1";

const inventoryPages = (cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelProduct>> =>
  byNumber(cursor, async (number) => {
    const { rows, total } = await itemPage(number - 1, PAGE, ctx);
    const { items, unread } = await readSingly(rows, (row) => productOfRow(row, ctx));
    return {
      items,
      isLast: rows.length === 0 || number * PAGE >= total,
      ...named(unread, (row) => groupOf(row) ?? rowId(row, "sku")),
    };
  });

export const products: Products = {
  sweeps: [every],
  get: fetchProduct,
  async bySku(skus, ctx) {
    const found = await askItems(skus, ctx);
    const keys = [...found].map(([sku, raw]) => groupKeyOf(readItem(raw, ctx)) ?? sku);
    const reported: ChannelProduct[] = [];
    for (const key of new Set(keys)) {
      const product = await fetchProduct(key, ctx);
      if (product) reported.push(product);
    }
    return managesSiteListings(ctx.connection) ? [...reported, ...(await tradingBySku(skus, ctx))] : reported;
  },
};

const groupKeyOf = ({ inventoryItemGroupKeys, groupIds }: { inventoryItemGroupKeys: string[]; groupIds: string[] }) =>
  inventoryItemGroupKeys[0] ?? groupIds[0];

/** Of a row that cannot be read: the key that `get` takes. */
function groupOf(row: Json): string | undefined {
  const keys = row !== null && typeof row === "object" && "inventoryItemGroupKeys" in row && row.inventoryItemGroupKeys;
  const [first] = Array.isArray(keys) ? keys : [];
  return typeof first === "string" ? first : undefined;
}

/** A group is told with the first of its variations, wherever that stands in the list; null: not here, or not offered. */
async function productOfRow(row: Json, ctx: Context): Promise<ChannelProduct | null> {
  const item = readItem(row, ctx);
  const key = groupKeyOf(item);
  if (key === undefined) return single(row, ctx);
  const raw = await askGroup(key, ctx);
  if (raw === null) return single(row, ctx);
  const { variantSKUs } = parseResponse(groupSchema, raw, { ctx, what: "group" });
  return variantSKUs[0] === item.sku ? family(key, raw, ctx) : null;
}

/** A group's key, a SKU, or a listing's number; null: eBay knows none, or does not offer it on this site. */
async function fetchProduct(key: string, ctx: Context): Promise<ChannelProduct | null> {
  const address = tradingAddress(key);
  if (address) return managesSiteListings(ctx.connection) ? fetchTradingProduct(address.itemId, ctx) : null;
  const group = await askGroup(key, ctx);
  if (group !== null) return family(key, group, ctx);
  const item = await askItem(key, ctx);
  return item === null ? null : single(item, ctx);
}

async function single(raw: Json, ctx: Context): Promise<ChannelProduct | null> {
  const { sku } = readItem(raw, ctx);
  const offers = (await offersBySku([sku], ctx)).get(sku) ?? [];
  return toProduct({ key: sku, group: null, members: [{ raw, offers }], raw }, homeOf(ctx.connection).id, ctx);
}

async function family(key: string, raw: Json, ctx: Context): Promise<ChannelProduct | null> {
  const group = parseResponse(groupSchema, raw, { ctx, what: "group" });
  const items = await askItems(group.variantSKUs, ctx);
  const offers = await offersBySku([...items.keys()], ctx);
  const members = group.variantSKUs.flatMap((sku) => {
    const item = items.get(sku);
    return item === undefined ? [] : [{ raw: item, offers: offers.get(sku) ?? [] }];
  });
  const whole = { group: raw, items: members.map((one) => one.raw) };
  return toProduct({ key, group, members, raw: whole }, homeOf(ctx.connection).id, ctx);
}
