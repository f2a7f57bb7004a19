import { z } from "zod";
import {
  CHARGE_DIFFERENCES,
  differenceSchema,
  listDifferences,
  REMITTANCE_DIFFERENCES,
} from "../../hub/shipping/differences.ts";
import {
  readStatement,
  readStatementSchema,
  STATEMENT_KINDS,
  statementMappings,
} from "../../hub/shipping/statements.ts";
import { cellsOf } from "../bodies/csv-body.ts";
import { byId, type Route, routes } from "../route.ts";
import { id, page, pageOf, text } from "../schemas.ts";
import { made } from "./list-filters.ts";

const route = routes({ tag: "shipments", reads: "view_settlements", changes: "act_on_orders" });

const CSV_LIMIT = 5 * 1024 * 1024;

const mapping = z.strictObject({
  trackingNumber: text(200),
  amount: text(200),
  reference: text(200).optional().describe("the transfer's number; of a bill its invoice"),
  paidAt: text(200).optional(),
  entry: text(200).optional().describe("what a line of a bill is for"),
});

/** What couriers billed and passed on, and where that is not what it should be. */
export const parcelMoneyRoutes: readonly Route[] = [
  route.get("/shipments/differences", {
    summary:
      "Shipments whose bill or cash is not what it should be, newest first; as a file it is what a courier is sent",
    description:
      "A charge is over what was told at booking, made twice, or made although cancelled. Cash is missing two weeks after delivery, short, or over.",
    query: z.object({
      ...page,
      ...made,
      courierId: id.optional(),
      chargeDifference: z.enum(CHARGE_DIFFERENCES).optional(),
      remittanceDifference: z.enum(REMITTANCE_DIFFERENCES).optional(),
    }),
    asFile: "parcel-differences",
    response: pageOf(differenceSchema),
    handler: ({ tenant, query, now }) => tenant((tx) => listDifferences(tx, query, now)),
  }),
  route.get("/couriers/:id/statements", {
    summary: "The columns a courier's last reports were read with",
    response: z.object({
      charges: mapping.nullable().describe("null: none was read"),
      remittance: mapping.nullable(),
    }),
    handler: byId(statementMappings),
  }),
  route.post("/couriers/:id/statements", {
    summary: "Read a courier's report of bills or transfers, as CSV; read twice it counts once",
    description: "Columns are named by their heads and remembered for the courier: later reports need no mapping.",
    bodyLimit: CSV_LIMIT,
    body: z.strictObject({
      kind: z.enum(STATEMENT_KINDS),
      csv: z.string().min(1).max(CSV_LIMIT),
      currency: z.string().regex(/^[A-Z]{3}$/),
      mapping: mapping.optional().describe("absent: as the last report of this kind"),
    }),
    response: readStatementSchema.extend({ mapping }),
    handler: async (call) => {
      const { csv, ...body } = call.body;
      const cells = await cellsOf(call, csv);
      return call.tenant((tx) => readStatement(tx, { ...body, cells, connectionId: call.params.id, now: call.now }));
    },
  }),
];
