import { randomUUID } from "node:crypto";
import { z } from "zod";
import { drawer } from "../../engine/drawing/drawer.ts";
import { createFiles } from "../../hub/files/files.ts";
import { labelPapers } from "../../hub/label-sheets/label-sheets.ts";
import { bookMany, type Choose } from "../../hub/shipping/book-many.ts";
import { mergedLabels } from "../../hub/shipping/merged-labels.ts";
import { countStages } from "../../hub/shipping/stages.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { boundedCount, id, said, severalOf } from "../schemas.ts";
import { shippingRuleRoutes } from "./shipping-rules.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "act_on_orders" });

/** What people who pack many orders a day ask for many shipments at once. */
export const shippingDeskRoutes: readonly Route[] = [
  ...shippingRuleRoutes,
  route.get("/shipments/counts", {
    summary: "How many shipments stand in each stage that is not over; exact to 10,000",
    response: z.object({
      booking: boundedCount,
      attention: boundedCount,
      refused: boundedCount,
      ready: boundedCount,
      moving: boundedCount,
      returning: boundedCount,
    }),
    handler: ({ tenant }) => tenant(countStages),
  }),
  route.get("/shipments/labels", {
    summary: "The labels of up to 200 shipments as one PDF, in the order asked for",
    description: "A label that is not there, or no PDF or PNG, has a page in its place that says so.",
    query: z.object({
      ids: severalOf(id).refine((ids) => ids === undefined || (ids.length > 0 && ids.length <= 200)),
      paper: z.enum(labelPapers).default("a6").describe("a4_4: four labels on a sheet"),
    }),
    example: { query: { ids: exampleId("shipmentId") } },
    produces: ["application/pdf"],
    handler: async ({ query, access, reply, deps: { db, fileStorage } }) => {
      const input = { shipmentIds: query.ids ?? [], paper: query.paper };
      const pdf = await mergedLabels({ db, files: createFiles(db, fileStorage), drawer }, access.organization, input);
      reply.type("application/pdf").header("content-disposition", 'inline; filename="labels.pdf"');
      return pdf;
    },
  }),
  route.post("/shipments/bulk", {
    summary:
      "Book up to 100 orders with one courier or by the rules, each as one parcel of all that is left of it; one result an order",
    example: {
      body: {
        orderIds: [exampleId("orderId")],
        courierId: exampleId("courierId"),
        packageId: exampleId("packageId"),
      },
    },
    body: z.strictObject({
      orderIds: z.array(id).min(1).max(100),
      courierId: id.optional().describe("absent: each by the shipping rules, which propose service and courier"),
      packageId: id.describe("which package they are packed in (GET /package-presets)"),
      service: z.string().trim().min(1).max(200).optional(),
      serviceName: z.string().trim().max(200).optional(),
      labelFormat: z.string().trim().max(40).optional(),
      locationId: id.optional().describe("where they are picked up; absent: the default location"),
      tellsAt: z.enum(["booked", "picked_up"]).default("picked_up"),
      notifyCustomer: z.boolean().default(false),
    }),
    response: z.object({
      results: z.array(
        z.object({
          orderId: id,
          shipmentId: id.optional(),
          error: z.object({ code: z.string(), message: z.string(), said: said.optional() }).optional(),
        }),
      ),
    }),
    handler: async ({ tenant, body: { courierId, ...body }, access, now, idempotencyKey, deps }) => {
      const input = { ...body, connectionId: courierId, idempotencyKey: idempotencyKey ?? randomUUID() };
      const choose: Choose = (of) => deps.engine.couriers.choose({ ...of, organization: access.organization });
      const results = await bookMany(tenant, choose, { ...input, actor: access.actor, now });
      await deps.engine.wake(access.organization);
      return {
        results: results.map(({ error, ...one }) => ({
          ...one,
          ...(error && {
            error: {
              code: error.code,
              message: error.message,
              ...(error.said && { said: { code: error.said.code, gaps: error.said.gaps } }),
            },
          }),
        })),
      };
    },
  }),
];
