import { z } from "zod";
import { changeDocument, createDocument, deleteDocument } from "../../hub/stock-documents/documents.ts";
import { postDocument, reverseDocument } from "../../hub/stock-documents/post-document.ts";
import {
  charge,
  documentKinds,
  documentSummarySchema,
  getDocument,
  listDocuments,
  stockDocumentSchema,
} from "../../hub/stock-documents/read-documents.ts";
import { setCharges } from "../../hub/stock-documents/set-charges.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Call, type Route, routes } from "../route.ts";
import { id, minor, page, pageOf, whole } from "../schemas.ts";
import { documentFilters } from "./list-filters.ts";

const route = routes({ tag: "stock documents", reads: "view_costs", changes: "edit_catalogue" });

const kind = z.enum(documentKinds);

const line = z.strictObject({
  variantId: id.optional(),
  sku: z.string().trim().min(1).max(255).optional().describe("instead of variantId; a draft may name one to come"),
  quantity: whole.describe("from 1; of an adjustment with its sign"),
  unitCostMinor: minor.optional().describe("purchase invoice: posting makes it the variant's cost"),
  note: z.string().max(500).optional(),
});
const lines = z.array(line).max(5_000);
const words = (most: number) => z.string().trim().max(most).optional();
const fields = {
  locationId: id.optional().describe("absent: the default location"),
  partner: words(200).describe("the supplier of a purchase, the buyer of a sale"),
  partnerReference: words(200).describe("their number for it"),
  date: z.iso.date().optional().describe("absent: today"),
  reason: words(500),
  note: words(2_000),
};
const bodyLimit = 4 * 1024 * 1024;

/** Purchase invoices, sales invoices and adjustments: drafts that move stock when posted. */
export const stockDocumentRoutes: readonly Route[] = [
  route.get("/stock-documents", {
    summary: "Stock documents, the newest first",
    query: z.object({
      ...page,
      ...documentFilters,
    }),
    asFile: "stock-documents",
    response: pageOf(documentSummarySchema),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listDocuments(tx, { ...filter, search: q })),
  }),
  route.get("/stock-documents/:id", {
    summary: "One stock document with its lines",
    response: stockDocumentSchema,
    handler: byId(getDocument),
  }),
  route.post("/stock-documents", {
    summary: "Write a draft; no stock moves until it is posted",
    example: {
      body: {
        kind: "purchase_invoice",
        partner: "Linen mill",
        lines: [{ variantId: exampleId("variantId"), quantity: 12 }],
      },
    },
    body: z.strictObject({ kind, ...fields, lines }),
    response: stockDocumentSchema,
    status: 201,
    bodyLimit,
    handler: ({ tenant, body, access, now }) =>
      tenant((tx) => createDocument(tx, { ...body, actor: access.actor, now })),
  }),
  route.patch("/stock-documents/:id", {
    summary: "Change a draft; lines replace those there, addLines come after them",
    body: z.strictObject({ ...fields, lines: lines.optional(), addLines: lines.optional() }),
    response: stockDocumentSchema,
    bodyLimit,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changeDocument(tx, { ...body, ...params, now })),
  }),
  route.delete("/stock-documents/:id", {
    summary: "Remove a draft of a stock document; its number is not given again",
    handler: byId(deleteDocument),
  }),
  route.put("/stock-documents/:id/charges", {
    summary: "Say what else a purchase cost: its lines bear it, also after posting",
    body: z.strictObject({ charges: z.array(charge).max(20) }),
    response: stockDocumentSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const changed = await tenant((tx) => setCharges(tx, { ...params, ...body, now }));
      await deps.engine.wake(access.organization);
      return changed;
    },
  }),
  actRoute({
    verb: "post",
    summary: "Move the stock of a draft, all of it or none; a second post changes nothing",
    act: postDocument,
  }),
  actRoute({
    verb: "reverse",
    summary: "Take a posted document back by movements against its own; once",
    act: reverseDocument,
  }),
];

function actRoute(spec: {
  readonly verb: "post" | "reverse";
  readonly summary: string;
  readonly act: typeof postDocument;
}): Route {
  return route.post(`/stock-documents/:id/${spec.verb}`, {
    summary: spec.summary,
    response: stockDocumentSchema,
    handler: async (call: Call<{ id: string }, undefined, undefined>) => {
      const { tenant, params, access, now } = call;
      const done = await tenant((tx) => spec.act(tx, { id: params.id, actor: access.actor, now }));
      await call.deps.engine.wake(access.organization);
      return done;
    },
  });
}
