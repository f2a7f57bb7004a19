import type { ChannelCategory, Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Categories } from "../kit/contract/ports.ts";
import { answeredObject, field, isLastPage, PAGE_SIZE, pageOf, readCursor, readList } from "./pages.ts";
import { toCategories } from "./product-mapping.ts";
import { message } from "./words.ts";

export const categories: Categories = {
  sweep: {
    id: "categories.full",
    mode: "full",
    everyMs: 24 * 60 * 60_000,
    async *run({ cursor }, ctx) {
      const start = field(readCursor(cursor), "page");
      const seen = new Set<string>();
      for (let page = typeof start === "number" ? start : 1; ; page += 1) {
        const raw = await readPage(page, ctx);
        // The same category may stand both nested in its parent and in the list itself.
        const { items } = await pageOf(raw, (item) => toCategories(item, ctx));
        const fresh = items.flat().filter((category) => !seen.has(category.key));
        for (const category of fresh) seen.add(category.key);
        const isLast = isLastPage(raw) || fresh.length === 0;
        yield { items: fresh, cursor: JSON.stringify(isLast ? {} : { page: page + 1 }), safeToSave: true };
        if (isLast) return;
      }
    },
  },
  put,
};

function readPage(page: number, ctx: Context): Promise<readonly Json[]> {
  return readList(
    "/categories/",
    [
      ["page", String(page)],
      ["limit", String(PAGE_SIZE)],
    ],
    "categories.list",
    ctx,
  );
}

async function findTwin(
  name: string,
  parentKey: string | undefined,
  ctx: Context,
): Promise<ChannelCategory | undefined> {
  for await (const page of categories.sweep.run({ cursor: null }, ctx)) {
    const twin = page.items.find((item) => item.name.trim() === name.trim() && item.parentKey === parentKey);
    if (twin) return twin;
  }
  return undefined;
}

/** Adopts a category of the same name and parent; POST has no idempotency key. */
async function put(
  category: { readonly key: string | null; readonly name: string; readonly parentKey?: string | undefined },
  ctx: Context,
): Promise<string> {
  const twin = category.key ?? (await findTwin(category.name, category.parentKey, ctx))?.key;
  const parent = category.parentKey ?? null;
  if (twin !== undefined) {
    const json: Json = { name: category.name, parent_id: parent };
    const url = `/categories/${encodeURIComponent(twin)}`;
    if (category.key !== null) await ctx.http.request({ method: "PATCH", url, json, operation: "categories.update" });
    return twin;
  }
  const response = await ctx.http.request({
    method: "POST",
    url: "/categories",
    json: {
      name: category.name,
      slug: slugOf(category.name),
      parent_id: parent,
      hidden: false,
      position: 1,
      show_in_header: true,
    },
    operation: "categories.create",
  });
  const key =
    field(answeredObject(response) ?? undefined, "id") ?? (await findTwin(category.name, category.parentKey, ctx))?.key;
  if (key !== undefined) return String(key);
  throw new ConnectorError({ kind: "ambiguous" }, message("error.acceptedCategoryButNotShow"));
}

/** ASCII; names in other scripts are kept apart by their code points. */
function slugOf(name: string): string {
  const ascii = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|(?<!-)-+$/g, "");
  return ascii.slice(0, 80) || `c-${Buffer.from(name).toString("hex").slice(0, 60)}`;
}
