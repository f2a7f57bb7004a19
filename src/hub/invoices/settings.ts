/** Who sells, and how the organization's papers are made. */

import { z } from "zod";
import { newId } from "../../commerce/new-id.ts";
import type { Address } from "../../commerce/order.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, typed } from "../answer-schemas.ts";
import { lockEdited } from "../edit-lock.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { documentLanguages, NOTHING_MORE, taxRegimes } from "./document.ts";
import { isGstin } from "./gst.ts";
import { type NumberPattern, type PatternFault, patternFault } from "./number.ts";

const words = (most: number) => z.string().trim().max(most);

export const settingFields = {
  legalName: words(200),
  regime: z.enum(taxRegimes),
  taxId: words(40).nullable(),
  gstin: words(15).nullable(),
  registration: words(60).nullable(),
  email: words(200).nullable(),
  phone: words(40).nullable(),
  language: z.enum(documentLanguages).describe("of the papers"),
  yearStart: z.int().min(1).max(12).describe("the month the financial year begins in: 1 the calendar's, 4 India's"),
  footer: words(1_000),
  usesProductRates: z.boolean().describe("GST: rates of products decide where a channel tells no tax"),
  issuesWhenShipped: z.boolean().describe("an invoice by itself when an order ships"),
  creditsRefunds: z.boolean().describe("a credit note by itself when an invoiced order is refunded"),
};

export const invoiceSettingsSchema = z
  .object({
    ...settingFields,
    address: typed<Address>(z.record(z.string(), z.unknown())),
    logoId: id.nullable(),
    logo: z.string().nullable().describe("the image as a data URL"),
  })
  .meta({ id: "InvoiceSettings" });

export type InvoiceSettings = Omit<Answered<typeof invoiceSettingsSchema>, "logo">;

export const invoiceSeriesSchema = z
  .object({
    id,
    name: z.string(),
    invoicePattern: typed<NumberPattern>(z.string()),
    creditPattern: typed<NumberPattern>(z.string()),
    /** Orders of these channels take it. */
    storeIds: z.array(id),
    isDefault: z.boolean(),
    used: z.int().describe("papers it has numbered"),
  })
  .meta({ id: "InvoiceSeries" });

export type InvoiceSeries = Answered<typeof invoiceSeriesSchema>;

export type InvoiceSettingsChange = {
  readonly [K in keyof Omit<InvoiceSettings, "logoId">]?: InvoiceSettings[K] | undefined;
};

const UNSAID: InvoiceSettings = {
  legalName: "",
  address: {},
  regime: "plain",
  ...NOTHING_MORE,
  language: "en",
  yearStart: 1,
  footer: "",
  usesProductRates: true,
  issuesWhenShipped: false,
  creditsRefunds: false,
};

/** What somebody has said, with the defaults of what nobody has. */
export async function invoiceSettings(tx: Tx): Promise<InvoiceSettings> {
  const row = await tx.maybe<InvoiceSettings>(
    `select ${columns("", "legalName address regime taxId gstin registration email phone")},
    ${columns("", "logoId language yearStart footer usesProductRates issuesWhenShipped creditsRefunds")}
     from argosy.invoice_settings where organization_id = argosy.tenant()`,
  );
  return row ?? UNSAID;
}

/** Changes what is given. Throws HubError INVOICE_GSTIN, INVOICE_PATTERN. */
export async function changeInvoiceSettings(
  tx: Tx,
  change: InvoiceSettingsChange,
  now: Date,
): Promise<InvoiceSettings> {
  await lockEdited(tx, "invoice settings");
  const before = await invoiceSettings(tx);
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const settings: InvoiceSettings = { ...before, ...given };
  if (settings.gstin !== null && !isGstin(settings.gstin)) throw refusal("INVOICE_GSTIN", "gstin");
  if (settings.regime === "gst") for (const series of await listSeries(tx)) checkPatterns(series, true);
  await writeSettings(tx, settings, now);
  return settings;
}

async function writeSettings(tx: Tx, settings: InvoiceSettings, now: Date): Promise<void> {
  await tx.run(
    `insert into argosy.invoice_settings as s (organization_id, legal_name, address, regime, tax_id, gstin,
       registration, email, phone, logo_id, language, year_start, footer, uses_product_rates, issues_when_shipped,
       credits_refunds, updated_at)
     values (argosy.tenant(), $1, $2::jsonb, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (organization_id) do update set legal_name = excluded.legal_name, address = excluded.address,
       regime = excluded.regime, tax_id = excluded.tax_id, gstin = excluded.gstin, registration = excluded.registration,
       email = excluded.email, phone = excluded.phone, logo_id = excluded.logo_id, language = excluded.language,
       year_start = excluded.year_start, footer = excluded.footer, uses_product_rates = excluded.uses_product_rates,
       issues_when_shipped = excluded.issues_when_shipped, credits_refunds = excluded.credits_refunds,
       updated_at = excluded.updated_at`,
    [
      settings.legalName,
      jsonParameter(settings.address),
      settings.regime,
      settings.taxId,
      settings.gstin,
      settings.registration,
      settings.email,
      settings.phone,
      settings.logoId,
      settings.language,
      settings.yearStart,
      settings.footer,
      settings.usesProductRates,
      settings.issuesWhenShipped,
      settings.creditsRefunds,
      now,
    ],
  );
}

export interface Logo {
  readonly type: "image/png" | "image/jpeg";
  readonly bytes: Buffer;
}

/** Keeps a picture, as it was redrawn, for papers from now on; null takes it away. */
export async function setLogo(tx: Tx, logo: Buffer | null, now: Date): Promise<InvoiceSettings> {
  const logoId = logo && (await insertLogo(tx, logo, now));
  await lockEdited(tx, "invoice settings");
  const settings = { ...(await invoiceSettings(tx)), logoId };
  await writeSettings(tx, settings, now);
  return settings;
}

/** Keeps a picture, as it was redrawn, under the id it answers. */
export async function insertLogo(tx: Tx, logo: Buffer, now: Date): Promise<string> {
  const id = newId(now);
  await tx.run(
    `insert into argosy.invoice_logo (organization_id, id, type, bytes, created_at)
     values (argosy.tenant(), $1, $2, $3, $4)`,
    [id, typeOf(logo), logo, now],
  );
  return id;
}

/** It was redrawn: there are no other kinds. */
const typeOf = (logo: Buffer): Logo["type"] => (logo[0] === 0xff ? "image/jpeg" : "image/png");

export async function logoOf(tx: Tx, id: string): Promise<Logo | undefined> {
  return tx.maybe<Logo>(
    "select type, bytes from argosy.invoice_logo where organization_id = argosy.tenant() and id = $1",
    [id],
  );
}

export interface NewSeries {
  readonly name: string;
  readonly invoicePattern: NumberPattern;
  readonly creditPattern: NumberPattern;
  readonly storeIds: readonly string[];
}

export type SeriesChange = { readonly [K in keyof NewSeries]?: NewSeries[K] | undefined };

/** All series, the default first. */
export async function listSeries(tx: Tx): Promise<InvoiceSeries[]> {
  return tx.rows<InvoiceSeries>(
    `select ${columns("s", "id name invoicePattern creditPattern")},
       s.connection_ids as "storeIds", s.is_default as "isDefault",
       coalesce((select sum(c.last) from argosy.invoice_counter c
         where c.organization_id = argosy.tenant() and c.series_id = s.id), 0)::int as used
     from argosy.invoice_series s
     where s.organization_id = argosy.tenant()
     order by s.is_default desc, s.created_at, s.id`,
  );
}

/** There is always a series; the first is made when somebody asks. */
export async function allSeries(tx: Tx, now: Date): Promise<InvoiceSeries[]> {
  const existing = await listSeries(tx);
  if (existing.length > 0) return existing;
  await tx.run(
    `insert into argosy.invoice_series (organization_id, id, name, invoice_pattern, credit_pattern, is_default,
       created_at)
     values (argosy.tenant(), $1, 'Main', 'INV/{yy}/{number:4}', 'CN/{yy}/{number:4}', true, $2)
     on conflict do nothing`,
    [newId(now), now],
  );
  return listSeries(tx);
}

/** Throws HubError INVOICE_PATTERN, INVOICE_SERIES_STORES. */
export async function addSeries(tx: Tx, series: NewSeries, now: Date): Promise<InvoiceSeries[]> {
  await lockEdited(tx, "invoice settings");
  const existing = await allSeries(tx, now);
  await checkSeries(tx, series, existing);
  await tx.run(
    `insert into argosy.invoice_series (organization_id, id, name, invoice_pattern, credit_pattern, connection_ids,
       created_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5::uuid[], $6)`,
    [newId(now), series.name, series.invoicePattern, series.creditPattern, series.storeIds, now],
  );
  return listSeries(tx);
}

/** Papers issued before keep their numbers. Throws HubError INVOICE_SERIES_NOT_FOUND, and as `addSeries`. */
export async function changeSeries(tx: Tx, id: string, change: SeriesChange): Promise<InvoiceSeries[]> {
  await lockEdited(tx, "invoice settings");
  const existing = await listSeries(tx);
  const before = existing.find((each) => each.id === id);
  if (!before) throw seriesUnknown();
  const series: NewSeries = {
    name: change.name ?? before.name,
    invoicePattern: change.invoicePattern ?? before.invoicePattern,
    creditPattern: change.creditPattern ?? before.creditPattern,
    storeIds: change.storeIds ?? before.storeIds,
  };
  await checkSeries(
    tx,
    series,
    existing.filter((each) => each.id !== id),
  );
  await tx.run(
    `update argosy.invoice_series set name = $2, invoice_pattern = $3, credit_pattern = $4, connection_ids = $5::uuid[]
     where organization_id = argosy.tenant() and id = $1`,
    [id, series.name, series.invoicePattern, series.creditPattern, series.storeIds],
  );
  return listSeries(tx);
}

/** Throws HubError INVOICE_SERIES_NOT_FOUND, INVOICE_SERIES_KEPT of the default and of one that has numbered papers. */
export async function removeSeries(tx: Tx, id: string): Promise<void> {
  const series = (await listSeries(tx)).find((each) => each.id === id);
  if (!series) throw seriesUnknown();
  if (series.isDefault || series.used > 0)
    throw new HubError(
      "INVOICE_SERIES_KEPT",
      "conflict",
      "The default series and one that has numbered invoices can't be removed.",
    );
  await tx.run("delete from argosy.invoice_series where organization_id = argosy.tenant() and id = $1", [id]);
}

export function seriesUnknown(): HubError {
  return new HubError("INVOICE_SERIES_NOT_FOUND", "not_found", "There is no such series.");
}

async function checkSeries(tx: Tx, series: NewSeries, others: readonly InvoiceSeries[]): Promise<void> {
  const { regime } = await invoiceSettings(tx);
  checkPatterns(series, regime === "gst");
  const patterns = [series.invoicePattern, ...others.flatMap((each) => [each.invoicePattern, each.creditPattern])];
  if (series.invoicePattern === series.creditPattern || patterns.includes(series.creditPattern))
    throw patternTaken("creditPattern");
  if (patterns.indexOf(series.invoicePattern) !== patterns.lastIndexOf(series.invoicePattern))
    throw patternTaken("invoicePattern");
  const taken = new Set(others.flatMap(({ storeIds }) => storeIds));
  const stores = await tx.rows<{ id: string }>(
    "select id from argosy.connection where organization_id = argosy.tenant() and id = any($1::uuid[])",
    [series.storeIds],
  );
  if (stores.length !== new Set(series.storeIds).size || series.storeIds.some((id) => taken.has(id)))
    throw new HubError(
      "INVOICE_SERIES_STORES",
      "validation",
      "A series takes channels that no other series has.",
      "storeIds",
    );
}

function patternTaken(field: string): HubError {
  return new HubError("INVOICE_PATTERN", "validation", "Another series numbers its papers like this.", field);
}

const FAULTS: Readonly<Record<PatternFault, string>> = {
  no_number: "A number pattern has {number} once, like INV/{yy}/{number:4}.",
  no_year: "A number pattern has {year} or {yy}: numbers begin anew each financial year.",
  unknown_piece: "A number pattern knows {number}, {number:4}, {year} and {yy}.",
  too_long: "The number would become too long: 40 signs, 16 for GST.",
  signs: "A GST number has letters, digits, dash and slash only.",
};

function checkPatterns(series: Pick<NewSeries, "invoicePattern" | "creditPattern">, isGst: boolean): void {
  for (const field of ["invoicePattern", "creditPattern"] as const) {
    const fault = patternFault(series[field], isGst);
    if (fault) throw new HubError("INVOICE_PATTERN", "validation", FAULTS[fault], field);
  }
}
