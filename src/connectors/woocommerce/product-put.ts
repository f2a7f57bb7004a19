/** Writing a whole product with its variants. Adopts what the shop already has under the same SKU. */

import { type HubText, textParts } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { PutProduct } from "../kit/contract/ports.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { shopError } from "./classify.ts";
import { allRows, asRecord, shopCall, shopCallOrNull } from "./client.ts";
import type { Child, Put } from "./product-body.ts";
import { childBody, isSimple, parentBody } from "./product-body.ts";
import type { Existing } from "./product-existing.ts";
import { existingOf, ID_META, metaList } from "./product-existing.ts";
import { existingImages } from "./product-images.ts";
import { addressJson, ownCode } from "./product-mapping.ts";
import { bySkus, readProduct, variationRows } from "./product-read.ts";
import { batchSchema, itemErrorSchema } from "./schemas.ts";
import { message } from "./words.ts";

/** Variations with images take seconds each in one PHP request; hosts cut off after 30-60 s (sheet section 3). */
const VARIATIONS_PER_BATCH = 50;

interface Written {
  readonly id: string;
  /** The product as the shop shows it after the write. */
  readonly raw: { readonly [key: string]: Json };
}

/** Writes what differs. Answers of a write have texts as they are stored: those a reader sees are kept from before. */
async function update(id: string, put: Put, existing: Existing, ctx: Context): Promise<Written> {
  const json = parentBody(put, existing, ctx);
  if (Object.keys(json).length === 0) return { id, raw: existing.raw };
  const { body } = await shopCall(ctx, {
    method: "PUT",
    path: `products/${id}`,
    json,
    operation: "products.update",
    safe: true,
  });
  if ("images" in json) await existingImages(id, put.product, body, ctx);
  const { description, short_description: short } = existing.raw;
  const isTextNew = "description" in json || "short_description" in json;
  const raw = isTextNew
    ? await readRaw(id, ctx)
    : { ...asRecord(body), description: description ?? "", short_description: short ?? "" };
  return { id, raw };
}

async function readRaw(id: string, ctx: Context): Promise<Written["raw"]> {
  const raw = await shopCallOrNull(ctx, { path: `products/${id}`, operation: "products.get" });
  if (raw === null)
    throw new ConnectorError({ kind: "not_found" }, message("error.productDisappearedShopWhileWritten"));
  return asRecord(raw);
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
async function create(put: Put, ctx: Context): Promise<Written> {
  const made = isSimple(put.product, existingOf(null)) ? null : await madeBefore(put, ctx);
  if (made !== null) return updateKnown(made, put, ctx);
  const { body, response } = await shopCall(ctx, {
    method: "POST",
    path: "products",
    json: parentBody(put, existingOf(null), ctx),
    operation: "products.create",
  });
  const error = response.status >= 400 ? shopError(response) : null;
  if (!error) {
    const id = String(asRecord(body)["id"]);
    await existingImages(id, put.product, body, ctx);
    return { id, raw: await readRaw(id, ctx) };
  }
  const id = error.data["resource_id"] === undefined ? await hiddenOwner(put, ctx) : String(error.data["resource_id"]);
  if (id === null) throw skuTaken(put.product.variants[0]?.sku ?? "", error.message);
  const existing = await ownerOf(id, put, ctx);
  return update(id, put, existing, ctx);
}

async function ownerOf(id: string, put: Put, ctx: Context): Promise<Existing> {
  const raw = await shopCallOrNull(ctx, { path: `products/${id}`, operation: "products.get" });
  const type = asRecord(raw ?? {})["type"];
  if (raw === null || type === "variation")
    throw skuTaken(put.product.variants[0]?.sku ?? "", message("error.skuBelongsVariationAnotherProduct"));
  return existingOf(raw);
}

function skuTaken(sku: string, why: HubText): ConnectorError {
  return new ConnectorError({ kind: "rejected", field: "sku", code: "product_invalid_sku" }, [
    message("error.skuTaken", { sku }),
    ...textParts(why),
  ]);
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

/** Matched by key, then by its own SKU: one that only shows its parent's is nobody's. */
function matchChildren(put: Put, parent: Written, rows: readonly Json[]): Child[] {
  const records = rows.map((row) => asRecord(row));
  const byId = new Map(records.map((row) => [String(row["id"]), row]));
  const parentSku = typeof parent.raw["sku"] === "string" && parent.raw["sku"] !== "" ? parent.raw["sku"] : undefined;
  const bySku = new Map(
    records.flatMap((row) => {
      const sku = ownCode(typeof row["sku"] === "string" ? row["sku"] : "", parentSku);
      return sku ? [[sku.toLowerCase(), row] as const] : [];
    }),
  );
  return put.product.variants.map((variant) => ({
    variant,
    row: byId.get(variant.key ?? "") ?? bySku.get(variant.sku.toLowerCase()) ?? null,
  }));
}

interface PutChildren {
  readonly keys: ReadonlyMap<string, string>;
  /** All variations of the product as they are now. */
  readonly rows: readonly Json[];
  readonly isChanged: boolean;
}

/** Writes the variations that differ, in batches of one parent; nothing that the shop has beside them is deleted. */
async function putChildren(put: Put, parent: Written, ctx: Context): Promise<PutChildren> {
  const before = await variationRows(parent.id, ctx);
  const rows = new Map(before.map((row) => [String(asRecord(row)["id"]), row]));
  const children = matchChildren(put, parent, before);
  const keys = new Map(children.map(({ variant, row }) => [variant.id, String(row?.["id"] ?? "")]));
  const due = children.flatMap((child) => {
    const body = childBody(child, put, existingOf(parent.raw), ctx);
    return body === null ? [] : [{ child, body }];
  });
  for (const part of chunks(due, VARIATIONS_PER_BATCH)) {
    const create = part.filter(({ child }) => child.row === null);
    const update = part.filter(({ child }) => child.row !== null);
    const { body } = await shopCall(ctx, {
      method: "POST",
      path: `products/${parent.id}/variations/batch`,
      json: { create: create.map((one) => one.body), update: update.map((one) => one.body) },
      operation: "variations.batch",
    });
    const answer = parseResponse(batchSchema, Array.isArray(body) ? {} : body, { ctx, what: "variations batch" });
    const results = [...(answer.create ?? []), ...(answer.update ?? [])];
    for (const [index, { child }] of [...create, ...update].entries()) {
      const result = results[index] ?? null;
      const key = childKey(child, result);
      keys.set(child.variant.id, key);
      rows.set(key, result);
    }
  }
  return { keys, rows: [...rows.values()], isChanged: due.length > 0 };
}

function childKey(child: Child, result: Json): string {
  const failed = itemErrorSchema.safeParse(result);
  if (failed.success) {
    const field = /sku/.test(failed.data.error.code) ? "sku" : undefined;
    throw new ConnectorError(
      { kind: "rejected", code: failed.data.error.code, ...(field ? { field } : {}) },
      message("error.variant", { sku: child.variant.sku, words: failed.data.error.message }),
    );
  }
  return String(asRecord(result)["id"] ?? child.row?.["id"] ?? "");
}

/**
 * Creates (no key) or updates. A key the shop no longer knows ends as not_found: deleting was somebody's
 * decision there. Throws ConnectorError rejected with the field and the shop's words.
 */
export async function putProduct(put: Put, ctx: Context): Promise<PutProduct> {
  const written = put.key === null ? await create(put, ctx) : await updateKnown(put.key, put, ctx);
  const children = isSimple(put.product, existingOf(written.raw)) ? null : await putChildren(put, written, ctx);
  // A write of a variation moves its parent's date and list of variations.
  const raw = children?.isChanged ? await readRaw(written.id, ctx) : written.raw;
  const product = readProduct(raw, children?.rows ?? [], ctx);
  const shown = new Map(product.variants.map((variant) => [variant.key, variant.ext]));
  const variants = put.product.variants.map((variant) => {
    const key = children ? (children.keys.get(variant.id) ?? "") : written.id;
    const ext = addressJson({ productId: key, parentId: children ? written.id : null });
    return { id: variant.id, key, ext: shown.get(key) ?? ext };
  });
  return { key: written.id, variants, product };
}

async function updateKnown(key: string, put: Put, ctx: Context): Promise<Written> {
  const raw = await shopCallOrNull(ctx, { path: `products/${key}`, operation: "products.get" });
  if (raw === null) throw new ConnectorError({ kind: "not_found" }, message("error.productNoLongerExistsShop"));
  return update(key, put, existingOf(raw), ctx);
}
