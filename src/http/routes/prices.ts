import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import type { Action } from "../../hub/accounts/permissions.ts";
import { explainPrice, priceExplanationSchema } from "../../hub/listings/explain-price.ts";
import { clearPriceOverrides, setPriceOverrides } from "../../hub/prices/overrides.ts";
import { previewPriceRule, priceRulePreviewSchema } from "../../hub/prices/preview-price-rule.ts";
import {
  createPriceRule,
  deletePriceRule,
  listPriceRules,
  replacePriceRule,
  storedPriceRuleSchema,
} from "../../hub/prices/price-rules.ts";
import { deleteRate, listRates, putRates, rateSchema } from "../../hub/prices/rates.ts";
import { refusal } from "../../hub/refusals.ts";
import { notPermitted } from "../access.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { id, list, minor, text, time, uncountedPage, uncountedPageOf } from "../schemas.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "prices", reads: "view", changes: "edit_catalogue" });

const decimal = (what: string) =>
  z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,12})?$/, fieldMessage("field.decimal"))
    .describe(what);
const currency = z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency"));

const base = z.enum(["price", "cost", "compare_at"]);
const direction = z.enum(["up", "down", "nearest"]);
const compareAt = z.enum(["rule", "price", "none"]);
const newRule = z.strictObject({
  name: text(120),
  priority: z
    .int()
    .min(-1_000_000)
    .max(1_000_000)
    .default(0)
    .describe("the lowest comes first; the first that fits decides"),
  categoryId: id.nullable().default(null).describe("only products of this category and of those below it"),
  brand: z.string().trim().min(1).max(255).nullable().default(null).describe("only products of this brand"),
  base: base.default("price"),
  markupPercent: decimal("added to it; below zero taken off").default("0"),
  fixedMinor: minor
    .default(0n)
    .describe("added after that, minor units of the channel's currency; negative: subtracted"),
  stepMinor: minor
    .nullable()
    .default(null)
    .describe("prices are endingMinor more than a multiple of it: 100 and 99 end in .99"),
  endingMinor: minor.default(0n),
  direction: direction.default("nearest"),
  floorPercent: decimal("never below the cost plus this many percent").nullable().default(null),
  compareAt: compareAt
    .default("rule")
    .describe("rule: the compare-at price through the same steps; price: the plain price; none"),
});

/** A price that follows from the cost tells the cost. Throws ApiError NOT_PERMITTED. */
function refuseOfCost({ base: of, floorPercent }: z.output<typeof newRule>, allowed: readonly Action[]): void {
  if ((of === "cost" || floorPercent !== null) && !allowed.includes("view_costs")) throw notPermitted("view_costs");
}

const notFound = () => refusal("LISTING_NOT_FOUND");

/** What stores ask: rules, exchange rates, prices of their own, and how a price came about. */
export const priceRoutes: readonly Route[] = [
  route.get("/stores/:id/price-rules", {
    permission: "view_costs",
    summary: "The channel's price rules in the order they are tried; without one it takes the plain price",
    response: list(storedPriceRuleSchema),
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      return { items: await call.tenant((tx) => listPriceRules(tx, store.id)) };
    },
  }),
  route.post("/stores/:id/price-rules", {
    summary: "Add a price rule; the channel's prices are calculated again",
    body: newRule,
    response: storedPriceRuleSchema,
    status: 201,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      refuseOfCost(call.body, call.access.actions);
      const made = await call.tenant((tx) => createPriceRule(tx, { connectionId, rule: call.body, now: call.now }));
      await call.deps.engine.wake(call.access.organization);
      return made;
    },
  }),
  route.post("/stores/:id/price-rules/preview", {
    permission: "view_costs",
    audited: false,
    summary: "What a price rule would change, before it is saved",
    body: newRule.extend({
      id: id.nullable().default(null).describe("the rule it would replace; null: a new one"),
      name: text(120).default("Preview"),
    }),
    response: priceRulePreviewSchema,
    handler: async (call) => {
      const { id: connectionId } = await storeOf(call, "commerce");
      const { id: replaced, ...rule } = call.body;
      return call.tenant((tx) => previewPriceRule(tx, { connectionId, id: replaced, rule, now: call.now }));
    },
  }),
  route.put("/price-rules/:id", {
    summary: "Replace a price rule",
    body: newRule.extend({
      ifUpdatedAt: z.iso
        .datetime()
        .optional()
        .describe("its updatedAt as you read it: changed since, it is refused with 409 EDITED_MEANWHILE"),
    }),
    response: storedPriceRuleSchema,
    handler: async ({ tenant, params, body: { ifUpdatedAt, ...changes }, access, now, deps }) => {
      refuseOfCost(changes, access.actions);
      const seen = ifUpdatedAt === undefined ? undefined : new Date(ifUpdatedAt);
      const changed = await tenant((tx) =>
        replacePriceRule(tx, { id: params.id, rule: changes, ifUpdatedAt: seen, now }),
      );
      await deps.engine.wake(access.organization);
      return changed;
    },
  }),
  route.delete("/price-rules/:id", {
    summary: "Remove a price rule",
    handler: async ({ tenant, params, access, deps }) => {
      await tenant((tx) => deletePriceRule(tx, params.id));
      await deps.engine.wake(access.organization);
    },
  }),
  route.get("/fx-rates", {
    summary: "Exchange rates, the newest first",
    query: z.object({ ...uncountedPage, base: currency.optional(), quote: currency.optional() }),
    response: uncountedPageOf(rateSchema),
    handler: asRequested(listRates),
  }),
  route.put("/fx-rates", {
    summary: "Put exchange rates; one of the same currencies and moment is replaced. One result each, by index",
    body: z.strictObject({
      source: z.enum(["manual", "import"]).default("manual"),
      rates: z
        .array(
          z.strictObject({
            base: currency,
            quote: currency,
            rate: z.string().max(40).describe("units of quote for one of base"),
            validFrom: time.optional().describe("default now; later ones wait for their time"),
          }),
        )
        .min(1)
        .max(1_000),
    }),
    response: z.object({
      results: z.array(z.object({ id: z.string(), ok: z.boolean(), error: z.string().optional() })),
    }),
    rows: {
      in: ["rates"],
      refused: ({ index, message }) => ({ id: String(index), ok: false, error: message }),
      placed: (outcome, index) => ({ ...outcome, id: String(index) }),
    },
    handler: async ({ tenant, body, access, now, deps }) => {
      const results = await tenant((tx) => putRates(tx, { ...body, now }));
      await deps.engine.wake(access.organization);
      return { results };
    },
  }),
  route.delete("/fx-rates/:id", {
    summary: "Remove an exchange rate; the one before it counts again",
    handler: async ({ tenant, params, access, deps }) => {
      await tenant((tx) => deleteRate(tx, params.id));
      await deps.engine.wake(access.organization);
    },
  }),
  route.get("/mappings/:id/explain-price", {
    permission: "view_costs",
    summary: "How the price of a channel item follows from ours, and what the channel last confirmed",
    response: priceExplanationSchema,
    handler: ({ tenant, params, now }) => tenant((tx) => explainPrice(tx, params.id, now)),
  }),
  route.put("/mappings/:id/price", {
    summary: "Set a price of its own for a channel item, above every rule",
    body: z.strictObject({
      priceMinor: minor,
      compareAtMinor: minor.nullable().default(null),
      currency: currency.optional().describe("default: what the item is priced in there"),
    }),
    response: priceExplanationSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const shown = await tenant(async (tx) => {
        const overrides = [{ listingId: params.id, ...body }];
        if (!(await setPriceOverrides(tx, { overrides, by: access.actor, now })).has(params.id)) throw notFound();
        return explainPrice(tx, params.id, now);
      });
      await deps.engine.wake(access.organization);
      return shown;
    },
  }),
  route.delete("/mappings/:id/price", {
    summary: "Remove the item's own price: the channel's rule decides again",
    handler: async ({ tenant, params, access, now, deps }) => {
      await tenant(async (tx) => {
        await explainPrice(tx, params.id, now);
        await clearPriceOverrides(tx, [params.id]);
      });
      await deps.engine.wake(access.organization);
    },
  }),
];
