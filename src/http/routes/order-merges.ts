import { z } from "zod";
import { mergePolicy } from "../../connectors/kit/contract/merge-policy.ts";
import { getMerge, mergeOrders, mergeSchema, mergingOf, togetherFields, undoMerge } from "../../hub/merging/merges.ts";
import { changeMergeSettings, mergeSettings } from "../../hub/merging/settings.ts";
import { MOST_MERGED, suggestMerges } from "../../hub/merging/suggest.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, list, severalOf } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "act_on_orders" });
const suggestion = z
  .object({
    match: z
      .enum(["exact", "like"])
      .describe("of their addresses; like: they differ in case, spacing, punctuation or an abbreviation"),
    ...togetherFields,
  })
  .meta({ id: "MergeSuggestion" });
const settingFields = {
  windowHours: z.int().min(1).max(720).describe("orders placed within so many hours are suggested together"),
  acrossChannels: z.boolean().describe("also orders of several channels"),
  allowsMarketplaces: z
    .boolean()
    .describe("also of marketplaces whose rules for merged parcels are not known; those that forbid it stay out"),
};
const settings = z.object(settingFields).meta({ id: "MergeSettings" });

/** Orders of one buyer to one address that go in one parcel. */
export const orderMergeRoutes: readonly Route[] = [
  route.get("/orders/merge-suggestions", {
    summary: "Orders ready to ship that could share a parcel: one recipient, one address, one location",
    description:
      "Only orders in one currency that are all paid, or all cash on delivery, placed within the window of the settings (`GET /order-merge-settings`). Orders that are merged already are not among them.",
    query: z.object({
      orderIds: severalOf(id)
        .refine((ids) => ids === undefined || ids.length <= 200)
        .describe("only suggestions with one of these orders"),
    }),
    response: list(suggestion).extend({
      more: z.boolean().describe("there are further addresses with several orders; ask by order"),
    }),
    handler: ({ tenant, query, deps }) => tenant((tx) => suggestMerges(tx, query.orderIds ?? null, mergePolicy(deps))),
  }),
  route.get("/orders/:id/merging", {
    summary: "What an order is merged with, and what it could be merged with",
    response: z.object({
      merge: mergeSchema.nullable().describe("the open merge it is in, otherwise the last whose parcel left"),
      suggestion: suggestion.nullable(),
    }),
    handler: ({ tenant, params, deps }) => tenant((tx) => mergingOf(tx, params.id, mergePolicy(deps))),
  }),
  route.post("/order-merges", {
    permission: "pack_orders",
    summary: "Merge orders: they are booked as one parcel with one label, and stay orders of their own",
    description:
      "Booking any of them (`POST /shipments`, or in bulk) books one parcel with all that is left of them. Each order has a shipment with its own items and cash under the same tracking number, and its channel gets that number.",
    body: z.strictObject({
      orderIds: z.array(id).min(2).max(MOST_MERGED),
      otherRecipients: z
        .boolean()
        .default(false)
        .describe("true: they name different recipients, and one parcel may go to all"),
    }),
    example: { body: { orderIds: [exampleId("orderId"), exampleId("orderId")] } },
    status: 201,
    response: mergeSchema,
    handler: ({ tenant, body, access, now, deps }) =>
      tenant((tx) => mergeOrders(tx, { ...body, policy: mergePolicy(deps), actor: access.actor, now })),
  }),
  route.get("/order-merges/:id", {
    summary: "One merge with its orders",
    response: mergeSchema,
    handler: byId(getMerge),
  }),
  route.delete("/order-merges/:id", {
    permission: "pack_orders",
    summary: "Undo a merge until its parcel is booked, or once its label is cancelled",
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => undoMerge(tx, params.id, { actor: access.actor, now })),
  }),
  route.get("/order-merge-settings", {
    summary: "Which orders are suggested for one parcel",
    response: settings,
    handler: ({ tenant }) => tenant(mergeSettings),
  }),
  route.patch("/order-merge-settings", {
    permission: "manage_members",
    summary: "Say which orders are suggested for one parcel",
    body: z.strictObject(settingFields).partial(),
    example: { body: { windowHours: 48 } },
    response: settings,
    handler: ({ tenant, body, now }) => tenant((tx) => changeMergeSettings(tx, body, now)),
  }),
];
