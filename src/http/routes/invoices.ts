import { z } from "zod";
import type { Tx } from "../../db/database.ts";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { answer } from "../../hub/answer-schemas.ts";
import { HubError } from "../../hub/errors.ts";
import { ewayBills } from "../../hub/invoices/eway-bill.ts";
import { gstStates } from "../../hub/invoices/gst.ts";
import { issueCreditNote, issueInvoice } from "../../hub/invoices/issue.ts";
import {
  getInvoice,
  invoiceRowSchema,
  invoicesOfOrder,
  listInvoices,
  orderInvoicesSchema,
} from "../../hub/invoices/read.ts";
import {
  addSeries,
  allSeries,
  changeInvoiceSettings,
  changeSeries,
  invoiceSeriesSchema,
  invoiceSettingsSchema,
  logoOf,
  invoiceSettings as readSettings,
  removeSeries,
  setLogo,
} from "../../hub/invoices/settings.ts";
import { printOf, printsOf } from "../../hub/paper-print/stored-print.ts";
import { exampleId } from "../document/examples.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, list, page, pageOf, severalOf } from "../schemas.ts";
import { channelLogoRoutes, dataUrl, logoImage, redrawn } from "./channel-logos.ts";
import { ewayBillFile, invoice, invoiceSettingsChange, newSeries, seriesChange } from "./invoice-schemas.ts";
import { invoiceFilters } from "./list-filters.ts";

const route = routes({ tag: "invoices", reads: "view", changes: "manage_members" });

async function outcomeOf(orderId: string, issue: () => ReturnType<typeof issueInvoice>) {
  try {
    const { id: invoiceId, paper } = await issue();
    return { orderId, invoiceId, number: paper.number };
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return {
      orderId,
      error: {
        code: error.code,
        message: error.message,
        ...(error.said && { said: { code: error.said.code, gaps: error.said.gaps } }),
      },
    };
  }
}

/** GSTINs, and the numbers the portal gives transporters without one. */
const transporter = z.string().regex(/^[0-9A-Z]{15}$/);

function fileName(number: string): string {
  return number.replace(/[^A-Za-z0-9._-]+/g, "-");
}

async function shownSettings(tx: Tx) {
  const settings = await readSettings(tx);
  const logo = settings.logoId === null ? undefined : await logoOf(tx, settings.logoId);
  return { ...settings, logo: logo ? dataUrl(logo) : null };
}

/** Invoices and credit notes: issued once, kept as they were, printed as PDF. */
export const invoiceRoutes: readonly Route[] = [
  route.get("/invoices", {
    summary: "Invoices and credit notes, the newest first",
    query: z.object({ ...page, ...invoiceFilters }),
    asFile: "invoices",
    response: pageOf(invoiceRowSchema),
    handler: ({ tenant, query: { q, ...filter } }) => tenant((tx) => listInvoices(tx, { ...filter, search: q })),
  }),
  route.get("/invoices/:id", {
    summary: "One invoice or credit note with all that stands on it",
    response: invoice,
    handler: byId(getInvoice),
  }),
  route.post("/invoices", {
    permission: "act_on_orders",
    summary: "Issue the invoices of up to 100 orders; one result an order",
    body: z.strictObject({ orderIds: z.array(id).min(1).max(100), seriesId: id.optional() }),
    response: z.object({
      results: z.array(
        z.object({
          orderId: id,
          invoiceId: id.optional(),
          number: z.string().optional(),
          error: z.object({ code: z.string(), message: z.string(), said: answer.optional() }).optional(),
        }),
      ),
    }),
    handler: async ({ tenant, body, access, now }) => {
      const results = [];
      // A transaction each: a number is taken only by an invoice that is issued.
      for (const orderId of new Set(body.orderIds)) {
        const input = { orderId, seriesId: body.seriesId, actor: access.actor, now };
        results.push(await outcomeOf(orderId, () => tenant((tx) => issueInvoice(tx, input))));
      }
      return { results };
    },
  }),
  route.get("/invoices/:id/pdf", {
    summary: "The PDF of an invoice or credit note, as it was first printed",
    produces: ["application/pdf"],
    handler: async ({ params, access, now, reply, deps: { db } }) => {
      const { number, pdf } = await printOf({ db, drawer }, access.organization, params.id, now);
      reply.type("application/pdf").header("content-disposition", `inline; filename="${fileName(number)}.pdf"`);
      return pdf;
    },
  }),
  route.get("/invoices/print", {
    summary: "The PDFs of up to 100 invoices and credit notes as one, in the order asked for",
    query: z.object({
      ids: severalOf(id).refine((ids) => ids === undefined || (ids.length > 0 && ids.length <= 100)),
    }),
    example: { query: { ids: exampleId("invoiceId") } },
    produces: ["application/pdf"],
    handler: async ({ query, access, now, reply, deps: { db } }) => {
      const pdf = await printsOf({ db, drawer }, access.organization, query.ids ?? [], now);
      reply.type("application/pdf").header("content-disposition", 'inline; filename="invoices.pdf"');
      return pdf;
    },
  }),
  route.get("/invoices/e-way-bills", {
    summary: "GST invoices as the file ewaybillgst.gov.in takes under Generate bulk",
    query: z.object({
      ids: severalOf(id).refine((ids) => ids !== undefined && ids.length > 0 && ids.length <= 100),
      transporterId: transporter.optional(),
      transporterName: z.string().trim().max(100).optional(),
      vehicleNumber: z.string().trim().max(20).optional(),
      distanceKm: z.coerce
        .number()
        .int()
        .min(1)
        .max(4_000)
        .optional()
        .describe("absent: calculated from the PIN codes"),
    }),
    example: { query: { ids: exampleId("invoiceId") } },
    response: ewayBillFile,
    handler: async ({ tenant, query: { ids = [], ...transport }, reply }) => {
      const documents = await tenant(async (tx) => {
        const found = [];
        for (const one of new Set(ids)) found.push((await getInvoice(tx, one)).paper);
        return found;
      });
      reply.header("content-disposition", 'attachment; filename="e-way-bills.json"');
      return ewayBills(documents, transport);
    },
  }),
  route.get("/orders/:id/invoice", {
    summary: "The invoices and credit notes of an order, and which refunds have none",
    response: orderInvoicesSchema,
    handler: byId(invoicesOfOrder),
  }),
  route.post("/orders/:id/invoice", {
    permission: "act_on_orders",
    summary: "Issue the invoice of an order; one stands at a time",
    body: z.strictObject({
      seriesId: id.optional().describe("absent: that of the order's channel, else the default"),
      buyerTaxId: z.string().trim().max(40).optional().describe("the buyer's VAT number or GSTIN"),
      placeOfSupply: z
        .string()
        .regex(/^\d\d$/)
        .optional()
        .describe("GST: a state's code, where the delivery address names none"),
    }),
    example: { body: {} },
    response: orderInvoicesSchema,
    status: 201,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        await issueInvoice(tx, { ...body, orderId: params.id, actor: access.actor, now });
        return invoicesOfOrder(tx, params.id);
      }),
  }),
  route.post("/orders/:id/credit-notes", {
    permission: "refund",
    summary: "Issue a credit note for a refund, or one for all that is left, which cancels the invoice",
    body: z.strictObject({
      refundKey: z.string().min(1).max(255).optional().describe("absent: cancels the invoice"),
      reason: z.string().trim().max(500).optional(),
    }),
    example: { body: {} },
    response: orderInvoicesSchema,
    status: 201,
    handler: ({ tenant, params, body, access, now }) =>
      tenant(async (tx) => {
        await issueCreditNote(tx, { ...body, orderId: params.id, actor: access.actor, now });
        return invoicesOfOrder(tx, params.id);
      }),
  }),
  route.get("/invoice-settings", {
    summary: "Who sells, and how invoices are made",
    response: invoiceSettingsSchema,
    handler: ({ tenant }) => tenant(shownSettings),
  }),
  route.patch("/invoice-settings", {
    summary: "Change who sells and how invoices are made; papers issued before stay as they are",
    body: invoiceSettingsChange,
    example: { body: { legalName: "Linen House Ltd", regime: "plain", yearStart: 1 } },
    response: invoiceSettingsSchema,
    handler: ({ tenant, body, now }) =>
      tenant(async (tx) => {
        await changeInvoiceSettings(tx, body, now);
        return shownSettings(tx);
      }),
  }),
  route.put("/invoice-settings/logo", {
    summary: "The logo of papers from now on: a PNG or JPEG as base64, null for none",
    description:
      "At most 500 KB; a PNG of at most 8 million pixels, a JPEG of at most 25 million. A PNG is drawn again and made smaller where it is larger than papers need; what a camera wrote into either is left out.",
    body: z.strictObject({ image: logoImage }),
    example: { body: { image: null } },
    bodyLimit: 1024 * 1024,
    response: invoiceSettingsSchema,
    handler: async ({ tenant, access, body, now }) => {
      const logo = await redrawn(access.organization, body.image);
      return tenant(async (tx) => {
        await setLogo(tx, logo, now);
        return shownSettings(tx);
      });
    },
  }),
  ...channelLogoRoutes,
  route.get("/invoice-settings/states", {
    summary: "The states of India with their GST codes, for the place of supply",
    response: list(z.object({ code: z.string(), name: z.string() })),
    handler: async () => ({ items: gstStates }),
  }),
  route.get("/invoice-series", {
    summary: "The series papers are numbered in, the default first",
    response: list(invoiceSeriesSchema),
    handler: async ({ tenant, now }) => ({ items: await tenant((tx) => allSeries(tx, now)) }),
  }),
  route.post("/invoice-series", {
    summary: "Add a series of its own for chosen channels",
    body: newSeries,
    example: { body: { name: "Online", invoicePattern: "WEB/{yy}/{number:4}", creditPattern: "WCN/{yy}/{number:4}" } },
    response: list(invoiceSeriesSchema),
    status: 201,
    handler: async ({ tenant, body, now }) => ({ items: await tenant((tx) => addSeries(tx, body, now)) }),
  }),
  route.patch("/invoice-series/:id", {
    summary: "Change a series; papers issued before keep their numbers",
    body: seriesChange,
    example: { body: { name: "Main" } },
    response: list(invoiceSeriesSchema),
    handler: async ({ tenant, params, body }) => ({ items: await tenant((tx) => changeSeries(tx, params.id, body)) }),
  }),
  route.delete("/invoice-series/:id", {
    summary: "Remove a series that has numbered nothing",
    handler: byId(removeSeries),
  }),
];
