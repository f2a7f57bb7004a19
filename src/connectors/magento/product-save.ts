/** Saving one row of the catalogue: the SKU travels in the body, where no sign of it can break a signature. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/errors.ts";
import { parseAtDoor } from "../kit/parse.ts";
import { URL_KEY_TAKEN } from "./classify.ts";
import { request } from "./client.ts";
import type { ShopPrice } from "./prices.ts";
import { priceText } from "./prices.ts";
import { weightOf } from "./product-mapping.ts";
import type { MagentoProduct } from "./schemas.ts";
import { productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { plainOf, sumOf } from "./slug.ts";
import { priceNumber } from "./source-items.ts";

/** Longer SKUs are refused, longer names cut without a word. */
const SKU_LENGTH = 64;
const NAME_LENGTH = 255;

const [ENABLED, DISABLED] = [1, 2];
export const HIDDEN = 1;
export const EVERYWHERE_VISIBLE = 4;

export interface Saving {
  readonly shop: ShopFacts;
  readonly ctx: Context;
  readonly product: ProductForChannel;
}

export interface RowWish {
  readonly existing: MagentoProduct | undefined;
  readonly sku: string;
  readonly name: string;
  readonly type: "simple" | "configurable";
  readonly visibility: number;
  /** Of a new row; default the shop's own. */
  readonly attributeSetId?: number | undefined;
  readonly price?: string | undefined;
  readonly weightGrams?: number | undefined;
  /** By attribute code. */
  readonly attributes: Readonly<Record<string, Json>>;
  readonly extension?: Readonly<Record<string, Json>> | undefined;
}

/** Throws words for the seller where the shop would cut a SKU or refuse it. */
export function requireSku(sku: string): void {
  if (sku.trim() !== "" && [...sku.trim()].length <= SKU_LENGTH) return;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "sku_length" },
    `Magento takes SKUs of 1 to ${SKU_LENGTH} characters; "${sku}" has ${[...sku.trim()].length}. Shorten it, then send the product again.`,
  );
}

/** Creates or updates a row and answers it as it then stands. */
export async function saveRow(wish: RowWish, saving: Saving): Promise<MagentoProduct> {
  const saved = await post(wish, saving);
  if (!lostSigns(wish.name, saved.name ?? "")) return saved;
  // The shop's database holds no signs beyond the basic plane and writes "????": better without them than so.
  const plain = { ...wish, name: basicSigns(wish.name), attributes: basicAttributes(wish.attributes) };
  return post({ ...plain, existing: saved }, saving);
}

async function post(wish: RowWish, { shop, ctx, product }: Saving): Promise<MagentoProduct> {
  const isAtView = wish.existing !== undefined && shop.textView !== "all";
  const attempt = async (urlKey: string | undefined) => {
    const json = { product: bodyOf(wish, product, shop, urlKey) };
    const call = { method: "POST", path: "/products", json } as const;
    return request(ctx, { ...call, operation: wish.existing ? "products.update" : "products.create" });
  };
  const own = wish.existing ? undefined : slugOf(`${wish.name} ${wish.sku}`);
  const body = await attempt(own).catch((error: unknown) => {
    if (own === undefined || !isConnectorError(error) || error.info.kind !== "rejected") throw error;
    if (error.info.code !== URL_KEY_TAKEN) throw error;
    return attempt(`${own}-${(ctx.clock.now() % 1_000_000).toString(36)}`);
  });
  const saved = parseAtDoor(productSchema, body, { ctx, what: "product" });
  if (isAtView) await saveTexts(wish, saved, { shop, ctx, product });
  return saved;
}

/** Only what is ours to say: everything left out keeps its value. */
function bodyOf(wish: RowWish, product: ProductForChannel, shop: ShopFacts, urlKey: string | undefined): Json {
  const { existing, price } = wish;
  const textsElsewhere = existing !== undefined && shop.textView !== "all";
  const name = [...wish.name].slice(0, NAME_LENGTH).join("");
  const attributes = Object.entries({
    ...(textsElsewhere ? withoutTexts(wish.attributes) : wish.attributes),
    ...(urlKey === undefined ? {} : { url_key: urlKey }),
  });
  const links = product.categoryKeys.map((category_id, position) => ({ category_id, position }));
  const isTop = wish.visibility !== HIDDEN;
  const isPriced = existing === undefined && (price !== undefined || wish.type === "configurable");
  const amount = price === undefined ? 0 : priceNumber(priceText(price, shop));
  return {
    ...(existing ? { id: Number(existing.id) } : {}),
    sku: wish.sku.trim(),
    ...(textsElsewhere ? {} : { name }),
    attribute_set_id: existing?.attribute_set_id ?? wish.attributeSetId ?? shop.attributeSetId,
    type_id: existing?.type_id ?? wish.type,
    status: product.active ? ENABLED : DISABLED,
    visibility: existing?.visibility ?? wish.visibility,
    ...(isPriced ? { price: amount } : {}),
    ...(existing === undefined && !isPriced ? { price: 0 } : {}),
    ...(wish.weightGrams === undefined ? {} : { weight: weightOf(wish.weightGrams, shop) }),
    extension_attributes: {
      ...(existing ? {} : { website_ids: [shop.websiteId] }),
      ...(isTop && links.length > 0 ? { category_links: links } : {}),
      ...wish.extension,
    },
    custom_attributes: attributes.map(([attribute_code, value]) => ({ attribute_code, value })),
  };
}

const TEXTS = ["description"];

function withoutTexts(attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(attributes).filter(([code]) => !TEXTS.includes(code)));
}

/** Name and description of one store view: nothing else, for every value sent there leaves the global one. */
async function saveTexts(wish: RowWish, saved: MagentoProduct, { shop, ctx }: Saving): Promise<void> {
  const texts = Object.entries(wish.attributes).filter(([code]) => TEXTS.includes(code));
  const custom_attributes = texts.map(([attribute_code, value]) => ({ attribute_code, value }));
  const { id, sku, attribute_set_id, type_id } = saved;
  const product = { id: Number(id), sku, attribute_set_id, type_id, name: wish.name, custom_attributes };
  const call = { method: "POST", path: "/products", operation: "products.texts", view: shop.textView } as const;
  await request(ctx, { ...call, json: { product }, safe: true });
}

/** Signs of four bytes, like emoji. */
const BEYOND = /[\u{10000}-\u{10ffff}]/gu;

function lostSigns(wanted: string, told: string): boolean {
  return wanted.search(BEYOND) >= 0 && told.includes("????") && !wanted.includes("????");
}

export function basicSigns(text: string): string {
  return text.replace(BEYOND, "").replace(/ {2,}/g, " ").trim();
}

function basicAttributes(attributes: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(
    Object.entries(attributes).map(([code, value]) => [code, typeof value === "string" ? basicSigns(value) : value]),
  );
}

/**
 * The last part of the product's address in the shop, in plain letters; it must be the shop's only one, so that the SKU is
 * in it.
 */
export function slugOf(text: string): string {
  return plainOf(text, "-").slice(0, 120) || `product-${sumOf(text)}`;
}

/** Prices to set after the rows are there: of what existed, and reduced ones. */
export function priceWish(variant: VariantForChannel, existed: boolean, shop: ShopFacts): ShopPrice | null {
  const { sku, price, compareAtPrice } = variant;
  if (price === undefined) return null;
  const now = parseMoney(price, shop.currency);
  const before = compareAtPrice === undefined ? undefined : parseMoney(compareAtPrice, shop.currency);
  const isReduced = before !== undefined && before.minor > now.minor;
  if (!existed && !isReduced) return null;
  const text = priceText(price, shop);
  return isReduced && compareAtPrice !== undefined
    ? { sku, base: priceText(compareAtPrice, shop), special: text }
    : { sku, base: text };
}
