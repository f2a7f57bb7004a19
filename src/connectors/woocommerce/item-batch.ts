/** Batch writes of one aspect of many items: where each goes, reading first, answers one by one. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { asList, asRecord, PER_PAGE, shopCall, shopCallOrNull } from "./client.ts";
import { readAddress } from "./product-mapping.ts";
import { batchSchema, itemErrorSchema } from "./schemas.ts";
import { message } from "./words.ts";

/** create + update + delete of one batch call (captured: 101 answers 413). */
export const BATCH_ITEMS = 100;

/** Items of one route: products that are sold as they are (parent null), or the variations of one parent. */
export interface Group<I> {
  readonly parentId: string | null;
  readonly items: readonly I[];
}

interface Addressed {
  readonly key: string;
  readonly ext: Json;
}

/** Group word of an item: what may travel in one batch call. */
export function groupOf(item: Addressed): string {
  const address = readAddress(item.key, item.ext);
  return address === null ? `?${item.key}` : (address.parentId ?? "");
}

async function parentOf(item: Addressed, ctx: Context): Promise<string | null | undefined> {
  const address = readAddress(item.key, item.ext);
  if (address) return address.parentId;
  const query = [["_fields", "id,type,parent_id"]] as const;
  const raw = await shopCallOrNull(ctx, {
    path: `products/${encodeURIComponent(item.key)}`,
    query,
    operation: "products.get",
  });
  if (raw === null) return undefined;
  const { type, parent_id: parentId } = asRecord(raw);
  return type === "variation" ? String(parentId) : null;
}

/** Items by route in parts of at most 100; `unknown` are those the shop does not know. */
export async function grouped<I extends Addressed>(
  items: readonly I[],
  ctx: Context,
): Promise<{ readonly groups: readonly Group<I>[]; readonly unknown: readonly I[] }> {
  const byParent = new Map<string | null, I[]>();
  const unknown: I[] = [];
  for (const item of items) {
    const parent = await parentOf(item, ctx);
    if (parent === undefined) unknown.push(item);
    else byParent.set(parent, [...(byParent.get(parent) ?? []), item]);
  }
  const groups = [...byParent].flatMap(([parentId, members]) =>
    chunks(members, BATCH_ITEMS).map((part) => ({ parentId, items: part })),
  );
  return { groups, unknown };
}

function route(parentId: string | null): string {
  return parentId === null ? "products" : `products/${parentId}/variations`;
}

/** What the shop shows of these ids now, in one call per group. Trashed and deleted ones are missing. */
export async function readGroup(
  group: Group<Addressed>,
  fields: string,
  ctx: Context,
): Promise<ReadonlyMap<string, Json>> {
  const { body } = await shopCall(ctx, {
    path: route(group.parentId),
    query: [
      ["include", group.items.map((item) => item.key).join(",")],
      ["per_page", String(PER_PAGE)],
      ["_fields", fields],
    ],
    operation: group.parentId === null ? "products.read" : "variations.read",
  });
  return new Map(asList(body, ctx, "stock read").map((row) => [String(asRecord(row)["id"]), row]));
}

/** SKUs of one call make an address of some 2,000 characters at most: proxies refuse longer ones. */
const MAX_SKU_CHARACTERS = 1_500;

/**
 * Variations of many parents, a hundred in one call: a list filtered by SKU holds variations too. Those with a SKU of
 * their own; what the shop does not find under it (renamed, trashed) is missing.
 */
export async function readBySku(
  items: readonly Addressed[],
  fields: string,
  ctx: Context,
): Promise<ReadonlyMap<string, Json>> {
  const skus = new Map(items.flatMap((item) => ownSku(item)));
  const isSpread = new Set(items.flatMap((item) => readAddress(item.key, item.ext)?.parentId ?? [])).size > 1;
  const found = new Map<string, Json>();
  if (!isSpread) return found;
  for (const part of shortEnough([...skus.values()])) {
    const { body } = await shopCall(ctx, {
      path: "products",
      query: [
        ["sku", part.join(",")],
        ["per_page", String(PER_PAGE)],
        ["_fields", fields],
      ],
      operation: "products.read",
    });
    for (const row of asList(body, ctx, "stock read")) {
      const key = String(asRecord(row)["id"]);
      if (skus.has(key)) found.set(key, row);
    }
  }
  return found;
}

/** A comma inside a SKU would be read as a list. */
function ownSku(item: Addressed): [string, string][] {
  const address = readAddress(item.key, item.ext);
  return address?.parentId && address.sku && !address.sku.includes(",") ? [[item.key, address.sku]] : [];
}

function shortEnough(skus: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const sku of skus) {
    const length = encodeURIComponent(sku).length + 3;
    if (size + length > MAX_SKU_CHARACTERS || (parts.at(-1)?.length ?? 0) >= PER_PAGE) {
      parts.push([]);
      size = 0;
    }
    parts.at(-1)?.push(sku);
    size += length;
  }
  return parts;
}

/**
 * Sends one batch of updates. Never with `_fields`: the shop would return nothing, errors included. Results
 * come in the order of the request.
 */
export async function writeGroup(
  group: Group<{ readonly body: Json }>,
  operation: string,
  ctx: Context,
): Promise<readonly Json[]> {
  const { body } = await shopCall(ctx, {
    method: "POST",
    path: `${route(group.parentId)}/batch`,
    json: { update: group.items.map((item) => item.body) },
    operation,
  });
  return parseResponse(batchSchema, Array.isArray(body) ? {} : body, { ctx, what: operation }).update ?? [];
}

export function gone<V>(item: PushItem<V>): PushResult<V> {
  return {
    ...echo(item),
    outcome: "rejected",
    code: "not_found",
    text: message("refused.itemNoLongerExistsShop"),
  };
}

/** The error of an item inside a batch answer; null when it was written. */
export function itemError(result: Json): { readonly code: string; readonly text: HubText } | null {
  const failed = itemErrorSchema.safeParse(result);
  return failed.success ? { code: failed.data.error.code, text: failed.data.error.message } : null;
}
