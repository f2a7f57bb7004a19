import { z } from "zod";
import { actorText } from "../../commerce/actor.ts";
import { costingMethods } from "../../commerce/costing.ts";
import { importCosts, readCostsSchema } from "../../hub/costs/import-costs.ts";
import { retakeLineCosts } from "../../hub/costs/retake.ts";
import { chooseCosting, getCostSettings } from "../../hub/costs/settings.ts";
import { fillCosts, listUnknownCosts, unknownCostSchema } from "../../hub/costs/unknown-costs.ts";
import {
  addVariantCost,
  changeVariantCost,
  listVariantCosts,
  removeVariantCost,
  variantCostSchema,
} from "../../hub/costs/variant-costs.ts";
import { cellsOf } from "../bodies/csv-body.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { answerTime, id, list, uncountedPage, uncountedPageOf } from "../schemas.ts";

const route = routes({ tag: "costs", reads: "view_costs", changes: "edit_catalogue" });

const CSV_LIMIT = 2 * 1024 * 1024;

const unitCost = z.string().trim().min(1).max(40).describe("decimal text in the variant's currency, such as 4.255");
const from = z.iso.date().describe("the day it begins, in the organization's time zone");
const settings = z.object({
  method: z
    .enum(costingMethods)
    .describe("latest: of the last purchase; average: moving; fifo: the oldest units on hand first"),
  since: answerTime.nullable().describe("orders placed from then on are costed this way; null: not chosen yet"),
});

/** What goods cost: dated costs of variants, how sold units are costed, and what was sold without a known cost. */
export const costRoutes: readonly Route[] = [
  route.get("/variants/:id/costs", {
    summary: "What a variant cost since when, the newest first",
    query: z.object(uncountedPage),
    response: uncountedPageOf(variantCostSchema),
    handler: ({ tenant, params, query }) => tenant((tx) => listVariantCosts(tx, { ...query, variantId: params.id })),
  }),
  route.post("/variants/:id/costs", {
    summary: "Say what a variant costs from a day on",
    description: "Orders that miss their cost, or only have an estimate, are costed with it. Others keep theirs.",
    body: z.strictObject({ from, unitCost }),
    example: { body: { from: "2026-01-01", unitCost: "4.25" } },
    response: variantCostSchema,
    status: 201,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const by = actorText(access.actor);
      const added = await tenant((tx) => addVariantCost(tx, { ...body, variantId: params.id, by, now }));
      await deps.engine.wake(access.organization);
      return added;
    },
  }),
  route.post("/costs/import", {
    summary: "Read dated costs from CSV: columns SKU, cost and from; read twice it counts once",
    bodyLimit: CSV_LIMIT,
    body: z.strictObject({
      csv: z.string().min(1).max(CSV_LIMIT),
      decimal: z.enum(["point", "comma"]).default("point").describe("the sign of decimals"),
    }),
    example: { body: { csv: "SKU,Cost,From\nCUP,4.25,2026-01-01\n", decimal: "point" } },
    response: readCostsSchema,
    handler: async (call) => {
      const { tenant, access, now, deps } = call;
      const { csv, decimal } = call.body;
      const cells = await cellsOf(call, csv);
      const read = await tenant((tx) => importCosts(tx, { cells, decimal, by: actorText(access.actor), now }));
      await deps.engine.wake(access.organization);
      return read;
    },
  }),
  route.patch("/variant-costs/:id", {
    summary: "Correct a dated cost; what was sold keeps its cost until it is taken again",
    body: z.strictObject({ from: from.optional(), unitCost: unitCost.optional() }),
    response: variantCostSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const changed = await tenant((tx) => changeVariantCost(tx, { ...body, ...params, now }));
      await deps.engine.wake(access.organization);
      return changed;
    },
  }),
  route.delete("/variant-costs/:id", {
    summary: "Remove a dated cost; what was sold keeps its cost until it is taken again",
    handler: async ({ tenant, params, access, now, deps }) => {
      await tenant((tx) => removeVariantCost(tx, { ...params, now }));
      await deps.engine.wake(access.organization);
    },
  }),
  route.get("/costs/settings", {
    summary: "How sold units are costed",
    response: settings,
    handler: ({ tenant }) => tenant(getCostSettings),
  }),
  route.put("/costs/settings", {
    summary: "Choose how units sold from now on are costed; FIFO begins with what is available now",
    body: z.strictObject({ method: z.enum(costingMethods) }),
    response: settings,
    handler: ({ tenant, body, now }) => tenant((tx) => chooseCosting(tx, { ...body, now })),
  }),
  route.get("/costs/missing", {
    summary: "Variants sold without a known cost",
    query: z.object(uncountedPage),
    asFile: "sold-without-cost",
    response: uncountedPageOf(unknownCostSchema),
    handler: asRequested(listUnknownCosts),
  }),
  route.post("/costs/missing", {
    summary: "Say what variants cost when they were first sold without a cost; what was sold since is costed with it",
    body: z.strictObject({
      costs: z
        .array(z.strictObject({ variantId: id, unitCost }))
        .min(1)
        .max(200),
    }),
    response: list(z.object({ id, ok: z.boolean(), error: z.string().optional() })),
    handler: async ({ tenant, body, access, now, deps }) => {
      const items = await tenant((tx) => fillCosts(tx, { ...body, by: actorText(access.actor), now }));
      await deps.engine.wake(access.organization);
      return { items };
    },
  }),
  route.post("/costs/retake", {
    summary: "Take the costs of orders again, some hundred a call, after a wrong cost was corrected",
    description: "Call it again with the cursor of the answer until next is null.",
    body: z.strictObject({
      from: from.describe("orders placed from this day on"),
      variantId: id.optional().describe("only orders with it, or with a bundle of it"),
      cursor: z.string().max(1_000).optional().describe("next of the answer before"),
    }),
    example: { body: { from: "2026-01-01" } },
    response: z.object({
      orders: z.int().describe("orders of this call"),
      next: z.string().nullable().describe("null: all are done"),
    }),
    handler: ({ tenant, body, now }) => tenant((tx) => retakeLineCosts(tx, { ...body, now })),
  }),
];
