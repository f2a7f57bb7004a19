import type { ChannelProduct, Json, OptionValue } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { attributesById } from "./attributes.ts";
import { among, eq, searchAll } from "./client.ts";
import { optionsOf, toProduct } from "./product-mapping.ts";
import type { MagentoAttribute, MagentoProduct } from "./schemas.ts";
import { familySchema, productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { sameSku, skuFilters, sourceItemsOf } from "./source-items.ts";
import { unmanagedProducts } from "./stock-managed.ts";
import { withOwnPrices } from "./website-prices.ts";

const IDS_A_READ = 100;
/** Trimmed rows: the most a shop with input limits allows. */
const FAMILIES_A_PAGE = 300;

export interface ProductRow {
  readonly product: MagentoProduct;
  readonly raw: Json;
}

export interface ProductReader {
  /** Products whole; a row that is the child of a family is told as its family. Each product once. */
  whole(rows: readonly Json[]): Promise<ChannelProduct[]>;
  rowsById(ids: readonly string[]): Promise<ProductRow[]>;
  rowsBySku(skus: readonly string[]): Promise<ProductRow[]>;
  /** The family a product belongs to, by the product's id. */
  parentOf(id: string): Promise<string | undefined>;
  /** A product of no family as it is; of its children those given are not asked for again. */
  top(row: ProductRow, children: readonly ProductRow[]): Promise<ChannelProduct | undefined>;
  /** What a child of this family is told apart by. */
  optionsOf(family: ProductRow, child: MagentoProduct): Promise<readonly OptionValue[]>;
}

/** A reader for one run: families and attributes are asked for once. */
export function productReader(shop: ShopFacts, ctx: Context, { isEdit = false } = {}): ProductReader {
  const attributes = new Map<string, MagentoAttribute>();
  let families: Promise<ReadonlyMap<string, string>> | undefined;
  let unmanaged: Promise<ReadonlySet<string>> | undefined;
  const parentOf = async (id: string) => {
    families ??= readFamilies(ctx);
    return (await families).get(id);
  };
  const toRow = (raw: Json): ProductRow => ({
    raw,
    product: parseResponse(productSchema, raw, { ctx, what: "product" }),
  });
  const search = (filter: ReturnType<typeof eq>, operation: string) =>
    searchAll(ctx, { path: "/products", operation, groups: [[filter]], size: IDS_A_READ, view: shop.textView });
  const own = (rows: readonly Json[]) => withOwnPrices(rows.map(toRow), shop, ctx);
  const rowsById = async (ids: readonly string[]) => {
    const rows: Json[] = [];
    for (const piece of chunks([...new Set(ids)], IDS_A_READ))
      rows.push(...(await search(among("entity_id", piece), "products.by_id")));
    return own(rows);
  };
  const rowsBySku = async (skus: readonly string[]) => {
    const rows: Json[] = [];
    for (const filter of skuFilters(skus)) rows.push(...(await search(filter, "products.by_sku")));
    const requested = new Set(skus.map(sameSku));
    return (await own(rows)).filter(({ product }) => requested.has(sameSku(product.sku)));
  };
  const learn = async (rows: readonly ProductRow[]) => {
    const options = rows.flatMap(({ product }) => product.extension_attributes?.configurable_product_options ?? []);
    const ids = [...new Set(options.map((option) => option.attribute_id))].filter((id) => !attributes.has(id));
    for (const attribute of await attributesById(ctx, ids)) attributes.set(attribute.attribute_id, attribute);
  };
  const told = async (tops: readonly ProductRow[], given: readonly ProductRow[] = []) => {
    const children = new Map(given.map(({ product }) => [product.id, product]));
    const links = tops.flatMap(({ product }) => linksOf(product)).filter((id) => !children.has(id));
    for (const { product } of await rowsById(links)) children.set(product.id, product);
    await learn(tops);
    const skus = [...tops.map(({ product }) => product), ...children.values()].map((product) => product.sku);
    const levels = await sourceItemsOf(ctx, skus, shop);
    if (shop.sources.length > 0) unmanaged ??= unmanagedProducts(shop, ctx, { isEdit });
    const stock = { levels, unmanaged: (await unmanaged) ?? new Set<string>() };
    const nowMs = ctx.clock.now();
    return tops.map(({ product, raw }) => {
      const own = linksOf(product).flatMap((id) => children.get(id) ?? []);
      return toProduct({ product, raw, children: own, attributes: [...attributes.values()], ...stock, nowMs }, shop);
    });
  };
  return {
    whole: async (raws) => told(await topRows(await own(raws), { parentOf, rowsById })),
    rowsById,
    rowsBySku,
    parentOf,
    top: async (row, children) => (await told([row], children))[0],
    async optionsOf(family, child) {
      await learn([family]);
      return optionsOf(child, { product: family.product, attributes: [...attributes.values()] });
    },
  };
}

export function linksOf(product: MagentoProduct): readonly string[] {
  return product.extension_attributes?.configurable_product_links ?? [];
}

/** Children give way to their families. */
async function topRows(
  rows: readonly ProductRow[],
  { parentOf, rowsById }: Pick<ProductReader, "parentOf" | "rowsById">,
): Promise<ProductRow[]> {
  const tops = new Map<string, ProductRow>();
  const lacking = new Set<string>();
  for (const row of rows) {
    const parent = await parentOf(row.product.id);
    if (parent === undefined) tops.set(row.product.id, row);
    else lacking.add(parent);
  }
  const further = [...lacking].filter((id) => !tops.has(id));
  for (const row of await rowsById(further)) tops.set(row.product.id, row);
  return [...tops.values()];
}

/** Which family each child belongs to. The shop tells only the other way round, so that all families are read. */
async function readFamilies(ctx: Context): Promise<ReadonlyMap<string, string>> {
  const rows = await searchAll(ctx, {
    path: "/products",
    operation: "products.families",
    groups: [[eq("type_id", "configurable")]],
    sort: ["entity_id"],
    size: FAMILIES_A_PAGE,
    fields: "items[id,sku,extension_attributes[configurable_product_links]]",
  });
  const parents = new Map<string, string>();
  for (const row of rows) {
    const family = parseResponse(familySchema, row, { ctx, what: "configurable product" });
    for (const child of family.extension_attributes?.configurable_product_links ?? [])
      if (!parents.has(child)) parents.set(child, family.id);
  }
  return parents;
}
