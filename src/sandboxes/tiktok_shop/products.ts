/** Products, stock and prices (product API 202309 to 202509). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import type { ProductBody, SkuBody } from "./bodies.ts";
import { listingProblem } from "./listing-checks.ts";
import { pageOf, positionOf } from "./paging.ts";
import { ok, productJson, productRow, refusal } from "./replies.ts";
import type { State, StoredProduct, StoredSku } from "./state.ts";
import { findSku, notify, now, priceText } from "./state.ts";
import { nameOfAttribute } from "./taxonomy.ts";

const REACH = 10_000;
const MAX_QUANTITY = 99_999;

interface Search {
  readonly status?: string;
  readonly seller_skus?: readonly string[];
  readonly create_time_ge?: number;
  readonly create_time_le?: number;
  readonly update_time_ge?: number;
  readonly update_time_le?: number;
}

/** Newest first; both ends of a window belong to it. */
export function searchProducts(request: SandboxRequest, state: State): SandboxReply {
  const input = (request.json() ?? {}) as Search;
  if ((input.seller_skus?.length ?? 0) > 10)
    return refusal(12019027, 'The maximum count of "seller_skus" in the search filter is 10.');
  const size = Number(request.query.get("page_size"));
  if (!(size >= 1 && size <= 100)) return refusal(12052220, "page_size must be in [1, 100]");
  const rows = [...state.products.values()]
    .filter((product) => fits(product, input))
    .toSorted((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
  const far = 10 ** 12;
  const { rows: some, next } = pageOf(rows, {
    size,
    token: request.query.get("page_token") ?? "",
    position: (product) => positionOf(far - product.createdAt - 1, String(10n ** 22n - BigInt(product.id))),
  });
  const reported = rows.indexOf(some.at(-1) as StoredProduct);
  if (reported >= REACH) return refusal(12052180, "The search reaches 10,000 products. Narrow the filters.");
  return ok({ total_count: rows.length, products: some.map((one) => productRow(state, one)), next_page_token: next });
}

function fits(product: StoredProduct, input: Search): boolean {
  const within = (time: number, from: number | undefined, to: number | undefined) =>
    (from === undefined || time >= from) && (to === undefined || time <= to);
  if (input.status !== undefined && input.status !== "ALL" && input.status !== product.status) return false;
  if (input.seller_skus && !product.skus.some((sku) => input.seller_skus?.includes(sku.sellerSku))) return false;
  return (
    within(product.createdAt, input.create_time_ge, input.create_time_le) &&
    within(product.updatedAt, input.update_time_ge, input.update_time_le)
  );
}

export function getProduct(id: string, state: State): SandboxReply {
  const product = state.products.get(id);
  return product ? ok(productJson(state, product)) : refusal(12052260, "The product ID does not exist");
}

/** Refusals of the documented kind; null when the body may pass. */
function problemOf(body: ProductBody, state: State): SandboxReply | null {
  const min = ["US", "GB", "DE", "FR", "IT", "ES", "IE", "JP", "BR", "MX"].includes(state.shop.region) ? 1 : 25;
  if (body.title !== undefined && (body.title.length < min || body.title.length > 255))
    return refusal(12052048, `The title must have ${min} to 255 characters.`);
  if (
    body.main_images &&
    (body.main_images.length === 0 || body.main_images.some(({ uri }) => !state.pictures.has(uri)))
  )
    return refusal(12052722, "The image URI does not exist in TikTok Shop.");
  const version = state.shop.region === "US" ? "v2" : "v1";
  if (body.category_version !== undefined && body.category_version !== version)
    return refusal(12052217, "Incorrect category version.");
  for (const sku of body.skus ?? []) {
    const problem = skuProblem(sku, state);
    if (problem) return problem;
  }
  const pictures = (body.skus ?? []).flatMap((sku) => pictureProblem(sku.sales_attributes ?? [], state));
  if (pictures.some(Boolean)) return refusal(12052722, "The image URI does not exist in TikTok Shop.");
  const problem = primaryProblem(body.skus ?? []);
  if (problem) return problem;
  const shapes = new Set((body.skus ?? []).map((sku) => (sku.sales_attributes ?? []).length));
  if (shapes.size > 1) return refusal(12052501, "Each SKU must include the same number and type of sales attributes.");
  return null;
}

const pictureProblem = (attributes: NonNullable<SkuBody["sales_attributes"]>, state: State): boolean[] =>
  attributes.map(({ sku_img: picture }) => picture !== undefined && !state.pictures.has(picture.uri));

/** Pictures go with one attribute, and then with each of its values. */
function primaryProblem(skus: readonly SkuBody[]): SandboxReply | null {
  const all = skus.flatMap(({ sales_attributes: attributes = [] }) => attributes);
  const [primary, another] = new Set(all.flatMap(({ name, sku_img: picture }) => (picture ? [name] : [])));
  if (another !== undefined) return refusal(12052503, "Only one sales attribute may have images.");
  const isBare = primary !== undefined && all.some(({ name, sku_img: picture }) => name === primary && !picture);
  return isBare ? refusal(12052504, "Each value of the primary sales attribute needs an image.") : null;
}

function skuProblem(sku: SkuBody, state: State): SandboxReply | null {
  if (sku.seller_sku !== undefined && !/^\S{1,50}$/u.test(sku.seller_sku))
    return refusal(12052054, "The seller SKU text length cannot exceed max limit characters");
  if (sku.price && sku.price.currency !== state.currency)
    return refusal(12052084, "The provided currency is not available for this shop/region.");
  if (sku.inventory?.some(({ warehouse_id: id }) => !state.warehouses.some((one) => one.id === id)))
    return refusal(12052097, "The warehouse does not exist");
  if (sku.id === undefined && (!sku.price || !sku.inventory)) return refusal(12052516, "Missing inventory details.");
  return null;
}

export function createProduct(request: SandboxRequest, state: State): SandboxReply {
  const body = (request.json() ?? {}) as ProductBody;
  const key = body.idempotency_key ?? "";
  const before = state.given.get(`product ${key}`);
  if (key !== "" && before) return created(state, before);
  const missing = (["title", "description", "category_id", "main_images", "package_weight", "skus"] as const).find(
    (field) => body[field] === undefined,
  );
  if (missing) return refusal(36009004, `Invalid parameter: ${missing} is required`, 400);
  const problem = listingProblem(body, state) ?? problemOf(body, state);
  if (problem) return problem;
  const mark = body.external_product_id ?? "";
  const isTaken = [...state.products.values()].some((one) => one.status !== "DELETED" && one.mark === mark);
  if (mark !== "" && isTaken) return refusal(12052996, "external_id duplicated");
  const product: StoredProduct = {
    mark,
    id: state.id(),
    title: body.title ?? "",
    description: body.description ?? "",
    status: body.save_mode === "AS_DRAFT" ? "DRAFT" : state.audits === "approve" ? "ACTIVATE" : "PENDING",
    audit: body.save_mode === "AS_DRAFT" ? "NONE" : state.audits === "approve" ? "APPROVED" : "AUDITING",
    categoryId: body.category_id ?? "600003",
    brand: body.brand_id === undefined ? null : { id: body.brand_id, name: "Acme" },
    images: (body.main_images ?? []).map(({ uri }) => uri),
    weight: body.package_weight ?? { value: "0.3", unit: "KILOGRAM" },
    size: body.package_dimensions ?? null,
    skus: [],
    createdAt: now(state),
    updatedAt: now(state),
  };
  product.skus = (body.skus ?? []).map((sku) => newSku(sku, [], state));
  state.products.set(product.id, product);
  if (key !== "") state.given.set(`product ${key}`, product.id);
  notify(state, "PRODUCT_CREATION", { product_id: product.id, product_types: [], update_time: now(state) });
  return created(state, product.id);
}

function created(state: State, id: string): SandboxReply {
  const product = state.products.get(id);
  return ok({
    product_id: id,
    skus: product?.skus.map((sku) => ({
      id: sku.id,
      seller_sku: sku.sellerSku,
      sales_attributes: sku.attributes.map((one) => ({ id: one.id, value_id: one.value_id })),
    })),
  });
}

type Attributes = StoredSku["attributes"];

function attributesOf(body: SkuBody, existing: Attributes, state: State): Attributes {
  return (body.sales_attributes ?? []).map((given) => {
    const same = existing.find((one) => one.id === given.id || one.name === given.name);
    const valued = existing.find(
      (one) => one.value_id === given.value_id || (one.name === given.name && one.value_name === given.value_name),
    );
    return {
      id: same?.id ?? given.id ?? state.id(),
      name: same?.name ?? given.name ?? nameOfAttribute(given.id) ?? "",
      value_id: valued?.value_id ?? state.id(),
      value_name: given.value_name ?? valued?.value_name ?? "",
      // Blanked when it is left out, as every field of a SKU.
      ...(given.sku_img ? { picture: given.sku_img.uri } : {}),
    };
  });
}

function newSku(body: SkuBody, existing: Attributes, state: State): StoredSku {
  const stock = new Map(
    (body.inventory ?? []).map((one) => [one.warehouse_id, { available: one.quantity, committed: 0 }]),
  );
  return {
    id: state.id(),
    sellerSku: body.seller_sku ?? "",
    price: priceText(state, body.price?.sale_price ?? body.price?.amount ?? "0"),
    listPrice: body.list_price?.amount ?? null,
    barcode: body.identifier_code?.code ?? null,
    attributes: attributesOf(body, existing, state),
    externalId: body.external_sku_id ?? null,
    stock,
  };
}

/** Top-level fields left out stay; SKUs left out are deleted, fields left out of a SKU are blanked. */
export function editProduct(id: string, request: SandboxRequest, state: State): SandboxReply {
  const product = state.products.get(id);
  if (!product || product.status === "DELETED") return refusal(12052260, "The product ID does not exist");
  const body = (request.json() ?? {}) as ProductBody;
  const problem = problemOf(body, state);
  if (problem) return problem;
  const strange = body.skus?.find((sku) => sku.id !== undefined && !product.skus.some((one) => one.id === sku.id));
  if (strange) return refusal(12052556, "The SKU id not exist.");
  if (state.audits === "pend") {
    product.audit = "AUDITING";
    return ok({ product_id: id, skus: [], audit: { status: "AUDITING" } });
  }
  product.title = body.title ?? product.title;
  product.description = body.description ?? product.description;
  if (body.main_images) product.images = body.main_images.map(({ uri }) => uri);
  if (body.package_weight) product.weight = body.package_weight;
  if (body.package_dimensions) product.size = body.package_dimensions;
  if (body.skus) product.skus = body.skus.map((sku) => editedSku(sku, product, state));
  touchProduct(state, product, ["title"]);
  return ok({
    product_id: id,
    skus: product.skus.map((sku) => ({ id: sku.id, seller_sku: sku.sellerSku })),
    audit: { status: "APPROVED" },
  });
}

function editedSku(body: SkuBody, product: StoredProduct, state: State): StoredSku {
  const existing = product.skus.flatMap(({ attributes }) => attributes);
  const sku = product.skus.find(({ id }) => id === body.id);
  if (!sku) return newSku(body, existing, state);
  sku.sellerSku = body.seller_sku ?? "";
  sku.attributes = attributesOf(body, existing, state);
  sku.externalId = body.external_sku_id ?? null;
  if (body.price) sku.price = priceText(state, body.price.sale_price ?? body.price.amount ?? "0");
  return sku;
}

/** TikTok takes it off sale by itself. */
export function blockProduct(state: State, product: StoredProduct): void {
  product.status = "PLATFORM_DEACTIVATED";
  product.updatedAt = now(state);
  notify(state, "PRODUCT_STATUS_CHANGE", { product_id: product.id, status: product.status, update_time: now(state) });
}

export function touchProduct(state: State, product: StoredProduct, fields: readonly string[]): void {
  product.updatedAt = now(state);
  notify(state, "PRODUCT_INFORMATION_CHANGE", {
    product_id: product.id,
    change_source: "OPEN_API",
    changed_fields: fields,
    update_time: now(state),
  });
}

export function switchProducts(request: SandboxRequest, to: string, state: State): SandboxReply {
  const { product_ids: ids = [] } = (request.json() ?? {}) as { product_ids?: string[] };
  if (ids.length > 20) return refusal(12052900, "At most 20 products.");
  const errors = ids.flatMap((id) => {
    const product = state.products.get(id);
    if (!product || product.status === "DELETED")
      return [{ code: 12052032, message: "The product does not exist", detail: { product_id: id } }];
    product.status = to;
    product.updatedAt = now(state);
    return [];
  });
  return ok(errors.length === 0 ? {} : { errors });
}

interface InventoryBody {
  readonly skus?: readonly {
    readonly id: string;
    readonly inventory: readonly { readonly warehouse_id?: string; readonly quantity: number }[];
  }[];
}

export function updateInventory(id: string, request: SandboxRequest, state: State): SandboxReply {
  const product = state.products.get(id);
  if (!product || product.status === "DELETED") return refusal(12052260, "The product ID does not exist");
  if (product.status !== "ACTIVATE")
    return refusal(12052901, "The product in its current status is not available for this operation.");
  const { skus = [] } = (request.json() ?? {}) as InventoryBody;
  const errors: object[] = [];
  for (const input of skus) {
    const sku = product.skus.find((one) => one.id === input.id);
    if (!sku) return refusal(12052556, "The SKU id not exist.");
    const failures = failuresOf(input.inventory, sku, state);
    if (failures.length > 0)
      errors.push({ code: 12052990, message: "Check failed", detail: { sku_id: sku.id, extra_errors: failures } });
    else
      for (const { warehouse_id, quantity } of input.inventory) {
        const level = sku.stock.get(warehouse_id ?? [...sku.stock.keys()][0] ?? "");
        if (level) level.available = quantity;
      }
  }
  return ok(errors.length === 0 ? {} : { errors });
}

function failuresOf(
  desired: NonNullable<InventoryBody["skus"]>[number]["inventory"],
  sku: StoredSku,
  state: State,
): { warehouse_id: string; code: number; message: string }[] {
  const given = desired.map(({ warehouse_id: id }) => id ?? [...sku.stock.keys()][0] ?? "");
  const strange = given.find((id) => !sku.stock.has(id));
  const missing = [...sku.stock.keys()].find((id) => !given.includes(id));
  const wrong = strange ?? missing;
  if (wrong !== undefined)
    return [
      {
        warehouse_id: wrong,
        code: 12052533,
        message: "Removal, addition, and change of warehouses are not permitted.",
      },
    ];
  return desired
    .filter(({ quantity }) => quantity > MAX_QUANTITY || quantity < (state.refusesZero ? 1 : 0))
    .map(({ warehouse_id: id }) => ({
      warehouse_id: id ?? "",
      code: 12052055,
      message: "The SKU inventory quantity for the warehouse must be within allowed limits.",
    }));
}

export function searchInventory(request: SandboxRequest, state: State): SandboxReply {
  const input = (request.json() ?? {}) as { product_ids?: string[]; sku_ids?: string[] };
  if ((input.product_ids?.length ?? 0) > 100 || (input.sku_ids?.length ?? 0) > 600)
    return refusal(36009004, "Invalid parameter: too many ids", 400);
  const bySku = (input.sku_ids ?? []).flatMap((id) => findSku(state, id)?.product ?? []);
  const byId = (input.product_ids ?? []).flatMap((id) => state.products.get(id) ?? []);
  const found = [...new Set([...byId, ...bySku])].filter(({ status }) => status !== "DELETED");
  return ok({
    inventory: found.map((product) => ({
      product_id: product.id,
      skus: product.skus.map((sku) => {
        const levels = [...sku.stock];
        return {
          id: sku.id,
          seller_sku: sku.sellerSku,
          total_available_quantity: levels.reduce((sum, [, { available }]) => sum + available, 0),
          total_committed_quantity: levels.reduce((sum, [, { committed }]) => sum + committed, 0),
          warehouse_inventory: levels.map(([warehouse_id, { available, committed }]) => ({
            warehouse_id,
            available_quantity: available,
            committed_quantity: committed,
          })),
        };
      }),
    })),
  });
}

export function updatePrices(id: string, request: SandboxRequest, state: State): SandboxReply {
  const product = state.products.get(id);
  if (!product || product.status === "DELETED") return refusal(12052260, "The product ID does not exist");
  if (product.status !== "ACTIVATE")
    return refusal(12052901, "The product in its current status is not available for this operation.");
  const { skus = [] } = (request.json() ?? {}) as { skus?: SkuBody[] };
  for (const input of skus) {
    const problem = skuProblem(input, state);
    if (problem) return problem;
    if (!product.skus.some((one) => one.id === input.id)) return refusal(12052556, "The SKU id not exist.");
  }
  for (const input of skus) {
    const sku = product.skus.find((one) => one.id === input.id);
    if (sku && input.price) sku.price = priceText(state, input.price.sale_price ?? input.price.amount ?? sku.price);
    if (sku && input.list_price) sku.listPrice = input.list_price.amount;
  }
  return ok({});
}

/** What was uploaded for a product's gallery, and for the values of one of its SKUs. */
export function imagesOf(
  { pictures }: Pick<State, "pictures">,
  { product, sku }: { readonly product: StoredProduct; readonly sku: StoredSku },
): { readonly product: readonly string[]; readonly item: readonly string[] } {
  const bytesOf = (uri: string) => pictures.get(uri)?.bytes ?? "";
  return {
    product: product.images.map(bytesOf),
    item: sku.attributes.flatMap(({ picture }) => (picture === undefined ? [] : [bytesOf(picture)])),
  };
}
