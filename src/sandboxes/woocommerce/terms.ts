/** Categories, tags, brands, attributes with their terms, shipping classes. */
import type { Call, Handler, Handlers } from "./rest.ts";
import { batch, flag, ITEM_METHODS, integer, links, list, paged, RestError } from "./rest.ts";
import type { Obj, Shop, Term } from "./state.ts";
import { nextId, slugify } from "./state.ts";

interface Taxonomy {
  name: string;
  path: string;
  fields: Obj;
}

const CATEGORY: Taxonomy = {
  name: "product_cat",
  path: "/products/categories",
  fields: { display: "default", image: null, menu_order: 0 },
};
const BRAND: Taxonomy = {
  name: "product_brand",
  path: "/products/brands",
  fields: { display: "default", image: null, menu_order: 0 },
};
const TAG: Taxonomy = { name: "product_tag", path: "/products/tags", fields: {} };
const SHIPPING_CLASS: Taxonomy = { name: "product_shipping_class", path: "/products/shipping_classes", fields: {} };

/** Tags that stay in a name (wp_kses of post titles, the common ones). */
const TAGS = ["b", "strong", "em", "i", "span", "sub", "sup", "br", "a"];

/**
 * What WordPress makes of a name: bare ampersands become entities, an open "<" too; whatever stands between "<" and ">"
 * and is no allowed tag is dropped.
 */
export function escapeName(text: string): string {
  return text
    .trim()
    .replace(/<([^<>]*)(>|$)/g, (whole, inner: string, end: string) => {
      if (end === "") return `&lt;${inner}`;
      return TAGS.includes((/^\s*\/?\s*([a-z]+)/i.exec(inner)?.[1] ?? "").toLowerCase()) ? whole : "";
    })
    .replace(/&(?!(#\d+|#x[0-9a-f]+|[a-z]+);)/gi, "&amp;");
}

function render(call: Call, taxonomy: Taxonomy, term: Term, allow: string[] | null = ITEM_METHODS): Obj {
  const tree = taxonomy === CATEGORY || taxonomy === BRAND;
  const pattern =
    call.method === "GET" ? taxonomy.path.replace(/\(\?P<\w+>[^)]*\)/, call.at["attribute_id"] ?? "") : taxonomy.path;
  const base = `${call.origin}/wp-json/wc/v3${pattern}`;
  const up = tree && term.parent ? { up: [{ href: `${base}/${term.parent}` }] } : {};
  return {
    id: term.id,
    name: term.name,
    slug: term.slug,
    ...(tree ? { parent: term.parent } : {}),
    description: term.description,
    ...taxonomy.fields,
    ...term.fields,
    count: countOf(call.shop, term),
    _links:
      taxonomy.path.includes("(?P") && call.method !== "GET"
        ? pathLinks(base, term.id)
        : links(allow, `${base}/${term.id}`, base, up),
  };
}

/** Terms of attributes print the route's pattern instead of the attribute's id, a known slip of the shop. */
function pathLinks(base: string, id: number): Obj {
  return { self: [{ href: `${base}/${id}` }], collection: [{ href: base }] };
}

function countOf(shop: Shop, term: Term): number {
  let count = 0;
  for (const product of shop.products.values())
    if (product.status === "publish" && [...product.categories, ...product.tags, ...product.brands].includes(term.id))
      count += 1;
  return count;
}

function taxonomyOf(call: Call): Taxonomy {
  const attribute = call.at["attribute_id"];
  if (attribute)
    return {
      name: `pa_${attribute}`,
      path: "/products/attributes/(?P<attribute_id>[\\d]+)/terms",
      fields: { menu_order: 0 },
    };
  return [CATEGORY, BRAND, TAG, SHIPPING_CLASS].find((one) => call.path.startsWith(`/wc/v3${one.path}`)) ?? CATEGORY;
}

function find(call: Call, taxonomy: Taxonomy): Term {
  const term = call.shop.terms.get(Number(call.at["id"]));
  if (term?.taxonomy === taxonomy.name) return term;
  throw new RestError(404, "woocommerce_rest_term_invalid", "Resource does not exist.");
}

function write(call: Call, taxonomy: Taxonomy, term: Term): void {
  const { body } = call;
  if (body["name"] !== undefined) term.name = escapeName(String(body["name"]));
  if (body["slug"] !== undefined) term.slug = String(body["slug"]);
  if (body["description"] !== undefined) term.description = String(body["description"]);
  const parent = integer(body["parent"]);
  if (parent !== undefined) term.parent = makesCycle(call.shop, term.id, parent) ? 0 : parent;
  for (const name of ["display", "menu_order"])
    if (body[name] !== undefined && name in taxonomy.fields) term.fields[name] = body[name];
}

function makesCycle(shop: Shop, id: number, parent: number): boolean {
  for (let at = parent; at !== 0; at = shop.terms.get(at)?.parent ?? 0) if (at === id) return true;
  return false;
}

const create: Handler = (call) => {
  const taxonomy = taxonomyOf(call);
  const name = String(call.body["name"] ?? "");
  const parent = integer(call.body["parent"]) ?? 0;
  if (parent && !call.shop.terms.has(parent)) throw new RestError(400, "missing_parent", "Parent term does not exist.");
  const same = [...call.shop.terms.values()].find(
    (term) =>
      term.taxonomy === taxonomy.name &&
      term.parent === parent &&
      term.name.toLowerCase() === escapeName(name).toLowerCase(),
  );
  if (same) {
    const texts =
      taxonomy === CATEGORY || taxonomy === BRAND
        ? "A term with the name provided already exists with this parent."
        : "A term with the name provided already exists in this taxonomy.";
    throw new RestError(400, "term_exists", texts, { resource_id: same.id });
  }
  const term: Term = {
    id: nextId(call.shop, "term"),
    taxonomy: taxonomy.name,
    name: "",
    slug: slugify(name),
    parent: 0,
    description: "",
    fields: {},
  };
  write(call, taxonomy, term);
  if ([...call.shop.terms.values()].some((other) => other.taxonomy === term.taxonomy && other.slug === term.slug))
    term.slug += "-2";
  call.shop.terms.set(term.id, term);
  const location = `${call.origin}/wp-json/wc/v3${taxonomy.path}/${term.id}`;
  return { status: 201, body: render(call, taxonomy, term), headers: { Location: location } };
};

const edit: Handler = (call) => {
  const taxonomy = taxonomyOf(call);
  const term = find(call, taxonomy);
  write(call, taxonomy, term);
  return { status: 200, body: render(call, taxonomy, term) };
};

const get: Handler = (call) => {
  const taxonomy = taxonomyOf(call);
  return { status: 200, body: render(call, taxonomy, find(call, taxonomy)) };
};

const remove: Handler = (call) => {
  const taxonomy = taxonomyOf(call);
  const term = find(call, taxonomy);
  if (!flag(call.params["force"]))
    throw new RestError(501, "woocommerce_rest_trash_not_supported", "Resource does not support trashing.");
  call.shop.terms.delete(term.id);
  return { status: 200, body: render(call, taxonomy, term, null) };
};

const index: Handler = (call) => {
  const taxonomy = taxonomyOf(call);
  const parent = integer(call.params["parent"]);
  const include = list(call.params["include"])
    .map(Number)
    .filter((id) => id > 0);
  const slug = list(call.params["slug"]);
  const search = String(call.params["search"] ?? "").toLowerCase();
  const rows = [...call.shop.terms.values()].filter(
    (term) =>
      term.taxonomy === taxonomy.name &&
      (parent === undefined || term.parent === parent) &&
      (include.length === 0 || include.includes(term.id)) &&
      (slug.length === 0 || slug.includes(term.slug)) &&
      term.name.toLowerCase().includes(search),
  );
  rows.sort((a, b) => (call.params["orderby"] === "id" ? a.id - b.id : a.name.localeCompare(b.name)));
  if (call.params["order"] === "desc") rows.reverse();
  return paged(call, rows, (term) => render(call, taxonomy, term));
};

const runBatch: Handler = (call) => batch(call, { create, update: edit, remove });

function crud(path: string): Handlers {
  return {
    [`GET ${path}`]: index,
    [`POST ${path}`]: create,
    [`GET ${path}/:id`]: get,
    [`EDIT ${path}/:id`]: edit,
    [`DELETE ${path}/:id`]: remove,
    [`EDIT ${path}/batch`]: runBatch,
  };
}

function renderAttribute(call: Call, id: number, allow: string[] | null = ITEM_METHODS): Obj {
  const base = `${call.origin}/wp-json/wc/v3/products/attributes`;
  return { id, ...call.shop.attributes.get(id), _links: links(allow, `${base}/${id}`, base) };
}

function attribute(call: Call): number {
  const id = Number(call.at["id"]);
  if (call.shop.attributes.has(id)) return id;
  throw new RestError(404, "woocommerce_rest_taxonomy_invalid", "Resource does not exist.");
}

const createAttribute: Handler = (call) => {
  const name = String(call.body["name"] ?? "");
  const slug = `pa_${String(call.body["slug"] ?? slugify(name)).replace(/^pa_/, "")}`;
  if ([...call.shop.attributes.values()].some((other) => other["slug"] === slug))
    throw new RestError(
      400,
      "woocommerce_rest_cannot_create",
      `Slug "${slug.slice(3)}" is already in use. Change it, please.`,
    );
  const id = nextId(call.shop, "attribute");
  call.shop.attributes.set(id, {
    name,
    slug,
    type: call.body["type"] ?? "select",
    order_by: call.body["order_by"] ?? "menu_order",
    has_archives: flag(call.body["has_archives"]),
  });
  return { status: 201, body: renderAttribute(call, id) };
};

export const termHandlers: Handlers = {
  ...crud("/products/categories"),
  ...crud("/products/tags"),
  ...crud("/products/brands"),
  ...crud("/products/shipping_classes"),
  ...crud("/products/attributes/:attribute_id/terms"),
  "GET /products/attributes": (call) => ({
    status: 200,
    body: [...call.shop.attributes.keys()].map((id) => renderAttribute(call, id)),
  }),
  "POST /products/attributes": createAttribute,
  "GET /products/attributes/:id": (call) => ({ status: 200, body: renderAttribute(call, attribute(call)) }),
  "EDIT /products/attributes/:id": (call) => {
    const id = attribute(call);
    call.shop.attributes.set(id, { ...call.shop.attributes.get(id), ...call.body });
    return { status: 200, body: renderAttribute(call, id) };
  },
  "DELETE /products/attributes/:id": (call) => {
    const body = renderAttribute(call, attribute(call), null);
    call.shop.attributes.delete(Number(call.at["id"]));
    return { status: 200, body };
  },
  "EDIT /products/attributes/batch": (call) => batch(call, { create: createAttribute }),
};
