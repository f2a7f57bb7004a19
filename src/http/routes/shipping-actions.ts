import { z } from "zod";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { boundedCount } from "../../hub/answer-schemas.ts";
import { createFiles } from "../../hub/files/files.ts";
import { labelFormats } from "../../hub/label-sheets/label-formats.ts";
import { labelledOf, notePrinted } from "../../hub/shipping/documents.ts";
import { labelFileSchema, listLabels, mergedLabels } from "../../hub/shipping/merged-labels.ts";
import { countStages } from "../../hub/shipping/stages.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { flag, id, list, severalOf } from "../schemas.ts";
import { bulkBookingRoutes } from "./bulk-booking.ts";
import { parcelDocumentRoutes } from "./parcel-documents.ts";
import { printQueueRoutes } from "./print-queue.ts";
import { shippingDryRunRoutes } from "./shipping-dry-run.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "pack_orders" });

const upTo200 = severalOf(id).refine((ids) => ids === undefined || (ids.length > 0 && ids.length <= 200));
const requestedLabels = {
  ids: upTo200,
  orderIds: upTo200.describe("instead of ids: what is booked for these orders and still here"),
  packed: flag
    .optional()
    .describe("with orderIds, true: of orders sent in several parcels only the label of the parcel packed last"),
};

/** What people who pack many orders a day ask for many shipments at once. */
export const shippingServiceRoutes: readonly Route[] = [
  ...shippingDryRunRoutes,
  ...bulkBookingRoutes,
  ...parcelDocumentRoutes,
  ...printQueueRoutes,
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
      ...requestedLabels,
      paper: z.enum(labelFormats).default("a6").describe("a4_4: four labels on a sheet"),
    }),
    example: { query: { ids: exampleId("shipmentId") } },
    produces: ["application/pdf"],
    handler: async ({ query, access, reply, tenant, deps: { db, fileStorage } }) => {
      const { ids, orderIds = [], packed: isPacked, paper } = query;
      const shipmentIds = ids ?? (await tenant((tx) => labelledOf(tx, orderIds, { isPacked })));
      const input = { shipmentIds, paper, isPacked: ids === undefined && isPacked };
      const pdf = await mergedLabels({ db, files: createFiles(db, fileStorage), drawer }, access.organization, input);
      reply.type("application/pdf").header("content-disposition", 'inline; filename="labels.pdf"');
      return pdf;
    },
  }),
  route.get("/shipments/label-files", {
    summary: "The labels of up to 200 shipments one by one, in the order asked for, with their formats",
    description:
      "For printing them on a label printer: GET /shipments/{id}/label answers the bytes of each, ZPL as text/plain. A shipment without a label has a row without a format.",
    query: z.object(requestedLabels),
    example: { query: { ids: exampleId("shipmentId") } },
    response: list(labelFileSchema),
    handler: async ({ tenant, query: { ids, orderIds = [], packed: isPacked } }) => ({
      items: await tenant(async (tx) => {
        const labels = ids
          ? await listLabels(tx, ids)
          : await listLabels(tx, await labelledOf(tx, orderIds, { isPacked }), { isPacked });
        return labels.map(({ shipmentId, parcelId, reference, contentType }) => ({
          ...{ shipmentId, parcelId, reference, contentType },
        }));
      }),
    }),
  }),
  route.post("/shipments/printed", {
    summary: "Note that the labels of up to 200 shipments, or of what is booked for up to 200 orders, were printed",
    example: { body: { shipmentIds: [exampleId("shipmentId")] } },
    body: z.strictObject({
      shipmentIds: z.array(id).max(200).optional(),
      orderIds: z.array(id).max(200).optional().describe("instead: what is booked for these orders and still here"),
      packed: z
        .boolean()
        .optional()
        .describe(
          "only labels of parcels that are packed were printed, as GET /shipments/labels answers them: a shipment is noted once all its parcels are",
        ),
    }),
    response: z.object({ printed: z.int().describe("shipments whose label is there") }),
    handler: async ({ tenant, body: { shipmentIds, orderIds = [], packed: isPacked }, now }) => ({
      printed: await tenant(async (tx) =>
        notePrinted(tx, shipmentIds ?? (await labelledOf(tx, orderIds, { isPacked })), { now, isPacked }),
      ),
    }),
  }),
];
