import { z } from "zod";
import {
  addSpend,
  changeSpend,
  listManualSpend,
  removeSpend,
  spendFields,
  storedSpendSchema,
} from "../../hub/marketing/manual-spend.ts";
import { DAY_FORMS, readSpendFile, readSpendSchema, spendMapping } from "../../hub/marketing/spend-file.ts";
import { cellsOf } from "../bodies/csv-body.ts";
import { asRequested, byId, type Route, routes } from "../route.ts";
import { page, pageOf, text } from "../schemas.ts";
import { eitherEnd } from "./list-filters.ts";

const route = routes({ tag: "marketing", reads: "view_profit", changes: "edit_catalogue" });

const CSV_LIMIT = 5 * 1024 * 1024;

const day = z.iso.date();
const currency = z.string().regex(/^[A-Z]{3}$/);
const mapping = z.strictObject({
  date: text(200),
  amount: text(200),
  currency: text(200).optional(),
  label: text(200).optional(),
  channel: text(200).optional().describe("names of channels"),
  days: z.enum(DAY_FORMS).describe("how days are written; 2026-11-20 is understood in any case"),
  decimal: z.enum(["point", "comma"]),
});

/** Spend of platforms that are not connected. */
export const manualSpendRoutes: readonly Route[] = [
  route.get("/marketing/spend", {
    summary: "Spend entered by hand or read from files, newest or oldest day first",
    query: z.object({
      ...page,
      label: text(200).optional(),
      from: day.optional(),
      to: day.optional(),
      sort: eitherEnd,
    }),
    asFile: "manual-spend",
    response: pageOf(storedSpendSchema),
    handler: asRequested(listManualSpend),
  }),
  route.post("/marketing/spend", {
    summary: "Add the spend of a day",
    example: {
      body: { label: "Amazon Ads", date: "2026-11-20", amount: "120.50", currency: "EUR", channelId: null },
    },
    body: z.strictObject(spendFields),
    response: storedSpendSchema,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => addSpend(tx, body, now)),
  }),
  route.patch("/marketing/spend/:id", {
    summary: "Change an entry",
    example: { body: { amount: "118.20" } },
    body: z.strictObject(spendFields).partial(),
    response: storedSpendSchema,
    handler: ({ tenant, params, body, now }) => tenant((tx) => changeSpend(tx, params.id, body, now)),
  }),
  route.delete("/marketing/spend/:id", {
    summary: "Delete an entry",
    handler: byId(removeSpend),
  }),
  route.get("/marketing/spend-file", {
    summary: "The columns the last file of spend was read with",
    response: z.object({ mapping: mapping.nullable().describe("null: none was read") }),
    handler: ({ tenant }) => tenant(async (tx) => ({ mapping: await spendMapping(tx) })),
  }),
  route.post("/marketing/spend-file", {
    summary: "Read a CSV file of daily spend; reading it again replaces what it said before",
    description:
      "Rows of one day, label, currency and channel are added up. Days the file does not name stay as they are. Rows that cannot be read are told and left out.",
    bodyLimit: CSV_LIMIT,
    example: {
      body: {
        csv: "Day,Cost\n2026-11-20,120.50\n",
        mapping: { date: "Day", amount: "Cost", days: "ymd", decimal: "point" },
        label: "Amazon Ads",
        currency: "EUR",
        channelId: null,
        isTrial: true,
      },
    },
    body: z.strictObject({
      csv: z.string().min(1).max(CSV_LIMIT),
      mapping,
      label: spendFields.label.describe("of rows that name none"),
      currency: currency.describe("of rows that name none"),
      channelId: spendFields.channelId,
      isTrial: z.boolean().default(false).describe("says what it would do, and does nothing"),
    }),
    response: readSpendSchema,
    handler: async (call) => {
      const { csv, ...body } = call.body;
      const cells = await cellsOf(call, csv);
      return call.tenant((tx) => readSpendFile(tx, { ...body, cells, now: call.now }));
    },
  }),
];
