/** Products of ours on their way to the shop. */
import type { ChannelProduct, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Products, PutProduct } from "../kit/contract/ports.ts";
import { priceWritten } from "../kit/parse/net-prices.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import type { XmlNode } from "../kit/parse/xml.ts";
import { element } from "../kit/parse/xml.ts";
import { change, fieldNodes, links } from "./change.ts";
import { create, list } from "./client.ts";
import { putCombinations } from "./combinations-put.ts";
import { addImages } from "./images.ts";
import { productChanges } from "./product-changes.ts";
import { brandId, checkProduct, codes, refuse, sizeFields, taxGroupFor, weightText } from "./product-fields.ts";
import { combinationsOf, productReader } from "./product-read.ts";
import { idsOfSkus } from "./product-skus.ts";
import type { Base, Putting } from "./product-work.ts";
import type { Combination, Product } from "./schemas.ts";
import { productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { variantKey } from "./shop.ts";
import { seedStock } from "./stock-seed.ts";
import { priceForms } from "./tax-rates.ts";
import { languageIds, slugFrom, textNode } from "./texts.ts";
import { message } from "./words.ts";

type Input = Parameters<NonNullable<Products["put"]>>[0];

export async function putProduct(input: Input, shop: ShopFacts, ctx: Context): Promise<PutProduct> {
  const { product } = input;
  checkProduct(product);
  const existing = input.key ?? (await adopted(product, ctx));
  const before = existing === null ? null : await readProduct(existing, ctx);
  if (input.key !== null && !before)
    throw new ConnectorError({ kind: "not_found" }, message("error.shopNoLongerProduct"));
  const work: Putting = { product, forms: await priceForms(shop, ctx), shop, ctx };
  const combinations = before?.associations.combinations.length ? await combinationsOf([before.id], ctx) : [];
  const isSimple = isSimpleProduct(product, combinations);
  if (before && !isSimple) requireOptionsPlace(before, combinations);
  const made = before ? await update(before, isSimple, work) : await createProduct(isSimple, work);
  const { id } = made;
  const { own, wrote } = isSimple
    ? { own: new Map(product.variants.map((variant) => [variant.id, "0"])), wrote: false }
    : await putCombinations({ ...made, combinations }, work);
  await seedStock(id, own, combinations, before !== null, work);
  // One the shop has had before keeps its images; of one that an attempt of ours began, the rest goes up.
  const images = before?.associations.images ?? [];
  if (images.length === 0 || input.key === null) await addImages({ id, own, already: images.length }, product, ctx);
  return told(id, own, product, await readBack(id, wrote ? undefined : combinations, work));
}

/** An earlier attempt, or a product of the shop with one of the SKUs. */
async function adopted(product: ProductForChannel, ctx: Context): Promise<string | null> {
  const [id] = await idsOfSkus(
    product.variants.map(({ sku }) => sku),
    ctx,
  );
  return id ?? null;
}

async function readProduct(id: string, ctx: Context): Promise<Product | null> {
  const request = {
    resource: "products",
    operation: "products.get",
    filters: [["id", `[${id}]`]] as const,
  };
  const [row] = /^\d+$/.test(id) ? await list(ctx, request) : [];
  return row === undefined ? null : parseResponse(productSchema, row, { ctx, what: `product ${id}` });
}

function isSimpleProduct({ variants }: ProductForChannel, combinations: readonly Combination[]): boolean {
  const [first, ...others] = variants;
  return combinations.length === 0 && others.length === 0 && (first?.options.length ?? 0) === 0;
}

/** The first combination would turn a plain product into one with combinations for good, and its number into a sum. */
function requireOptionsPlace(before: Product, combinations: readonly Combination[]): void {
  if (combinations.length > 0 || before.product_type === "combinations") return;
  throw refuse("variants", "options_added", message("refused.showsProductWithoutCombinationsAdd"));
}

async function texts({ product, shop, ctx }: Putting): Promise<XmlNode[]> {
  const wording = { languages: await languageIds(shop, ctx), shop };
  const short = product.shortDescriptionHtml;
  return [
    textNode("name", product.title, wording),
    textNode("description", product.descriptionHtml, wording),
    ...(short === undefined ? [] : [textNode("description_short", short, wording)]),
    textNode("link_rewrite", slugFrom(product.title, "product"), wording),
  ];
}

/** Everything a product needs to be seen: without state 1 not even the back office lists it. */
async function createProduct(isSimple: boolean, work: Putting): Promise<Made> {
  const { product, shop, ctx } = work;
  const [first] = product.variants;
  const categories = product.categoryKeys.length > 0 ? product.categoryKeys : [shop.homeCategory];
  const taxGroup = await taxGroupFor(shop, ctx);
  const price = priceWritten(first?.price ?? "0", null, work.forms(taxGroup)) ?? "0";
  const fields = fieldNodes({
    // Of one with combinations as well: it leads a second attempt to what the first one made.
    reference: first?.sku,
    price,
    active: product.active ? "1" : "0",
    state: "1",
    available_for_order: "1",
    show_price: "1",
    minimal_quantity: "1",
    visibility: "both",
    product_type: isSimple ? "standard" : "combinations",
    id_shop_default: shop.stockShop,
    id_category_default: categories[0],
    id_tax_rules_group: taxGroup,
    id_manufacturer: await brandId(product.brand, ctx),
    ...sizeFields(product, shop),
    ...(isSimple && first ? ownFields(first, shop) : {}),
  });
  const associations = element("associations", [links("categories", "category", categories)]);
  const entities = [element("product", [...fields, ...(await texts(work)), associations])];
  const id = await create(ctx, { resource: "products", entities, operation: "products.create" });
  return { id, base: { price, weight: "0", taxGroup, ecotax: null } };
}

function ownFields(variant: VariantForChannel, shop: ShopFacts): Readonly<Record<string, string | undefined>> {
  return { ...codes(variant), weight: weightText(variant.weightGrams, shop), wholesale_price: variant.cost };
}

interface Made {
  readonly id: string;
  readonly base: Base;
}

async function update(before: Product, isSimple: boolean, work: Putting): Promise<Made> {
  const { shop, ctx } = work;
  const changes = await productChanges(before, isSimple, work);
  if (changes.fields.length + changes.associations.length > 0)
    await change(ctx, shop, {
      resource: "products",
      node: "product",
      id: before.id,
      ...changes,
      operation: "products.update",
    });
  const { price, weight, id_tax_rules_group: taxGroup, ecotax = null } = before;
  return { id: before.id, base: { price, weight: weight || "0", taxGroup, ecotax } };
}

async function readBack(
  id: string,
  combinations: readonly Combination[] | undefined,
  { shop, ctx }: Putting,
): Promise<ChannelProduct> {
  const after = await productReader(shop, ctx).byId(id, combinations);
  if (after) return after;
  throw new ConnectorError({ kind: "transient" }, message("error.shopNotShowProductJust"));
}

function told(
  id: string,
  own: ReadonlyMap<string, string>,
  { variants }: ProductForChannel,
  product: ChannelProduct,
): PutProduct {
  const keys = variants.map((variant) => {
    const key = variantKey(id, own.get(variant.id) ?? "0");
    return { id: variant.id, key, ext: product.variants.find((one) => one.key === key)?.ext ?? null };
  });
  return { key: id, variants: keys, product };
}
