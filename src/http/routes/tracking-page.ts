import { z } from "zod";
import { BUYER_MAILS } from "../../commerce/shipment.ts";
import { changeTrackingPage, trackingPage } from "../../hub/shipping/public-tracking.ts";
import { type Route, routes } from "../route.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "manage_members" });

const page = z.object({
  isOn: z.boolean().describe("off: every parcel's address answers as if there were none"),
  color: z.string().describe("of the page's head, as #rrggbb"),
  mails: z
    .array(z.enum(BUYER_MAILS))
    .describe("what buyers are mailed of, each once a shipment or order; needs a mail server"),
});

/** How the page looks that buyers follow their parcels on. */
export const trackingPageRoutes: readonly Route[] = [
  route.get("/tracking-page", {
    summary: "How the public page of a parcel looks; its logo is that of the invoices",
    response: page,
    handler: ({ tenant }) => tenant(trackingPage),
  }),
  route.patch("/tracking-page", {
    summary: "Change how the public page of a parcel looks, or switch it off",
    body: z.strictObject({
      isOn: z.boolean().optional(),
      color: z
        .string()
        .regex(/^#[0-9a-fA-F]{6}$/)
        .transform((color) => color.toLowerCase())
        .optional(),
      mails: z.array(z.enum(BUYER_MAILS)).max(BUYER_MAILS.length).optional(),
    }),
    example: { body: { color: "#1f5f8b" } },
    response: page,
    handler: ({ tenant, body, now }) => tenant((tx) => changeTrackingPage(tx, body, now)),
  }),
];
