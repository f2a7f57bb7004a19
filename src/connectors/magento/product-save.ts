/** Saving one row of the catalog: the SKU travels in the body, where no sign of it can break a signature. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json, VariantForChannel } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { parseResponse, textOf } from "../kit/parse/parse.ts";
import { URL_KEY_TAKEN } from "./classify.ts";
import { request } from "./client.ts";
import type { ShopPrice } from "./prices.ts";
import { isSame, priceText } from "./prices.ts";
import { attribute, gramsOf, isTimedSale, specialOf, weightOf } from "./product-mapping.ts";
import type { ProductRow } from "./product-read.ts";
import type { MagentoProduct } from "./schemas.ts";
import { productSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { plainOf, sumOf } from "./slug.ts";
import { priceNumber } from "./source-items.ts";
import { localText } from "./time.ts";
import { hasOwnPrices } from "./website-prices.ts";
import { message } from "./words.ts";

/** Longer SKUs are refused, longer names cut without a word. */
export const SKU_LENGTH = 64;
/** Of a name (06 create-long-name), and of what the shop keeps in the same table. */
export const TEXT_LENGTH = 255;

export const [ENABLED, DISABLED] = [1, 2];
export const HIDDEN = 1;
export const EVERYWHERE_VISIBLE = 4;

export interface Saving {
  readonly shop: ShopFacts;
  readonly ctx: Context;
}

export interface RowInput {
  readonly existing: ProductRow | undefined;
  readonly sku: string;
  readonly name: string;
  readonly type: "simple" | "configurable";
  readonly visibility: number;
  /** Of a new row; default the shop's own. */
  readonly attributeSetId?: number | undefined;
  /** On sale or not, and where; absent: as it is. */
  readonly sale?: Sale | undefined;
  readonly price?: string | undefined;
  readonly weightGrams?: number | undefined;
  readonly categoryKeys?: readonly string[] | undefined;
  /** By attribute code. */
  readonly attributes: Readonly<Record<string, Json>>;
  readonly extension?: Readonly<Record<string, Json>> | undefined;
  /** The address of a new row; default one made of name and SKU, and another where that is taken. */
  readonly urlKey?: string | undefined;
}

export interface Sale {
  readonly status?: number | undefined;
  readonly websiteIds?: readonly number[] | undefined;
}

/** Throws words for the seller where the shop would cut a SKU or refuse it. */
export function requireSku(sku: string): void {
  if (sku.trim() !== "" && [...sku.trim()].length <= SKU_LENGTH) return;
  throw new ConnectorError(
    { kind: "rejected", field: "sku", code: "sku_length" },
    message("error.takesSkus1CharactersShorten", { most: SKU_LENGTH, sku, length: [...sku.trim()].length }),
  );
}

/** Creates a row, or writes what differs of it; answers it as it then stands. */
export async function saveRow(input: RowInput, saving: Saving): Promise<ProductRow> {
  const saved = await save(input, saving);
  if (!lostSigns(input.name, saved.product.name ?? "") && !losesInAttributes(input, saved)) return saved;
  // The shop's database holds no signs beyond the basic plane and writes "????": better without them than so.
  const plain = { ...input, name: basicSigns(input.name), attributes: basicAttributes(input.attributes) };
  return save({ ...plain, existing: saved }, saving);
}

async function save(input: RowInput, saving: Saving): Promise<ProductRow> {
  const { existing } = input;
  if (existing === undefined) return create(input, saving);
  const isAtView = saving.shop.textView !== "all";
  const body = changesOf(input, existing.product, saving.shop, isAtView);
  const saved = body === null ? existing : await post(body, "products.update", saving);
  return isAtView ? saveTexts(input, saved, saving) : saved;
}

async function post(product: Body, operation: string, { ctx }: Saving, view?: string): Promise<ProductRow> {
  const isSafe = operation !== "products.create";
  const call = { method: "POST", path: "/products", operation, view, safe: isSafe, json: { product } } as const;
  const raw = await request(ctx, call);
  return { raw, product: parseResponse(productSchema, raw, { ctx, what: "product" }) };
}

function create(input: RowInput, saving: Saving): Promise<ProductRow> {
  const own = input.urlKey ?? slugOf(`${input.name} ${input.sku}`);
  const attempt = (urlKey: string) => post(newBody(input, saving.shop, urlKey), "products.create", saving);
  return attempt(own).catch((error: unknown) => {
    if (!isUrlKeyTaken(error) || input.urlKey !== undefined) throw error;
    return attempt(`${own}-${(saving.ctx.clock.now() % 1_000_000).toString(36)}`);
  });
}

export const isUrlKeyTaken = (error: unknown): boolean =>
  isConnectorError(error) && error.info.kind === "rejected" && error.info.code === URL_KEY_TAKEN;

type Body = { readonly [key: string]: Json };

const nameOf = ({ name }: RowInput) => [...name].slice(0, TEXT_LENGTH).join("");

const attributesJson = (attributes: Readonly<Record<string, Json>>): Json[] =>
  Object.entries(attributes).map(([attribute_code, value]) => ({ attribute_code, value }));

const linksJson = (keys: readonly string[]): Json[] => keys.map((category_id, position) => ({ category_id, position }));

function newBody(input: RowInput, shop: ShopFacts, urlKey: string): Body {
  const { price, weightGrams, categoryKeys = [] } = input;
  return {
    sku: input.sku.trim(),
    name: nameOf(input),
    attribute_set_id: input.attributeSetId ?? shop.attributeSetId,
    type_id: input.type,
    status: input.sale?.status ?? ENABLED,
    visibility: input.visibility,
    price: price === undefined ? 0 : priceNumber(priceText(price, shop)),
    ...(weightGrams === undefined ? {} : { weight: weightOf(weightGrams, shop) }),
    extension_attributes: {
      website_ids: [shop.websiteId],
      ...(categoryKeys.length > 0 ? { category_links: linksJson(categoryKeys) } : {}),
      ...input.extension,
    },
    custom_attributes: attributesJson({ ...input.attributes, url_key: urlKey }),
  };
}

const TEXTS = ["description"];

/** The fields whose desired value is not what the row shows; null: there are none. Everything left out keeps its value. */
function changesOf(input: RowInput, row: MagentoProduct, shop: ShopFacts, textsElsewhere: boolean): Body | null {
  const { weightGrams, sale = {}, categoryKeys = [] } = input;
  const sku = input.sku.trim();
  const linked = (row.extension_attributes?.category_links ?? []).map((link) => link.category_id);
  const isLacking = categoryKeys.some((key) => !linked.includes(key));
  const attributes = Object.entries(input.attributes).filter(
    ([code, value]) => !(textsElsewhere && TEXTS.includes(code)) && !isShown(row, code, value),
  );
  const extension = {
    ...(sale.websiteIds ? { website_ids: [...sale.websiteIds] } : {}),
    ...(isLacking ? { category_links: linksJson(categoryKeys) } : {}),
    ...input.extension,
  };
  const body = {
    ...(!textsElsewhere && row.name !== nameOf(input) ? { name: nameOf(input) } : {}),
    ...(sale.status === undefined || sale.status === row.status ? {} : { status: sale.status }),
    ...(weightGrams === undefined || gramsOf(row.weight, shop) === weightGrams
      ? {}
      : { weight: weightOf(weightGrams, shop) }),
    ...(Object.keys(extension).length > 0 ? { extension_attributes: extension } : {}),
    ...(attributes.length > 0 ? { custom_attributes: attributesJson(Object.fromEntries(attributes)) } : {}),
  };
  return Object.keys(body).length === 0 && sku === row.sku ? null : { id: Number(row.id), sku, ...body };
}

/** An attribute that is empty is told as none. */
function isShown(row: MagentoProduct, code: string, value: Json): boolean {
  return (attribute(row, code) ?? "") === (typeof value === "string" && value.trim() === "" ? "" : value);
}

/** Name and description of one store view: nothing else, for every value sent there leaves the global one. */
async function saveTexts(input: RowInput, saved: ProductRow, saving: Saving): Promise<ProductRow> {
  const row = input.existing?.product ?? saved.product;
  const texts = Object.entries(input.attributes).filter(
    ([code, value]) => TEXTS.includes(code) && !isShown(row, code, value),
  );
  const isNamed = row.name === nameOf(input);
  if (texts.length === 0 && isNamed) return saved;
  const { id, sku } = saved.product;
  const custom_attributes = attributesJson(Object.fromEntries(texts));
  const body = {
    id: Number(id),
    sku,
    ...(isNamed ? {} : { name: nameOf(input) }),
    ...(texts.length > 0 ? { custom_attributes } : {}),
  };
  return post(body, "products.texts", saving, saving.shop.textView);
}

/**
 * What to send so that the product is on sale in this website, or not. It may be sold in others: it is taken off this
 * website alone then, and switched off only where there is no other. What is not shown here anyway stays as it is.
 */
export function saleOf(isRequested: boolean, row: MagentoProduct | undefined, { websiteId }: ShopFacts): Sale {
  if (!row) return { status: isRequested ? ENABLED : DISABLED };
  const websites = row.extension_attributes?.website_ids ?? [];
  const isHere = websites.length === 0 || websites.includes(websiteId);
  if ((row.status === ENABLED && isHere) === isRequested) return {};
  if (isRequested) return { status: ENABLED, websiteIds: isHere ? undefined : [...websites, websiteId] };
  const others = websites.filter((id) => id !== websiteId);
  return others.length > 0 ? { websiteIds: others } : { status: DISABLED };
}

/** Signs of four bytes, like emoji. */
const BEYOND = /[\u{10000}-\u{10ffff}]/gu;

function lostSigns(requested: string, reported: string): boolean {
  return requested.search(BEYOND) >= 0 && reported.includes("????") && !requested.includes("????");
}

function losesInAttributes({ attributes }: RowInput, { product }: ProductRow): boolean {
  const reported = new Map(
    product.custom_attributes.map((one) => [one.attribute_code, textOf(one.value ?? undefined)]),
  );
  return Object.entries(attributes).some(([code, requested]) => lostSigns(textOf(requested), reported.get(code) ?? ""));
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

/** The price to set after the row is there: of one that shows another, and a reduction, which new rows do not take. */
export function priceFields(
  variant: VariantForChannel,
  existing: MagentoProduct | undefined,
  shop: ShopFacts,
  nowMs: number,
): ShopPrice | null {
  const { sku, price, compareAtPrice } = variant;
  if (price === undefined) return null;
  const now = parseMoney(price, shop.currency);
  const before = compareAtPrice === undefined ? undefined : parseMoney(compareAtPrice, shop.currency);
  const isReduced = before !== undefined && before.minor > now.minor;
  const text = priceText(price, shop);
  const input =
    isReduced && compareAtPrice !== undefined
      ? { sku, base: priceText(compareAtPrice, shop), special: text }
      : { sku, base: text };
  // A new row takes the price for all websites only.
  if (!existing) return isReduced || hasOwnPrices(shop) ? input : null;
  const special = specialOf(existing);
  const isTimed = special !== undefined && isTimedSale(special, localText(nowMs, shop.timeZone));
  const isSpecialShown =
    input.special === undefined
      ? special === undefined || isTimed
      : !isTimed && isSame(special?.price, input.special, shop);
  return isSame(existing.price, input.base, shop) && isSpecialShown ? null : input;
}
