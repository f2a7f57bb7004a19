import { z } from "zod";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { createFiles } from "../../hub/files/files.ts";
import { slipFormats } from "../../hub/paper-print/print-slip.ts";
import {
  countDocuments,
  MOST_PARCEL_ORDERS,
  paperCountSchema,
  parcelDocumentKinds,
  parcelDocuments,
} from "../../hub/shipping/parcel-documents.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list, severalOf } from "../schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "act_on_orders" });

const orderIds = severalOf(id)
  .refine((ids) => ids !== undefined && ids.length > 0 && ids.length <= MOST_PARCEL_ORDERS)
  .describe(`up to ${MOST_PARCEL_ORDERS}, in the order they are packed in`);

/** Labels, packing slips and invoices in one file. */
export const parcelDocumentRoutes: readonly Route[] = [
  route.get("/shipments/papers", {
    summary:
      "Labels, packing slips and invoices of up to 100 orders as one PDF, parcel by parcel in the order asked for",
    description:
      "Of what is booked and still here: each parcel's label and slip, and with an order's first parcel its invoice. Every page has the size of `paper`. Where a label is missing, a page in its place says so; an order without an invoice has none in the file. An order that is not booked has its slip all the same.",
    query: z.object({
      orderIds,
      include: severalOf(z.enum(parcelDocumentKinds)).describe("absent: all of them"),
      paper: z.enum(slipFormats).default("a4"),
    }),
    example: { query: { orderIds: exampleId("orderId"), include: "slip" } },
    produces: ["application/pdf"],
    handler: async ({ query, access, now, reply, deps: { db, fileStorage } }) => {
      const { orderIds = [], include: kinds = parcelDocumentKinds, paper } = query;
      const documents = { db, files: createFiles(db, fileStorage), drawer };
      const pdf = await parcelDocuments(documents, access.organization, { orderIds, kinds, paper, now });
      reply.type("application/pdf").header("content-disposition", 'inline; filename="parcels.pdf"');
      return pdf;
    },
  }),
  route.get("/shipments/papers/contents", {
    summary: "What of up to 100 orders can be printed: parcels, labels and the invoice of each",
    query: z.object({ orderIds }),
    example: { query: { orderIds: exampleId("orderId") } },
    response: list(paperCountSchema),
    handler: async ({ tenant, query }) => ({ items: await tenant((tx) => countDocuments(tx, query.orderIds ?? [])) }),
  }),
];
