/** The V3 catalog: lists with filters, single products, batches of products and variants. */
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { productView, variantView } from "./catalog-view.ts";
import { setProduct, setVariant } from "./catalog-write.ts";
import { asRows, asTree, idsIn, v3Error, v3One, v3Page } from "./replies.ts";
import type { Product, State, Variant } from "./state.ts";
import { touch } from "./state.ts";
import { TREE } from "./store.ts";

function includeOf(request: SandboxRequest): readonly string[] {
  return (request.query.get("include") ?? "").split(",");
}

/** A day without a time gets the current time of day added. */
function sinceOf(state: State, text: string): number {
  const ms = Date.parse(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) ? ms + (state.clock.now() % 86_400_000) : ms;
}

export function listProducts(state: State, request: SandboxRequest): SandboxReply {
  const ids = idsIn(request, "id:in");
  const { query } = request;
  const [min, above, sku, name] = [
    query.get("date_modified:min"),
    query.get("id:greater"),
    query.get("sku"),
    query.get("name"),
  ];
  const found = [...state.products.values()].filter(
    (one) =>
      (ids?.has(one.id) ?? true) &&
      (above === null || one.id > Number(above)) &&
      (sku === null || one.sku === sku) &&
      (name === null || one.name === name) &&
      (min === null || one.modified >= sinceOf(state, min)),
  );
  const sign = query.get("direction") === "desc" ? -1 : 1;
  const byTime = query.get("sort") === "date_modified";
  found.sort((a, b) => sign * (byTime ? a.modified - b.modified || a.id - b.id : a.id - b.id));
  const include = includeOf(request);
  const most = include.includes("options") || include.includes("modifiers") ? 10 : 250;
  return v3Page(request, found, (one) => productView(state, one, include), most);
}

export function listVariants(state: State, request: SandboxRequest): SandboxReply {
  const sku = request.query.get("sku");
  const products = idsIn(request, "product_id:in");
  const all = [...state.products.values()].flatMap((product) =>
    product.variants.map((variant) => ({ product, variant })),
  );
  const found = all.filter(
    ({ product, variant }) => (sku === null || variant.sku === sku) && (products?.has(product.id) ?? true),
  );
  return v3Page(request, found, ({ product, variant }) => variantView(product, variant));
}

export function putVariants(state: State, request: SandboxRequest): SandboxReply {
  const rows = asRows(request.json()).map(asTree);
  if (rows.length > 50) return v3Error(413, "Batch limit of 50 exceeded");
  const hits: { product: Product; variant: Variant; row: ReturnType<typeof asTree> }[] = [];
  for (const row of rows) {
    const product = [...state.products.values()].find((one) => one.variants.some(({ id }) => id === row["id"]));
    const variant = product?.variants.find(({ id }) => id === row["id"]);
    if (!product || !variant)
      return {
        status: 422,
        json: {
          batch_errors: [{ status: 422, title: `Variant ${String(row["id"])} was not found`, type: "", errors: {} }],
        },
      };
    hits.push({ product, variant, row });
  }
  for (const { product, variant, row } of hits) {
    setVariant(variant, row);
    changed(state, product);
  }
  return v3Page(request, hits, ({ product, variant }) => variantView(product, variant));
}

export function putProducts(state: State, request: SandboxRequest): SandboxReply {
  const rows = asRows(request.json()).map(asTree);
  if (rows.length > 10) return v3Error(413, "Batch limit of 10 exceeded");
  const missing = rows.find((row) => !state.products.has(Number(row["id"])));
  if (missing) return v3Error(404, `Product ${String(missing["id"])} was not found`);
  const products = rows.map((row) => {
    const product = productOf(state, Number(row["id"]));
    setProduct(state, product, row);
    changed(state, product);
    return product;
  });
  return v3Page(request, products, (one) => productView(state, one, []));
}

function productOf(state: State, id: number): Product {
  return state.products.get(id) ?? missing("product", id);
}

export function changed(state: State, product: Product): void {
  touch(state, product);
  state.emit("store/product/updated", { type: "product", id: product.id });
}

export function removeProduct(state: State, id: number): SandboxReply {
  if (state.products.delete(id)) state.emit("store/product/deleted", { type: "product", id });
  return { status: 204 };
}

export function listOptions(product: Product, request: SandboxRequest): SandboxReply {
  return v3Page(request, product.options, (option) => ({
    id: option.id,
    product_id: product.id,
    name: option.name,
    display_name: option.name,
    type: "rectangles",
    sort_order: 0,
    option_values: option.values.map((value, index) => ({ id: value.id, label: value.label, sort_order: index })),
  }));
}

export function addOptionValue(
  state: State,
  product: Product,
  optionId: number,
  request: SandboxRequest,
): SandboxReply {
  const option = product.options.find(({ id }) => id === optionId);
  const { label, sort_order: order } = asTree(request.json());
  if (!option) return v3Error(404, "The option was not found");
  if (typeof label !== "string" || label === "" || typeof order !== "number")
    return v3Error(422, "label and sort_order are required", { label: "missing" });
  const value = { id: state.nextId(), label };
  option.values.push(value);
  return v3One({ ...value, sort_order: order });
}

export function putProduct(state: State, id: number, request: SandboxRequest): SandboxReply {
  const product = state.products.get(id);
  if (!product) return v3Error(404, "The product was not found");
  const row = asTree(request.json());
  const twin = [...state.products.values()].find((one) => one.id !== id && one.name === row["name"]);
  if (twin) return v3Error(409, "The product name is a duplicate", { name: "The product name is a duplicate" });
  setProduct(state, product, row);
  changed(state, product);
  return v3One(productView(state, product, includeOf(request)));
}

export function listCategories(state: State, request: SandboxRequest): SandboxReply {
  const parents = idsIn(request, "parent_id:in");
  const name = request.query.get("name");
  const found = [...state.categories.values()].filter(
    (one) => (parents?.has(one.parentId) ?? true) && (name === null || one.name === name),
  );
  return v3Page(request, found, categoryView);
}

function categoryView({ id, name, parentId }: { id: number; name: string; parentId: number }): object {
  return {
    category_id: id,
    name,
    parent_id: parentId,
    tree_id: TREE,
    is_visible: true,
    sort_order: 0,
    url: { path: `/category-${id}/`, is_customized: false },
  };
}

export function createCategories(state: State, request: SandboxRequest): SandboxReply {
  const rows = asRows(request.json()).map(asTree);
  if (rows.length > 50) return v3Error(413, "Batch limit of 50 exceeded");
  const bad = rows.find(
    ({ name, tree_id: tree, parent_id: parent }) =>
      typeof name !== "string" ||
      name === "" ||
      name.length > 50 ||
      tree !== TREE ||
      typeof parent !== "number" ||
      (parent !== 0 && !state.categories.has(parent)),
  );
  if (bad) return v3Error(422, "name, tree_id and parent_id are required, and must be of this store");
  const made = rows.map((row) => {
    const one = { id: state.nextId(), name: String(row["name"]), parentId: Number(row["parent_id"]) };
    state.categories.set(one.id, one);
    return one;
  });
  const meta = { total: made.length, success: made.length, failed: 0 };
  return { status: 201, json: { data: made.map(categoryView), meta } };
}

export function putCategories(state: State, request: SandboxRequest): SandboxReply {
  const rows = asRows(request.json()).map(asTree);
  for (const row of rows) {
    const category = state.categories.get(Number(row["category_id"]));
    if (!category) return v3Error(422, "The category was not found");
    if (typeof row["name"] === "string") category.name = row["name"];
    if (typeof row["parent_id"] === "number") category.parentId = row["parent_id"];
  }
  return { status: 200, json: { meta: { total: rows.length, success: rows.length, failed: 0 } } };
}

export function removeCategories(state: State, request: SandboxRequest): SandboxReply {
  const ids = (request.query.get("category_id:in") ?? "").split(",").filter((one) => one !== "");
  if (ids.length === 0) return v3Error(422, "A filter is required");
  for (const id of ids) state.categories.delete(Number(id));
  for (const product of state.products.values())
    product.categories = product.categories.filter((one) => !ids.includes(String(one)));
  return { status: 204 };
}
