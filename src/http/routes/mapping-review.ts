import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { listSuggestions, suggestLinks } from "../../hub/listings/index.ts";
import { suggestionSchema, suggestOutcomeSchema } from "../../hub/listings/review.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf } from "../schemas.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "mappings", reads: "view", changes: "edit_catalogue" });
const method = z.enum(["sku", "barcode", "title"]);
const confidence = z.coerce.number().int().min(0).max(100).optional();

/** Suggested links: compared, made anew, and products made of what has no counterpart. */
export const mappingReviewRoutes: readonly Route[] = [
  route.get("/stores/:id/mappings/suggestions", {
    summary: "Suggested links with both sides to compare, the surest first",
    query: z.object({
      ...page,
      minConfidence: confidence,
      maxConfidence: confidence,
      method: method.optional(),
    }),
    response: pageOf(suggestionSchema),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      return call.tenant((tx) => listSuggestions(tx, { ...call.query, connectionId }));
    },
  }),
  route.post("/stores/:id/mappings/suggest", {
    summary: "Find matches for unlinked items by SKU, barcode and title; again from next until it is null",
    body: z.strictObject({ after: id.optional().describe("next of the call before") }),
    response: suggestOutcomeSchema,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      const outcome = await call.tenant((tx) => suggestLinks(tx, { ...call.body, connectionId, now: call.now }));
      await call.deps.engine.wake(call.access.organization);
      return outcome;
    },
  }),
  route.post("/stores/:id/mappings/create-products", {
    summary:
      "Create products for listings of the channel without a match here, with all their unlinked items; one result each",
    body: z.strictObject({
      productListingIds: z.array(id).min(1).max(200),
      stockFrom: z
        .enum(["channel", "none"])
        .default("channel")
        .describe("channel: its units are the opening stock; none: stock sync stays off"),
    }),
    response: z.object({
      results: z.array(z.object({ id: z.string(), ok: z.boolean(), error: z.string().optional() })),
    }),
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      const { productListingIds, stockFrom } = call.body;
      const existing = await call.tenant((tx) =>
        tx.rows<{ id: string }>(
          `select id
           from product_listing
           where organization_id = argosy.tenant() and connection_id = $1 and id = any($2)`,
          [connectionId, productListingIds],
        ),
      );
      if (existing.length < new Set(productListingIds).size)
        throw new HubError("LISTING_NOT_FOUND", "not_found", "Not all of these are products of this channel.");
      const { organization } = call.access;
      const results = await call.deps.engine.createProducts({
        organization,
        connectionId,
        productListingIds,
        stockFrom,
      });
      await call.deps.engine.wake(organization);
      return { results };
    },
  }),
];
