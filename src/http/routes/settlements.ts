import { z } from "zod";
import { SETTLEMENT_KINDS } from "../../commerce/cost-kinds.ts";
import { COLUMN_SIGNS, DAY_ORDERS } from "../../commerce/settlement-mapping.ts";
import { importSettlement, readFileSchema } from "../../hub/settlements/import.ts";
import {
  deleteSettlement,
  getSettlement,
  listSettlementLines,
  listSettlements,
  saveBankAmount,
  settlementDetailSchema,
  settlementLineSchema,
  settlementSchema,
} from "../../hub/settlements/list.ts";
import { saveSettlementSettings, settlementSettings } from "../../hub/settlements/settings.ts";
import { MOST_PREAMBLE } from "../../hub/settlements/statement.ts";
import { markPast } from "../../hub/settlements/work-off.ts";
import { cellsOf } from "../bodies/csv-body.ts";
import type { Deps } from "../deps.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { id, page, pageOf, text, whole } from "../schemas.ts";
import { eitherEnd, fromFirst, when } from "./list-filters.ts";
import { settlementCaseRoutes } from "./settlement-cases.ts";

const route = routes({ tag: "settlements", reads: "view_settlements", changes: "act_on_orders" });

const CSV_LIMIT = 8 * 1024 * 1024;
const head = text(200);
const kind = z.enum(SETTLEMENT_KINDS);

const mapping = z
  .strictObject({
    order: head,
    reference: head.optional().describe("the transfer's number; absent: the file is one transfer"),
    paidAt: head.optional(),
    occurredAt: head.optional(),
    currency: head.optional(),
    lineId: head.optional().describe("what makes a row one of its own; absent: all its cells"),
    decimal: z.enum(["point", "comma"]),
    days: z.enum(DAY_ORDERS),
    columns: z
      .array(z.strictObject({ column: head, kind, sign: z.enum(COLUMN_SIGNS) }))
      .max(60)
      .optional()
      .describe("amounts in columns of their own; taken and given: the size counts, whatever its sign"),
    net: head.optional().describe("what a row comes to: the rest beside its columns is a line too"),
    rows: z
      .strictObject({
        amount: head,
        words: z.array(head).min(1).max(5).describe("columns whose cells together name the entry"),
        kinds: z.record(z.string().max(400), kind).describe("kinds of words, by the word in small letters"),
      })
      .optional()
      .describe("an amount a row, with words that say what it is"),
  })
  .describe("columns by their heads");
const settings = z.strictObject({
  unpaidDays: z.int().min(1).max(365).describe("days without a payout after which an order is listed as unpaid"),
  toleranceMinor: whole.min(0).max(1_000_000).describe("differences up to it are none"),
});

/** How the platform of a channel writes its statements. */
async function presetOf(deps: Deps, tx: Parameters<typeof getSettlement>[0], storeId: string) {
  const row = await tx.maybe<{ provider: string }>(
    "select provider from argosy.connection where organization_id = argosy.tenant() and id = $1",
    [storeId],
  );
  return (row && deps.connectors.get(row.provider)?.meta.settlementFile) ?? null;
}

/** What channels and payment providers paid out, and where it differs from what orders should bring. */
export const settlementRoutes: readonly Route[] = [
  route.get("/settlements", {
    summary: "Statements of channels and payment providers, newest first or oldest",
    query: z.object({
      ...page,
      ...when("paid out"),
      storeId: id.optional(),
      sort: eitherEnd,
    }),
    asFile: "settlements",
    response: pageOf(settlementSchema),
    handler: asRequested(listSettlements),
  }),
  route.get("/settlements/:id", {
    summary: "A statement with its totals by kind",
    response: settlementDetailSchema,
    handler: byId(getSettlement),
  }),
  route.get("/settlements/:id/lines", {
    summary: "A statement's lines, the earliest first or the latest",
    query: z.object({ ...page, ...when("booked"), orderId: id.optional(), sort: fromFirst }),
    asFile: "settlement-lines",
    response: pageOf(settlementLineSchema),
    handler: ({ tenant, params, query }) =>
      tenant(async (tx) => {
        await getSettlement(tx, params.id);
        return listSettlementLines(tx, { ...query, settlementId: params.id });
      }),
  }),
  route.post("/settlements", {
    summary: "Read a statement as CSV, or check what it would bring; read twice it counts once",
    description:
      "Columns are named by their heads and remembered for the channel or provider. Without a mapping the last one counts, else the platform's usual columns, else what the heads suggest; a check answers the one it used.",
    bodyLimit: CSV_LIMIT,
    body: z.strictObject({
      storeId: id.optional().describe("the channel; or gateway"),
      gateway: text(100).optional().describe("the payment provider as orders name it"),
      csv: z.string().min(1).max(CSV_LIMIT),
      fileName: z.string().trim().max(200).default(""),
      currency: z.string().regex(/^[A-Z]{3}$/),
      mapping: mapping.optional(),
      reference: text(200).optional().describe("of the transfer, where no column names it"),
      amountMinor: z.int().optional().describe("what the bank received; absent: what the file says"),
      paidAt: z.iso.date().optional(),
      isCheck: z.boolean().default(false),
    }),
    example: {
      body: {
        gateway: "Razorpay",
        csv: "Order,Type,Amount\nSH-1,sale,19.90\nSH-1,commission,-2.00\n",
        fileName: "payouts.csv",
        currency: "USD",
      },
    },
    response: readFileSchema,
    handler: async (call) => {
      const { tenant, body, now, deps } = call;
      const { storeId, gateway, csv, ...file } = body;
      const cells = await cellsOf(call, csv, MOST_PREAMBLE);
      return tenant(async (tx) => {
        const amountMinor = file.amountMinor === undefined ? undefined : BigInt(file.amountMinor);
        const preset = storeId === undefined ? null : await presetOf(deps, tx, storeId);
        const source = { connectionId: storeId ?? null, gateway: gateway ?? null };
        const read = await importSettlement(tx, { ...file, ...source, cells, amountMinor, preset, now });
        if (!file.isCheck)
          await markPast(
            tx,
            read.transfers.flatMap((each) => each.id ?? []),
            now,
          );
        return read;
      });
    },
  }),
  route.patch("/settlements/:id", {
    summary: "Record what the bank received",
    description:
      "An amount in another currency than the statement's tells the exchange rate of the payout: profit in that currency is worked out with it.",
    body: z.strictObject({
      amountMinor: z.int(),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/)
        .optional()
        .describe("of the amount; absent: the statement's"),
    }),
    response: settlementDetailSchema,
    handler: ({ tenant, params, body, now }) =>
      tenant((tx) =>
        saveBankAmount(tx, {
          id: params.id,
          amount: { minor: BigInt(body.amountMinor), currency: body.currency },
          now,
        }),
      ),
  }),
  route.delete("/settlements/:id", {
    summary: "Remove a statement with its lines; its orders are compared again",
    status: 204,
    handler: ({ tenant, params, now }) => tenant((tx) => deleteSettlement(tx, params.id, now)),
  }),
  route.get("/settlement-settings", {
    summary: "How long to wait for a payout, and the difference to ignore",
    response: z.object({ unpaidDays: z.int(), toleranceMinor: z.int() }),
    handler: ({ tenant }) => tenant(settlementSettings),
  }),
  route.put("/settlement-settings", {
    permission: "manage_members",
    summary: "Change these settings; orders with a statement are compared again",
    body: settings,
    response: z.object({ unpaidDays: z.int(), toleranceMinor: z.int() }),
    handler: ({ tenant, body }) =>
      tenant((tx) => saveSettlementSettings(tx, { ...body, toleranceMinor: BigInt(body.toleranceMinor) })),
  }),
  ...settlementCaseRoutes,
];
