import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { conflict, done, failure, invalid, notFound, ok, page } from "./replies.ts";
import {
  addToCatalog,
  index,
  type Money,
  now,
  removeFromCatalog,
  type State,
  type StoredProduct,
  type StoredVariant,
  unindex,
} from "./state.ts";

const OBJECT_ID = /^[0-9a-f]{24}$/;
const MOST_VARIANTS = 250;

export function products(request: SandboxRequest, state: State, parts: readonly string[]): SandboxReply {
  const [id, part, variantId] = parts;
  if (id === undefined) return request.method === "GET" ? list(request, state) : create(request, state);
  if (request.method === "GET" && part === undefined) return byIds(id, state);
  const product = state.products.get(id);
  if (!product) return notFound;
  if (part === undefined) return request.method === "DELETE" ? remove(state, product) : update(request, state, product);
  if (part !== "variants") return notFound;
  return variantId === undefined
    ? createVariant(request, state, product)
    : oneVariant(request, state, { product, variantId });
}

function list(request: SandboxRequest, state: State): SandboxReply {
  const text = (query: URLSearchParams, name: string) => query.get(name)?.split(",");
  return page(request, state.products.values(), {
    name: "products",
    keep: (product, query) => text(query, "type")?.includes(product.type) ?? true,
    show,
  });
}

function byIds(ids: string, state: State): SandboxReply {
  const requested = ids.split(",");
  if (requested.length > 50 || requested.some((id) => !OBJECT_ID.test(id)))
    return invalid("A product id is not valid.");
  const found = requested.map((id) => state.products.get(id));
  if (found.some((one) => one === undefined)) return notFound;
  return ok({ products: found.flatMap((one) => (one ? [show(one)] : [])) });
}

const show = (product: StoredProduct): object => ({
  ...product,
  url: `/shop/p/${product.urlSlug}`,
  seoOptions: { title: null, description: null },
  variants: product.variants.map((variant) => showVariant(product, variant)),
});

function showVariant({ type }: StoredProduct, variant: StoredVariant): object {
  const { stock, pricing, shippingMeasurements, ...rest } = variant;
  if (type === "GIFT_CARD") return { ...rest, pricing: { basePrice: pricing.basePrice } };
  return { ...rest, pricing, stock, shippingMeasurements, mpn: null, image: null };
}

interface Fields {
  readonly type?: string;
  readonly storePageId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly urlSlug?: string;
  readonly tags?: string[];
  readonly isVisible?: boolean;
  readonly variantAttributes?: string[];
  readonly productAttributeNames?: string[];
  readonly variants?: readonly VariantFields[];
}

interface VariantFields {
  readonly sku?: string;
  readonly gtin?: string | null;
  readonly pricing?: { readonly basePrice?: Money; readonly onSale?: boolean; readonly salePrice?: Money | null };
  readonly stock?: { readonly quantity?: number; readonly unlimited?: boolean };
  readonly attributes?: Record<string, string>;
  readonly shippingMeasurements?: object;
}

function create(request: SandboxRequest, state: State): SandboxReply {
  const body = (request.json() ?? {}) as Fields;
  if (body.type === "DIGITAL")
    return failure(405, "METHOD_NOT_ALLOWED", "OPERATION_NOT_ALLOWED_FOR_PRODUCT_TYPE", "Downloads cannot be created.");
  if (!body.type || !body.storePageId) return invalid("type and storePageId are required.", "MISSING_ARGUMENT");
  const urlSlug = body.urlSlug ?? state.hexId();
  if (isTaken(state, urlSlug, null)) return conflict("URL_SLUG_UNAVAILABLE", "The URL slug is taken.");
  const at = now(state);
  const product: StoredProduct = {
    id: state.hexId(),
    type: body.type,
    storePageId: body.storePageId,
    name: body.name ?? "",
    description: body.description ?? "",
    urlSlug: urlSlug.toLowerCase(),
    tags: body.tags ?? [],
    isVisible: body.isVisible ?? false,
    variantAttributes: body.variantAttributes ?? [],
    variants: [],
    images: [],
    createdOn: at,
    modifiedOn: at,
  };
  for (const fields of body.variants ?? []) {
    const wrong = variantProblem(state, product, fields, null);
    if (wrong) return wrong;
    product.variants.push(newVariant(state, fields));
  }
  addToCatalog(state, product);
  return ok(show(product), 201);
}

const isTaken = (state: State, slug: string, own: StoredProduct | null): boolean =>
  [...state.products.values()].some((one) => one !== own && one.urlSlug === slug.toLowerCase());

function update(request: SandboxRequest, state: State, product: StoredProduct): SandboxReply {
  const body = (request.json() ?? {}) as Fields;
  if (body.variants !== undefined) return invalid("Variants have their own endpoint.");
  if (body.urlSlug !== undefined && isTaken(state, body.urlSlug, product))
    return conflict("URL_SLUG_UNAVAILABLE", "The URL slug is taken.");
  const { name, description, urlSlug, tags, isVisible, productAttributeNames } = body;
  const next = { name, description, urlSlug, tags, isVisible, variantAttributes: productAttributeNames };
  Object.assign(product, Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)));
  product.modifiedOn = now(state);
  return ok(show(product));
}

function remove(state: State, product: StoredProduct): SandboxReply {
  removeFromCatalog(state, product);
  return done;
}

function variantProblem(
  state: State,
  product: StoredProduct,
  fields: VariantFields,
  own: StoredVariant | null,
): SandboxReply | null {
  const amounts = [fields.pricing?.basePrice, fields.pricing?.salePrice].filter(
    (one) => one !== undefined && one !== null,
  );
  if (amounts.some((amount) => amount.currency !== state.currency))
    return failure(400, "INVALID_REQUEST_ERROR", "CURRENCY_MISMATCH", `Prices are in ${state.currency}.`);
  if (own === null && (!fields.sku || !fields.pricing?.basePrice))
    return invalid("sku and pricing are required.", "MISSING_ARGUMENT");
  if (product.variants.some((one) => one !== own && one.sku === fields.sku))
    return conflict("SKU_UNAVAILABLE", "Another variant has this SKU.");
  if (Object.keys(fields.attributes ?? {}).some((name) => !product.variantAttributes.includes(name)))
    return invalid("An attribute is none of the product's.");
  return product.variants.length >= MOST_VARIANTS && own === null
    ? conflict("ENTITY_LIMIT_REACHED", "Too many.")
    : null;
}

function newVariant(state: State, fields: VariantFields): StoredVariant {
  const { basePrice, onSale = false, salePrice = null } = fields.pricing ?? {};
  return {
    id: state.uuid(),
    sku: fields.sku ?? "",
    gtin: fields.gtin ?? null,
    pricing: { basePrice: basePrice ?? { currency: state.currency, value: "0.00" }, onSale, salePrice },
    stock: { quantity: fields.stock?.quantity ?? 0, unlimited: fields.stock?.unlimited ?? false },
    attributes: fields.attributes ?? {},
    shippingMeasurements: fields.shippingMeasurements ?? null,
  };
}

function createVariant(request: SandboxRequest, state: State, product: StoredProduct): SandboxReply {
  if (request.method !== "POST") return notFound;
  const fields = (request.json() ?? {}) as VariantFields;
  if (product.variantAttributes.length === 0) return invalid("The product has no attributes.");
  const wrong = variantProblem(state, product, fields, null);
  if (wrong) return wrong;
  const variant = newVariant(state, fields);
  product.variants.push(variant);
  index(state, product, variant);
  product.modifiedOn = now(state);
  return ok(showVariant(product, variant), 201);
}

function oneVariant(
  request: SandboxRequest,
  state: State,
  { product, variantId }: { readonly product: StoredProduct; readonly variantId: string },
): SandboxReply {
  const variant = product.variants.find(({ id }) => id === variantId);
  if (!variant) return notFound;
  if (request.method === "DELETE") {
    if (product.variants.length === 1) return conflict("INSUFFICIENT_PRODUCT_VARIANTS", "A product needs a variant.");
    product.variants.splice(product.variants.indexOf(variant), 1);
    unindex(state, variant);
    product.modifiedOn = now(state);
    return done;
  }
  const fields = (request.json() ?? {}) as VariantFields;
  if (fields.stock !== undefined) return invalid("Stock has its own endpoint.");
  const wrong = variantProblem(state, product, fields, variant);
  if (wrong) return wrong;
  unindex(state, variant);
  const pricing = { ...variant.pricing, ...fields.pricing };
  if (fields.pricing?.onSale === false) pricing.salePrice = null;
  const { sku = variant.sku, gtin = variant.gtin, attributes = variant.attributes } = fields;
  const { shippingMeasurements = variant.shippingMeasurements } = fields;
  Object.assign(variant, { sku, gtin, attributes, pricing, shippingMeasurements });
  index(state, product, variant);
  product.modifiedOn = now(state);
  return ok(showVariant(product, variant));
}
