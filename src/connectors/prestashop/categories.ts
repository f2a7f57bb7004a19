/** The tree below the shop's home category. The root above it is a technical one that holds no products. */

import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Categories, SweepPage } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { element } from "../kit/parse/xml.ts";
import { readEach } from "../kit/pull/read-each.ts";
import { readDaily } from "../kit/pull/whole-list.ts";
import { change, fieldNodes } from "./change.ts";
import { create, listAll, walkById } from "./client.ts";
import { categorySchema, textIn } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { languageIds, slugFrom, textNode } from "./texts.ts";
import { message } from "./words.ts";

const CATEGORIES = {
  resource: "categories",
  operation: "categories.list",
  display: "[id,id_parent,is_root_category,name,link_rewrite]",
} as const;
const REFUSED = /[<>;=#{}]/;

export function categories(shop: ShopFacts): Categories {
  return {
    sweep: readDaily("all", (input, ctx) => walk(shop, input.cursor ?? "", ctx)),
    put: forShop(shop)(put),
  };
}

async function* walk(shop: ShopFacts, from: string, ctx: Context): AsyncIterable<SweepPage<ChannelCategory>> {
  for await (const { rows, lastId, isLast } of walkById(ctx, CATEGORIES, from, 200)) {
    const read = async (some: readonly Json[]) => some.flatMap((row) => toCategory(row, shop, ctx) ?? []);
    const { items, unread } = await readEach(rows, read);
    yield { items, cursor: isLast ? "" : lastId, safeToSave: true, unread: unread.length };
  }
}

/** Null for the technical root; the home category has no parent of ours. */
function toCategory(raw: Json, shop: ShopFacts, ctx: Context): ChannelCategory | null {
  const category = parseResponse(categorySchema, raw, { ctx, what: "category" });
  if (category.id_parent === undefined) return null;
  const isHome = category.is_root_category || category.id === shop.homeCategory;
  return {
    key: category.id,
    parentKey: isHome ? undefined : category.id_parent,
    name: textIn(category.name, shop.idLang),
    raw,
  };
}

type Input = Parameters<NonNullable<Categories["put"]>>[0];

async function put(input: Input, shop: ShopFacts, ctx: Context): Promise<string> {
  if (input.name.length > 128 || REFUSED.test(input.name))
    throw new ConnectorError(
      { kind: "rejected", field: "name", code: "name_form" },
      message("error.categoryNameMost128Characters"),
    );
  const rows = await listAll(ctx, CATEGORIES);
  const parent = input.parentKey ?? shop.homeCategory;
  const existing = rows.map((row) => ({ row, ...parseResponse(categorySchema, row, { ctx, what: "category" }) }));
  const same = existing.find((one) => textIn(one.name, shop.idLang) === input.name && one.id_parent === parent);
  const key = input.key ?? same?.id;
  const before = existing.find((one) => one.id === key);
  if (input.key !== null && !before)
    throw new ConnectorError({ kind: "not_found" }, message("error.shopNoLongerCategory"));
  if (!existing.some((one) => one.id === parent))
    throw new ConnectorError({ kind: "rejected", field: "parentKey" }, message("error.shopNoLongerCategoryAbove"));
  const parents = new Map(existing.map((one) => [one.id, one.id_parent]));
  if (key !== undefined && isBelow(parent, key, parents))
    throw new ConnectorError(
      { kind: "rejected", field: "parentKey", code: "circle" },
      message("error.categoryCannotLieBelowItself"),
    );
  if (before && textIn(before.name, shop.idLang) === input.name && before.id_parent === parent) return before.id;
  const wording = { languages: await languageIds(shop, ctx), shop, before: before?.name };
  const name = textNode("name", input.name, { ...wording, fillsOthers: true });
  const above = key === shop.homeCategory ? [] : fieldNodes({ id_parent: parent });
  if (key !== undefined) {
    const fields = [name, ...above];
    await change(ctx, shop, {
      resource: "categories",
      node: "category",
      id: key,
      fields,
      operation: "categories.update",
    });
    return key;
  }
  const slug = textNode("link_rewrite", slugFrom(input.name, "category"), { ...wording, before: undefined });
  const entity = element("category", [name, slug, ...fieldNodes({ active: "1", id_parent: parent })]);
  return create(ctx, { resource: "categories", entities: [entity], operation: "categories.create" });
}

/** True when `id` is `above` or lies below it. */
function isBelow(id: string, above: string, parents: ReadonlyMap<string, string | undefined>): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = id; at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === above) return true;
    seen.add(at);
  }
  return false;
}
