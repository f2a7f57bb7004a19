import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { bad, missing, record } from "./replies.ts";
import type { State, StoredProduct, StoredVariant } from "./state.ts";
import { stamp } from "./state.ts";

/** Without `join` a product comes without variations and variants. */
export function productView(product: StoredProduct, request: SandboxRequest): object {
  const join = request.query.getAll("join").join(",").toLowerCase();
  const { variations, variants, ...rest } = product;
  return {
    ...rest,
    ...(join.includes("variations") ? { variations } : {}),
    ...(join.includes("variants") ? { variants } : {}),
  };
}

/** POST and PATCH of a product; PATCH replaces only the fields it names, lists of variants as a whole. */
export function saveProduct(request: SandboxRequest, id: string | null, state: State): SandboxReply {
  const body = record(request);
  const old = id === null ? undefined : state.products.get(id);
  if (id !== null && !old) return missing();
  const problem = problemWith(body, old, state);
  if (problem) return bad(problem);
  const product: StoredProduct = { ...(old ?? blank(state)), ...plainFields(body), updated_at: stamp(state) };
  if (Array.isArray(body.categories)) product.categories = body.categories.map((item) => namedCategory(item, state));
  if (Array.isArray(body.variations))
    product.variations = body.variations.map((item) => variation(item, product, state));
  if (Array.isArray(body.variants)) product.variants = body.variants.map((item) => variant(item, state));
  state.products.set(product.id, product);
  return { status: old ? 200 : 201, json: product };
}

function problemWith(
  body: Readonly<Record<string, Json>>,
  old: StoredProduct | undefined,
  state: State,
): string | null {
  if (!old && (typeof body.name !== "string" || body.name === "")) return "name should not be empty";
  for (const field of ["price", "sale_price", "quantity"]) {
    const value = body[field];
    if (value !== undefined && (typeof value !== "number" || value < 0)) return `${field} must not be less than 0`;
  }
  const slug = body.slug ?? old?.slug;
  if (typeof slug !== "string" || !/^[\x21-\x7e]+$/.test(slug)) return "slug must be in english";
  if ([...state.products.values()].some((other) => other.slug === slug && other.id !== old?.id))
    return "slug already exists";
  const { variants } = body;
  if (
    variants !== undefined &&
    (!Array.isArray(variants) || variants.some((item) => typeof fieldOf(item, "price") !== "number"))
  ) {
    return "variants.price must be a number";
  }
  return null;
}

function blank(state: State): StoredProduct {
  const now = stamp(state);
  return {
    id: state.uuid(),
    store_id: state.storeId,
    created_at: now,
    updated_at: now,
    name: "",
    price: 0,
    sale_price: 0,
    description: "",
    slug: "",
    sku: null,
    taager_code: null,
    thumb: "",
    images: [],
    quantity: 0,
    track_stock: false,
    disable_orders_for_no_stock: false,
    hidden: false,
    categories: [],
    variations: [],
    variants: [],
  };
}

/** Fields a client may set as they are; ids, times and lists with a life of their own are not among them. */
const PLAIN = [
  "name",
  "price",
  "sale_price",
  "description",
  "slug",
  "sku",
  "taager_code",
  "thumb",
  "images",
  "quantity",
  "track_stock",
  "disable_orders_for_no_stock",
  "hidden",
  "buy_now_text",
  "is_reviews_enabled",
  "fake_visitors_min",
  "fake_visitors_max",
  "fake_timer_hours",
  "is_quantity_hidden",
  "is_header_hidden",
  "is_free_shipping",
  "drop_shipping_provider",
];

function plainFields(body: Readonly<Record<string, Json>>): Partial<StoredProduct> {
  return Object.fromEntries(Object.entries(body).filter(([name]) => PLAIN.includes(name)));
}

function namedCategory(item: Json, state: State): { id: string; name?: string } {
  const id = textOf(item, "id") ?? "";
  const name = state.categories.get(id)?.name;
  return name === undefined ? { id } : { id, name };
}

function variation(item: Json, product: StoredProduct, state: State): Json {
  const id = textOf(item, "id") ?? state.uuid();
  const props = fieldOf(item, "props");
  return {
    id,
    name: textOf(item, "name") ?? "",
    product_id: product.id,
    type: textOf(item, "type") ?? "dropdown",
    props: (Array.isArray(props) ? props : []).map((prop) => ({
      id: textOf(prop, "id") ?? state.uuid(),
      name: textOf(prop, "name") ?? "",
      variation_id: id,
      value: textOf(prop, "value") ?? "",
    })),
  };
}

function variant(item: Json, state: State): StoredVariant {
  const id = textOf(item, "id") ?? state.uuid();
  const props = fieldOf(item, "variation_props");
  return {
    id,
    price: numberOf(item, "price"),
    sale_price: numberOf(item, "sale_price"),
    quantity: numberOf(item, "quantity"),
    taager_code: textOf(item, "taager_code") ?? null,
    variation_props: (Array.isArray(props) ? props : []).map((prop) => ({
      id: state.uuid(),
      variation: textOf(prop, "variation") ?? "",
      variation_prop: textOf(prop, "variation_prop") ?? "",
      product_variant_id: id,
    })),
  };
}

function fieldOf(item: Json | undefined, name: string): Json | undefined {
  if (item === null || typeof item !== "object" || Array.isArray(item)) return undefined;
  return Object.entries(item).find(([key]) => key === name)?.[1];
}

function textOf(item: Json | undefined, name: string): string | undefined {
  const value = fieldOf(item, name);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function numberOf(item: Json | undefined, name: string): number {
  const value = fieldOf(item, name);
  return typeof value === "number" ? value : 0;
}
