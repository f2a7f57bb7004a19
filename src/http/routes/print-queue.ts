import { z } from "zod";
import { MOST_PARCEL_ORDERS, parcelDocumentKinds } from "../../hub/shipping/parcel-documents.ts";
import { listPrintQueue, markPrinted, queuedPapersSchema, unqueueDocuments } from "../../hub/shipping/print-queue.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "pack_orders" });

const someOrders = z.strictObject({ orderIds: z.array(id).min(1).max(MOST_PARCEL_ORDERS) });
const example = { body: { orderIds: [exampleId("orderId")] } };

/** Papers that automations put in line for the desk. */
export const printQueueRoutes: readonly Route[] = [
  route.get("/shipments/print-queue", {
    summary: "Papers of orders that wait to be printed, the oldest first, 1,000 at most",
    response: list(queuedPapersSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listPrintQueue) }),
  }),
  route.post("/shipments/print-queue/printed", {
    summary: "Note that papers that wait for these orders were printed; each time they wait is noted once",
    description: "Papers not named stay in line, and a label that is not there yet.",
    body: someOrders.extend({
      papers: z
        .array(z.enum(parcelDocumentKinds))
        .min(1)
        .default([...parcelDocumentKinds])
        .describe("those that were printed; absent: all of them"),
    }),
    example,
    response: z.object({ printed: z.int().describe("orders that waited") }),
    handler: async ({ tenant, body, access: { actor }, now }) => ({
      printed: await tenant((tx) => markPrinted(tx, { ...body, actor, now })),
    }),
  }),
  route.post("/shipments/print-queue/remove", {
    summary: "Take what waits for these orders off the queue, unprinted",
    body: someOrders,
    example,
    response: z.object({ removed: z.int() }),
    handler: async ({ tenant, body: { orderIds } }) => ({
      removed: await tenant((tx) => unqueueDocuments(tx, orderIds)),
    }),
  }),
];
