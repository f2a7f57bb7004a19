/** What became of product files and offers: states (P42, OF02), reports (P44, P47, OF03), and the catalogue manager (CM11). */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { ListingRefusal, ListingToPublish } from "../kit/contract/listings.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
import { idText, listOf, optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { read, readText } from "./client.ts";
import { ATTRIBUTE, IMAGE } from "./listing-fields.ts";
import { type ProductRow, productRows, shopSkuOf } from "./listing-rows.ts";
import { readCsv } from "./offer-csv.ts";
import { message } from "./words.ts";

const productStateSchema = z.object({
  import_status: z.string(),
  has_error_report: z.boolean().nullish(),
  has_transformation_error_report: z.boolean().nullish(),
  reason_status: optionalText,
});
export type ProductState = z.output<typeof productStateSchema>;

export async function productState(id: string, ctx: Context): Promise<ProductState> {
  const body = await read(ctx, `/products/imports/${encodeURIComponent(id)}`, "products.status");
  return parseResponse(productStateSchema, body, { ctx, what: "the product import" });
}

const offerStateSchema = z.object({
  status: z.string(),
  has_error_report: z.boolean().nullish(),
  lines_in_error: wholeNumber.nullish(),
  reason_status: optionalText,
});

export async function offerState(id: string, ctx: Context) {
  const body = await read(ctx, `/offers/imports/${encodeURIComponent(id)}`, "offers.status");
  return parseResponse(offerStateSchema, body, { ctx, what: "the offer import" });
}

type Report = readonly Readonly<Record<string, string>>[];

/** A report as rows by column; an operator without the catalogue manager may give one of its own form, which says nothing. */
async function readReport(ctx: Context, url: string, operation: string): Promise<Report> {
  const [header = [], ...rows] = readCsv(await readText(ctx, url, operation));
  const names = header.map((name) => name.trim());
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""])));
}

/** The reports of a product file: what our file lacks, then what the operator did not take in. */
export async function productReports(id: string, state: ProductState, ctx: Context): Promise<Report> {
  const path = `/products/imports/${encodeURIComponent(id)}`;
  const source = state.has_transformation_error_report
    ? await readReport(ctx, `${path}/transformation_error_report`, "products.report")
    : [];
  const rest = state.has_error_report ? await readReport(ctx, `${path}/error_report`, "products.report") : [];
  return [...source, ...rest];
}

export const offerReport = (id: string, ctx: Context): Promise<Report> =>
  readReport(ctx, `/offers/imports/${encodeURIComponent(id)}/error_report`, "offers.report");

/** What the reports say of a listing's rows, each at its field. */
export function rowIssues(report: Report, to: ListingToPublish, ctx: Context): readonly ListingRefusal[] {
  const sent = productRows(to, ctx);
  return report.flatMap((told) => {
    const row = sent.find((each) => isRow(told, each, to));
    if (!row) return [];
    return entriesOf(told).map((text) => {
      const field = fieldIn(text, to);
      return { text, variantId: row.variant.variantId, ...(field === undefined ? {} : { field }) };
    });
  });
}

function isRow(told: Readonly<Record<string, string>>, { row, variant }: ProductRow, to: ListingToPublish): boolean {
  const cells = Object.entries(row);
  const sku = shopSkuOf(to, variant);
  const column = cells.find(([, cell]) => cell === sku)?.[0];
  if (column !== undefined) return told[column] === sku;
  return cells.length > 0 && cells.every(([name, cell]) => told[name] === cell);
}

/** "1000|The attribute 'brand' (Brand) is required,1001|..."; a message may hold commas itself. */
function entriesOf(told: Readonly<Record<string, string>>): readonly string[] {
  const errors = told.errors ?? "";
  const parts = errors.split(/,(?=\w{1,20}\|)/).map((entry) => entry.replace(/^\w{1,20}\|/, "").trim());
  return parts.filter((text) => text !== "");
}

/** The field a text names: by its code in quotes, else by its name. */
function fieldIn(text: string, to: ListingToPublish): string | undefined {
  const code = /'([^']{1,200})'/.exec(text)?.[1];
  return (code === undefined ? undefined : fieldOfCode(code, to)) ?? fieldOfName(text, to);
}

function fieldOfCode(code: string, { schema }: ListingToPublish): string | undefined {
  const keys = new Set(schema.fields.map(({ key }) => key));
  if (keys.has(`${IMAGE}${code}`)) return "images";
  return keys.has(`${ATTRIBUTE}${code}`) ? `${ATTRIBUTE}${code}` : undefined;
}

const fieldOfName = (text: string, { schema }: ListingToPublish): string | undefined =>
  [...schema.fields].sort((a, b) => b.name.length - a.name.length).find(({ name }) => text.includes(name))?.key;

/** Words of an offer's report name its parts as OF24 does. */
const OFFER_FIELDS: readonly (readonly [string, RegExp])[] = [
  ["price", /\bprice\b/i],
  ["condition", /\bstate\b|\bcondition\b/i],
  ["logisticClass", /logistic class/i],
  ["leadTime", /lead ?time/i],
  ["taxCode", /tax code/i],
];

export function offerIssues(report: Report, to: ListingToPublish): readonly ListingRefusal[] {
  return report.flatMap((told) => {
    const variant = to.listing.variants.find(({ sku }) => (told.sku ?? told["shop-sku"] ?? told["shop_sku"]) === sku);
    const text = told["error-message"] ?? "";
    if (!variant || text === "") return [];
    const field = OFFER_FIELDS.find(([, words]) => words.test(text))?.[0] ?? fieldOfName(text, to);
    return [{ text, variantId: variant.variantId, ...(field === undefined ? {} : { field }) }];
  });
}

const sheetsSchema = listOf(
  z.object({
    provider_unique_identifier: idText.nullish(),
    status: z.string(),
    errors: listOf(
      z.object({
        ...texts("code", "message"),
        integration_details: listOf(z.object({ attribute_code: optionalText, message: optionalText })),
        rejection_details: z.object({ message: optionalText, reason_label: optionalText }).nullish(),
      }),
    ),
    warnings: listOf(z.object(texts("attribute_code", "code", "message"))),
  }),
);
export type ProductSheet = z.output<typeof sheetsSchema>[number];

/** The description names this many. */
const SHEETS = 100;

/** What the catalogue manager says of products, by the shop's own id; those it has nothing to say of are left out. */
export async function productSheets(
  skus: readonly string[],
  sinceMs: number,
  ctx: Context,
): Promise<ReadonlyMap<string, ProductSheet>> {
  const found = new Map<string, ProductSheet>();
  for (let at = 0; at < skus.length; at += SHEETS) {
    const answer = await ctx.http.request({
      method: "GET",
      url: "/mcm/products/sources/status/export",
      query: [
        ["updated_since", new Date(sinceMs).toISOString()],
        ...skus.slice(at, at + SHEETS).map((sku) => ["provider_unique_identifier", sku] as const),
      ],
      operation: "sheets.changed",
    });
    // 204: nothing to say.
    const body = answer.text === "" ? [] : await longAnswerJson(answer);
    const rows = parseResponse(sheetsSchema, body, { ctx, what: "product sheets" });
    for (const row of rows) if (row.provider_unique_identifier) found.set(row.provider_unique_identifier, row);
  }
  return found;
}

/** Of products that were taken in and wait: for their look at the operator's, or for the next synchronization. */
const WAITS: ReadonlySet<string> = new Set(["MCM-0L000"]);

/** Rejected by the operator, or with faults. Empty: nothing is wrong. */
export function sheetIssues(sheet: ProductSheet, variantId: string, to: ListingToPublish): readonly ListingRefusal[] {
  const at = (text: string, code: string | undefined): ListingRefusal => {
    const field = code === undefined ? undefined : fieldOfCode(code, to);
    return { text, variantId, ...(field === undefined ? {} : { field }) };
  };
  return sheet.errors
    .filter(({ code = "" }) => !WAITS.has(code))
    .flatMap(({ message: text = "", rejection_details: rejected, integration_details: details }) => {
      if (details.length > 0)
        return details.map((one) => at(`${one.attribute_code ?? ""} ${one.message ?? ""}`.trim(), one.attribute_code));
      const said = [text, rejected?.reason_label, rejected?.message].filter(Boolean).join(" ");
      return [said === "" ? { text: message("refused.product"), variantId } : at(said, undefined)];
    });
}

export const isWaiting = ({ status, errors }: ProductSheet): boolean =>
  status !== "LIVE" && errors.every(({ code = "" }) => WAITS.has(code));

/** A report nobody made is none. */
export async function orNone<T>(asked: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await asked;
  } catch (error) {
    if (isKind(error, "not_found")) return [];
    throw error;
  }
}
