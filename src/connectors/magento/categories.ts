import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { byNumber, readDaily } from "../kit/pull/whole-list.ts";
import { URL_KEY_TAKEN } from "./classify.ts";
import { request, search, searchAll } from "./client.ts";
import { categorySchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { plainOf, sumOf } from "./slug.ts";

const PAGE_SIZE = 100;
const LIST = { path: "/categories/list", operation: "categories.list", size: PAGE_SIZE, sort: ["entity_id"] } as const;

/** The tree below the website's root, told as a flat list. The root itself is no category a shopper sees. */
export function categories(shop: ShopFacts): Categories {
  return {
    sweep: readDaily("categories", ({ cursor }, ctx) =>
      byNumber(cursor, async (page) => {
        const { rows, total } = await search(ctx, { ...LIST, page });
        const items = rows.flatMap((row) => toCategory(row, shop, ctx) ?? []);
        return { items, isLast: page * PAGE_SIZE >= total || rows.length === 0 };
      }),
    ),
    put: forShop(shop)(put),
    remove,
  };
}

async function remove(key: string, ctx: Context): Promise<void> {
  const operation = "categories.remove";
  await nullIfNotFound(request(ctx, { method: "DELETE", path: `/categories/${key}`, operation, safe: true }));
}

/** Null for what does not lie below the website's root. */
function toCategory(raw: Json, shop: ShopFacts, ctx: Context): ChannelCategory | null {
  const { id, parent_id, name, path } = parseResponse(categorySchema, raw, { ctx, what: "category" });
  const root = String(shop.rootCategoryId);
  if (id === root || !path.split("/").includes(root)) return null;
  return { key: id, parentKey: parent_id === root ? undefined : parent_id, name: name ?? id, raw };
}

type Input = Parameters<NonNullable<Categories["put"]>>[0];

async function put(input: Input, shop: ShopFacts, ctx: Context): Promise<string> {
  const key = input.key ?? (await sameNamed(input, shop, ctx));
  if (key !== undefined) {
    const json = { category: { name: input.name } };
    await request(ctx, {
      method: "PUT",
      path: `/categories/${key}`,
      operation: "categories.update",
      json,
      view: shop.textView,
      safe: true,
    });
    await move(key, input, shop, ctx);
    return key;
  }
  return create(input, shop, ctx);
}

/** The address is made from the name, and refused for one without plain letters; two names may make the same one. */
async function create({ name, parentKey }: Input, shop: ShopFacts, ctx: Context): Promise<string> {
  const parentId = Number(parentKey ?? shop.rootCategoryId);
  const attempt = async (urlKey: string | undefined) => {
    const custom_attributes = urlKey === undefined ? [] : [{ attribute_code: "url_key", value: urlKey }];
    const category = { name, parent_id: parentId, is_active: true, include_in_menu: true, custom_attributes };
    const call = { method: "POST", path: "/categories", operation: "categories.create", json: { category } } as const;
    return parseResponse(categorySchema, await request(ctx, call), { ctx, what: "category" }).id;
  };
  const plain = plainOf(name, "-");
  const own = `${plain || "category"}-${sumOf(name)}`;
  return attempt(plain === "" ? own : undefined).catch((error: unknown) => {
    const isTaken = isConnectorError(error) && error.info.kind === "rejected" && error.info.code === URL_KEY_TAKEN;
    if (!isTaken || plain === "") throw error;
    return attempt(own);
  });
}

async function sameNamed(input: Input, shop: ShopFacts, ctx: Context): Promise<string | undefined> {
  const rows = await searchAll(ctx, LIST);
  const existing = rows.flatMap((row) => toCategory(row, shop, ctx) ?? []);
  return existing.find((one) => one.name === input.name && one.parentKey === input.parentKey)?.key;
}

/** A change of the parent is a call of its own, made only where it is another one. */
async function move(key: string, input: Input, shop: ShopFacts, ctx: Context): Promise<void> {
  const parentId = Number(input.parentKey ?? shop.rootCategoryId);
  const body = await request(ctx, { method: "GET", path: `/categories/${key}`, operation: "categories.get" });
  if (parseResponse(categorySchema, body, { ctx, what: "category" }).parent_id === String(parentId)) return;
  const json = { parentId };
  await request(ctx, {
    method: "PUT",
    path: `/categories/${key}/move`,
    operation: "categories.move",
    json,
    safe: true,
  });
}
