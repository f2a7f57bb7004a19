/** Categories, collections, coupons, gift cards and contacts. */
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import { inSteps } from "../../connectors/kit/sandbox/steps.ts";
import { minorOf, textOf } from "./order-figures.ts";
import { cursorPage, offsetPage } from "./query.ts";
import { applicationError, asRows, asText, asTree, invalid, notFound, ok, type Tree } from "./replies.ts";
import { type Category, type GiftCard, iso, type State } from "./state.ts";

const TREE = "@wix/stores";

const categoryView = ({ id, revision, name, parentId }: Category): Tree => ({
  id,
  revision: String(revision),
  name,
  visible: true,
  ...(parentId === undefined ? {} : { parentCategory: { id: parentId } }),
  treeReference: { appNamespace: TREE, treeKey: null },
});

const namesTree = (body: Tree): boolean => asTree(body["treeReference"])["appNamespace"] === TREE;

export function queryCategories(state: State, body: Tree): SandboxReply {
  if (!namesTree(body)) return invalid("treeReference", "is required", "REQUIRED_FIELD");
  return cursorPage(asTree(body["query"]), {
    rows: [...state.categories.values()].map(categoryView),
    name: "categories",
    paging: "pagingMetadata",
    most: 1000,
    usual: 50,
    filterable: ["id", "name", "parentCategory.id", "visible"],
    sortable: ["name"],
  });
}

export function getCategory(state: State, id: string, tree: string | null): SandboxReply {
  const category = state.categories.get(id);
  if (tree !== TREE) return invalid("treeReference", "is required", "REQUIRED_FIELD");
  return category ? ok({ category: categoryView(category) }) : notFound("category");
}

export function makeCategory(state: State, name: string, parentId: string | undefined): Category {
  const category = { id: state.guid(), revision: 1, name, parentId };
  state.categories.set(category.id, category);
  return category;
}

export function createCategory(state: State, body: Tree): SandboxReply {
  if (!namesTree(body)) return invalid("treeReference", "is required", "REQUIRED_FIELD");
  const given = asTree(body["category"]);
  const parent = asText(asTree(given["parentCategory"])["id"]);
  if (parent !== "" && !state.categories.has(parent))
    return applicationError(400, "PARENT_CATEGORY_NOT_IN_TREE", "Parent category not in tree");
  return ok({ category: categoryView(makeCategory(state, asText(given["name"]), parent || undefined)) });
}

export function updateCategory(state: State, id: string, body: Tree): SandboxReply {
  const category = state.categories.get(id);
  const given = asTree(body["category"]);
  if (!category) return notFound("category");
  if (!namesTree(body)) return invalid("treeReference", "is required", "REQUIRED_FIELD");
  if (asText(given["revision"]) !== String(category.revision))
    return applicationError(409, "ABORTED", `Category revision is ${category.revision}`);
  category.name = asText(given["name"]);
  category.revision += 1;
  return ok({ category: categoryView(category) });
}

/** Without a parent it lies at the top. */
export function moveCategory(state: State, id: string, body: Tree): SandboxReply {
  const category = state.categories.get(id);
  if (!category) return notFound("category");
  if (!namesTree(body)) return invalid("treeReference", "is required", "REQUIRED_FIELD");
  if (!["FIRST", "LAST"].includes(asText(body["position"])))
    return invalid("position", "is required", "REQUIRED_FIELD");
  const parent = asText(body["parentCategoryId"]);
  if (parent !== "" && !state.categories.has(parent))
    return applicationError(428, "PARENT_CATEGORY_NOT_IN_TREE", "Parent category not in tree");
  for (let above: string | undefined = parent; above; above = state.categories.get(above)?.parentId)
    if (above === id) return applicationError(428, "TREE_CYCLE_DETECTED", "Tree cycle detected");
  category.parentId = parent || undefined;
  category.revision += 1;
  const siblings = [...state.categories.values()].filter((one) => one.parentId === category.parentId);
  return ok({
    parentCategoryId: parent || null,
    categoriesAfterMove: siblings.map((one) => one.id),
  });
}

export function setItemCategories(state: State, body: Tree): SandboxReply {
  const product = state.products.get(asText(asTree(body["item"])["catalogItemId"]));
  if (!product) return notFound("item");
  product.categoryIds = asRows(body["categoryIds"]).map(asText);
  return ok({
    addResults: [],
    removeResults: [],
    bulkActionMetadata: { totalSuccesses: product.categoryIds.length, totalFailures: 0, undetailedFailures: 0 },
  });
}

export function queryCollections(state: State, body: Tree): SandboxReply {
  const rows = [...state.categories.values()].map(({ id, name }) => ({ id, name, visible: true, numberOfProducts: 0 }));
  const listing = {
    rows,
    name: "collections",
    paging: "metadata" as const,
    most: 100,
    usual: 100,
    filterable: ["id", "name"],
    sortable: [],
  };
  return offsetPage(asTree(body["query"]), listing, true);
}

export function putCollection(state: State, id: string | null, body: Tree): SandboxReply {
  const name = asText(asTree(body["collection"])["name"]);
  if (name === "" || name.length > 50) return invalid("collection.name", "has a wrong size");
  const collection = id === null ? makeCategory(state, name, undefined) : state.categories.get(id);
  if (!collection) return notFound("collection");
  collection.name = name;
  return ok({ collection: { id: collection.id, name, visible: true } });
}

export function changeCollection(state: State, id: string, body: Tree, adds: boolean): SandboxReply {
  if (!state.categories.has(id)) return notFound("collection");
  for (const productId of asRows(body["productIds"]).map(asText)) {
    const product = state.products.get(productId);
    if (!product) continue;
    const others = product.categoryIds.filter((one) => one !== id);
    product.categoryIds = adds ? [...others, id] : others;
  }
  return ok({});
}

export function queryCoupons(state: State, body: Tree): SandboxReply {
  const now = state.clock.now();
  const rows = state.coupons.map(({ id, created, used, specification }) => ({
    id,
    specification,
    dateCreated: String(created),
    expired: Number(specification["expirationTime"] ?? Number.POSITIVE_INFINITY) <= now,
    numberOfUsages: used,
  }));
  const listing = {
    rows,
    name: "coupons",
    paging: "metadata" as const,
    most: 100,
    usual: 100,
    filterable: ["id", "expired", "specification.code", "specification.active"],
    sortable: ["dateCreated"],
  };
  return offsetPage(asTree(body["query"]), listing, true);
}

function cardView(state: State, card: GiftCard): Tree {
  return {
    id: card.id,
    code: card.code,
    initialValue: { amount: textOf(state, card.initialMinor) },
    balance: { amount: textOf(state, card.balanceMinor) },
    currency: state.currency,
    source: "MANUAL",
    ...(card.expires === null ? {} : { expirationDate: iso(card.expires) }),
    ...(card.disabled === null ? {} : { disabledDate: iso(card.disabled) }),
  };
}

export function queryGiftCards(state: State, body: Tree): SandboxReply {
  return cursorPage(asTree(body["query"]), {
    rows: state.giftCards.map((card) => cardView(state, card)),
    name: "giftCards",
    paging: "pagingMetadata",
    most: 100,
    usual: 50,
    filterable: ["id", "code", "codeSuffix", "balance"],
    sortable: [],
  });
}

/** One key moves the amount once, however often it comes. */
export function changeBalance(state: State, id: string, body: Tree, way: "decrease" | "increase"): SandboxReply {
  const card = state.giftCards.find((one) => one.id === id);
  if (!card) return applicationError(404, "GIFT_CARD_NOT_FOUND", "Gift card not found");
  const given = asText(body["idempotencyKey"]);
  const key = given === "" ? "" : `${way} ${given}`;
  const requested = minorOf(state, asText(asTree(body["amount"])["amount"]) || "0");
  const minor = way === "decrease" ? -requested : requested;
  const served = card.served.get(key);
  if (served === undefined && card.balanceMinor + minor < 0)
    return applicationError(400, "INSUFFICIENT_FUNDS", "Insufficient funds");
  const after = card.balanceMinor + minor;
  if (served === undefined)
    inSteps(
      () => {
        if (key !== "") card.served.set(key, after);
      },
      () => {
        card.balanceMinor += minor;
      },
    );
  return ok({ balance: { amount: textOf(state, served ?? after) }, currency: state.currency });
}

export function queryContacts(state: State, body: Tree): SandboxReply {
  return cursorPage(asTree(body["query"]), {
    rows: [...state.contacts.values()].map(({ id, updated, fields }) => ({
      ...fields,
      id,
      revision: "1",
      createdDate: iso(updated),
      updatedDate: iso(updated),
    })),
    name: "contacts",
    paging: "pagingMetadata",
    most: 100,
    usual: 50,
    filterable: ["id", "updatedDate", "email.email", "phone.phone", "externalId"],
    sortable: ["updatedDate", "createdDate"],
  });
}
