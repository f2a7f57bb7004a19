/** Products and variations as the REST API prints them. */
import { minorText, priceText, toMinor } from "./decimals.ts";
import type { Call } from "./rest.ts";
import { ITEM_METHODS, links } from "./rest.ts";
import type { Image, Obj, Product, Shop } from "./state.ts";
import { decimalsOf, setting } from "./state.ts";
import { stockHolder, stockStatus, variationsOf } from "./stock.ts";
import { datePair, localText, utcText } from "./time.ts";

export type ViewContext = "view" | "edit";

/** Where answers point to and in which context they are rendered. */
export interface View {
  readonly shop: Shop;
  readonly origin: string;
  readonly context: ViewContext;
  /** Null for deleted resources, whose links carry no hints. */
  readonly allow: string[] | null;
}

export function view(call: Call, context: ViewContext = call.method === "GET" ? "view" : "edit"): View {
  return { shop: call.shop, origin: call.origin, context, allow: ITEM_METHODS };
}

export function isOnSale(shop: Shop, product: Product): boolean {
  if (product.type === "variable") return variationsOf(shop, product.id).some((child) => isOnSale(shop, child));
  const now = shop.clock.now();
  if (product.salePrice === "" || Number(product.salePrice) >= Number(product.regularPrice)) return false;
  return (product.saleFrom === null || product.saleFrom <= now) && (product.saleTo === null || product.saleTo >= now);
}

export function currentPrice(shop: Shop, product: Product): string {
  if (product.type === "variable") {
    const prices = variationsOf(shop, product.id)
      .map((child) => currentPrice(shop, child))
      .filter((price) => price !== "");
    return prices.sort((a, b) => Number(a) - Number(b))[0] ?? "";
  }
  return isOnSale(shop, product) ? product.salePrice : product.regularPrice;
}

function priceHtml(shop: Shop, product: Product): string {
  const price = currentPrice(shop, product);
  if (price === "") return "";
  const decimals = decimalsOf(shop);
  const shown = minorText(toMinor(priceText(price), decimals), decimals).replace(".", ",");
  const symbol = `<span class="woocommerce-Price-currencySymbol">${setting(shop, "woocommerce_currency")}</span>`;
  return `<span class="woocommerce-Price-amount amount"><bdi>${symbol}&nbsp;${shown}</bdi></span>`;
}

function renderImage(v: View, image: Image): Obj {
  const at = `${v.origin}/wp-content/uploads/${image.src}`;
  return {
    id: image.id,
    date_created: localText(v.shop.zone, image.at),
    date_created_gmt: utcText(image.at),
    date_modified: localText(v.shop.zone, image.at),
    date_modified_gmt: utcText(image.at),
    src: at,
    name: image.name,
    alt: image.alt,
    srcset: `${at} 200w`,
    sizes: "(max-width: 200px) 100vw, 200px",
    thumbnail: at,
  };
}

function termRefs(shop: Shop, ids: readonly number[]): Obj[] {
  return ids.flatMap((id) => {
    const term = shop.terms.get(id);
    return term ? [{ id, name: term.name, slug: term.slug }] : [];
  });
}

function attributeSlug(shop: Shop, id: number, name: string, lower: boolean): string {
  const existing = shop.attributes.get(id);
  return existing ? String(existing["slug"]) : lower ? name.toLowerCase() : name;
}

function stockFields(shop: Shop, product: Product): Obj {
  const holder = stockHolder(shop, product);
  const own = product.manageStock && holder !== undefined;
  const isVariation = product.type === "variation";
  const backorders = isVariation && holder && holder !== product ? holder.backorders : product.backorders;
  return {
    manage_stock: own ? true : holder && isVariation ? "parent" : false,
    stock_quantity: holder ? holder.stock : product.stock,
    backorders,
    backorders_allowed: backorders !== "no",
    backordered: stockStatus(shop, product) === "onbackorder",
    low_stock_amount: product.lowStock,
  };
}

function priceFields(v: View, product: Product): Obj {
  return {
    price: currentPrice(v.shop, product),
    regular_price: product.type === "variable" ? "" : product.regularPrice,
    sale_price: product.type === "variable" ? "" : product.salePrice,
    ...datePair("date_on_sale_from", v.shop.zone, product.saleFrom),
    ...datePair("date_on_sale_to", v.shop.zone, product.saleTo),
    on_sale: isOnSale(v.shop, product),
    purchasable: currentPrice(v.shop, product) !== "" && product.status !== "trash",
  };
}

function chosenAttributes(shop: Shop, product: Product): Obj[] {
  return product.chosen.map((one) => ({
    id: one.id,
    name: one.name,
    slug: attributeSlug(shop, one.id, one.name, true),
    option: one.option,
  }));
}

function variationTitle(product: Product): string {
  return product.chosen.map((one) => one.option).join(", ");
}

function permalink(v: View, product: Product): string {
  if (product.type !== "variation") return `${v.origin}/product/${product.slug}/`;
  const parent = v.shop.products.get(product.parentId);
  const query = product.chosen.map((one) => `attribute_${attributeSlug(v.shop, one.id, one.name, true)}=${one.option}`);
  return `${v.origin}/product/${parent?.slug ?? ""}/?${query.join("&")}`;
}

function paragraph(text: unknown, context: ViewContext): unknown {
  const plain = String(text ?? "");
  if (context === "edit" || plain === "") return plain;
  return plain.startsWith("<p>") ? `${plain}\n` : `<p>${plain}</p>\n`;
}

/** Fields of a product that the emulator never fills. */
const UNUSED = {
  downloads: [],
  download_limit: -1,
  download_expiry: -1,
  shipping_class_id: 0,
  rating_count: 0,
  upsell_ids: [],
  cross_sell_ids: [],
  default_attributes: [],
  grouped_products: [],
  related_ids: [],
  post_password: "",
};

/** Text, shipping and tax fields, printed as they were stored. */
function contentFields(v: View, product: Product): Obj {
  const { description, short_description: short, ...stored } = product.fields;
  return {
    ...stored,
    description: paragraph(description, v.context),
    short_description: paragraph(short, v.context),
    shipping_required: stored["virtual"] !== true,
    shipping_taxable: stored["virtual"] !== true && stored["tax_status"] === "taxable",
    average_rating: v.context === "view" ? "0.00" : "0",
  };
}

/** The product shape; also of a variation asked for by its id, and of every webhook body. */
export function renderProduct(v: View, product: Product): Obj {
  const { shop } = v;
  const isVariation = product.type === "variation";
  const base = `${v.origin}/wp-json/wc/v3/products`;
  const up = isVariation ? { up: [{ href: `${base}/${product.parentId}` }] } : {};
  const title = `${shop.products.get(product.parentId)?.name ?? ""} - ${variationTitle(product)}`;
  return {
    ...UNUSED,
    ...contentFields(v, product),
    ...priceFields(v, product),
    ...stockFields(shop, product),
    ...bundleFields(shop, product),
    id: product.id,
    name: isVariation ? title : product.name,
    slug: product.slug,
    permalink: permalink(v, product),
    ...datePair("date_created", shop.zone, product.created),
    ...datePair("date_modified", shop.zone, product.modified),
    type: product.type,
    status: product.status,
    sku: product.sku,
    // A variation's count comes as text, a known slip of the shop.
    total_sales: isVariation ? String(product.totalSales) : product.totalSales,
    reviews_allowed: !isVariation,
    parent_id: product.parentId,
    categories: termRefs(shop, product.categories),
    brands: termRefs(shop, product.brands),
    tags: termRefs(shop, product.tags),
    images: product.images.map((image) => renderImage(v, image)),
    attributes: isVariation ? chosenAttributes(shop, product) : parentAttributes(shop, product),
    variations: product.type === "variable" ? variationsOf(shop, product.id).map((child) => child.id) : [],
    price_html: priceHtml(shop, product),
    meta_data: product.meta,
    stock_status: stockStatus(shop, product),
    has_options: product.type === "variable",
    global_unique_id: product.gtin,
    ...(isVariation && v.context === "view" ? inherited(shop, product) : {}),
    ...(v.context === "edit" && !isVariation
      ? { permalink_template: `${v.origin}/product/%pagename%/`, generated_slug: product.slug }
      : {}),
    _links: links(v.allow, `${base}/${product.id}`, base, up),
  };
}

/** Of Product Bundles; a product of another kind has the fields too, empty. */
function bundleFields(shop: Shop, product: Product): Obj {
  const set = shop.sets.get(product.id);
  if (set?.field !== "bundled_by") return {};
  const bundled_items = set.parts.map(({ sku, quantity }, menu_order) => ({
    bundled_item_id: menu_order + 1,
    product_id: shop.skus.get(sku.toLowerCase()),
    menu_order,
    quantity_min: quantity,
    quantity_max: quantity,
    optional: false,
  }));
  return { bundled_items };
}

function parentAttributes(shop: Shop, product: Product): Obj[] {
  return product.attributes.map((one) => ({
    id: one.id,
    name: one.name,
    slug: attributeSlug(shop, one.id, one.name, false),
    position: one.position,
    visible: one.visible,
    variation: one.variation,
    options: one.options,
  }));
}

/** A variation without a SKU, barcode or weight of its own shows its parent's. */
function inherited(shop: Shop, product: Product): Obj {
  const parent = shop.products.get(product.parentId);
  return {
    sku: product.sku || parent?.sku || "",
    global_unique_id: product.gtin || parent?.gtin || "",
    weight: product.fields["weight"] || parent?.fields["weight"] || "",
  };
}

/** The variation shape of the nested route: one `image`, no `images`. */
export function renderVariation(v: View, product: Product): Obj {
  const { shop } = v;
  const f = product.fields;
  const base = `${v.origin}/wp-json/wc/v3/products/${product.parentId}`;
  const image = product.images[0];
  return {
    id: product.id,
    type: "variation",
    ...datePair("date_created", shop.zone, product.created),
    ...datePair("date_modified", shop.zone, product.modified),
    description: paragraph(f["description"], v.context),
    permalink: permalink(v, product),
    ...inherited(shop, product),
    ...priceFields(v, product),
    status: product.status,
    virtual: f["virtual"],
    downloadable: f["downloadable"],
    downloads: [],
    download_limit: -1,
    download_expiry: -1,
    tax_status: f["tax_status"],
    tax_class: v.context === "edit" ? "parent" : "",
    ...stockFields(shop, product),
    stock_status: stockStatus(shop, product),
    dimensions: f["dimensions"],
    shipping_class: "",
    shipping_class_id: 0,
    image: image ? renderImage(v, image) : null,
    attributes: chosenAttributes(shop, product),
    menu_order: f["menu_order"],
    meta_data: product.meta,
    name: variationTitle(product),
    parent_id: product.parentId,
    _links: links(v.allow, `${base}/variations/${product.id}`, `${base}/variations`, { up: [{ href: base }] }),
  };
}
