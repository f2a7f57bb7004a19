import { z } from "zod";
import { changePaperRetention, paperRetention } from "../../hub/shipping/paper-retention.ts";
import { type Route, routes } from "../route.ts";
import { trackingPageRoutes } from "./tracking-page.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "manage_members" });

const ownMonths = z.int().min(6).max(600).nullable();
const retention = z.object({
  keptMonths: z.int().describe("how long labels and lists handed over are kept"),
  ownMonths: ownMonths.describe("what the organization says itself; null: as is usual in its country"),
  usualMonths: z.int().describe("by its country"),
  country: z.string().nullable().describe("of the invoice settings, ISO 3166-1 alpha-2"),
});

/** What an organization says of its shipments: how long their papers are kept, and how their public page looks. */
export const shippingSettingRoutes: readonly Route[] = [
  ...trackingPageRoutes,
  route.get("/shipping-papers", {
    summary: "How long labels and lists of parcels handed over are kept",
    response: retention,
    handler: ({ tenant }) => tenant(paperRetention),
  }),
  route.patch("/shipping-papers", {
    summary: "Say how long labels and lists of parcels handed over are kept",
    body: z.strictObject({ ownMonths }),
    example: { body: { ownMonths: 96 } },
    response: retention,
    handler: ({ tenant, body, now }) => tenant((tx) => changePaperRetention(tx, body.ownMonths, now)),
  }),
];
