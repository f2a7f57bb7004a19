import { z } from "zod";
import { receiptLabels } from "../../commerce/till/receipt-labels.ts";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { HubError } from "../../hub/errors.ts";
import { printReceipt, printReport, rollOf } from "../../hub/pos/receipts.ts";
import { tenantMailerOf } from "../deps.ts";
import { type Route, routes } from "../route.ts";
import { id } from "../schemas.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "act_on_orders" });

const language = z.enum(["en", "ar"]).optional().describe("absent: that of the organization's invoices");
const saleParams = z.object({ saleId: id });

const inline = (name: string) => `inline; filename="${name.replace(/[^\w-]/g, "-")}.pdf"`;

/** Receipts and Z reports as PDF, as bytes for printers, and by e-mail. */
export const posReceiptRoutes: readonly Route[] = [
  route.get("/pos/sales/:saleId/receipt/pdf", {
    summary: "A sale's receipt as a PDF of 80 mm width",
    params: saleParams,
    query: z.object({ language }),
    produces: ["application/pdf"],
    handler: async ({ tenant, access, params, query, now, reply }) => {
      const document = await tenant((tx) => printReceipt(tx, params.saleId, query.language));
      reply.type("application/pdf").header("content-disposition", inline(document.number));
      return drawer.draw(access.organization, { kind: "roll", roll: rollOf(document), madeAt: now });
    },
  }),
  route.get("/pos/sessions/:sessionId/pdf", {
    summary: "A session's Z report as a PDF of 80 mm width; of an open one as it stands now",
    params: z.object({ sessionId: id }),
    query: z.object({ language }),
    produces: ["application/pdf"],
    handler: async ({ tenant, access, params, query, now, reply }) => {
      const document = await tenant((tx) => printReport(tx, params.sessionId, query.language));
      reply.type("application/pdf").header("content-disposition", inline(document.number));
      return drawer.draw(access.organization, { kind: "roll", roll: rollOf(document), madeAt: now });
    },
  }),
  route.get("/pos/sales/:saleId/receipt/escpos", {
    summary: "A sale's receipt as ESC/POS bytes for an 80 mm printer",
    params: saleParams,
    query: z.object({ language }),
    produces: ["application/octet-stream"],
    handler: async ({ tenant, access, params, query, reply }) => {
      const document = await tenant((tx) => printReceipt(tx, params.saleId, query.language));
      reply.type("application/octet-stream");
      return drawer.draw(access.organization, { kind: "escpos", roll: rollOf(document) });
    },
  }),
  route.get("/pos/sessions/:sessionId/escpos", {
    summary: "A session's Z report as ESC/POS bytes for an 80 mm printer",
    params: z.object({ sessionId: id }),
    query: z.object({ language }),
    produces: ["application/octet-stream"],
    handler: async ({ tenant, access, params, query, reply }) => {
      const document = await tenant((tx) => printReport(tx, params.sessionId, query.language));
      reply.type("application/octet-stream");
      return drawer.draw(access.organization, { kind: "escpos", roll: rollOf(document) });
    },
  }),
  route.post("/pos/sales/:saleId/receipt/mail", {
    summary: "Mail a sale's receipt to the customer, as a PDF",
    params: saleParams,
    example: { body: { email: "amal@example.test" } },
    body: z.strictObject({ email: z.email().max(320), language }),
    handler: async ({ tenant, access, params, body, now, deps }) => {
      const sendMail = tenantMailerOf(deps, access.organization);
      const document = await tenant((tx) => printReceipt(tx, params.saleId, body.language));
      if (!sendMail)
        throw new HubError(
          "POS_NO_MAIL",
          "conflict",
          "This installation has no mail server. Print the receipt instead.",
        );
      const { mail } = receiptLabels[document.language];
      const pdf = await drawer.draw(access.organization, { kind: "roll", roll: rollOf(document), madeAt: now });
      const attachments = [{ filename: `${document.number}.pdf`, content: pdf, contentType: "application/pdf" }];
      const subject = mail.subject(document.seller, document.number);
      try {
        await sendMail({ to: body.email, subject, text: mail.text, attachments });
      } catch (error) {
        if (error instanceof HubError) throw error;
        deps.log.warn({ err: error }, "a receipt could not be mailed");
        throw new HubError(
          "POS_MAIL_REFUSED",
          "conflict",
          "The mail server refused this address. Check it and try again.",
          "email",
        );
      }
    },
  }),
];
