import { z } from "zod";
import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { slugOf } from "../kit/parse/slugs.ts";
import { byOffset, readDaily } from "../kit/pull/whole-list.ts";
import { list, listAll, pageQuery, post, remove } from "./client.ts";
import { categorySchema } from "./schemas.ts";
import { message } from "./words.ts";

const PAGE_SIZE = 100;
const PATH = "/admin/product-categories";
const NAME = "product_categories";
const FIELDS = "id,name,handle,parent_category_id";

type Category = z.output<typeof categorySchema>;
type Input = Parameters<NonNullable<Categories["put"]>>[0];

export const categories: Categories = {
  sweep: readDaily("all", ({ cursor }, ctx) =>
    byOffset(cursor, async (offset) => {
      const query = pageQuery({ offset, size: PAGE_SIZE, fields: FIELDS });
      const { rows, total } = await list(ctx, PATH, NAME, { operation: "categories.list", query });
      return { items: rows.map((raw) => toCategory(raw, ctx)), told: rows.length, total };
    }),
  ),
  put,
  remove: (key, ctx) => remove(ctx, `${PATH}/${encodeURIComponent(key)}`, "categories.delete"),
};

function read(raw: Json, ctx: Context): Category {
  return parseResponse(categorySchema, raw, { ctx, what: "category" });
}

function toCategory(raw: Json, ctx: Context): ChannelCategory {
  const { id, name, parent_category_id } = read(raw, ctx);
  return { key: id, parentKey: parent_category_id, name, raw };
}

async function put({ key, name, parentKey }: Input, ctx: Context): Promise<string> {
  const query = [["fields", FIELDS]] as const;
  const existing = (await listAll(ctx, PATH, NAME, { operation: "categories.list", query })).map((raw) =>
    read(raw, ctx),
  );
  const twin = existing.find((one) => one.name === name && one.parent_category_id === parentKey);
  if (key === null) return twin?.id ?? create({ name, parentKey }, existing, ctx);
  const own = existing.find(({ id }) => id === key);
  if (!own) throw new ConnectorError({ kind: "not_found" }, message("error.categoryNoLongerExists"));
  if (parentKey !== undefined && isBelow(parentKey, key, existing))
    throw new ConnectorError(
      { kind: "rejected", field: "parent", code: "circle" },
      message("error.cannotLieBelowItself", { name }),
    );
  const json: Record<string, Json> = {
    ...(own.name === name ? {} : { name }),
    ...(own.parent_category_id === parentKey ? {} : { parent_category_id: parentKey ?? null }),
  };
  if (Object.keys(json).length > 0)
    await post(ctx, `${PATH}/${encodeURIComponent(key)}`, { operation: "categories.update", query, json });
  return key;
}

/** The shop takes a circle without a word. */
function isBelow(start: string, above: string, existing: readonly Category[]): boolean {
  const met = new Set<string>();
  for (let at: string | undefined = start; at !== undefined && !met.has(at); ) {
    if (at === above) return true;
    met.add(at);
    at = existing.find(({ id }) => id === at)?.parent_category_id;
  }
  return false;
}

const answerSchema = z.object({ product_category: anyJson });

/** A new one is hidden in the shop unless it says otherwise. Handles are unique over all levels. */
async function create(
  { name, parentKey }: Omit<Input, "key">,
  existing: readonly Category[],
  ctx: Context,
): Promise<string> {
  const parent = existing.find(({ id }) => id === parentKey);
  const isTaken = (handle: string) => existing.some((one) => one.handle === handle);
  const plain = slugOf(name);
  const handle = isTaken(plain) ? slugOf(`${parent?.name ?? "top"} ${name}`) : plain;
  const json = { name, handle, is_active: true, ...(parentKey === undefined ? {} : { parent_category_id: parentKey }) };
  try {
    const body = await post(ctx, PATH, { operation: "categories.create", query: [["fields", FIELDS]], json });
    return read(parseResponse(answerSchema, body, { ctx, what: "category" }).product_category, ctx).id;
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected" || !isTaken(handle)) throw error;
    throw new ConnectorError(
      { kind: "rejected", field: "name", code: "handle" },
      message("error.shopAnotherCategoryAddressName", { handle }),
      { cause: error },
    );
  }
}
