/** What a write changes on a product or variation, with the shop's silent acceptances. */
import { priceText } from "./decimals.ts";
import { flag, integer, list, RestError } from "./rest.ts";
import type { Attribute, Image, Obj, Product, Shop } from "./state.ts";
import { isObj, metaList, nextId, slugify } from "./state.ts";
import { setStock } from "./stock.ts";
import { escapeName } from "./terms.ts";
import { localToMs } from "./time.ts";

const PLAIN = [
  "description",
  "short_description",
  "featured",
  "catalog_visibility",
  "virtual",
  "downloadable",
  "external_url",
  "button_text",
  "tax_status",
  "tax_class",
  "sold_individually",
  "weight",
  "shipping_class",
  "purchase_note",
  "menu_order",
];
const TYPES = ["simple", "grouped", "external", "variable"];
const BACKORDERS = ["no", "notify", "yes"];

export function blankProduct(shop: Shop, parentId: number): Product {
  const now = shop.clock.now();
  return {
    id: 0,
    parentId,
    type: parentId ? "variation" : "simple",
    name: "Product",
    slug: "",
    status: "publish",
    created: now,
    modified: now,
    sku: "",
    gtin: "",
    regularPrice: "",
    salePrice: "",
    saleFrom: null,
    saleTo: null,
    manageStock: false,
    stock: null,
    stockStatus: "instock",
    backorders: "no",
    lowStock: null,
    totalSales: 0,
    categories: parentId ? [] : [15],
    tags: [],
    brands: [],
    images: [],
    attributes: [],
    chosen: [],
    meta: [],
    fields: {
      description: "",
      short_description: "",
      featured: false,
      catalog_visibility: "visible",
      virtual: false,
      downloadable: false,
      external_url: "",
      button_text: "",
      tax_status: "taxable",
      tax_class: "",
      sold_individually: false,
      weight: "",
      dimensions: { length: "", width: "", height: "" },
      shipping_class: "",
      purchase_note: "",
      menu_order: 0,
    },
  };
}

/** Applies a body to a draft of the product; nothing is kept when it throws. */
export function applyProduct(shop: Shop, product: Product, body: Obj): void {
  if (body["name"] !== undefined) product.name = escapeName(String(body["name"]));
  if (body["type"] !== undefined && product.type !== "variation")
    product.type = TYPES.includes(String(body["type"])) ? String(body["type"]) : "simple";
  if (body["status"] !== undefined) product.status = String(body["status"]);
  for (const name of PLAIN) if (body[name] !== undefined && body[name] !== null) product.fields[name] = body[name];
  if (isObj(body["dimensions"]))
    product.fields["dimensions"] = { ...(product.fields["dimensions"] as Obj), ...body["dimensions"] };
  if (body["slug"] !== undefined) product.slug = String(body["slug"]);
  applyCodes(shop, product, body);
  applyPrices(shop, product, body);
  applyStock(shop, product, body);
  applyTerms(shop, product, body);
  if (body["images"] !== undefined) product.images = images(shop, body["images"]);
  if (isObj(body["image"])) product.images = images(shop, [body["image"]]);
  if (Array.isArray(body["attributes"])) applyAttributes(shop, product, body["attributes"]);
  product.meta = metaList(shop, body["meta_data"], product.meta);
}

function applyCodes(shop: Shop, product: Product, body: Obj): void {
  if (body["sku"] !== undefined) {
    const sku = String(body["sku"]).trim();
    const other = sku === "" ? undefined : bySku(shop, sku, product.id);
    if (other?.status === "trash")
      throw new RestError(
        400,
        "woocommerce_rest_product_not_created",
        `The product with SKU (${sku}) you are trying to insert is already present in the lookup table`,
      );
    if (other)
      throw new RestError(400, "product_invalid_sku", "Invalid or duplicated SKU.", {
        resource_id: other.id,
        unique_sku: freeSku(shop, sku),
      });
    product.sku = sku;
  }
  if (body["global_unique_id"] === undefined) return;
  const gtin = String(body["global_unique_id"]).replace(/[^0-9-]/g, "");
  const other =
    gtin === "" ? undefined : [...shop.products.values()].find((one) => one.gtin === gtin && one.id !== product.id);
  if (other)
    throw new RestError(400, "product_invalid_global_unique_id", "Invalid or duplicated GTIN, UPC, EAN or ISBN.", {
      resource_id: other.id,
    });
  product.gtin = gtin;
}

export function bySku(shop: Shop, sku: string, except = 0): Product | undefined {
  const id = shop.skus.get(sku.toLowerCase());
  return id === undefined || id === except ? undefined : shop.products.get(id);
}

export function freeSku(shop: Shop, sku: string): string {
  for (let suffix = 1; ; suffix += 1) if (!bySku(shop, `${sku}-${suffix}`)) return `${sku}-${suffix}`;
}

function applyPrices(shop: Shop, product: Product, body: Obj): void {
  if (body["regular_price"] !== undefined) product.regularPrice = priceText(body["regular_price"]);
  if (body["sale_price"] !== undefined) product.salePrice = priceText(body["sale_price"]);
  if (product.salePrice !== "" && Number(product.salePrice) >= Number(product.regularPrice)) product.salePrice = "";
  product.saleFrom = saleDate(shop, body, "date_on_sale_from", product.saleFrom);
  product.saleTo = saleDate(shop, body, "date_on_sale_to", product.saleTo);
}

function saleDate(shop: Shop, body: Obj, name: string, existing: number | null): number | null {
  const gmt = body[`${name}_gmt`];
  const local = body[name];
  if (gmt === "" || local === "") return null;
  if (typeof gmt === "string") return Date.parse(`${gmt.slice(0, 19)}Z`) || 0;
  if (typeof local === "string") return readLocal(shop, local);
  return existing;
}

/** A date the shop cannot read becomes the start of 1970 by its own clock. */
function readLocal(shop: Shop, text: string): number {
  const full = text.length === 10 ? `${text}T00:00:00` : text.slice(0, 19);
  return localToMs(shop.zone, Number.isNaN(Date.parse(`${full}Z`)) ? "1970-01-01T00:00:00" : full);
}

function applyStock(shop: Shop, product: Product, body: Obj): void {
  const manage = body["manage_stock"];
  if (manage !== undefined && manage !== null) product.manageStock = manage === "parent" ? false : flag(manage);
  if (manage === false) product.stock = null;
  if (body["backorders"] !== undefined)
    product.backorders = BACKORDERS.includes(String(body["backorders"])) ? String(body["backorders"]) : "no";
  if (body["low_stock_amount"] !== undefined) product.lowStock = integer(body["low_stock_amount"]) ?? null;
  const status = body["stock_status"];
  if (["instock", "outofstock", "onbackorder"].includes(String(status))) product.stockStatus = String(status);
  const shopManages = shop.settings.get("woocommerce_manage_stock")?.value !== "no";
  // Under a parent that manages stock a variation keeps the number written, unseen until the parent stops.
  const parent = shop.products.get(product.parentId);
  if (!product.manageStock && parent?.manageStock && body["stock_quantity"] !== undefined)
    product.stock = integer(body["stock_quantity"]) ?? 0;
  if (!product.manageStock || !shopManages) return;
  if (body["stock_quantity"] !== undefined) setStock(shop, product, integer(body["stock_quantity"]) ?? 0);
  else if (body["inventory_delta"] !== undefined)
    setStock(shop, product, (product.stock ?? 0) + (integer(body["inventory_delta"]) ?? 0));
  else product.stock ??= 0;
}

function applyTerms(shop: Shop, product: Product, body: Obj): void {
  const ids = (name: string) =>
    (Array.isArray(body[name]) ? body[name] : []).flatMap((entry) => {
      const id = isObj(entry) ? (integer(entry["id"]) ?? tagByName(shop, name, entry["name"])) : undefined;
      return id && shop.terms.has(id) ? [id] : [];
    });
  if (body["categories"] !== undefined) {
    const found = ids("categories");
    product.categories = found.length > 0 ? found : [15];
  }
  if (body["tags"] !== undefined) product.tags = ids("tags");
  if (body["brands"] !== undefined) product.brands = ids("brands");
}

function tagByName(shop: Shop, kind: string, name: unknown): number | undefined {
  if (kind !== "tags" || !name) return undefined;
  const text = escapeName(String(name));
  const existing = [...shop.terms.values()].find((term) => term.taxonomy === "product_tag" && term.name === text);
  if (existing) return existing.id;
  const id = nextId(shop, "term");
  shop.terms.set(id, {
    id,
    taxonomy: "product_tag",
    name: text,
    slug: slugify(text),
    parent: 0,
    description: "",
    fields: {},
  });
  return id;
}

/** A file of the shop itself, or an image of the hub beside it on this machine. */
const HERE = /^http:\/\/(?:127\.0\.0\.1|localhost):\d+\/(?:sample\/mug\.png|images\/[0-9a-f]{32}\/[0-9a-f]{48}\.\w+)$/;

/** What a shop loads: real image files, of an offline shop only its own; never private addresses. */
function isReachable(shop: Shop, src: string): boolean {
  if (HERE.test(src)) return true;
  if (shop.features.offline || /^https?:\/\/(10|127|192\.168)\./.test(src)) return false;
  return /^https?:\/\//.test(src);
}

/** WordPress numbers a file whose name is taken: mug.jpg, mug-1.jpg. */
function freeFile(shop: Shop, file: string): string {
  const taken = new Set([...shop.media.values()].map((image) => image.src));
  const dot = file.lastIndexOf(".");
  let free = file;
  for (let suffix = 1; taken.has(free); suffix += 1) free = `${file.slice(0, dot)}-${suffix}${file.slice(dot)}`;
  return free;
}

function images(shop: Shop, given: unknown): Image[] {
  return (Array.isArray(given) ? given : []).flatMap((entry) => {
    if (!isObj(entry)) return [];
    const id = integer(entry["id"]);
    if (id) {
      const existing = shop.media.get(id);
      if (!existing) throw new RestError(400, "woocommerce_product_invalid_image_id", `#${id} is an invalid image ID.`);
      // The shop's own code skips an empty text, so that none can be taken away.
      const alt = String(entry["alt"] ?? "");
      if (alt !== "") existing.alt = alt;
      return [existing];
    }
    const src = String(entry["src"] ?? "");
    if (src === "") return [];
    const file = src.split(/[?#]/)[0]?.split("/").pop() ?? "";
    if (!isReachable(shop, src) || !/\.(png|jpe?g|webp|gif)$/i.test(file))
      throw new RestError(
        400,
        "woocommerce_product_image_upload_error",
        `Error getting remote image ${src}. Error: A valid URL was not provided.`,
      );
    const image: Image = {
      id: nextId(shop, "post"),
      src: freeFile(shop, file),
      name: String(entry["name"] ?? file),
      alt: String(entry["alt"] ?? ""),
      at: shop.clock.now(),
    };
    shop.media.set(image.id, image);
    return [image];
  });
}

function attributeName(shop: Shop, id: number, name: unknown): string {
  return id ? String(shop.attributes.get(id)?.["name"] ?? "") : String(name ?? "");
}

function applyAttributes(shop: Shop, product: Product, given: unknown[]): void {
  const entries = given.filter(isObj).map((entry) => ({ entry, id: integer(entry["id"]) ?? 0 }));
  if (product.type !== "variation") {
    product.attributes = entries.map(
      ({ entry, id }): Attribute => ({
        id,
        name: attributeName(shop, id, entry["name"]),
        position: integer(entry["position"]) ?? 0,
        visible: flag(entry["visible"]),
        variation: flag(entry["variation"]),
        options: list(entry["options"]),
      }),
    );
    return;
  }
  // Attributes the parent does not know, or not for variations, are dropped without a word.
  const parent = shop.products.get(product.parentId);
  product.chosen = entries.flatMap(({ entry, id }) => {
    const name = attributeName(shop, id, entry["name"]);
    const existing = parent?.attributes.find(
      (one) => one.variation && one.id === id && one.name.toLowerCase() === name.toLowerCase(),
    );
    return existing ? [{ id, name: existing.name, option: String(entry["option"] ?? "") }] : [];
  });
}
