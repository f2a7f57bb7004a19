/** Collections: Shopify's flat categories. */

import { z } from "zod";
import type { ChannelCategory } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Categories, SweepPage } from "../kit/contract/ports.ts";
import { readCursorJson } from "../kit/graphql/changed-sweep.ts";
import { rawPage } from "../kit/graphql/pages.ts";
import { userErrors } from "../kit/graphql/refusals.ts";
import { type anyJson, idText, parseResponse } from "../kit/parse/parse.ts";
import { readSingly } from "../kit/pull/read-each.ts";
import { graphql, refuseUserErrors } from "./graphql.ts";
import { gid, numberOf, searchText } from "./ids.ts";
import { COLLECTION_CREATE, COLLECTION_DELETE, COLLECTION_UPDATE, COLLECTIONS_PAGE } from "./queries.ts";
import { message } from "./words.ts";

const collectionNode = z.object({ id: idText, title: z.string() });
const cursorShape = z.object({ after: z.string().nullable() });

export const categories: Categories = {
  sweep: { id: "collections", mode: "full", everyMs: 6 * 3_600_000, run: ({ cursor }, ctx) => walk(cursor, ctx) },
  put: putCollection,
  remove: removeCollection,
};

async function* walk(cursor: string | null, ctx: Context): AsyncIterable<SweepPage<ChannelCategory>> {
  let after =
    cursor === null ? null : parseResponse(cursorShape, readCursorJson(cursor), { what: "a stored cursor" }).after;
  for (;;) {
    const page = await readPage(null, after, ctx);
    const { items, unread } = await readSingly(page.nodes, (raw) => readCollection(raw, ctx));
    after = page.pageInfo.hasNextPage ? (page.pageInfo.endCursor ?? null) : null;
    yield { items, cursor: JSON.stringify({ after }), safeToSave: true, unread: unread.length };
    if (after === null) return;
  }
}

function readCollection(raw: z.output<typeof anyJson>, ctx: Context): ChannelCategory {
  const node = parseResponse(collectionNode, raw, { ctx, what: "a collection" });
  return { key: numberOf(node.id), name: node.title, raw };
}

async function readPage(query: string | null, after: string | null, ctx: Context) {
  const schema = z.object({ collections: rawPage });
  return (await graphql(ctx, COLLECTIONS_PAGE, { variables: { query, after }, schema, what: "the collections" }))
    .collections;
}

type PutCategory = Parameters<NonNullable<Categories["put"]>>[0];

/** Collections have no parent: a child is refused rather than put at the top under a wrong meaning. */
async function putCollection(category: PutCategory, ctx: Context): Promise<string> {
  if (category.parentKey !== undefined)
    throw new ConnectorError({ kind: "unsupported" }, message("error.collectionsFlatCategoryBelowAnother"));
  const key = category.key ?? (await sameTitle(category.name, ctx));
  if (key === null) return create(category.name, ctx);
  const { collectionUpdate } = await graphql(ctx, COLLECTION_UPDATE, {
    variables: { collection: { id: gid("Collection", key), title: category.name } },
    schema: z.object({ collectionUpdate: z.object({ userErrors }) }),
    what: `the collection "${category.name}"`,
  });
  refuseUserErrors(collectionUpdate.userErrors, `the collection "${category.name}"`);
  return key;
}

async function create(name: string, ctx: Context): Promise<string> {
  const { collectionCreate } = await graphql(ctx, COLLECTION_CREATE, {
    variables: { collection: { title: name } },
    schema: z.object({ collectionCreate: z.object({ collection: z.object({ id: idText }).nullable(), userErrors }) }),
    what: `the collection "${name}"`,
  });
  refuseUserErrors(collectionCreate.userErrors, `the collection "${name}"`);
  return numberOf(collectionCreate.collection?.id ?? "");
}

async function removeCollection(key: string, ctx: Context): Promise<void> {
  const { collectionDelete } = await graphql(ctx, COLLECTION_DELETE, {
    variables: { input: { id: gid("Collection", key) } },
    schema: z.object({ collectionDelete: z.object({ userErrors }) }),
    what: "the collection",
  });
  // Shopify words a collection that is gone as an error of the field "id".
  const isGone = collectionDelete.userErrors.every(({ field }) => field?.join(".") === "id");
  if (!isGone) refuseUserErrors(collectionDelete.userErrors, "deleting the collection");
}

async function sameTitle(name: string, ctx: Context): Promise<string | null> {
  const page = await readPage(`title:${searchText(name)}`, null, ctx);
  const found = page.nodes.map((raw) => readCollection(raw, ctx)).find((collection) => collection.name === name);
  return found?.key ?? null;
}
