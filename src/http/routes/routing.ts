import { z } from "zod";
import { CRITERIA, SPLITS } from "../../commerce/routing/rules.ts";
import { previewRouting, routingPreviewSchema } from "../../hub/orders/preview-routing.ts";
import { chooseLocation, orderRouting, orderRoutingSchema } from "../../hub/orders/route.ts";
import { routingSettings, saveRouting } from "../../hub/routing/settings.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, text, time } from "../schemas.ts";

const route = routes({ tag: "routing", reads: "view", changes: "manage_members" });

const area = z.strictObject({
  country: z.string().regex(/^[A-Z]{2}$/),
  postcodes: z.array(text(20)).max(500).describe("how they begin; empty: the whole country"),
});
const location = z.strictObject({
  locationId: id,
  areas: z.array(area).max(100).describe("what it is near to"),
  onlyAreas: z.boolean().describe("it ships to these areas only"),
  costMinor: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .nullable()
    .describe("what a parcel from there costs, in the organization's currency; null: not known"),
  ordersPerDay: z.int().min(1).max(1_000_000).nullable().describe("null: no limit"),
});
const unique = (all: readonly string[]) => new Set(all).size === all.length;
const rules = {
  criteria: z
    .array(z.enum(CRITERIA))
    .min(1)
    .refine(unique)
    .describe(
      "most important first: the earliest day, the channel's own location, nearness, cost of the parcels, rank; what is left out decides nothing",
    ),
  split: z
    .enum(SPLITS)
    .describe(
      "when an order may leave from several locations: if none has everything, also if that costs less than one parcel, or never",
    ),
  locations: z
    .array(location)
    .max(500)
    .refine((all) => unique(all.map(({ locationId }) => locationId)))
    .describe("best first; a location that is left out comes after them"),
};
const saved = z.object({ isOn: z.boolean(), ...rules, updatedAt: z.string().nullable().describe("null: none yet") });

const exampleRules = {
  criteria: ["day", "area", "cost", "rank"],
  split: "when_needed",
  locations: [
    {
      locationId: exampleId("locationId"),
      areas: [{ country: "DE", postcodes: ["10", "12"] }],
      onlyAreas: false,
      costMinor: 450,
      ordersPerDay: 200,
    },
  ],
} as const;

/** Which locations orders ship from. */
export const routingRoutes: readonly Route[] = [
  route.get("/routing", {
    summary: "The rules that choose the location an order ships from",
    response: saved,
    handler: ({ tenant }) => tenant(routingSettings),
  }),
  route.put("/routing", {
    summary: "Replace the routing rules; open orders that are better off elsewhere move within minutes",
    body: z.strictObject({
      isOn: z.boolean().describe("false: orders reserve at the first location that has the units"),
      ...rules,
      ifUpdatedAt: time
        .nullable()
        .optional()
        .describe("updatedAt as you read it: changed since, it is refused with 409 ROUTING_CHANGED"),
    }),
    example: { body: { isOn: true, ...exampleRules } },
    response: saved,
    handler: ({ tenant, body, now }) =>
      tenant((tx) => saveRouting(tx, { ...body, ifUpdatedAt: body.ifUpdatedAt, now })),
  }),
  route.post("/routing/preview", {
    summary: "What some rules, saved or not, would choose for the newest 50 orders; nothing is changed",
    description:
      "Each order is looked at by itself, as if it came now: with the stock that is free, and what it holds or took. Daily limits are left out.",
    permission: "view",
    audited: false,
    body: z.strictObject(rules),
    example: { body: exampleRules },
    response: routingPreviewSchema,
    handler: ({ tenant, body, now }) => tenant((tx) => previewRouting(tx, body, now)),
  }),
  route.get("/orders/:id/routing", {
    summary: "Where an order ships from, and why",
    response: orderRoutingSchema,
    handler: ({ tenant, params }) => tenant((tx) => orderRouting(tx, params.id)),
  }),
  route.put("/orders/:id/routing", {
    permission: "act_on_orders",
    summary: "Choose the location an order ships from, or leave it to the rules again",
    description: "Refused with 409 ROUTE_FIXED once the order is booked, picked, packed or shipped.",
    body: z.strictObject({ locationId: id.nullable().describe("null: the rules choose") }),
    response: orderRoutingSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => chooseLocation(tx, { orderId: params.id, locationId: body.locationId, actor: access.actor, now })),
  }),
];
