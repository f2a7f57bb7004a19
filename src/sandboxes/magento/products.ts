/** The catalog: lists, single reads, and the one way to save, which creates, changes and renames. */

import type { Json } from "../../commerce/product.ts";
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { emptyProduct } from "./empty-product.ts";
import { productView } from "./product-views.ts";
import type { Doc } from "./replies.ts";
import { bodyOf, docsIn, isDoc, listIn, noProduct, numberIn, ok, refuse, required, textIn } from "./replies.ts";
import type { Cell } from "./search.ts";
import { answerSearch } from "./search.ts";
import { emptyValue, requireAttributes } from "./sets.ts";
import type { AttributeValue, State, StoredProduct } from "./state.ts";
import { dateText, productBySku, skuKey } from "./state.ts";

export function listProducts(state: State, request: SandboxRequest, view: string): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.products.values()],
    cell: (product, field) => productCell(state, product, field),
    view: (product) => productView(state, product, view, false),
    unknown: 400,
    key: "entity_id",
  });
}

function productCell(state: State, product: StoredProduct, field: string): Cell | undefined {
  const columns: Readonly<Record<string, Cell>> = {
    entity_id: product.id,
    sku: product.sku,
    name: product.name,
    price: Number(product.price),
    status: product.status,
    visibility: product.visibility,
    type_id: product.typeId,
    attribute_set_id: product.attributeSetId,
    created_at: dateText(product.createdAt),
    updated_at: dateText(product.updatedAt),
    category_id: product.categories[0] ?? null,
    website_id: product.websiteIds[0] ?? null,
    quantity_and_stock_status: 1,
  };
  if (field in columns) return columns[field];
  const own = product.attributes.get(field);
  return typeof own === "string" ? own : state.attributes.has(field) ? null : undefined;
}

export function storedProduct(state: State, sku: string): StoredProduct {
  return productBySku(state, sku) ?? raise(noProduct());
}

/** What a buyer pays: the special price, of the days the tests live in. */
export function sellingPrice({ price, special }: StoredProduct): string {
  return special?.price ?? price;
}

export function getProduct(state: State, sku: string, view: string): SandboxReply {
  return ok(productView(state, storedProduct(state, sku), view, true));
}

/** POST: by id, else by SKU, else new. */
export function saveProduct(state: State, request: SandboxRequest, view: string): SandboxReply {
  const doc = bodyOf(request, "product");
  const sku = textIn(doc, "sku")?.trim();
  if (sku === undefined) return { status: 500, text: "The product SKU is missing." };
  const id = numberIn(doc, "id");
  const existing = (id === undefined ? undefined : state.products.get(id)) ?? productBySku(state, sku);
  return ok(savedView(state, save(state, doc, existing, view), view, true));
}

/** PUT: the SKU of the path wins. */
export function putProduct(state: State, request: SandboxRequest, sku: string, view: string): SandboxReply {
  const doc = bodyOf(request, "product");
  const existing = productBySku(state, sku);
  return ok(savedView(state, save(state, { ...doc, sku: existing?.sku ?? sku }, existing, view), view, false));
}

/** The answer to a POST lacks two lists that reads and answers to PUT have. */
function savedView(state: State, product: StoredProduct, view: string, isPosted: boolean): Json {
  const all = productView(state, product, view, true);
  if (!isPosted) return all;
  const { product_links: _links, tier_prices: _tiers, ...saved } = isDoc(all) ? all : {};
  return saved;
}

const SUPPORTED_FIELDS = [
  "id",
  "sku",
  "name",
  "attribute_set_id",
  "price",
  "status",
  "visibility",
  "type_id",
  "created_at",
  "updated_at",
  "weight",
  "extension_attributes",
  "product_links",
  "options",
  "media_gallery_entries",
  "tier_prices",
  "custom_attributes",
];

function save(state: State, doc: Doc, existing: StoredProduct | undefined, view: string): StoredProduct {
  requireSound(state, doc, existing);
  const product = existing ?? blank(state, doc);
  const name = textIn(doc, "name");
  if (name !== undefined) {
    const stored = stored255(state, name);
    if (view === "all" || existing === undefined) product.name = stored;
    else product.viewNames.set(view, stored);
  }
  const type = textIn(doc, "type_id");
  if (existing && type !== undefined && type !== existing.typeId)
    Object.assign(product, { typeId: type, options: [], links: [] });
  Object.assign(product, {
    sku: textIn(doc, "sku")?.trim() ?? product.sku,
    price: textIn(doc, "price") ?? product.price,
    status: numberIn(doc, "status") ?? product.status,
    visibility: numberIn(doc, "visibility") ?? product.visibility,
    weight: numberIn(doc, "weight") ?? product.weight,
    updatedAt: state.now(),
  });
  setAttributes(state, product, doc);
  setExtensions(state, product, doc);
  state.products.set(product.id, product);
  if (existing === undefined) {
    const qty =
      isDoc(doc.extension_attributes) && isDoc(doc.extension_attributes.stock_item)
        ? numberIn(doc.extension_attributes.stock_item, "qty")
        : undefined;
    const row = { sku: product.sku, quantity: qty ?? 0, status: (qty ?? 0) > 0 ? 1 : 0 };
    const key = skuKey(product.sku);
    if (!state.sourceItems.has(key)) state.sourceItems.set(key, new Map([["default", row]]));
  }
  return product;
}

function requireSound(state: State, doc: Doc, existing: StoredProduct | undefined): void {
  const unknown = Object.keys(doc).find((name) => !SUPPORTED_FIELDS.includes(name));
  if (unknown !== undefined) {
    const fieldName = unknown.charAt(0).toUpperCase() + unknown.slice(1);
    throw refuse(400, '"%fieldName" is not supported. Correct the field name and try again.', { fieldName });
  }
  const sku = textIn(doc, "sku")?.trim() ?? "";
  if ([...sku].length > 64) throw refuse(400, "SKU length should be %1 characters maximum.", ["64"]);
  if (sku === "") throw emptyValue("sku");
  const set = numberIn(doc, "attribute_set_id") ?? existing?.attributeSetId;
  if (set === undefined || !state.sets.has(set))
    throw refuse(400, "Invalid product data: %1", ["Invalid attribute set entity type"]);
  if (existing === undefined && !textIn(doc, "name")) throw emptyValue("Product Name");
  const isFamily = (textIn(doc, "type_id") ?? existing?.typeId) === "configurable";
  if (existing === undefined && numberIn(doc, "price") === undefined && !isFamily && doc.price === null)
    throw emptyValue("Price");
  if (existing === undefined && doc.price === undefined && !isFamily) throw emptyValue("Price");
  const { weight } = doc;
  if (typeof weight === "string" && numberIn(doc, "weight") === undefined)
    throw refuse(
      400,
      `Error occurred during "weight" processing. The "${weight}" value's type is invalid. The "float" type was expected. Verify and try again.`,
    );
  const price = doc.price;
  if (typeof price === "string" && !/^-?\d+(\.\d+)?$/.test(price))
    throw refuse(
      400,
      `Error occurred during "price" processing. The "${price}" value's type is invalid. The "float" type was expected. Verify and try again.`,
    );
  if ((numberIn(doc, "price") ?? 0) < 0) throw refuse(400, "Please enter a number 0 or greater in this field.");
  requireExtensions(state, doc);
  requireAttributes(state, doc, existing, set);
  requireChildren(state, doc);
  const key = urlKeyOf(doc, existing);
  const taken = [...state.products.values()].some(
    (one) => one.id !== existing?.id && one.attributes.get("url_key") === key,
  );
  // A number is used up also by what is then refused.
  if (key !== undefined && taken && existing === undefined) state.id("product");
  if (key !== undefined && taken) throw refuse(400, "URL key for specified store already exists.");
}

const EXTENSIONS = [
  "website_ids",
  "category_links",
  "stock_item",
  "configurable_product_options",
  "configurable_product_links",
];

function requireExtensions(state: State, doc: Doc): void {
  const extension = isDoc(doc.extension_attributes) ? doc.extension_attributes : {};
  const unknown = Object.keys(extension).find((name) => !EXTENSIONS.includes(name));
  if (unknown !== undefined) {
    const fieldName = unknown.charAt(0).toUpperCase() + unknown.slice(1);
    throw refuse(400, '"%fieldName" is not supported. Correct the field name and try again.', { fieldName });
  }
  const websites = listIn(extension, "website_ids").map(Number);
  if (websites.some((id) => !state.websites.some((one) => one.id === id)))
    throw refuse(400, "The product was unable to be saved. Please try again.");
  for (const { attribute_code: code, value } of docsIn(doc, "custom_attributes")) {
    const isSelect = typeof code === "string" && state.attributes.get(code)?.input === "select";
    if (isSelect && typeof value === "string" && !/^\d*$/.test(value))
      throw refuse(
        400,
        `Error occurred during "custom_attributes" processing. Attribute "${code}" has invalid value. The "${value}" value's type is invalid. The "int" type was expected. Verify and try again.`,
      );
  }
}

/** Children of a configurable product that is saved with its links: each has the options' values, and no two the same. */
function requireChildren(state: State, doc: Doc): void {
  const { extension_attributes: extension } = doc;
  if (!isDoc(extension) || !Array.isArray(extension.configurable_product_links)) return;
  const ids = docsIn(extension, "configurable_product_options").map((option) => textIn(option, "attribute_id"));
  const codes = [...state.attributes.values()].filter((one) => ids.includes(String(one.id))).map((one) => one.code);
  const seen = new Map<string, number>();
  for (const id of listIn(extension, "configurable_product_links").map(Number)) {
    const child = state.products.get(id);
    // Of rows that are no simple products the captures tell nothing.
    if (child?.typeId !== "simple") continue;
    const lacking = codes.find((code) => child.attributes.get(code) === undefined);
    if (lacking !== undefined)
      throw refuse(400, 'The child product doesn\'t have the "%1" attribute value. Verify the value and try again.', [
        lacking,
      ]);
    const values = codes.map((code) => String(child.attributes.get(code))).join(" ");
    const other = seen.get(values);
    if (other !== undefined && codes.length > 0)
      throw refuse(400, 'Products "%1" and "%2" have the same set of attribute values.', [String(id), String(other)]);
    seen.set(values, id);
  }
}

function urlKeyOf(doc: Doc, existing: StoredProduct | undefined): string | undefined {
  const own = docsIn(doc, "custom_attributes").find((one) => one.attribute_code === "url_key");
  if (typeof own?.value === "string" && own.value !== "") return own.value;
  return existing === undefined ? slug(textIn(doc, "name") ?? "") : undefined;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replaceAll(/^-+|-+$/g, "");
}

/** Cut, and in some databases without the signs it cannot hold. */
function stored255(state: State, text: string): string {
  return storedText(state, [...text].slice(0, 255).join(""));
}

export function storedText(state: State, text: string): string {
  return state.keepsEmoji ? text : text.replaceAll(/[\u{10000}-\u{10ffff}]/gu, "????");
}

const blank = (state: State, doc: Doc): StoredProduct => ({
  ...emptyProduct(state),
  attributeSetId: numberIn(doc, "attribute_set_id") ?? 4,
  typeId: textIn(doc, "type_id") ?? "simple",
  attributes: new Map([["url_key", urlKeyOf(doc, undefined) ?? ""]]),
});

function setAttributes(state: State, product: StoredProduct, doc: Doc): void {
  for (const { attribute_code: code, value } of docsIn(doc, "custom_attributes")) {
    if (typeof code !== "string") throw required("attribute_code");
    if (state.attributes.has(code) && !state.sets.get(product.attributeSetId)?.codes.has(code)) continue;
    if (code === "special_price") {
      // An empty text is a price of nothing; only null takes it away.
      product.special = value === null ? null : { price: value === "" ? "0" : String(value), from: null, to: null };
    } else if (typeof value === "string") product.attributes.set(code, storedText(state, value));
    else if (value === null) product.attributes.delete(code);
    else if (Array.isArray(value)) product.attributes.set(code, value.map(String) satisfies AttributeValue);
    else product.attributes.set(code, String(value));
  }
}

function setExtensions(state: State, product: StoredProduct, doc: Doc): void {
  const { extension_attributes: extension } = doc;
  if (!isDoc(extension)) return;
  if (Array.isArray(extension.website_ids)) product.websiteIds = extension.website_ids.map(Number);
  if (Array.isArray(extension.category_links)) {
    // Links are added to those there are; only an empty list takes them away.
    const added = docsIn(extension, "category_links").map((link) => textIn(link, "category_id") ?? "");
    const existing = added.filter((id) => state.categories.has(Number(id)));
    product.categories =
      extension.category_links.length === 0 ? [] : [...new Set([...product.categories, ...existing])];
  }
  if (Array.isArray(extension.configurable_product_options)) setOptions(state, product, extension);
  if (Array.isArray(extension.configurable_product_links))
    product.links = listIn(extension, "configurable_product_links").map(Number);
  if (isDoc(extension.stock_item) && typeof extension.stock_item.is_in_stock === "boolean")
    product.isInStock = extension.stock_item.is_in_stock && hasStock(state, product);
}

/** A family is in stock where a child of it is, at the moment it is saved; units that come later turn nothing on. */
function hasStock(state: State, { typeId, links }: StoredProduct): boolean {
  if (typeId !== "configurable") return true;
  return links.some((id) => {
    const sku = state.products.get(id)?.sku;
    const rows = sku === undefined ? [] : [...(state.sourceItems.get(skuKey(sku))?.values() ?? [])];
    return rows.some(({ quantity, status }) => status === 1 && Number(quantity) > 0);
  });
}

export function setOptions(state: State, product: StoredProduct, extension: Doc): void {
  product.options = docsIn(extension, "configurable_product_options").map((option, index) => ({
    id: numberIn(option, "id") ?? state.id("configurable_option"),
    attributeId: textIn(option, "attribute_id") ?? "",
    label: textIn(option, "label") ?? "",
    position: numberIn(option, "position") ?? index,
    values: docsIn(option, "values").map((value) => numberIn(value, "value_index") ?? 0),
  }));
  makeConfigurable(product);
}

/** Whatever it was, it is a configurable product now, and has no price of its own. */
function makeConfigurable(product: StoredProduct): void {
  product.typeId = "configurable";
  product.price = "0";
}

export function deleteProduct(state: State, sku: string): SandboxReply {
  dropProduct(state, storedProduct(state, sku).id);
  return ok(true);
}

/** Its rows at the sources stay, as long as inventory is not set to follow the catalog (Magento's default). */
export function dropProduct(state: State, id: number): void {
  const product = state.products.get(id);
  if (!product) return;
  state.products.delete(id);
  for (const link of product.links) dropProduct(state, link);
}
