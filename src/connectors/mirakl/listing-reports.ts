/** What the catalogue has (P31), and what became of product files and offers: states (P42, OF02), reports (P44, P47, OF03), and the catalogue manager (CM11). */
import { z } from "zod";
import type { Context } from "../kit/contract/contract.ts";
import { isKind, isRefusal } from "../kit/contract/errors.ts";
import type { ListingRefusal, ListingToPublish } from "../kit/contract/listings.ts";
import { longAnswerJson } from "../kit/http/answer-json.ts";
import { idText, listOf, optionalText, parseResponse, texts, wholeNumber } from "../kit/parse/parse.ts";
import { read, readText } from "./client.ts";
import { ATTRIBUTE, IMAGE } from "./listing-fields.ts";
import { type ProductRow, productRows, type Reference, referenceOf, shopSkuOf } from "./listing-rows.ts";
import { readCsv } from "./offer-csv.ts";
import { message } from "./words.ts";

export const keyOf = ({ type, id }: Reference): string => `${type}|${id}`;
/** P31 answers a hundred at most. */
const REFERENCES = 100;
const productsSchema = z.object({ products: listOf(z.object({ product_id: idText, product_id_type: z.string() })) });

/** Those of the barcodes that the marketplace's catalogue has; none where it does not know their kind. */
export async function existingReferences(all: readonly ListingToPublish[], ctx: Context): Promise<ReadonlySet<string>> {
  const requested = all.flatMap((to) => to.listing.variants.flatMap((variant) => referenceOf(to, variant) ?? []));
  const keys = [...new Set(requested.map(keyOf))];
  const existing = new Set<string>();
  for (let at = 0; at < keys.length; at += REFERENCES) {
    const query = [["product_references", keys.slice(at, at + REFERENCES).join(",")]] as const;
    try {
      const body = await read(ctx, "/products", "products.find", query);
      const { products } = parseResponse(productsSchema, body, { ctx, what: "products" });
      for (const { product_id: id, product_id_type: type } of products) existing.add(keyOf({ id, type }));
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  return existing;
}

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

/** Rows of a report by the cell in a column, found without going through all of them for each listing. */
export interface ReportIndex {
  readonly isEmpty: boolean;
  rowsWith(column: string, cell: string): Report;
}

export function indexOf(report: Report): ReportIndex {
  const columns = new Map<string, ReadonlyMap<string, Report>>();
  return {
    isEmpty: report.length === 0,
    rowsWith(column, cell) {
      const cached = columns.get(column) ?? Map.groupBy(report, (row) => row[column] ?? "");
      columns.set(column, cached);
      return cached.get(cell) ?? [];
    },
  };
}

/** What the reports say of a listing's rows, each at its field. */
export function rowIssues(report: ReportIndex, to: ListingToPublish, ctx: Context): readonly ListingRefusal[] {
  if (report.isEmpty) return [];
  const fieldIn = fieldFinder(to);
  return productRows(to, ctx).flatMap((sent) =>
    reportedOf(report, sent, to)
      .flatMap(entriesOf)
      .map((text) => {
        const field = fieldIn(text);
        return { text, variantId: sent.variant.variantId, ...(field === undefined ? {} : { field }) };
      }),
  );
}

/** By the shop's own id, or by all cells where no column has it. */
function reportedOf(report: ReportIndex, { row, variant }: ProductRow, to: ListingToPublish): Report {
  const cells = Object.entries(row);
  const sku = shopSkuOf(to, variant);
  const own = cells.find(([, cell]) => cell === sku);
  if (own) return report.rowsWith(...own);
  const [first] = cells;
  return first
    ? report.rowsWith(...first).filter((reported) => cells.every(([name, cell]) => reported[name] === cell))
    : [];
}

/** "1000|The attribute 'brand' (Brand) is required,1001|..."; a message may hold commas itself. */
function entriesOf(reported: Readonly<Record<string, string>>): readonly string[] {
  const errors = reported.errors ?? "";
  const parts = errors.split(/,(?=\w{1,20}\|)/).map((entry) => entry.replace(/^\w{1,20}\|/, "").trim());
  return parts.filter((text) => text !== "");
}

/** The field a text names: by its code in quotes, else by its name. */
function fieldFinder(to: ListingToPublish): (text: string) => string | undefined {
  const byName = nameFinder(to);
  return (text) => {
    const code = /'([^']{1,200})'/.exec(text)?.[1];
    return (code === undefined ? undefined : fieldOfCode(code, to)) ?? byName(text);
  };
}

function fieldOfCode(code: string, { schema }: ListingToPublish): string | undefined {
  const keys = new Set(schema.fields.map(({ key }) => key));
  if (keys.has(`${IMAGE}${code}`)) return "images";
  return keys.has(`${ATTRIBUTE}${code}`) ? `${ATTRIBUTE}${code}` : undefined;
}

/** The longest name counts: "Colour of the lid" is not "Colour". */
function nameFinder({ schema }: ListingToPublish): (text: string) => string | undefined {
  const fields = [...schema.fields].sort((a, b) => b.name.length - a.name.length);
  return (text) => fields.find(({ name }) => text.includes(name))?.key;
}

/** Words of an offer's report name its parts as OF24 does. */
const OFFER_FIELDS: readonly (readonly [string, RegExp])[] = [
  ["price", /\bprice\b/i],
  ["condition", /\bstate\b|\bcondition\b/i],
  ["logisticClass", /logistic class/i],
  ["leadTime", /lead ?time/i],
  ["taxCode", /tax code/i],
];

const SKU_COLUMNS = ["sku", "shop-sku", "shop_sku"];

export function offerIssues(report: ReportIndex, to: ListingToPublish): readonly ListingRefusal[] {
  if (report.isEmpty) return [];
  const byName = nameFinder(to);
  return to.listing.variants.flatMap(({ sku, variantId }) => {
    const reported = SKU_COLUMNS.map((column) => report.rowsWith(column, sku)).find((rows) => rows.length > 0) ?? [];
    return reported.flatMap(({ "error-message": text = "" }) => {
      if (text === "") return [];
      const field = OFFER_FIELDS.find(([, texts]) => texts.test(text))?.[0] ?? byName(text);
      return [{ text, variantId, ...(field === undefined ? {} : { field }) }];
    });
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

/**
 * What the catalogue manager says of products, by the shop's own id; those it has nothing to say of are left out. One
 * call, because the next is taken minutes later: of more products than it takes names, all that changed since are asked.
 */
export async function productSheets(
  skus: readonly string[],
  sinceMs: number,
  ctx: Context,
): Promise<ReadonlyMap<string, ProductSheet>> {
  const named = skus.length > SHEETS ? [] : skus;
  const answer = await ctx.http.request({
    method: "GET",
    url: "/mcm/products/sources/status/export",
    query: [
      ["updated_since", new Date(sinceMs).toISOString()],
      ...named.map((sku) => ["provider_unique_identifier", sku] as const),
    ],
    operation: "sheets.changed",
  });
  // 204: nothing to say.
  const body = answer.text === "" ? [] : await longAnswerJson(answer);
  const rows = parseResponse(sheetsSchema, body, { ctx, what: "product sheets" });
  const requested = new Set(skus);
  const found = new Map<string, ProductSheet>();
  for (const row of rows) {
    const { provider_unique_identifier: sku } = row;
    if (sku && requested.has(sku)) found.set(sku, row);
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
      const given = [text, rejected?.reason_label, rejected?.message].filter(Boolean).join(" ");
      return [given === "" ? { text: message("refused.product"), variantId } : at(given, undefined)];
    });
}

export const isWaiting = ({ status, errors }: ProductSheet): boolean =>
  status !== "LIVE" && errors.every(({ code = "" }) => WAITS.has(code));

/** A report nobody made is none. */
export async function orNone<T>(requested: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await requested;
  } catch (error) {
    if (isKind(error, "not_found")) return [];
    throw error;
  }
}
