import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import {
  bodyDoc,
  bodyOf,
  docsIn,
  noEntity,
  noProduct,
  numberIn,
  ok,
  refuse,
  required,
  textIn,
  wrongType,
} from "./replies.ts";
import { answerSearch } from "./search.ts";
import type { State, StoredCategory } from "./state.ts";
import { dateText, productBySku } from "./state.ts";

function pathOf(state: State, category: StoredCategory): string {
  const parent = state.categories.get(category.parentId);
  return parent ? `${pathOf(state, parent)}/${category.id}` : String(category.id);
}

function categoryView(state: State, category: StoredCategory) {
  const path = pathOf(state, category);
  const children = [...state.categories.values()].filter((one) => one.parentId === category.id).map((one) => one.id);
  return {
    id: category.id,
    parent_id: category.parentId,
    name: category.name,
    ...(category.id === 1 ? {} : { is_active: category.isActive }),
    position: 1,
    level: path.split("/").length - 1,
    children: children.join(","),
    created_at: dateText(category.createdAt),
    updated_at: dateText(category.updatedAt),
    path,
    include_in_menu: true,
    custom_attributes: [
      { attribute_code: "path", value: path },
      { attribute_code: "children_count", value: String(children.length) },
    ],
  };
}

export function listCategories(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.categories.values()],
    cell: (row, field) =>
      ({
        entity_id: row.id,
        name: row.name,
        parent_id: row.parentId,
        is_active: row.id === 1 ? null : row.isActive ? 1 : 0,
        updated_at: dateText(row.updatedAt),
        level: pathOf(state, row).split("/").length - 1,
      })[field],
    view: (category) => categoryView(state, category),
    unknown: 400,
    key: "entity_id",
  });
}

function categoryIn(state: State, id: string): StoredCategory {
  if (!/^\d+$/.test(id)) throw wrongType(id);
  return state.categories.get(Number(id)) ?? raise(noEntity("id", id));
}

export const getCategory = (state: State, id: string) => ok(categoryView(state, categoryIn(state, id)));

export function createCategory(state: State, request: SandboxRequest): SandboxReply {
  const doc = bodyOf(request, "category");
  const name = textIn(doc, "name");
  if (!name)
    throw refuse(400, "Could not save category: %1", [
      'The "Name" attribute value is empty. Set the attribute and try again.',
    ]);
  if (doc.is_active === undefined)
    throw refuse(400, "Could not save category: %1", [
      'The "Is Active" attribute value is empty. Set the attribute and try again.',
    ]);
  const parentId = numberIn(doc, "parent_id") ?? 0;
  if (!state.categories.has(parentId)) throw noEntity("id", String(parentId));
  // A number is used up also by what is then refused.
  const id = state.id("category");
  const named = docsIn(doc, "custom_attributes").find((one) => one.attribute_code === "url_key");
  const urlKey = named && (textIn(named, "value") ?? "");
  requireUrlKey(state, { parentId, name, urlKey });
  const now = state.now();
  const category = { id, parentId, name, urlKey, isActive: true, createdAt: now, updatedAt: now };
  state.categories.set(category.id, category);
  return ok(categoryView(state, category));
}

/** The address is made from the name, of which only plain letters and digits count, unless it is named. */
function requireUrlKey(state: State, category: Pick<StoredCategory, "parentId" | "name" | "urlKey">): void {
  const keyOf = ({ urlKey, name }: Pick<StoredCategory, "name" | "urlKey">) =>
    (urlKey ?? name)
      .normalize("NFKD")
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "-")
      .replaceAll(/^-|-$/g, "");
  const key = keyOf(category);
  if (key === "") throw refuse(400, "Could not save category: %1", ["Invalid URL key"]);
  const isTaken = [...state.categories.values()].some(
    (one) => one.parentId === category.parentId && keyOf(one) === key,
  );
  if (isTaken) throw refuse(400, "Could not save category: %1", ["URL key for specified store already exists."]);
}

export function updateCategory(state: State, request: SandboxRequest, id: string): SandboxReply {
  const category = categoryIn(state, id);
  const name = textIn(bodyOf(request, "category"), "name");
  Object.assign(category, { name: name ?? category.name, updatedAt: state.now() });
  return ok(categoryView(state, category));
}

export function assignProduct(state: State, request: SandboxRequest, id: string): SandboxReply {
  const category = categoryIn(state, id);
  const product = productBySku(state, textIn(bodyOf(request, "productLink"), "sku") ?? "") ?? raise(noProduct());
  product.categories = [...new Set([...product.categories, String(category.id)])];
  return ok(true);
}

export function moveCategory(state: State, request: SandboxRequest, id: string): SandboxReply {
  const category = categoryIn(state, id);
  const parentId = numberIn(bodyDoc(request), "parentId");
  if (parentId === undefined) throw required("parentId");
  if (!state.categories.has(parentId)) throw noEntity("id", String(parentId));
  if (
    pathOf(state, categoryIn(state, String(parentId)))
      .split("/")
      .includes(id)
  )
    throw refuse(400, "Operation do not allow to move a parent category to any of children category");
  category.parentId = parentId;
  return ok(true);
}

export function removeCategory(state: State, id: string): SandboxReply {
  const category = categoryIn(state, id);
  if (!state.categories.has(category.parentId)) throw refuse(400, "Cannot delete category with id %1", [id]);
  for (const one of [...state.categories.values()])
    if (pathOf(state, one).split("/").includes(String(category.id))) state.categories.delete(one.id);
  for (const product of state.products.values())
    product.categories = product.categories.filter((one) => state.categories.has(Number(one)));
  return ok(true);
}
