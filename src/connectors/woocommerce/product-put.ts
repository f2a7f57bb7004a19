/** Writing a whole product with its variants. Adopts what the shop already has under the same SKU. */
import type { Json, OptionValue, ProductForChannel, VariantForChannel } from "../../commerce/product.ts";
import { chunks } from "../kit/chunks.ts";
import type { Context } from "../kit/contract.ts";
import { ConnectorError } from "../kit/errors.ts";
import { parseAtDoor } from "../kit/parse.ts";
import type { PutProduct } from "../kit/ports.ts";
import { shopError } from "./classify.ts";
import { allRows, asRecord, factsOf, shopCall, shopCallOrNull } from "./client.ts";
import { addressJson, encodeName, weightText } from "./mapping-product.ts";
import { bySkus, fetchProduct } from "./product-read.ts";
import { batchSchema, itemErrorSchema } from "./schemas.ts";

interface Put {
  readonly key: string | null;
  readonly product: ProductForChannel;
  readonly idempotencyKey: string;
}

/** Meta of a product: our picture addresses and the attachment each became, so that none is uploaded twice. */
const IMAGES_META = "_argosy_images";
/** Meta key of the intent that made a product. */
const ID_META = "_argosy_id";
/** Variations with pictures take seconds each in one PHP request; hosts cut off after 30-60 s (sheet section 3). */
const VARIATIONS_PER_BATCH = 50;
const FALLBACK_OPTION = "Variant";

/** True when the shop holds, or shall hold, the product without variations. */
function isSimple(product: ProductForChannel, existing: Existing): boolean {
  if (String(existing.raw["type"] ?? "").startsWith("variable")) return false;
  return product.variants.length === 1 && (product.variants[0]?.options.length ?? 0) === 0;
}

/** Options that tell a variant from its siblings; an only variant needs none. */
function optionsOf(variant: VariantForChannel, product: ProductForChannel): readonly OptionValue[] {
  if (variant.options.length > 0 || product.variants.length === 1) return variant.options;
  return [{ name: FALLBACK_OPTION, value: variant.sku }];
}

function prices(variant: VariantForChannel): { readonly [key: string]: Json } {
  const { price, compareAtPrice } = variant;
  if (price === undefined) return {};
  // Prices travel as text: the API refuses numbers.
  return compareAtPrice === undefined
    ? { regular_price: price, sale_price: "" }
    : { regular_price: compareAtPrice, sale_price: price };
}

/** Fields of a sellable item. Stock is written only at creation; afterwards it belongs to the stock port. */
function sellable(variant: VariantForChannel, isNew: boolean, ctx: Context): { readonly [key: string]: Json } {
  const quantity = variant.levels.reduce((sum, level) => sum + level.available, 0);
  return {
    sku: variant.sku,
    ...(variant.barcode ? { global_unique_id: variant.barcode } : {}),
    ...prices(variant),
    ...(variant.weightGrams === undefined
      ? {}
      : { weight: weightText(variant.weightGrams, factsOf(ctx.connection).weightUnit) }),
    ...(isNew && variant.levels.length > 0 ? { manage_stock: true, stock_quantity: quantity } : {}),
  };
}

interface Existing {
  readonly raw: { readonly [key: string]: Json };
  readonly attributes: readonly { readonly [key: string]: Json }[];
  readonly images: Readonly<Record<string, string>>;
}

function metaList(row: Json): readonly { readonly [key: string]: Json }[] {
  const list = asRecord(row)["meta_data"];
  return Array.isArray(list) ? list.map((one) => asRecord(one)) : [];
}

function existingOf(body: Json | null): Existing {
  const raw = asRecord(body ?? {});
  const list = Array.isArray(raw["attributes"]) ? raw["attributes"].map((one) => asRecord(one)) : [];
  const known = asRecord(metaList(raw).find((one) => one["key"] === IMAGES_META)?.["value"]);
  const images = Object.fromEntries(Object.entries(known).map(([url, id]) => [url, String(id)]));
  return { raw, attributes: list, images };
}

/** Pictures the shop already holds are named by id; a `src` sent again would be uploaded again. */
function imageEntries(product: ProductForChannel, existing: Existing): Json[] {
  const held = new Map<string, string>();
  for (const image of Array.isArray(existing.raw["images"]) ? existing.raw["images"].map((one) => asRecord(one)) : [])
    if (typeof image["src"] === "string") held.set(image["src"], String(image["id"]));
  return [...product.images]
    .sort((a, b) => a.position - b.position)
    .map((image) => {
      const id =
        held.get(image.url) ??
        existing.images[image.url] ??
        (/^\d+$/.test(image.key ?? "") && held.size > 0 && [...held.values()].includes(image.key ?? "")
          ? image.key
          : undefined);
      return id ? { id: Number(id) } : { src: image.url, ...(image.alt ? { alt: image.alt } : {}) };
    });
}

/** Attributes replace as a whole: those that are no options of ours are sent back as they are. */
function attributeEntries(product: ProductForChannel, existing: Existing): Json[] {
  const names = [
    ...new Set(product.variants.flatMap((variant) => optionsOf(variant, product).map((option) => option.name))),
  ];
  const ours = names.map((name) => {
    const values = product.variants.flatMap((variant) =>
      optionsOf(variant, product)
        .filter((option) => option.name === name)
        .map((option) => option.value),
    );
    const known = existing.attributes.find((one) => String(one["name"]).toLowerCase() === name.toLowerCase());
    const before = Array.isArray(known?.["options"]) ? known["options"].map(String) : [];
    const id = Number(known?.["id"] ?? 0);
    return {
      ...(id ? { id } : { name }),
      variation: true,
      visible: true,
      options: [...new Set([...before, ...values])],
    };
  });
  const others = existing.attributes.filter(
    (one) => !names.some((name) => name.toLowerCase() === String(one["name"]).toLowerCase()),
  );
  return [...others, ...ours];
}

function parentBody(put: Put, existing: Existing, ctx: Context): { readonly [key: string]: Json } {
  const { product } = put;
  const sole = isSimple(product, existing) ? product.variants[0] : undefined;
  const isNew = existing.raw["id"] === undefined;
  // A simple product that got variants is turned; the shop would take variations under it and never sell them.
  const type = sole ? "simple" : "variable";
  const turns = type === "variable" && existing.raw["type"] === "simple";
  return {
    name: encodeName(product.title),
    description: product.descriptionHtml,
    status: product.active ? "publish" : "draft",
    ...(isNew || turns ? { type } : {}),
    // Its SKU goes to one of the variations.
    ...(turns ? { sku: "", manage_stock: false } : {}),
    ...(product.categoryKeys.length > 0 ? { categories: product.categoryKeys.map((id) => ({ id: Number(id) })) } : {}),
    ...(product.images.length > 0 ? { images: imageEntries(product, existing) } : {}),
    ...(sole ? sellable(sole, isNew, ctx) : { attributes: attributeEntries(product, existing) }),
    ...(isNew ? { meta_data: [{ key: ID_META, value: put.idempotencyKey }] } : {}),
  };
}

/** Remembers which attachment each of our pictures became. */
async function keepImages(id: string, product: ProductForChannel, body: Json, ctx: Context): Promise<void> {
  const made = asRecord(body)["images"];
  if (product.images.length === 0 || !Array.isArray(made)) return;
  const sorted = [...product.images].sort((a, b) => a.position - b.position);
  const pairs = sorted.flatMap((image, index) => {
    const attachment = asRecord(made[index])["id"];
    return attachment === undefined ? [] : [[image.url, attachment] as const];
  });
  const value = Object.fromEntries(pairs);
  if (JSON.stringify(value) === JSON.stringify(existingOf(body).images)) return;
  await shopCall(ctx, {
    method: "PUT",
    path: `products/${id}`,
    json: { meta_data: [{ key: IMAGES_META, value }] },
    operation: "products.meta",
    safe: true,
  });
}

async function update(id: string, put: Put, existing: Existing, ctx: Context): Promise<Json> {
  const { body } = await shopCall(ctx, {
    method: "PUT",
    path: `products/${id}`,
    json: parentBody(put, existing, ctx),
    operation: "products.update",
    safe: true,
  });
  return body;
}

/**
 * A product with variations has no SKU of its own: an earlier attempt whose answer was lost is found by the
 * SKUs of its variations, or, when it got no further than the parent, by the name of the intent.
 */
async function madeBefore(put: Put, ctx: Context): Promise<string | null> {
  const skus = put.product.variants.map((variant) => variant.sku);
  const owner = (await bySkus(skus, ctx)).find((one) => String(asRecord(one.ext)["type"] ?? "").startsWith("variable"));
  if (owner) return owner.key;
  const query = [
    ["search", put.product.title.slice(0, 60)],
    ["type", "variable"],
    ["_fields", "id,meta_data"],
  ] as const;
  const named = await allRows(ctx, { path: "products", query, operation: "products.find" });
  const found = named.find((row) =>
    metaList(row).some((one) => one["key"] === ID_META && one["value"] === put.idempotencyKey),
  );
  return found ? String(asRecord(found)["id"]) : null;
}

/** Creates; when the SKU is taken the product that has it is adopted, out of the trash if need be. */
async function create(put: Put, ctx: Context): Promise<{ readonly id: string; readonly body: Json }> {
  const made = isSimple(put.product, existingOf(null)) ? null : await madeBefore(put, ctx);
  if (made !== null) return updateKnown(made, put, ctx);
  const { body, response } = await shopCall(ctx, {
    method: "POST",
    path: "products",
    json: parentBody(put, existingOf(null), ctx),
    operation: "products.create",
  });
  const error = response.status >= 400 ? shopError(response) : null;
  if (!error) return { id: String(asRecord(body)["id"]), body };
  const id = error.data["resource_id"] === undefined ? await hiddenOwner(put, ctx) : String(error.data["resource_id"]);
  if (id === null) throw skuTaken(put.product.variants[0]?.sku ?? "", error.message);
  const existing = await ownerOf(id, put, ctx);
  return { id, body: await update(id, put, existing, ctx) };
}

async function ownerOf(id: string, put: Put, ctx: Context): Promise<Existing> {
  const raw = await shopCallOrNull(ctx, { path: `products/${id}`, operation: "products.get" });
  const type = asRecord(raw ?? {})["type"];
  if (raw === null || type === "variation")
    throw skuTaken(put.product.variants[0]?.sku ?? "", "The SKU belongs to a variation of another product.");
  return existingOf(raw);
}

function skuTaken(sku: string, why: string): ConnectorError {
  return new ConnectorError(
    { kind: "rejected", field: "sku", code: "product_invalid_sku" },
    `The SKU "${sku}" is already used in the shop. ${why}`.trim(),
  );
}

/** A trashed product keeps its SKU but no look-up finds it; a lost race of two creations looks the same. */
async function hiddenOwner(put: Put, ctx: Context): Promise<string | null> {
  const sku = (put.product.variants[0]?.sku ?? "").toLowerCase();
  const trashed = await allRows(ctx, {
    path: "products",
    query: [
      ["status", "trash"],
      ["_fields", "id,sku"],
    ],
    operation: "products.trash",
  });
  const found = trashed.find((row) => String(asRecord(row)["sku"] ?? "").toLowerCase() === sku);
  if (found) return String(asRecord(found)["id"]);
  const live = await bySkus([put.product.variants[0]?.sku ?? ""], ctx);
  return live[0]?.key ?? null;
}

interface Child {
  readonly variant: VariantForChannel;
  readonly id: string | null;
}

async function matchChildren(parentId: string, put: Put, ctx: Context): Promise<Child[]> {
  const rows = await allRows(ctx, {
    path: `products/${parentId}/variations`,
    query: [["_fields", "id,sku"]],
    operation: "variations.list",
  });
  const ids = new Set(rows.map((row) => String(asRecord(row)["id"])));
  const bySku = new Map(
    rows.map((row) => [String(asRecord(row)["sku"] ?? "").toLowerCase(), String(asRecord(row)["id"])]),
  );
  return put.product.variants.map((variant) => ({
    variant,
    id: (variant.key && ids.has(variant.key) ? variant.key : bySku.get(variant.sku.toLowerCase())) ?? null,
  }));
}

function childBody(child: Child, product: ProductForChannel, ctx: Context): Json {
  const attributes = optionsOf(child.variant, product).map((option) => ({ name: option.name, option: option.value }));
  return {
    ...(child.id ? { id: Number(child.id) } : {}),
    ...sellable(child.variant, child.id === null, ctx),
    // An only variant we know no options of keeps those the shop has.
    ...(attributes.length > 0 ? { attributes } : {}),
  };
}

/** Writes the variations in batches of one parent; nothing that the shop has beside them is deleted. */
async function putChildren(
  parentId: string,
  put: Put,
  attributes: readonly { readonly [key: string]: Json }[],
  ctx: Context,
): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  const named = (body: Json) => withAttributeIds(body, attributes);
  for (const part of chunks(await matchChildren(parentId, put, ctx), VARIATIONS_PER_BATCH)) {
    const toCreate = part.filter((child) => child.id === null);
    const toUpdate = part.filter((child) => child.id !== null);
    const { body } = await shopCall(ctx, {
      method: "POST",
      path: `products/${parentId}/variations/batch`,
      json: {
        create: toCreate.map((child) => named(childBody(child, put.product, ctx))),
        update: toUpdate.map((child) => named(childBody(child, put.product, ctx))),
      },
      operation: "variations.batch",
    });
    const answer = parseAtDoor(batchSchema, Array.isArray(body) ? {} : body, { ctx, what: "variations batch" });
    for (const [children, results] of [
      [toCreate, answer.create ?? []],
      [toUpdate, answer.update ?? []],
    ] as const)
      for (const [index, child] of children.entries())
        keys.set(child.variant.id, childKey(child, results[index] ?? null));
  }
  return keys;
}

function childKey(child: Child, result: Json): string {
  const failed = itemErrorSchema.safeParse(result);
  if (failed.success) {
    const field = /sku/.test(failed.data.error.code) ? "sku" : undefined;
    throw new ConnectorError(
      { kind: "rejected", code: failed.data.error.code, ...(field ? { field } : {}) },
      `Variant "${child.variant.sku}": ${failed.data.error.message}`,
    );
  }
  return String(asRecord(result)["id"] ?? child.id ?? "");
}

/** Attributes of the shop's own list are addressed by id; by name the shop would drop them silently. */
function withAttributeIds(body: Json, attributes: readonly { readonly [key: string]: Json }[]): Json {
  const record = asRecord(body);
  const given = Array.isArray(record["attributes"]) ? record["attributes"].map((one) => asRecord(one)) : [];
  if (given.length === 0) return body;
  const list = given.map((one) => {
    const known = attributes.find((other) => String(other["name"]).toLowerCase() === String(one["name"]).toLowerCase());
    const id = Number(known?.["id"] ?? 0);
    return { ...(id ? { id } : { name: one["name"] ?? "" }), option: one["option"] ?? "" };
  });
  return { ...record, attributes: list };
}

/**
 * Creates (no key) or updates. A key the shop no longer knows ends as not_found: deleting was somebody's
 * decision there. Throws ConnectorError rejected with the field and the shop's words.
 */
export async function putProduct(put: Put, ctx: Context): Promise<PutProduct> {
  const written = put.key === null ? await create(put, ctx) : await updateKnown(put.key, put, ctx);
  await keepImages(written.id, put.product, written.body, ctx);
  const now = existingOf(written.body);
  const children = isSimple(put.product, now) ? null : await putChildren(written.id, put, now.attributes, ctx);
  const product = await fetchProduct(written.id, ctx);
  if (!product)
    throw new ConnectorError({ kind: "not_found" }, "The product disappeared from the shop while it was written.");
  const variants = put.product.variants.map((variant) => {
    const key = children ? (children.get(variant.id) ?? "") : written.id;
    return { id: variant.id, key, ext: addressJson({ productId: key, parentId: children ? written.id : null }) };
  });
  return { key: written.id, variants, product };
}

async function updateKnown(key: string, put: Put, ctx: Context): Promise<{ readonly id: string; readonly body: Json }> {
  const raw = await shopCallOrNull(ctx, { path: `products/${key}`, operation: "products.get" });
  if (raw === null) throw new ConnectorError({ kind: "not_found" }, "The product no longer exists in the shop.");
  return { id: key, body: await update(key, put, existingOf(raw), ctx) };
}
