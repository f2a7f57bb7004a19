/**
 * Words found at the head of columns, and the field they mean: those of this program's own export, of common shop
 * systems' product files, and what people write. Compared without case, spaces and punctuation; Arabic also without
 * its article, its vowels and the ways its letters are written.
 */
import { ARABIC_HEADINGS } from "./arabic-heads.ts";

/** Field by the words that mean it. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  handle: [
    "handle",
    "url handle",
    "product handle",
    "slug",
    "product id",
    "item group id",
    "group",
    "style",
    "style code",
  ],
  rowId: ["id", "row id"],
  parent: ["parent", "parent sku", "sku parent"],
  rowKind: ["type", "row type"],
  title: ["title", "name", "product name", "product title", "product", "item name", "post title"],
  descriptionHtml: [
    "description",
    "body html",
    "body",
    "description html",
    "long description",
    "product description",
    "post content",
  ],
  brand: ["brand", "brands", "vendor", "manufacturer", "brand name", "make"],
  productSku: ["product sku", "style sku", "model sku"],
  active: ["active", "status", "published", "is active", "enabled", "visible", "published on online store"],
  categories: [
    "categories",
    "category",
    "product category",
    "product type",
    "collection",
    "collections",
    "custom product type",
    "category path",
    "standard product type",
  ],
  tags: ["tags", "tag", "keywords", "labels"],
  productAttributes: ["product attributes"],
  productCost: ["product cost"],
  "productWeight:g": ["product weight g", "product weight grams"],
  "productLength:mm": ["product length mm"],
  "productWidth:mm": ["product width mm"],
  "productHeight:mm": ["product height mm"],
  taxClass: ["tax class", "tax code", "tax category", "variant tax code"],
  hsn: ["hsn", "hsn code", "hs code", "harmonized code", "harmonised code", "hsn sac"],
  gstRate: ["gst rate", "gst", "gst percent", "gst %", "tax rate", "gst rate %"],
  originCountry: ["country of origin", "origin", "origin country", "country"],
  images: ["images", "image urls", "pictures", "gallery", "photos"],
  imageUrl: ["image url", "image src", "image", "image link", "picture", "photo", "product image url"],
  imageAlt: ["image alt", "image alt text", "alt text", "alt"],
  imagePosition: ["image position"],
  imageSku: ["image of sku"],
  sku: [
    "sku",
    "variant sku",
    "item sku",
    "seller sku",
    "sku code",
    "item code",
    "article",
    "article number",
    "stock keeping unit",
  ],
  barcode: [
    "barcode",
    "variant barcode",
    "ean",
    "upc",
    "gtin",
    "isbn",
    "gtin upc ean or isbn",
    "ean code",
    "barcode isbn upc gtin etc",
  ],
  variantTitle: ["variant title", "variant name", "variant"],
  "option:Size": ["size"],
  "option:Color": ["color"],
  "option:Colour": ["colour"],
  "option:Material": ["material"],
  price: ["price", "variant price", "selling price", "unit price", "mrp price", "retail price"],
  compareAt: [
    "compare at price",
    "variant compare at price",
    "compare price",
    "mrp",
    "list price",
    "rrp",
    "was price",
    "msrp",
  ],
  regularPrice: ["regular price"],
  salePrice: ["sale price"],
  cost: ["cost", "cost per item", "cost price", "unit cost", "purchase price", "cost of goods"],
  currency: ["currency", "currency code"],
  "weight:g": ["weight g", "variant grams", "grams", "weight grams", "weight value grams"],
  "weight:kg": ["weight kg"],
  "weight:lb": ["weight lbs", "weight lb"],
  "weight:oz": ["weight oz"],
  weight: ["weight"],
  "length:mm": ["length mm"],
  "length:cm": ["length cm"],
  "length:m": ["length m"],
  "length:in": ["length in"],
  length: ["length"],
  "width:mm": ["width mm"],
  "width:cm": ["width cm"],
  "width:m": ["width m"],
  "width:in": ["width in"],
  width: ["width"],
  "height:mm": ["height mm"],
  "height:cm": ["height cm"],
  "height:m": ["height m"],
  "height:in": ["height in"],
  height: ["height"],
  variantActive: ["variant active", "variant status"],
  stockCounted: ["stock counted", "manage stock", "track quantity", "track inventory", "manage stock?"],
  variantAttributes: ["variant attributes"],
  variantImage: ["variant image", "variant image url"],
  stock: [
    "stock",
    "quantity",
    "qty",
    "on hand",
    "inventory",
    "variant inventory qty",
    "stock quantity",
    "inventory quantity",
    "available",
    "units",
  ],
};

const BY_WORD = new Map(
  [...Object.entries(TEXTS), ...Object.entries(ARABIC_HEADINGS)].flatMap(([id, terms]) =>
    terms.map((word) => [bare(word), id] as const),
  ),
);

/** Numbered columns: "Option1 Name", "Attribute 2 value(s)". */
const NUMBERED: readonly (readonly [RegExp, string])[] = [
  [/^(?:option|attribute)(\d{1,2})names?$/, "optionName"],
  [/^(?:option|attribute)(\d{1,2})values?$/, "optionValue"],
];

/** An option with which files say that a product has none. */
export const NO_OPTION = { name: "title", value: "default title" };

function bare(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\u064b-\u0652\u0640]/g, "")
    .replace(/[أإآٱ]/g, "ا")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه")
    .replace(/(^|[^\p{L}])ال(?=\p{L}{2})/gu, "$1")
    .replace(/[^\p{L}\p{N}%]+/gu, "");
}

/** The field a column's head means, or null. */
export function fieldOfHead(head: string): string | null {
  const withParameter = /^(stock|inventory|option|attribute|variant attribute)\s*:\s*(\S.*)$/i.exec(head.trim());
  if (withParameter) return parameterised(withParameter[1] ?? "", withParameter[2] ?? "");
  const word = bare(head);
  const cached = BY_WORD.get(word);
  if (cached !== undefined) return cached;
  for (const [pattern, id] of NUMBERED) {
    const place = pattern.exec(word)?.[1];
    if (place !== undefined && Number(place) >= 1 && Number(place) <= 10) return `${id}:${Number(place)}`;
  }
  return null;
}

function parameterised(word: string, parameter: string): string {
  const kind = word.toLowerCase().replace(/\s+/g, "");
  if (kind === "stock" || kind === "inventory") return `stock:${parameter}`;
  return kind === "variantattribute" ? `variantAttribute:${parameter}` : `${kind}:${parameter}`;
}
