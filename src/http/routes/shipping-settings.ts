import { z } from "zod";
import { changeDocumentRetention, documentRetention, retentionSchema } from "../../hub/shipping/document-retention.ts";
import { type Route, routes } from "../route.ts";
import { trackingPageRoutes } from "./tracking-page.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "manage_members" });

const ownMonths = z.int().min(6).max(600).nullable();

/** What an organization says of its shipments: how long their papers are kept, and how their public page looks. */
export const shippingSettingRoutes: readonly Route[] = [
  ...trackingPageRoutes,
  route.get("/shipping-papers", {
    summary: "How long labels and lists of parcels handed over are kept",
    response: retentionSchema,
    handler: ({ tenant }) => tenant(documentRetention),
  }),
  route.patch("/shipping-papers", {
    summary: "Say how long labels and lists of parcels handed over are kept",
    body: z.strictObject({ ownMonths }),
    example: { body: { ownMonths: 96 } },
    response: retentionSchema,
    handler: ({ tenant, body, now }) => tenant((tx) => changeDocumentRetention(tx, body.ownMonths, now)),
  }),
];
