/** Catalog V1 as its API shows it: numbers for prices, filters in text, one discount to a product, no revisions. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply } from "../../connectors/kit/sandbox/server.ts";
import {
  changed,
  choiceOf,
  count,
  newProduct,
  newVariant,
  removeProduct,
  stockOf,
  variantByV1,
  variantIdV1,
} from "./catalog.ts";
import { offsetPage } from "./query.ts";
import { asRows, asText, asTree, invalid, notFound, ok, type Tree } from "./replies.ts";
import { defaultLocation, iso, levelKey, type Product, type State, type Variant } from "./state.ts";

function priceView(state: State, variant: Variant): Tree {
  const price = Number(variant.compareAt ?? variant.price);
  const formatted = { price: variant.compareAt ?? variant.price, discountedPrice: variant.price };
  return { currency: state.currency, price, discountedPrice: Number(variant.price), formatted };
}

const quantityAt = (state: State, variant: Variant): number | null =>
  state.inventory.get(levelKey(variant.id, defaultLocation(state)))?.quantity ?? null;

function stockView(state: State, variant: Variant | undefined, tracked: "trackInventory" | "trackQuantity"): Tree {
  const quantity = variant ? quantityAt(state, variant) : null;
  return {
    [tracked]: quantity !== null,
    ...(quantity === null ? {} : { quantity }),
    inStock: quantity === null || quantity > 0,
  };
}

/** One discount for all variants. */
function discountOf({ variants: [first] }: Product): number {
  return first?.compareAt ? Number((Number(first.compareAt) - Number(first.price)).toFixed(2)) : 0;
}

const mediaOf = (product: Product, ids: readonly string[]): Tree => ({
  items: product.media
    .filter(({ id }) => ids.includes(id))
    .map(({ id, url }) => ({ id, mediaType: "image", image: { url, width: 1, height: 1 } })),
});

function productView(state: State, product: Product): Tree {
  const [first] = product.variants;
  const managed = product.options.length > 0;
  const off = discountOf(product);
  return {
    id: product.id,
    name: product.name,
    slug: product.slug,
    visible: product.visible,
    productType: "physical",
    description: product.description,
    ...(managed ? {} : { sku: first?.sku ?? "", weight: first?.weight ?? 0 }),
    stock: { ...stockView(state, first, "trackInventory"), inventoryStatus: "IN_STOCK" },
    ...(first ? { priceData: priceView(state, first) } : {}),
    ...(first?.cost && !managed ? { costAndProfitData: { itemCost: Number(first.cost) } } : {}),
    media: mediaOf(
      product,
      product.media.map(({ id }) => id),
    ),
    manageVariants: managed,
    productOptions: product.options.map(({ name, choices }) => ({
      optionType: "drop_down",
      name,
      choices: choices.map((choice) => ({
        value: choice.name,
        description: choice.name,
        ...(choice.mediaIds.length > 0 ? { media: mediaOf(product, choice.mediaIds) } : {}),
        inStock: true,
        visible: true,
      })),
    })),
    productPageUrl: { base: "https://mugs.example", path: `/product-page/${product.slug}` },
    inventoryItemId: product.id,
    discount: off > 0 ? { type: "AMOUNT", value: off } : { type: "NONE", value: 0 },
    collectionIds: product.categoryIds,
    variants: product.variants.map((variant) => variantView(state, product, variant)),
    lastUpdated: iso(product.updated),
    createdDate: iso(product.created),
    ...(product.brand ? { brand: product.brand } : {}),
  };
}

function choicesView(product: Product, variant: Variant): Tree {
  return Object.fromEntries(
    variant.choices.map(({ optionId, choiceId }) => {
      const option = product.options.find(({ id }) => id === optionId);
      return [option?.name ?? "", option?.choices.find(({ id }) => id === choiceId)?.name ?? ""] as const;
    }),
  );
}

function variantView(state: State, product: Product, variant: Variant): Tree {
  return {
    id: variantIdV1(product, variant),
    choices: choicesView(product, variant),
    variant: {
      priceData: priceView(state, variant),
      ...(variant.cost ? { costAndProfitData: { itemCost: Number(variant.cost) } } : {}),
      weight: variant.weight ?? 0,
      sku: variant.sku,
      visible: variant.visible,
    },
    stock: stockView(state, variant, "trackQuantity"),
  };
}

export function getProduct(state: State, product: Product | undefined): SandboxReply {
  return product ? ok({ product: productView(state, product) }) : notFound("product");
}

export function queryProducts(state: State, body: Tree): SandboxReply {
  return offsetPage(
    asTree(body["query"]),
    {
      rows: [...state.products.values()].map((product) => productView(state, product)),
      name: "products",
      paging: "metadata",
      most: 100,
      usual: 100,
      filterable: ["id", "name", "lastUpdated", "sku"],
      sortable: ["lastUpdated", "name"],
    },
    true,
  );
}

export function queryVariants(state: State, body: Tree): SandboxReply {
  const rows = [...state.products.values()].flatMap((product) =>
    product.variants.map((variant) => ({
      id: `${product.id}-${variantIdV1(product, variant)}`,
      variantId: variantIdV1(product, variant),
      productId: product.id,
      productName: product.name,
      managedVariant: product.options.length > 0,
      sku: variant.sku,
      stock: stockView(state, variant, "trackQuantity"),
      choices: choicesView(product, variant),
    })),
  );
  const listing = {
    rows,
    name: "variants",
    paging: "metadata" as const,
    platform: true as const,
    most: 100,
    usual: 100,
    filterable: ["id", "productId", "sku", "variantId"],
    sortable: [],
  };
  return offsetPage(asTree(body["query"]), listing, false);
}

const isNumber = (value: Json | undefined): value is number => typeof value === "number";

/** The price field and the discount together make what a customer pays. */
function applyPrice(product: Product, given: Tree): void {
  const { price } = asTree(given["priceData"]);
  const discount = asTree(given["discount"]);
  for (const variant of product.variants) {
    if (isNumber(price)) [variant.price, variant.compareAt] = [String(price), null];
    const full = Number(variant.compareAt ?? variant.price);
    if (discount["type"] === "AMOUNT" && isNumber(discount["value"]))
      [variant.price, variant.compareAt] = [(full - discount["value"]).toFixed(2), String(full)];
    if (discount["type"] === "NONE") [variant.price, variant.compareAt] = [String(full), null];
  }
}

function apply(product: Product, given: Tree): void {
  if (given["name"] !== undefined) product.name = asText(given["name"]);
  if (given["description"] !== undefined) product.description = asText(given["description"]);
  if (given["visible"] !== undefined) product.visible = given["visible"] === true;
  if (given["brand"] !== undefined) product.brand = asText(given["brand"]);
  applyPrice(product, given);
  const [only] = product.variants;
  if (!only || product.options.length > 0) return;
  if (given["sku"] !== undefined) only.sku = asText(given["sku"]);
  if (isNumber(given["weight"])) only.weight = given["weight"];
  const { itemCost } = asTree(given["costAndProfitData"]);
  if (isNumber(itemCost)) only.cost = String(itemCost);
}

function refusalOf(given: Tree): SandboxReply | null {
  if (asText(given["name"]).length > 80) return invalid("product.name", "has size greater than 80", "MAX_LENGTH");
  const { price } = asTree(given["priceData"]);
  if (price !== undefined && !isNumber(price)) return invalid("product.priceData.price", "must be a number", "TYPE");
  return null;
}

/** Every combination of the choices is a variant at once. */
function combinations(options: readonly Tree[]): (readonly [string, string])[][] {
  return options.reduce<(readonly [string, string])[][]>(
    (all, option) =>
      all.flatMap((chosen) =>
        asRows(option["choices"]).map((choice) => [
          ...chosen,
          [asText(option["name"]), asText(asTree(choice)["description"])] as const,
        ]),
      ),
    [[]],
  );
}

export function createProduct(state: State, body: Tree): SandboxReply {
  const given = asTree(body["product"]);
  const refusal = refusalOf(given);
  if (refusal) return refusal;
  const product = newProduct(state, asText(given["name"]), `product-${state.guid().slice(-12)}`);
  const options = asRows(given["productOptions"]).map(asTree);
  for (const choices of combinations(options)) newVariant(state, product, { sku: "", price: "0", choices });
  apply(product, given);
  // Sold without counting until somebody counts.
  for (const variant of product.variants) count(state, product, variant, null);
  changed(state, product, "created");
  return ok({ product: productView(state, product) });
}

export function updateProduct(state: State, product: Product | undefined, body: Tree): SandboxReply {
  if (!product) return notFound("product");
  const given = asTree(body["product"]);
  const refusal = refusalOf(given);
  if (refusal) return refusal;
  apply(product, given);
  changed(state, product, "updated");
  return ok({ product: productView(state, product) });
}

export function updateVariants(state: State, product: Product | undefined, body: Tree): SandboxReply {
  if (!product) return notFound("product");
  const off = discountOf(product);
  for (const one of asRows(body["variants"]).map(asTree)) {
    const ids = asRows(one["variantIds"]).map(asText);
    const requested = Object.entries(asTree(one["choices"])).map(([name, value]) =>
      choiceOf(state, product, name, asText(value)),
    );
    const found = product.variants.filter(
      (variant) =>
        ids.includes(variant.id) ||
        (requested.length > 0 &&
          requested.every(({ choiceId }) => variant.choices.some((own) => own.choiceId === choiceId))),
    );
    if (found.length === 0) return invalid("variants", "no such variant");
    for (const variant of found) {
      if (isNumber(one["price"]))
        [variant.price, variant.compareAt] =
          off > 0 ? [(one["price"] - off).toFixed(2), String(one["price"])] : [String(one["price"]), null];
      if (isNumber(one["cost"])) variant.cost = String(one["cost"]);
      if (isNumber(one["weight"])) variant.weight = one["weight"];
      if (one["sku"] !== undefined) variant.sku = asText(one["sku"]);
      if (one["visible"] !== undefined) variant.visible = one["visible"] === true;
    }
  }
  changed(state, product, "updated");
  return ok({ variants: product.variants.map((variant) => variantView(state, product, variant)) });
}

export function addMedia(state: State, product: Product | undefined, body: Tree): SandboxReply {
  if (!product) return notFound("product");
  for (const one of asRows(body["media"]).map(asTree))
    product.media.push({ id: state.guid(), url: asText(one["url"]), alt: undefined });
  changed(state, product, "updated");
  return ok({});
}

/** Media of the product assigned to choices; the whole list of each. */
export function setChoiceMedia(state: State, product: Product | undefined, body: Tree): SandboxReply {
  if (!product) return notFound("product");
  const given = asRows(body["media"]).map(asTree);
  if (given.length === 0 || given.length > 10) return invalid("media", "must have 1 to 10 items");
  for (const one of given) {
    const option = product.options.find(({ name }) => name === asText(one["option"]));
    const choice = option?.choices.find(({ name }) => name === asText(one["choice"]));
    const ids = asRows(one["mediaIds"]).map(asText);
    if (!choice || ids.some((id) => !product.media.some((media) => media.id === id)))
      return invalid("media", "no such choice or media");
    choice.mediaIds = ids;
  }
  changed(state, product, "updated");
  return ok({});
}

export function deleteProduct(state: State, id: string): SandboxReply {
  return removeProduct(state, id) ? ok({}) : notFound("product");
}

function inventoryView(state: State, product: Product): Tree {
  const tracked = product.variants.some((variant) => quantityAt(state, variant) !== null);
  return {
    id: product.id,
    productId: product.id,
    trackQuantity: tracked,
    variants: product.variants.map((variant) => ({
      variantId: variantIdV1(product, variant),
      inStock: !tracked || stockOf(state, variant) > 0,
      ...(tracked ? { quantity: quantityAt(state, variant) ?? 0 } : {}),
      availableForPreorder: false,
    })),
    lastUpdated: iso(product.updated),
  };
}

export function queryInventory(state: State, body: Tree): SandboxReply {
  const listing = {
    rows: [...state.products.values()].map((product) => inventoryView(state, product)),
    name: "inventoryItems",
    paging: "metadata" as const,
    most: 100,
    usual: 100,
    filterable: ["id", "productId"],
    sortable: [],
  };
  return offsetPage(asTree(body["query"]), listing, true);
}

export function setInventory(state: State, product: Product | undefined, body: Tree): SandboxReply {
  if (!product) return notFound("inventory item");
  const given = asRows(asTree(body["inventoryItem"])["variants"]).map(asTree);
  for (const one of given) {
    const variant = variantByV1(product, asText(one["variantId"]));
    const { quantity } = one;
    if (!variant) return invalid("inventoryItem.variants.variantId", "no such variant");
    if (!isNumber(quantity) || Math.abs(quantity) > 99_999)
      return invalid("inventoryItem.variants.quantity", "is out of range");
    count(state, product, variant, quantity);
  }
  return ok({});
}

/** All or nothing: one item that is not there refuses the whole call. */
export function moveInventory(state: State, body: Tree, sign: 1 | -1): SandboxReply {
  const rows = asRows(body[sign === 1 ? "incrementData" : "decrementData"]).map(asTree);
  if (rows.length > 300) return invalid("incrementData", "has size greater than 300", "MAX_SIZE");
  const moves = rows.map((one) => {
    const product = state.products.get(asText(one["productId"]));
    const variant = product && variantByV1(product, asText(one["variantId"]) || "00000000-0000-0000-0000-000000000000");
    return { product, variant, by: Number(one[sign === 1 ? "incrementBy" : "decrementBy"]) * sign };
  });
  for (const { product, variant } of moves) if (!product || !variant) return notFound("inventory item");
  for (const { product, variant, by } of moves)
    if (product && variant) count(state, product, variant, (quantityAt(state, variant) ?? 0) + by);
  return ok({});
}
