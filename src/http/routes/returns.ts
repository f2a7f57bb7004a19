import { randomUUID } from "node:crypto";
import { z } from "zod";
import { DISPOSITIONS, REPAIR_ENDS, RETURN_CONDITIONS, RETURN_REASONS } from "../../commerce/return-goods.ts";
import { openExchange, quoteExchange } from "../../hub/orders/returns/exchange.ts";
import { exchangeQuoteSchema } from "../../hub/orders/returns/exchange-worth.ts";
import { finishRepair } from "../../hub/orders/returns/finish-repair.ts";
import { openReturn } from "../../hub/orders/returns/open-return.ts";
import { receiveReturn } from "../../hub/orders/returns/receive-return.ts";
import { editReturn, moveReturn, type ReturnMove } from "../../hub/orders/returns/return-states.ts";
import { getReturn, listReturns, returnViewSchema } from "../../hub/orders/returns/return-view.ts";
import { findScannedReturn, RETURN_CODES } from "../../hub/orders/returns/scanned-return.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, page, pageOf, serialNumber } from "../schemas.ts";
import { returnFilters } from "./list-filters.ts";
import { newLine } from "./new-line.ts";

const route = routes({ tag: "returns", reads: "view", changes: "act_on_orders" });

const units = z.int().min(1).max(1_000_000);
const texts = z.string().trim().max(5_000);

const parcel = {
  carrier: z.string().trim().min(1).max(100).optional(),
  trackingNumber: z.string().trim().min(1).max(200).optional(),
  trackingUrl: z.url({ protocol: /^https?$/ }).optional(),
};

const reasonCode = z.enum(RETURN_REASONS).describe("undelivered: the courier brought the parcel back");

const newReturn = z.strictObject({
  orderId: id,
  lines: z
    .array(
      z.strictObject({
        lineKey: z.string().max(500),
        quantity: units,
        locationId: id.optional().describe("where it goes back to; absent: where it was sold from"),
        reasonCode: reasonCode.optional(),
        reasonNote: texts.optional(),
      }),
    )
    .min(1)
    .max(500),
  approved: z.boolean().default(false).describe("true: it needs no approval"),
  reason: texts.optional(),
  note: texts.optional(),
  ...parcel,
});

const arrivals = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        lineId: id,
        quantity: units,
        disposition: z
          .enum(DISPOSITIONS)
          .describe(
            "restock: into stock; repair: set aside, not in stock until repaired; scrap: not sellable; keep: the customer keeps it",
          ),
        condition: z.enum(RETURN_CONDITIONS).optional().describe("in which the units arrived"),
        reasonCode: reasonCode.optional().describe("why the line comes back; absent: as the return says"),
        reasonNote: texts.optional(),
        locationId: id.optional(),
        serials: z.array(serialNumber).max(1_000).optional().describe("serial numbers of some or all of the units"),
        lots: z.array(serialNumber).max(1_000).optional().describe("a lot for some or all of the units"),
      }),
    )
    .min(1)
    .max(500)
    .optional()
    .describe("absent: everything still awaited, put back into stock"),
});

const repairs = z.strictObject({
  lines: z
    .array(
      z.strictObject({
        lineId: id,
        quantity: units,
        disposition: z.enum(REPAIR_ENDS).describe("restock: repaired, into stock; scrap: not sellable"),
        locationId: id.optional().describe("where restocked units go; absent: where they were sold from"),
        serials: z
          .array(serialNumber)
          .max(1_000)
          .optional()
          .describe("serial numbers of some or all of the units: those of scrapped units are written off"),
        lots: z.array(serialNumber).max(1_000).optional().describe("a lot for some or all of the units"),
      }),
    )
    .min(1)
    .max(500),
});

const exchangeUnits = z
  .array(z.strictObject({ lineId: id, quantity: units }))
  .min(1)
  .max(500)
  .optional()
  .describe("of the return's lines; absent: all that are not exchanged yet");

const exchange = z.strictObject({
  units: exchangeUnits,
  lines: z.array(newLine).min(1).max(500).describe("what is sent instead; unitPrice absent: the variant's price"),
  collects: z.boolean().default(false).describe("true: the courier collects the price difference on delivery"),
});

/** Goods on their way back; the money is a refund of its own. */
export const returnRoutes: readonly Route[] = [
  route.get("/returns", {
    summary: "Returns, newest first",
    query: z.object({
      ...page,
      ...returnFilters,
    }),
    asFile: "returns",
    response: pageOf(returnViewSchema),
    handler: ({ tenant, query: { state, storeId, ...rest } }) =>
      tenant((tx) => listReturns(tx, { ...rest, states: state, storeIds: storeId })),
  }),
  route.get("/returns/scanned", {
    summary: "The returns a scanned code means: a return's number or tracking number, an order's, or its parcel's",
    query: z.object({ code: z.string().trim().min(1).max(200) }),
    response: z.object({
      by: z.enum(RETURN_CODES).nullable().describe("what the code is; null: nothing has it"),
      returns: z.array(returnViewSchema),
      orders: z
        .array(z.object({ id, number: z.string() }))
        .describe(
          "of which a return can be opened; empty while a return with this number or tracking number is awaited",
        ),
    }),
    handler: ({ tenant, query }) => tenant((tx) => findScannedReturn(tx, query.code)),
  }),
  route.get("/returns/:id", {
    summary: "One return with what became of its goods",
    response: returnViewSchema,
    handler: byId(getReturn),
  }),
  route.post("/returns", {
    permission: "pack_orders",
    summary: "Open a return of shipped units",
    body: newReturn,
    response: returnViewSchema,
    status: 201,
    handler: ({ tenant, body: { approved, ...rest }, access, now }) =>
      tenant((tx) => openReturn(tx, { ...rest, isApproved: approved, actor: access.actor, now })),
  }),
  route.patch("/returns/:id", {
    summary: "Change a return's parcel, reasons or note",
    body: z.strictObject({
      reason: texts.optional(),
      note: texts.optional(),
      lines: z
        .array(z.strictObject({ lineId: id, reasonCode: reasonCode.nullish(), reasonNote: texts.optional() }))
        .max(500)
        .optional()
        .describe("why lines come back; a line left out keeps its reason"),
      ...parcel,
    }),
    response: returnViewSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => editReturn(tx, { ...body, returnId: params.id, actor: access.actor, now })),
  }),
  route.post("/returns/:id/receive", {
    permission: "pack_orders",
    summary: "Book goods that arrived, whole or in part",
    body: arrivals,
    response: returnViewSchema,
    handler: async ({ tenant, params, body, access, now, idempotencyKey, deps }) => {
      const key = idempotencyKey ?? randomUUID();
      const received = await tenant((tx) =>
        receiveReturn(tx, { ...body, returnId: params.id, key, actor: access.actor, now }),
      );
      await deps.engine.wake(access.organization);
      return received;
    },
  }),
  route.post("/returns/:id/repairs", {
    summary: "End the repair of units: restock or scrap them",
    body: repairs,
    response: returnViewSchema,
    handler: async ({ tenant, params, body, access, now, idempotencyKey, deps }) => {
      const key = idempotencyKey ?? randomUUID();
      const repaired = await tenant((tx) =>
        finishRepair(tx, { ...body, returnId: params.id, key, actor: access.actor, now }),
      );
      await deps.engine.wake(access.organization);
      return repaired;
    },
  }),
  route.post("/returns/:id/exchange/quote", {
    summary: "What returned units are worth in an exchange; nothing is asked for",
    body: z.strictObject({ units: exchangeUnits }),
    response: exchangeQuoteSchema,
    audited: false,
    handler: ({ tenant, params, body }) => tenant((tx) => quoteExchange(tx, { ...body, returnId: params.id })),
  }),
  route.post("/returns/:id/exchange", {
    summary: "Send goods in place of returned units, as an order that what was paid for them pays for; no money moves",
    body: exchange,
    response: returnViewSchema,
    status: 201,
    handler: async ({ tenant, params, body, access, now, idempotencyKey, deps }) => {
      const key = idempotencyKey ?? randomUUID();
      const made = await tenant((tx) =>
        openExchange(tx, { ...body, returnId: params.id, key, actor: access.actor, now }),
      );
      await deps.engine.wake(access.organization);
      return made;
    },
  }),
  moveRoute("approve", "Approve a requested return"),
  moveRoute("reject", "Reject a requested return"),
  moveRoute("cancel", "Cancel a return of which nothing has arrived"),
  moveRoute("close", "Close a return; what did not arrive is free for another one"),
];

function moveRoute(move: ReturnMove, summary: string): Route {
  return route.post(`/returns/:id/${move}`, {
    summary,
    body: z.strictObject({ note: texts.optional() }),
    response: returnViewSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => moveReturn(tx, { ...body, move, returnId: params.id, actor: access.actor, now })),
  });
}
