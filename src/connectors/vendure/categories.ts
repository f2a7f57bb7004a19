import { z } from "zod";
import type { Categories } from "../kit/contract/ports.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { byOffset, readDaily } from "../kit/pull/whole-list.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { collectionSchema, rawList } from "./schemas.ts";

const PAGE_SIZE = 500;

/**
 * Collections are read and not written: products get into them by rules (facet values, names) that are the shop's own.
 * Those at the top have a root for a parent, which no list holds.
 */
export const categories: Categories = {
  sweep: readDaily("all", ({ cursor }, ctx) =>
    byOffset(cursor, async (skip) => {
      const { collections: page } = await graphql(ctx, documents.COLLECTIONS, {
        variables: { options: { skip, take: PAGE_SIZE, sort: { id: "ASC" } } },
        schema: z.object({ collections: rawList }),
        what: "collections",
      });
      const reported = page.items.map((raw) => ({
        raw,
        ...parseResponse(collectionSchema, raw, { ctx, what: "collection" }),
      }));
      const isOne = new Set(reported.map(({ id }) => id));
      const items = reported.map(({ id, name, parentId, raw }) => ({
        key: id,
        parentKey: isOne.has(parentId) || page.totalItems > page.items.length ? parentId : undefined,
        name,
        raw,
      }));
      return { items, told: page.items.length, total: page.totalItems };
    }),
  ),
};
