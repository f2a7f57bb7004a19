/** /products and /products/{id}/variations. */

import { raise } from "../../connectors/kit/sandbox/missing.ts";
import { dateFilter } from "./filters.ts";
import { renderProduct, renderVariation, view } from "./product-view.ts";
import { applyProduct, blankProduct, freeSku } from "./product-write.ts";
import type { Answer, Call, Handler, Handlers } from "./rest.ts";
import { batch, flag, integer, list, paged, RestError } from "./rest.ts";
import type { Obj, Product } from "./state.ts";
import { dropProduct, metaList, nextId, saveProduct, slugify } from "./state.ts";
import { stockStatus, touch } from "./stock.ts";

const invalidId = (status: number) => new RestError(status, "woocommerce_rest_product_invalid_id", "Invalid ID.");

function matchesSearch(call: Call, product: Product): boolean {
  const { params } = call;
  const has = (text: string, needle: unknown) => text.toLowerCase().includes(String(needle).toLowerCase());
  return (
    (!params["search"] || has(product.name, params["search"])) &&
    (!params["search_sku"] || has(product.sku, params["search_sku"])) &&
    (!params["search_name_or_sku"] ||
      has(product.sku, params["search_name_or_sku"]) ||
      has(product.name, params["search_name_or_sku"])) &&
    (!params["global_unique_id"] || product.gtin === params["global_unique_id"])
  );
}

/** SKUs asked for, in lower case; a SKU that contains a comma is also tried whole. */
function requestedSkus(call: Call): string[] {
  const sku = String(call.params["sku"] ?? "");
  return sku === "" ? [] : [...new Set([sku, ...sku.split(",")])].map((one) => one.trim().toLowerCase());
}

function filtered(call: Call, parentId: number | null): Product[] {
  const { shop, params } = call;
  const skus = requestedSkus(call);
  const withVariations =
    skus.length > 0 || ["search_sku", "search_name_or_sku", "global_unique_id"].some((name) => params[name]);
  const include = list(params["include"]).map(Number);
  const numeric = include.filter((id) => Number.isInteger(id));
  const exclude = new Set(list(params["exclude"]).map(Number));
  const statuses = list(params["status"] ?? "any");
  const category = integer(params["category"]);
  const inWindow = dateFilter(shop, params);
  const candidates =
    parentId !== null && numeric.length === 0
      ? [...(shop.children.get(parentId) ?? [])].flatMap((id) => shop.products.get(id) ?? [])
      : numeric.length > 0
        ? numeric.flatMap((id) => shop.products.get(id) ?? [])
        : [...shop.products.values()];
  return candidates.filter(
    (product) =>
      (parentId === null
        ? withVariations || product.type !== "variation"
        : product.parentId === parentId && product.type === "variation") &&
      (include.length === 0 || numeric.includes(product.id)) &&
      !exclude.has(product.id) &&
      (statuses.includes("any") ? product.status !== "trash" : statuses.includes(product.status)) &&
      (skus.length === 0 || skus.includes(product.sku.toLowerCase())) &&
      (category === undefined || product.categories.includes(category)) &&
      (params["type"] === undefined || product.type === params["type"]) &&
      (params["stock_status"] === undefined || stockStatus(shop, product) === params["stock_status"]) &&
      matchesSearch(call, product) &&
      inWindow(product),
  );
}

function sorted(call: Call, rows: Product[]): Product[] {
  const by = call.params["orderby"];
  const key = (product: Product) => (by === "modified" ? product.modified : by === "id" ? product.id : product.created);
  rows.sort((a, b) =>
    by === "title"
      ? a.name.localeCompare(b.name)
      : Math.floor(key(a) / 1000) - Math.floor(key(b) / 1000) || a.id - b.id,
  );
  if (call.params["order"] !== "asc") rows.reverse();
  return rows;
}

function save(call: Call, draft: Product, body: Obj, isNew: boolean): void {
  const { shop } = call;
  if (isNew && draft.slug === "") draft.slug = slugify(draft.name);
  if (isNew) draft.id = nextId(shop, "post");
  draft.modified = shop.clock.now();
  saveProduct(shop, draft);
  touch(shop, draft);
  if (body["status"] !== "trash") shop.emit(isNew ? "product.created" : "product.updated", draft.id);
}

function created(call: Call, parentId: number): Product {
  const draft = blankProduct(call.shop, parentId);
  applyProduct(call.shop, draft, call.body);
  save(call, draft, call.body, true);
  return draft;
}

function edited(call: Call, existing: Product): Product {
  const draft = { ...existing, fields: { ...existing.fields }, meta: [...existing.meta] };
  applyProduct(call.shop, draft, call.body);
  save(call, draft, call.body, false);
  return draft;
}

const createProduct: Handler = (call) => {
  const product = created(call, 0);
  const location = `${call.origin}/wp-json/wc/v3/products/${product.id}`;
  return { status: 201, body: renderProduct(view(call, "edit"), product), headers: { Location: location } };
};

const editProduct: Handler = (call) => {
  const existing = call.shop.products.get(Number(call.at["id"]));
  if (existing?.type === "variation")
    throw new RestError(
      404,
      "woocommerce_rest_invalid_product_id",
      "To manipulate product variations you should use the /products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint.",
    );
  if (!existing) throw invalidId(400);
  return { status: 200, body: renderProduct(view(call, "edit"), edited(call, existing)) };
};

const getProduct: Handler = (call) => {
  const existing = call.shop.products.get(Number(call.at["id"])) ?? raise(invalidId(404));
  return { status: 200, body: renderProduct(view(call), existing) };
};

function trashOrErase(call: Call, existing: Product, render: (allow: boolean) => Obj): Answer {
  const { shop } = call;
  if (!flag(call.params["force"])) {
    if (existing.status === "trash")
      throw new RestError(410, "woocommerce_rest_already_trashed", "The product has already been deleted.");
    const body = render(true);
    existing.status = "trash";
    existing.modified = shop.clock.now();
    // Any trashed post fires the deleted topics of products and of coupons.
    shop.emit("product.deleted", existing.id);
    shop.emit("coupon.deleted", existing.id);
    return { status: 200, body };
  }
  const body = render(call.inBatch);
  dropProduct(shop, existing);
  return { status: 200, body };
}

const removeProduct: Handler = (call) => {
  const existing = call.shop.products.get(Number(call.at["id"])) ?? raise(invalidId(404));
  const v = view(call, "edit");
  return trashOrErase(call, existing, (allow) => renderProduct(allow ? v : { ...v, allow: null }, existing));
};

const duplicate: Handler = (call) => {
  const existing = call.shop.products.get(Number(call.at["id"])) ?? raise(invalidId(404));
  const { shop } = call;
  const copy: Product = {
    ...existing,
    id: nextId(shop, "post"),
    name: `${existing.name} (Copy)`,
    slug: "",
    status: "draft",
    gtin: "",
    sku: existing.sku === "" ? "" : freeSku(shop, existing.sku),
    created: shop.clock.now(),
    modified: shop.clock.now(),
    meta: metaList(shop, [
      ...existing.meta.map(({ key, value }) => ({ key, value })),
      { key: "duplicate_temp_brand_ids", value: existing.brands },
    ]),
  };
  saveProduct(shop, copy);
  return { status: 200, body: duplicateBody(call, copy) };
};

/** Fields of the raw data object that the emulator never fills. */
const DUPLICATE_UNUSED = {
  slug: "",
  date_on_sale_from: null,
  date_on_sale_to: null,
  total_sales: 0,
  upsell_ids: [],
  cross_sell_ids: [],
  parent_id: 0,
  reviews_allowed: true,
  attributes: [],
  default_attributes: [],
  post_password: "",
  shipping_class_id: 0,
  downloads: [],
  image_id: "",
  gallery_image_ids: [],
  download_limit: -1,
  download_expiry: -1,
  rating_counts: [],
  average_rating: "0",
  review_count: 0,
  cogs_value: null,
};

/** The duplicate route prints the raw data object, dates included. */
function duplicateBody(call: Call, copy: Product): Obj {
  const at = (ms: number) => ({
    date: new Date(ms).toISOString().slice(0, 19).replace("T", " "),
    timezone_type: 3,
    timezone: call.shop.zone,
  });
  const { dimensions, shipping_class: _class, external_url: _url, button_text: _text, ...stored } = copy.fields;
  const size = dimensions as Obj;
  return {
    ...DUPLICATE_UNUSED,
    ...stored,
    id: copy.id,
    name: copy.name,
    date_created: at(copy.created),
    date_modified: at(copy.modified),
    status: copy.status,
    sku: copy.sku,
    global_unique_id: copy.gtin,
    price: copy.regularPrice,
    regular_price: copy.regularPrice,
    sale_price: copy.salePrice,
    manage_stock: copy.manageStock,
    stock_quantity: copy.stock,
    stock_status: stockStatus(call.shop, copy),
    backorders: copy.backorders,
    low_stock_amount: copy.lowStock ?? "",
    length: size["length"],
    width: size["width"],
    height: size["height"],
    category_ids: copy.categories,
    tag_ids: copy.tags,
    meta_data: copy.meta,
  };
}

function variation(call: Call): Product {
  const existing = call.shop.products.get(Number(call.at["id"]));
  if (existing?.type === "variation" && existing.parentId === Number(call.at["product_id"])) return existing;
  throw new RestError(404, "woocommerce_rest_product_variation_invalid_id", "Invalid ID.");
}

const createVariation: Handler = (call) => {
  const parentId = Number(call.at["product_id"]);
  if (!call.shop.products.has(parentId)) throw invalidId(404);
  const made = created(call, parentId);
  return { status: 201, body: renderVariation(view(call, "edit"), made) };
};

const editVariation: Handler = (call) => ({
  status: 200,
  body: renderVariation(view(call, "edit"), edited(call, variation(call))),
});

const removeVariation: Handler = (call) => {
  const existing = variation(call);
  const v = view(call, "edit");
  return trashOrErase(call, existing, (allow) => renderVariation(allow ? v : { ...v, allow: null }, existing));
};

export const productHandlers: Handlers = {
  "GET /products": (call) =>
    paged(call, sorted(call, filtered(call, null)), (product) => renderProduct(view(call), product)),
  "POST /products": createProduct,
  "GET /products/:id": getProduct,
  "EDIT /products/:id": editProduct,
  "DELETE /products/:id": removeProduct,
  "EDIT /products/batch": (call) => batch(call, { create: createProduct, update: editProduct, remove: removeProduct }),
  "POST /products/:id/duplicate": duplicate,
  "GET /products/:product_id/variations": (call) =>
    paged(call, sorted(call, filtered(call, Number(call.at["product_id"]))), (product) =>
      renderVariation(view(call), product),
    ),
  "POST /products/:product_id/variations": createVariation,
  "GET /products/:product_id/variations/:id": (call) => ({
    status: 200,
    body: renderVariation(view(call), variation(call)),
  }),
  "EDIT /products/:product_id/variations/:id": editVariation,
  "DELETE /products/:product_id/variations/:id": removeVariation,
  "EDIT /products/:product_id/variations/batch": (call) =>
    batch(call, { create: createVariation, update: editVariation, remove: removeVariation }),
};
