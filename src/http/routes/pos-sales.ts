import { z } from "zod";
import { recordSale } from "../../hub/pos/record-sale.ts";
import { saleInput } from "../../hub/pos/sale-input.ts";
import { listSales, readSale, type SaleRow, saleRowSchema, saleViewSchema, voidSale } from "../../hub/pos/sales.ts";
import { exampleId } from "../document/examples.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { itemFailure, refusedItem } from "../rows.ts";
import { id, page, pageOf, text } from "../schemas.ts";
import { when } from "./list-filters.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "act_on_orders" });

const posSale = saleRowSchema.meta({ id: "RegisterSale", description: "A sale of a register as it was kept" });

const saleParams = z.object({ saleId: id });
const result = z.object({
  ok: z.boolean(),
  sale: posSale.optional(),
  error: z.object({ code: z.string(), message: z.string(), field: z.string() }).optional(),
});

interface Outcome {
  readonly ok: boolean;
  readonly sale?: SaleRow;
  readonly error?: { readonly code: string; readonly message: string; readonly field: string };
}

const example = {
  body: {
    sales: [
      {
        id: exampleId("saleId"),
        registerId: exampleId("registerId"),
        sessionId: exampleId("sessionId"),
        staffId: exampleId("staffId"),
        number: "R1-000001",
        soldAt: "2026-11-20T10:15:00.000Z",
        currency: "USD",
        pricesIncludeTax: true,
        lines: [
          {
            key: "1",
            variantId: exampleId("variantId"),
            sku: "BAG-1",
            title: "Linen bag",
            quantity: 1,
            unitPrice: 1990,
            taxClass: "standard",
            discounts: [],
          },
        ],
        payments: [{ key: "1", kind: "cash", amount: 1990, given: 2000, change: 10 }],
        rounding: 0,
        totals: { subtotal: 1990, discount: 0, tax: 0, total: 1990 },
        offline: false,
      },
    ],
  },
};

/** Sales of registers: sent by devices, read, voided. */
export const posSaleRoutes: readonly Route[] = [
  route.post("/pos/sales", {
    summary: "Record sales of registers, each once; one result per sale",
    description:
      "A sale that happened is never refused for its stock, prices or discounts: it is counted again, and what differs is noted on its order with an alert. Refused is what names a register, session or person there is not.",
    example,
    body: z.strictObject({ sales: z.array(saleInput).min(1).max(50) }),
    response: z.object({ succeeded: z.int(), failed: z.int(), results: z.array(result) }),
    bodyLimit: 4 * 1024 * 1024,
    rows: { in: ["sales"], refused: refusedItem },
    audited: false,
    handler: async ({ tenant, body, access, now, request, deps }) => {
      const results: Outcome[] = [];
      for (const sale of body.sales) {
        try {
          const stored = await tenant((tx) => recordSale(tx, { sale, actor: access.actor, now }));
          results.push({ ok: true, sale: stored });
        } catch (error) {
          results.push({ ok: false, error: itemFailure(error, { request, log: deps.log }) });
        }
      }
      await deps.engine.wake(access.organization);
      const failed = results.filter(({ ok }) => !ok).length;
      return { succeeded: results.length - failed, failed, results };
    },
  }),
  route.get("/pos/sales", {
    summary: "Sales of registers, the last first",
    query: z.object({
      ...page,
      ...when("sold"),
      registerId: id.optional(),
      sessionId: id.optional(),
      number: text(40).optional(),
    }),
    asFile: "sales",
    response: pageOf(posSale),
    handler: asRequested(listSales),
  }),
  route.get("/pos/sales/:saleId", {
    summary: "One sale with its lines and payments",
    params: saleParams,
    response: saleViewSchema,
    handler: ({ tenant, params }) => tenant((tx) => readSale(tx, params.saleId)),
  }),
  route.post("/pos/sales/:saleId/void", {
    summary: "Void a sale while its session is open: its order is cancelled, its units are in stock again",
    params: saleParams,
    example: { body: { staffId: exampleId("staffId"), reason: "Wrong item" } },
    body: z.strictObject({ staffId: id, reason: text(200) }),
    response: saleViewSchema,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const sale = await tenant((tx) => voidSale(tx, { ...body, id: params.saleId, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      return sale;
    },
  }),
];
