import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, nullIfNotFound } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { forShop } from "../kit/contract/ports-by.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { byNumber, readDaily } from "../kit/pull/whole-list.ts";
import { codeOf, get, iriOf, list, listAll, remove, write } from "./client.ts";
import { codeFrom, slugFrom } from "./codes.ts";
import { taxonSchema } from "./schemas.ts";
import type { ShopFacts } from "./shop.ts";
import { inLocale } from "./shop.ts";
import { message } from "./words.ts";

const PAGE_SIZE = 100;
const TAXONS = { url: "/admin/taxons", operation: "taxons.list" } as const;

/** Taxons: a tree, told as a flat list. */
export function categories(shop: ShopFacts): Categories {
  return {
    sweep: readDaily("taxons", ({ cursor }, ctx) =>
      byNumber(cursor, async (page) => {
        const { rows, hasNext } = await list(ctx, { ...TAXONS, page, size: PAGE_SIZE });
        return { items: rows.map((row) => toCategory(row, shop, ctx)), isLast: !hasNext || rows.length === 0 };
      }),
    ),
    put: forShop(shop)(put),
    async remove(key, ctx) {
      await nullIfNotFound(remove(ctx, `/admin/taxons/${encodeURIComponent(key)}`, "taxons.remove"));
    },
  };
}

function toCategory(raw: Json, shop: ShopFacts, ctx: Context): ChannelCategory {
  const taxon = parseResponse(taxonSchema, raw, { ctx, what: "taxon" });
  return {
    key: taxon.code,
    parentKey: taxon.parent ? codeOf(taxon.parent) : undefined,
    name: inLocale(taxon.translations, shop.locale)?.name ?? taxon.code,
    raw,
  };
}

type Input = Parameters<NonNullable<Categories["put"]>>[0];

async function put(input: Input, shop: ShopFacts, ctx: Context): Promise<string> {
  const rows = await listAll(ctx, { ...TAXONS, size: PAGE_SIZE });
  const existing = rows.map((row) => toCategory(row, shop, ctx));
  const same = (one: ChannelCategory) => one.name === input.name && one.parentKey === input.parentKey;
  const key = input.key ?? existing.find(same)?.key;
  const parent = input.parentKey === undefined ? null : iriOf(ctx, "taxons", input.parentKey);
  if (key !== undefined) return rename(key, input.name, parent, { shop, ctx });
  const code = freeCode(codeFrom(input.name), new Set(existing.map((one) => one.key.toLowerCase())));
  const translations = { [shop.locale]: { name: input.name, slug: slugFrom(`${input.parentKey ?? ""} ${code}`) } };
  const json = { code, parent, translations };
  await write(ctx, "POST", "/admin/taxons", { operation: "taxons.create", json });
  return code;
}

/** Names every locale by its path: one that is left out would be deleted. */
async function rename(
  key: string,
  name: string,
  parent: string | null,
  { shop, ctx }: { readonly shop: ShopFacts; readonly ctx: Context },
): Promise<string> {
  const url = `/admin/taxons/${encodeURIComponent(key)}`;
  const taxon = parseResponse(taxonSchema, await get(ctx, url, "taxons.get"), { ctx, what: "taxon" });
  const stored = Object.entries(taxon.translations).map(([locale, one]) => [locale, { "@id": one["@id"] ?? null }]);
  const own = taxon.translations[shop.locale];
  const text = own?.["@id"] ? { "@id": own["@id"], name } : { name, slug: slugFrom(key) };
  const json: Json = { parent, translations: { ...Object.fromEntries(stored), [shop.locale]: text } };
  await write(ctx, "PUT", url, { operation: "taxons.update", json });
  return key;
}

/** The code, with a number behind it when it is taken. Throws when a hundred are. */
function freeCode(code: string, taken: ReadonlySet<string>): string {
  for (let number = 1; number <= 100; number += 1) {
    const candidate = number === 1 ? code : `${code}-${number}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
  throw new ConnectorError(
    { kind: "rejected", field: "name" },
    message("error.shopTooManyCategoriesNamed", { name: code }),
  );
}
