/** The fields of Google's answers that are read. Whole numbers come as text, and what is zero is left out (sheet section 5). */
import { z } from "zod";
import { decimal, idText, listOf, optionalText } from "../kit/parse/parse.ts";

const whole = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((reported) => String(reported ?? "0"))
  .refine((reported) => /^\d+$/.test(reported), { error: "not a whole number" });
const share = decimal.nullish().transform((reported) => reported ?? "0");

const metrics = z
  .object({ costMicros: whole, impressions: whole, clicks: whole, conversions: share, conversionsValue: share })
  .nullish()
  .transform(
    (reported) =>
      reported ?? { costMicros: "0", impressions: "0", clicks: "0", conversions: "0", conversionsValue: "0" },
  );

const named = z.object({ id: idText, name: optionalText });

const row = z.object({
  campaign: named,
  adGroup: named.nullish(),
  segments: z.object({ date: z.iso.date() }),
  metrics,
});
export type SpendRow = z.output<typeof row>;

export const spendPage = z.object({
  results: listOf(row),
  nextPageToken: optionalText,
  summaryRow: z.object({ metrics }).nullish(),
});

const customer = z.object({
  id: idText,
  descriptiveName: optionalText,
  currencyCode: z.string(),
  timeZone: z.string(),
  manager: z.boolean().nullish(),
  testAccount: z.boolean().nullish(),
  status: optionalText,
});
export type Customer = z.output<typeof customer>;
export const customerPage = z.object({ results: z.array(z.object({ customer })).min(1) });

const client = z.object({
  id: idText,
  descriptiveName: optionalText,
  manager: z.boolean().nullish(),
  status: optionalText,
});
export const clientPage = z.object({
  results: z
    .array(z.object({ customerClient: client }))
    .nullish()
    .transform((rows) => (rows ?? []).map(({ customerClient }) => customerClient)),
  nextPageToken: optionalText,
});

export const accessible = z.object({
  resourceNames: z
    .array(z.string())
    .nullish()
    .transform((names) => (names ?? []).map((name) => name.replace(/^customers\//, ""))),
});

export const token = z.object({
  access_token: z.string(),
  refresh_token: optionalText,
  expires_in: z.coerce.number().nullish(),
});
