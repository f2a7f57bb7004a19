import { z } from "zod";
import { PREFERENCES } from "../../commerce/shipping-rules.ts";
import { DRY_RUN_DAYS, dryRun } from "../../hub/shipping/dry-run.ts";
import { saveRules, shippingRules, usedServices } from "../../hub/shipping/rules.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, text, time } from "../schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "manage_members" });

const words = (most: number) => z.array(text(most)).min(1).max(200).optional();
const grams = z.int().min(0).max(10_000_000).optional();
const minor = z.int().min(0).optional();

const rule = z
  .strictObject({
    id,
    name: text(100),
    isOn: z.boolean(),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .nullable()
      .describe("of the amounts in it; an order of another currency is not compared with them"),
    when: z
      .strictObject({
        countries: z
          .array(z.string().regex(/^[A-Z]{2}$/))
          .min(1)
          .max(250)
          .optional(),
        postcodes: words(20).describe("how they begin"),
        minWeightGrams: grams,
        maxWeightGrams: grams,
        minValueMinor: minor.describe("of the goods"),
        maxValueMinor: minor,
        payment: z.enum(["prepaid", "cod"]).optional(),
        skus: words(200).describe("one of them is in it; TEE-* is every SKU that begins so"),
        tags: words(100).describe("of products, one of them"),
      })
      .describe("what an order has to be: all that is given"),
    choose: z.strictObject({
      courierId: id.nullable().describe("null: any courier"),
      service: text(200).nullable().describe("as an offer names it; null: any"),
      serviceName: z.string().trim().max(200).nullable(),
      prefer: z.enum(PREFERENCES).describe("among several offers"),
      maxPriceMinor: minor,
      maxDays: z.int().min(1).max(365).optional(),
    }),
  })
  .refine(
    ({ currency, when, choose }) =>
      currency !== null || [when.minValueMinor, when.maxValueMinor, choose.maxPriceMinor].every((n) => n === undefined),
    { path: ["currency"] },
  );
const rules = {
  rules: z
    .array(rule)
    .max(100)
    .describe("in order: the first that is for an order and has an offer decides")
    .refine((all) => new Set(all.map((each) => each.id)).size === all.length),
  fallback: z
    .enum([...PREFERENCES, "none"])
    .describe("among all offers, where no rule decides; none: a person chooses"),
};
const kept = z.object({ ...rules, updatedAt: z.string().nullable().describe("null: there are none yet") });

const cost = z.object({ minor: z.int(), currency: z.string() });
const went = z.object({
  courierName: z.string(),
  serviceName: z.string().nullable(),
  cost: cost.nullable().describe("null: not known"),
});
const way = z.object({
  courierId: id.nullable().describe("null: no rule is for them, or nothing is known of what couriers offer"),
  courierName: z.string().nullable(),
  service: z.string().nullable(),
  serviceName: z.string().nullable(),
  shipments: z.int(),
  costs: z.array(z.object({ currency: z.string(), minor: z.int(), shipments: z.int() })),
  withoutCost: z.int().describe("shipments whose cost is not known"),
});

/** Which courier and service orders go by. */
export const shippingRuleRoutes: readonly Route[] = [
  route.get("/shipping-rules", {
    summary: "The rules that propose courier and service, in order",
    response: kept.extend({
      services: z
        .array(z.object({ courierId: id, service: z.string(), serviceName: z.string() }))
        .describe("those the newest shipments went by"),
    }),
    handler: ({ tenant }) => tenant(async (tx) => ({ ...(await shippingRules(tx)), services: await usedServices(tx) })),
  }),
  route.put("/shipping-rules", {
    summary: "Put the whole list of rules",
    body: z.strictObject({
      ...rules,
      ifUpdatedAt: time
        .nullable()
        .optional()
        .describe("updatedAt as you read it: changed since, it is refused with 409 SHIPPING_RULES_CHANGED"),
    }),
    example: { body: { rules: [], fallback: "cheapest" } },
    response: kept,
    handler: ({ tenant, body, now }) => tenant((tx) => saveRules(tx, { ...body, ifUpdatedAt: body.ifUpdatedAt, now })),
  }),
  route.post("/shipping-rules/dry-run", {
    permission: "view_costs",
    summary: `What some rules, saved or not, would have chosen for the shipments of the last ${DRY_RUN_DAYS} days; nothing is booked`,
    description:
      "Costs are what couriers billed, else said at booking, for parcels like each: same country, weight and payment. Where there were none, the cost is said to be missing. The newest 2,000 shipments at most.",
    audited: false,
    example: {
      body: {
        rules: [
          {
            id: exampleId("courierId"),
            name: "Light",
            isOn: true,
            currency: null,
            when: { maxWeightGrams: 500 },
            choose: { courierId: null, service: null, serviceName: null, prefer: "cheapest" },
          },
        ],
        fallback: "fastest",
      },
    },
    body: z.strictObject(rules),
    response: z.object({
      shipments: z.int(),
      isCut: z.boolean().describe("there were more than 2,000"),
      changed: z.int().describe("would have gone another way"),
      went: z.array(way),
      would: z.array(way),
      rows: z
        .array(
          z.object({
            shipmentId: id,
            orderNumber: z.string(),
            went,
            would: went.extend({ rule: z.string().nullable().describe("null: by the fallback") }).nullable(),
          }),
        )
        .describe("the newest 100 of those that would have gone another way"),
    }),
    handler: ({ tenant, body, now }) => tenant((tx) => dryRun(tx, body, now)),
  }),
];
