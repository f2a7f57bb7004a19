/** Product types in the place of categories: they decide which attributes a listing needs. Amazon makes them, nobody else. */
import { z } from "zod";
import type { Categories } from "../kit/contract/ports.ts";
import { anyJson, parseResponse } from "../kit/parse/parse.ts";
import { homeQuery } from "./listings.ts";

const listSchema = z.object({ productTypes: z.array(anyJson) });
const typeSchema = z.object({ name: z.string().min(1), displayName: z.string() });

export const categories: Categories = {
  sweep: {
    id: "full",
    mode: "full",
    everyMs: 7 * 86_400_000,
    async *run(_input, ctx) {
      const { body } = await ctx.http.json({
        method: "GET",
        url: "/definitions/2020-09-01/productTypes",
        query: [homeQuery(ctx)],
        operation: "definitions.search",
      });
      const { productTypes } = parseResponse(listSchema, body, { ctx, what: "product types" });
      const items = productTypes.map((raw) => {
        const { name, displayName } = parseResponse(typeSchema, raw, { ctx, what: "product type" });
        return { key: name, name: displayName || name, raw };
      });
      yield { items, cursor: "", safeToSave: true };
    },
  },
};
