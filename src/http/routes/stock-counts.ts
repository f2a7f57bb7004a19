import { z } from "zod";
import { closeCountStep } from "../../hub/stock-documents/close-count.ts";
import { cancelCount, enterCounts, startCount } from "../../hub/stock-documents/counts.ts";
import {
  countHeadSchema,
  countLineSchema,
  countScopes,
  countStates,
  countSummarySchema,
  getCount,
  lineChoices,
  listCountLines,
  listCounts,
} from "../../hub/stock-documents/read-counts.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { refusedItem } from "../rows.ts";
import { id, page, pageOf, whole } from "../schemas.ts";
import { eitherEnd, made } from "./list-filters.ts";
import { lotsOfUnits } from "./lots-of-units.ts";

const route = routes({ tag: "stock counts", reads: "view", changes: "edit_catalogue" });

const state = z.enum(countStates);
const item = { variantId: id.optional(), sku: z.string().trim().min(1).max(255).optional() };
const result = z.object({
  ok: z.boolean(),
  variantId: id.optional(),
  sku: z.string().optional(),
  counted: z.int().nullable().optional(),
  expected: z.int().nullable().optional(),
  difference: z.int().nullable().optional(),
  error: z.object({ code: z.string(), message: z.string(), field: z.string() }).optional(),
});
const bodyLimit = 4 * 1024 * 1024;

/** Counting what lies at a location, in as many goes as it takes. */
export const stockCountRoutes: readonly Route[] = [
  route.get("/stock-counts", {
    summary: "Stock counts, the newest first",
    query: z.object({ ...page, ...made, state: state.optional(), locationId: id.optional(), sort: eitherEnd }),
    response: pageOf(countHeadSchema),
    handler: asRequested(listCounts),
  }),
  route.get("/stock-counts/:id", {
    summary: "One stock count with its sums",
    response: countSummarySchema,
    handler: byId(getCount),
  }),
  route.get("/stock-counts/:id/lines", {
    summary: "What is to be counted and what was found",
    query: z.object({
      ...page,
      show: z.enum(lineChoices).optional(),
      q: z.string().max(200).optional().describe("part of a SKU or title, or a barcode"),
    }),
    response: pageOf(countLineSchema),
    handler: ({ tenant, params, query: { q, ...filter } }) =>
      tenant((tx) => listCountLines(tx, { ...filter, ...params, search: q })),
  }),
  route.post("/stock-counts", {
    summary: "Start counting a location: everything, what was never counted, a category, or chosen items",
    body: z.strictObject({
      locationId: id.optional().describe("absent: the default location"),
      scope: z.enum(countScopes),
      items: z.array(z.strictObject(item)).max(5_000).optional().describe("of scope chosen"),
      categoryId: id.optional().describe("of scope category: with everything below it"),
      note: z.string().trim().max(500).optional(),
    }),
    response: countSummarySchema,
    status: 201,
    bodyLimit,
    handler: ({ tenant, body, access, now }) => tenant((tx) => startCount(tx, { ...body, actor: access.actor, now })),
  }),
  route.post("/stock-counts/:id/entries", {
    summary: "Enter what was found; one result per item, an item not on the list joins it",
    body: z.strictObject({
      items: z
        .array(
          z.strictObject({
            ...item,
            counted: whole.min(0).nullable().describe("null takes the entry back"),
            lots: lotsOfUnits,
          }),
        )
        .min(1)
        .max(5_000),
      add: z.boolean().optional().describe("add to what was entered, for two who count; else the last entry counts"),
    }),
    response: z.object({ succeeded: z.int(), failed: z.int(), results: z.array(result) }),
    bodyLimit,
    rows: { in: ["items"], refused: refusedItem },
    handler: async ({ tenant, params, body, access, now }) => {
      const results = await tenant((tx) => enterCounts(tx, { ...body, ...params, actor: access.actor, now }));
      const failed = results.filter((each) => !each.ok).length;
      return { succeeded: results.length - failed, failed, results };
    },
  }),
  route.post("/stock-counts/:id/close", {
    summary: "Post the differences; what was sold since it was counted stays sold, what was not counted stays as it is",
    response: countSummarySchema,
    handler: async ({ tenant, params, access, now, deps }) => {
      const step = () => tenant((tx) => closeCountStep(tx, { ...params, actor: access.actor, now }));
      while ((await step()) === "more") await deps.engine.wake(access.organization);
      await deps.engine.wake(access.organization);
      return tenant((tx) => getCount(tx, params.id));
    },
  }),
  route.post("/stock-counts/:id/cancel", {
    summary: "End a count without moving anything",
    response: countSummarySchema,
    handler: ({ tenant, params, access, now }) =>
      tenant((tx) => cancelCount(tx, { ...params, actor: access.actor, now })),
  }),
];
