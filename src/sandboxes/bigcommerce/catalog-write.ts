/** Making and changing products: one call makes a product with its options and variants. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { productView, variantImage, variantView } from "./catalog-view.ts";
import type { Tree } from "./replies.ts";
import { asRows, asTree, v3Error, v3One } from "./replies.ts";
import type { Amount, Option, Product, Size, State, Variant } from "./state.ts";
import { amountOf, second, touch } from "./state.ts";

function amountIn(row: Tree, name: string): Amount | undefined {
  const value = row[name];
  return typeof value === "number" ? amountOf(value) : undefined;
}

function sizeIn({ width, depth, height }: Tree): Size | undefined {
  if (typeof width !== "number" || typeof depth !== "number" || typeof height !== "number") return undefined;
  return { width, depth, height };
}

/** The fields of a variant that may be written; a null price falls back to the product's. */
export function setVariant(variant: Variant, row: Tree): void {
  if (row["price"] === null) variant.price = null;
  variant.price = amountIn(row, "price") ?? variant.price;
  variant.salePrice = amountIn(row, "sale_price") ?? variant.salePrice;
  variant.cost = amountIn(row, "cost_price") ?? variant.cost;
  if (typeof row["weight"] === "number") variant.weight = row["weight"];
  variant.size = sizeIn(row) ?? variant.size;
  if (typeof row["upc"] === "string") variant.upc = row["upc"];
  if (typeof row["image_url"] === "string") variant.imageSource = row["image_url"];
}

export function setProduct(state: State, product: Product, row: Tree): void {
  if (typeof row["name"] === "string") product.name = row["name"];
  if (typeof row["description"] === "string") product.description = row["description"];
  if (typeof row["is_visible"] === "boolean") product.visible = row["is_visible"];
  if (typeof row["weight"] === "number") product.weight = row["weight"];
  product.size = sizeIn(row) ?? product.size;
  if (typeof row["upc"] === "string") product.upc = row["upc"];
  product.price = amountIn(row, "price") ?? product.price;
  product.salePrice = amountIn(row, "sale_price") ?? product.salePrice;
  product.retailPrice = amountIn(row, "retail_price") ?? product.retailPrice;
  product.cost = amountIn(row, "cost_price") ?? product.cost;
  if (Array.isArray(row["categories"])) product.categories = row["categories"].map(Number);
  if (typeof row["sku"] === "string") {
    product.sku = row["sku"];
    const base = product.options.length === 0 ? product.variants[0] : undefined;
    if (base) base.sku = product.sku;
  }
  const { inventory_tracking: tracking } = row;
  if (tracking === "none" || tracking === "product" || tracking === "variant") product.tracking = tracking;
  if (typeof row["brand_name"] === "string") product.brandId = brandId(state, row["brand_name"]);
  if (Array.isArray(row["images"])) addImages(state, product, asRows(row["images"]).map(asTree));
}

function brandId(state: State, name: string): number {
  const existing = [...state.brands].find(([, other]) => other === name)?.[0];
  const id = existing ?? state.nextId();
  state.brands.set(id, name);
  return id;
}

function addImages(state: State, product: Product, rows: readonly Tree[]): void {
  for (const row of rows)
    product.images.push({
      id: state.nextId(),
      url: String(row["image_url"] ?? ""),
      description: typeof row["description"] === "string" ? row["description"] : "",
      isThumbnail: row["is_thumbnail"] === true,
      order: Number(row["sort_order"] ?? 0),
    });
}

export function newProduct(state: State, name: string): Product {
  const now = second(state);
  const id = state.nextId();
  return {
    id,
    name,
    description: "",
    sku: "",
    upc: "",
    price: 0n,
    salePrice: 0n,
    retailPrice: 0n,
    cost: 0n,
    weight: 0,
    size: null,
    categories: [],
    brandId: 0,
    tracking: "none",
    visible: true,
    images: [],
    options: [],
    variants: [],
    picks: [],
    stock: new Map(),
    created: now,
    modified: now,
  };
}

export function newVariant(
  state: State,
  product: Product,
  sku: string,
  pairs: readonly (readonly [string, string])[],
): Variant {
  const options = pairs.map(([name, label]) => {
    const option = product.options.find((one) => one.name === name) ?? addOption(state, product, name);
    const existing = option.values.find((one) => one.label === label);
    const value = existing ?? { id: state.nextId(), label };
    if (!existing) option.values.push(value);
    return { option, value };
  });
  const variant: Variant = {
    id: state.nextId(),
    sku,
    price: null,
    salePrice: null,
    cost: null,
    weight: null,
    size: null,
    upc: "",
    imageSource: "",
    options,
    stock: new Map(),
  };
  product.variants.push(variant);
  return variant;
}

function addOption(state: State, product: Product, name: string): Option {
  const option: Option = { id: state.nextId(), name, values: [] };
  product.options.push(option);
  return option;
}

export function createProduct(state: State, request: SandboxRequest): SandboxReply {
  const row = asTree(request.json());
  const { name, weight, price, type } = row;
  if (
    typeof name !== "string" ||
    name === "" ||
    name.length > 250 ||
    typeof weight !== "number" ||
    typeof price !== "number" ||
    type === undefined
  )
    return v3Error(422, "name, type, weight and price are required");
  const rows = asRows(row["variants"]).map(asTree);
  const skus = [row["sku"], ...rows.map((one) => one["sku"])].filter((sku) => typeof sku === "string" && sku !== "");
  for (const one of state.products.values()) {
    if (one.name === name)
      return v3Error(409, "The product name is a duplicate", { name: "The product name is a duplicate" });
    if (one.variants.some(({ sku }) => skus.includes(sku)))
      return v3Error(409, "The SKU is a duplicate", { sku: "The SKU is a duplicate" });
  }
  const product = newProduct(state, name);
  for (const one of rows) {
    const pairs = asRows(one["option_values"])
      .map(asTree)
      .map((value) => [String(value["option_display_name"]), String(value["label"])] as const);
    setVariant(newVariant(state, product, String(one["sku"] ?? ""), pairs), one);
  }
  if (rows.length === 0) newVariant(state, product, String(row["sku"] ?? ""), []);
  setProduct(state, product, row);
  state.products.set(product.id, product);
  state.emit("store/product/created", { type: "product", id: product.id });
  return v3One(productView(state, product, ["variants", "images"]));
}

/** One image a variant; another one takes its place. */
export function setVariantImage(state: State, product: Product, id: number, request: SandboxRequest): SandboxReply {
  const variant = product.variants.find((one) => one.id === id);
  if (!variant) return v3Error(404, `Variant ${id} was not found`);
  const { image_url: url } = asTree(request.json());
  if (typeof url !== "string" || !/^https?:/.test(url)) return v3Error(400, "image_url must be present");
  setVariant(variant, { image_url: url });
  touch(state, product);
  return v3One({ image_url: variantImage(variant) });
}

export function createVariant(state: State, product: Product, request: SandboxRequest): SandboxReply {
  const row = asTree(request.json());
  const pairs: (readonly [string, string])[] = [];
  for (const one of asRows(row["option_values"]).map(asTree)) {
    const option = product.options.find(({ id }) => id === one["option_id"]);
    const value = option?.values.find(({ id }) => id === one["id"]);
    if (!option || !value) return v3Error(422, "The option value does not exist", { option_values: "unknown" });
    pairs.push([option.name, value.label]);
  }
  if (pairs.length !== product.options.length) return v3Error(422, "Every option needs a value");
  const variant = newVariant(state, product, String(row["sku"] ?? ""), pairs);
  setVariant(variant, row);
  touch(state, product);
  state.emit("store/sku/created", {
    type: "sku",
    id: variant.id + 1,
    sku: { product_id: product.id, variant_id: variant.id },
  });
  return v3One(variantView(product, variant));
}
