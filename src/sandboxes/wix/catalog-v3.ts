/** Catalog V3 as its API shows it: decimal text, revisions, lists replaced whole, further fields on request. */
import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { changed, choiceOf, count, newProduct, newVariant, removeProduct, stockOf } from "./catalog.ts";
import { cursorPage } from "./query.ts";
import {
  applicationError,
  asRows,
  asText,
  asTree,
  type BulkReply,
  bulk,
  invalid,
  notFound,
  ok,
  type Tree,
} from "./replies.ts";
import { findSku, iso, type Product, type State, type Variant } from "./state.ts";

const amount = (text: string | null): Tree => ({ amount: text ?? "0", formattedAmount: text ?? "0" });

function choicesView(product: Product, variant: Variant, withNames: boolean): Json {
  return variant.choices.map(({ optionId, choiceId }) => {
    const option = product.options.find(({ id }) => id === optionId);
    const choice = option?.choices.find(({ id }) => id === choiceId);
    return {
      optionChoiceIds: { optionId, choiceId },
      ...(withNames
        ? {
            optionChoiceNames: {
              optionName: option?.name ?? "",
              choiceName: choice?.name ?? "",
              renderType: "TEXT_CHOICES",
            },
          }
        : {}),
    };
  });
}

function variantFields(state: State, variant: Variant, fields: readonly string[]): Tree {
  return {
    visible: variant.visible,
    ...(variant.sku ? { sku: variant.sku } : {}),
    ...(variant.barcode ? { barcode: variant.barcode } : {}),
    price: {
      actualPrice: amount(variant.price),
      ...(variant.compareAt ? { compareAtPrice: amount(variant.compareAt) } : {}),
    },
    ...(fields.includes("MERCHANT_DATA") && variant.cost !== null
      ? { revenueDetails: { cost: amount(variant.cost) } }
      : {}),
    physicalProperties: {
      ...(variant.weight === null ? {} : { weight: variant.weight }),
    },
    inventoryStatus: { inStock: stockOf(state, variant) > 0, preorderEnabled: false },
  };
}

/** Packages are told with the product alone, not by the list of variants. */
const boxed = (view: Tree, { box }: Variant): Tree =>
  box === null
    ? view
    : { ...view, physicalProperties: { ...asTree(view["physicalProperties"]), packageDimensions: box } };

function optionsView(product: Product): Json {
  return product.options.map((option) => ({
    id: option.id,
    name: option.name,
    optionRenderType: "TEXT_CHOICES",
    key: option.name,
    choicesSettings: {
      choices: option.choices.map(({ id, name, mediaIds }) => ({
        ...(mediaIds.length > 0 ? { media: { items: mediaIds.map((mediaId) => ({ mediaId })) } } : {}),
        choiceId: id,
        choiceType: "CHOICE_TEXT",
        key: name,
        name,
        inStock: true,
        visible: true,
      })),
    },
  }));
}

function mediaView(product: Product): Json {
  return product.media.map(({ id, url, alt }) => ({
    id,
    image: { id, url, height: 100, width: 100 },
    mediaType: "IMAGE",
    ...(alt === undefined ? {} : { altText: alt }),
  }));
}

/** What is told only when it is asked for. */
function requested(state: State, product: Product, fields: readonly string[]): Tree {
  const path = `/product-page/${product.slug}`;
  const all: { readonly [field: string]: Tree } = {
    CURRENCY: { currency: state.currency },
    URL: { url: { relativePath: path, url: `https://mugs.example${path}` } },
    PLAIN_DESCRIPTION: { plainDescription: product.description },
    DIRECT_CATEGORIES_INFO: { directCategoriesInfo: { categories: product.categoryIds.map((id) => ({ id })) } },
    MEDIA_ITEMS_INFO: { media: { itemsInfo: { items: mediaView(product) } } },
    WEIGHT_MEASUREMENT_UNIT_INFO: {
      physicalProperties: { weightMeasurementUnitInfo: { weightMeasurementUnit: "KG" } },
    },
  };
  return Object.fromEntries(fields.flatMap((field) => Object.entries(all[field] ?? {})));
}

/** A product; `whole` adds the variants, which queries never tell. */
function productView(state: State, product: Product, fields: readonly string[], whole: boolean): Tree {
  const withNames = fields.includes("VARIANT_OPTION_CHOICE_NAMES");
  const variants = whole
    ? product.variants.map((variant) => ({
        id: variant.id,
        ...boxed(variantFields(state, variant, fields), variant),
        choices: choicesView(product, variant, withNames),
      }))
    : [];
  return {
    id: product.id,
    revision: String(product.revision),
    createdDate: iso(product.created),
    updatedDate: iso(product.updated),
    name: product.name,
    slug: product.slug,
    visible: product.visible,
    productType: "PHYSICAL",
    physicalProperties: {},
    options: optionsView(product),
    modifiers: [],
    ...(product.brand ? { brand: { name: product.brand } } : {}),
    media: {},
    ...requested(state, product, fields),
    ...(whole ? { variantsInfo: { variants } } : {}),
  };
}

function merchantRefusal(state: State, fields: readonly string[]): SandboxReply | null {
  return state.quirks.merchantDataClosed && fields.includes("MERCHANT_DATA")
    ? applicationError(400, "NO_PERMISSION_TO_READ_MERCHANT_DATA", "No permission to read merchant data")
    : null;
}

export function getProduct(state: State, product: Product | undefined, request: SandboxRequest): SandboxReply {
  const fields = request.query.getAll("fields");
  if (!product) return notFound("product");
  return merchantRefusal(state, fields) ?? ok({ product: productView(state, product, fields, true) });
}

export function queryProducts(state: State, body: Tree): SandboxReply {
  const fields = asRows(body["fields"]).map(asText);
  const rows = [...state.products.values()].map((product) => productView(state, product, fields, false));
  return (
    merchantRefusal(state, fields) ??
    cursorPage(asTree(body["query"]), {
      rows,
      name: "products",
      paging: "pagingMetadata",
      most: 100,
      usual: 100,
      filterable: ["id", "handle", "options.id", "createdDate", "updatedDate", "slug", "visible"],
      sortable: state.quirks.refusesProductSort ? [] : ["createdDate", "updatedDate", "slug", "visible"],
    })
  );
}

export function queryVariants(state: State, body: Tree): SandboxReply {
  const fields = asRows(body["fields"]).map(asText);
  const rows = [...state.products.values()].flatMap((product) =>
    product.variants.map((variant) => ({
      id: variant.id,
      variantId: variant.id,
      ...variantFields(state, variant, fields),
      optionChoices: choicesView(product, variant, true),
      productData: {
        productId: product.id,
        name: product.name,
        productType: "PHYSICAL",
        slug: product.slug,
        visible: product.visible,
        revision: String(product.revision),
        ...(fields.includes("CURRENCY") ? { currency: state.currency } : {}),
      },
    })),
  );
  return (
    merchantRefusal(state, fields) ??
    cursorPage(asTree(body["query"]), {
      rows,
      name: "variants",
      paging: "pagingMetadata",
      most: 1000,
      usual: 100,
      filterable: ["id", "variantId", "sku", "productData.productId"],
      sortable: [],
    })
  );
}

const CENTS = /^\d+(\.\d{1,3})?$/;

/** The first thing wrong with a product that is written, or null. */
function refusalOf(state: State, given: Tree, own: Product | null): SandboxReply | null {
  if (asText(given["name"]).length > 80) return invalid("product.name", "has size greater than 80", "MAX_LENGTH");
  const slug = asText(given["slug"]);
  if (slug !== "" && [...state.products.values()].some((one) => one !== own && one.slug === slug))
    return applicationError(409, "DUPLICATE_SLUG_ERROR", "Product slug is not unique");
  const variants = asRows(asTree(given["variantsInfo"])["variants"]).map(asTree);
  for (const variant of variants) {
    const price = asText(asTree(asTree(variant["price"])["actualPrice"])["amount"]);
    if (!CENTS.test(price))
      return invalid("product.variantsInfo.variants.price.actualPrice.amount", "is not a decimal");
    const compareAt = asText(asTree(asTree(variant["price"])["compareAtPrice"])["amount"]);
    if (compareAt !== "" && Number(compareAt) < Number(price))
      return applicationError(400, "COMPARE_AT_PRICE_LOWER_THAN_ACTUAL_PRICE", "Compare-at price is lower");
    const sku = asText(variant["sku"]);
    const taken = sku === "" ? null : findSku(state, sku);
    if (taken && taken.product !== own) return applicationError(409, "SKU_ALREADY_EXIST_ERROR", `SKU ${sku} exists`);
  }
  return null;
}

/** Lists that are given replace the old ones whole: what is left out is gone. */
function apply(state: State, product: Product, given: Tree): void {
  if (given["name"] !== undefined) product.name = asText(given["name"]);
  if (given["slug"] !== undefined) product.slug = asText(given["slug"]);
  if (given["plainDescription"] !== undefined) product.description = asText(given["plainDescription"]);
  if (given["visible"] !== undefined) product.visible = given["visible"] === true;
  if (given["brand"] !== undefined) product.brand = asText(asTree(given["brand"])["name"]);
  const media = asTree(asTree(given["media"])["itemsInfo"])["items"];
  if (media !== undefined)
    product.media = asRows(media)
      .map(asTree)
      .map((item) => ({
        id: asText(item["id"]) || state.guid(),
        url: asText(item["url"]) || asText(asTree(item["image"])["url"]),
        alt: asText(item["altText"]) || undefined,
      }));
  if (given["options"] !== undefined) applyOptions(state, product, asRows(given["options"]));
  const variants = asTree(given["variantsInfo"])["variants"];
  if (variants !== undefined) applyVariants(state, product, asRows(variants).map(asTree));
}

function applyOptions(state: State, product: Product, given: readonly Json[]): void {
  product.options = given.map(asTree).map((option) => ({
    id: asText(option["id"]) || state.guid(),
    name: asText(option["name"]),
    choices: asRows(asTree(option["choicesSettings"])["choices"])
      .map(asTree)
      .map((choice) => ({
        id: asText(choice["choiceId"]) || state.guid(),
        name: asText(choice["name"]),
        mediaIds: asRows(asTree(choice["media"])["items"]).map((item) => asText(asTree(item)["mediaId"])),
      })),
  }));
}

function applyVariants(state: State, product: Product, given: readonly Tree[]): void {
  const before = new Map(product.variants.map((variant) => [variant.id, variant]));
  product.variants = given.map((tree) => {
    const price = asTree(tree["price"]);
    const cached = before.get(asText(tree["id"]));
    const choices = asRows(tree["choices"]).map((choice) => choiceIds(state, product, asTree(choice)));
    const { weight, packageDimensions: box } = asTree(tree["physicalProperties"]);
    const cost = asTree(asTree(tree["revenueDetails"])["cost"])["amount"];
    return {
      id: cached?.id ?? state.guid(),
      sku: asText(tree["sku"]),
      barcode: asText(tree["barcode"]),
      visible: tree["visible"] !== false,
      price: asText(asTree(price["actualPrice"])["amount"]),
      compareAt: asText(asTree(price["compareAtPrice"])["amount"]) || null,
      cost: typeof cost === "string" ? cost : null,
      weight: typeof weight === "number" ? weight : null,
      box: box === undefined || box === null ? null : asTree(box),
      choices,
    };
  });
}

function choiceIds(state: State, product: Product, choice: Tree) {
  const ids = asTree(choice["optionChoiceIds"]);
  if (asText(ids["choiceId"]) !== "") return { optionId: asText(ids["optionId"]), choiceId: asText(ids["choiceId"]) };
  const names = asTree(choice["optionChoiceNames"]);
  return choiceOf(state, product, asText(names["optionName"]), asText(names["choiceName"]));
}

export function createProduct(state: State, body: Tree): SandboxReply {
  const given = asTree(body["product"]);
  const refusal = refusalOf(state, given, null);
  if (refusal) return refusal;
  const name = asText(given["name"]);
  const slug = asText(given["slug"]) || `product-${state.guid().slice(-12)}`;
  const product = newProduct(state, name, slug);
  apply(state, product, given);
  if (product.variants.length === 0) newVariant(state, product, { sku: "", price: "0", choices: [] });
  const sent = asRows(asTree(given["variantsInfo"])["variants"]).map(asTree);
  for (const [index, variant] of product.variants.entries()) {
    const { quantity } = asTree(sent[index]?.["inventoryItem"]);
    count(state, product, variant, typeof quantity === "number" ? quantity : null);
  }
  changed(state, product, "created");
  return ok({ product: productView(state, product, [], true), inventoryResults: { results: [] } });
}

/** Stale revisions are refused; a write that succeeds makes the next one. */
export function updateProduct(state: State, product: Product | undefined, body: Tree): SandboxReply {
  const given = asTree(body["product"]);
  if (!product) return notFound("product");
  if (asText(given["revision"]) !== String(product.revision))
    return applicationError(409, "ABORTED", `Product revision is ${product.revision}`);
  const refusal = refusalOf(state, given, product);
  if (refusal) return refusal;
  apply(state, product, given);
  changed(state, product, "updated");
  return ok({ product: productView(state, product, [], true) });
}

export function bulkUpdateProducts(state: State, body: Tree): SandboxReply {
  const given = asRows(body["products"]).map((one) => asTree(asTree(one)["product"]));
  if (given.length > 100) return invalid("products", "has size greater than 100", "MAX_SIZE");
  const results = given.map((one): BulkReply => {
    const id = asText(one["id"]);
    const { status, json } = updateProduct(state, state.products.get(id), { product: one });
    if (status === 200) return { id };
    const error = asTree(asTree(asTree(json as Json)["details"])["applicationError"]);
    return {
      id,
      error: { code: asText(error["code"]) || "INVALID", description: asText(asTree(json as Json)["message"]) },
    };
  });
  return bulk(results);
}

export function deleteProduct(state: State, id: string): SandboxReply {
  return removeProduct(state, id) ? ok({}) : notFound("product");
}
