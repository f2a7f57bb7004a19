/**
 * Settlements, from the reports Amazon makes by itself every two weeks (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2): they
 * are listed, never asked for. The first row has the sum, the others what it consists of (sheet, Reports).
 */
import { z } from "zod";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { currencyExponent, parseMoney } from "../../commerce/money.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import { createSlices } from "../../commerce/slices.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { isOfValue } from "../kit/contract/unreadable.ts";
import { plainDecimal } from "../kit/parse/json.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import { chargeKind } from "./charge-kinds.ts";
import { documentText } from "./feeds.ts";
import { homeOf } from "./settings.ts";
import { message } from "./words.ts";

const REPORTS = "/reports/2021-06-30";
const TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
/** Reports are kept for 90 days; a day less is asked for, since the two clocks differ. */
const RETENTION_MS = 89 * 86_400_000;
const LINES_AT_ONCE = 500;

const listSchema = z.object({
  reports: z.array(
    z.object({
      createdTime: z.iso.datetime({ offset: true }),
      marketplaceIds: z.array(z.string()).nullish(),
      reportDocumentId: optionalText,
    }),
  ),
  nextToken: optionalText,
});
const documentSchema = z.object({ url: z.string().min(1), compressionAlgorithm: optionalText });

type Row = Readonly<Record<string, string>>;

const COLUMNS = ["settlement-id", "total-amount", "currency", "amount-type", "amount-description", "amount"];

const otherColumns = () =>
  new ConnectorError({ kind: "drift", path: "settlement report" }, message("error.settlementReportOtherColumns"));

async function rowsOf(text: string, slice: () => Promise<void>): Promise<Row[]> {
  const [names, from] = headOf(text);
  const rows: Row[] = [];
  for (const line of linesOf(text, from)) {
    if (line.trim() === "") continue;
    const cells = line.split("\t");
    rows.push(Object.fromEntries(names.map((name, n) => [name, (cells[n] ?? "").trim()])));
    await slice();
  }
  return rows;
}

/** The columns' names, and where the rows begin. */
function headOf(text: string): readonly [readonly string[], number] {
  const end = text.indexOf("\n");
  const head = (end === -1 ? text : text.slice(0, end)).replace(/^\uFEFF/, "");
  const names = head.split("\t").map((name) => name.trim());
  if (!COLUMNS.every((name) => names.includes(name))) throw otherColumns();
  return [names, end === -1 ? text.length : end + 1];
}

function* linesOf(text: string, from: number): Generator<string> {
  for (let at = from; at < text.length; ) {
    const next = text.indexOf("\n", at);
    const end = next === -1 ? text.length : next;
    yield text.slice(at, end);
    at = end + 1;
  }
}

/** Zones reports name; one that is not here is taken for UTC, half a day off at most. */
const ZONES: Readonly<Record<string, string>> = {
  ...{ JST: "+09:00", AEST: "+10:00", AEDT: "+11:00", SGT: "+08:00", IST: "+05:30", MSK: "+03:00", TRT: "+03:00" },
  ...{ EET: "+02:00", EEST: "+03:00", CET: "+01:00", CEST: "+02:00", MEZ: "+01:00", MESZ: "+02:00" },
  ...{ WET: "Z", WEST: "+01:00", BST: "+01:00", GMT: "Z", UTC: "Z", BRT: "-03:00" },
  ...{ EST: "-05:00", EDT: "-04:00", CST: "-06:00", CDT: "-05:00", MST: "-07:00", MDT: "-06:00" },
  ...{ PST: "-08:00", PDT: "-07:00" },
};

const DAY = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})/;
const HOUR = /[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?: ?([AP])M)?/i;
const OFFSET = /(?:\b([A-Z]{3,4})|([+-]\d{2}):?(\d{2})|Z)$/;

/**
 * Stores of Europe write 20.11.2026 or 20/11/2026, those of Japan 2026/11/20 and JST, a few the month first, which shows
 * where the second figure is no month.
 */
function instantOf(text: string | undefined): string | undefined {
  const reported = (text ?? "").trim();
  const [all = "", one = "", , two = "", three = ""] = DAY.exec(reported) ?? [];
  const isYearFirst = one.length === 4;
  const isMonthFirst = !isYearFirst && Number(two) > 12;
  const [year, month, day] = isYearFirst ? [one, two, three] : isMonthFirst ? [three, one, two] : [three, two, one];
  const rest = reported.slice(all.length);
  const [, hour = "0", minutes = "00", seconds = "00", half] = HOUR.exec(rest) ?? [];
  const [, zone = "UTC", offset, offsetMinutes = "00"] = OFFSET.exec(rest) ?? [];
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toUpperCase() === "P" ? 12 : 0);
  const at = offset === undefined ? (ZONES[zone] ?? "Z") : `${offset}:${offsetMinutes}`;
  const padded = (figure: string | number) => String(figure).padStart(2, "0");
  const ms = Date.parse(`${year}-${padded(month)}-${padded(day)}T${padded(hours)}:${minutes}:${seconds}${at}`);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The last sign that parts off one or two digits, or as many as the currency has, is before them; all others group. */
function decimalOf(text: string, currency: string): string {
  const plain = plainDecimal(text.replaceAll(/[\s\u00A0\u202F'\u2019]/g, "").replaceAll("\u2212", "-"));
  const decimals = currencyExponent(currency) > 2 ? `1,${currencyExponent(currency)}` : "1,2";
  const parts = new RegExp(`^([+-]?\\d[\\d.,]*?)[.,](\\d{${decimals}})$`).exec(plain);
  const [whole, fraction] = parts ? [parts[1] ?? "", `.${parts[2]}`] : [plain, ""];
  const [first = "", ...groups] = whole.split(/[.,]/);
  const signs = new Set(whole.replaceAll(/[^.,]/g, ""));
  const isGrouped =
    signs.size === 1 && /^[+-]?\d{1,3}$/.test(first) && groups.every(isGroup) && groups.at(-1)?.length === 3;
  return groups.length === 0 || isGrouped ? `${[first, ...groups].join("")}${fraction}` : plain;
}

/** Of thousands, or of hundreds as India has them. */
const isGroup = (group: string): boolean => /^\d{2,3}$/.test(group);

/** The parts of a price are the sale, or of a refund what is taken back; the rest are charges. */
function kindOf(row: Row, text: string): SettlementKind {
  const type = row["transaction-type"] ?? "";
  if (/reserve/i.test(text)) return "reserve";
  if (/^ItemPrice|^Promotion/i.test(row["amount-type"] ?? ""))
    return /refund|chargeback|a-to-z|guarantee/i.test(type) ? "refund" : "sale";
  return chargeKind(text) ?? (row["order-id"] ? "other" : "adjustment");
}

/**
 * A report as a settlement: its lines come to the sum of its first row; `madeAt` is when it was, where it tells no time.
 * Read in turns, a large one has hundreds of thousands of rows. Throws drift where it is no such report, or tells amounts
 * and no sum.
 */
export async function settlementOf(
  text: string,
  madeAt = new Date(0).toISOString(),
): Promise<ChannelSettlement | null> {
  const slice = createSlices();
  const rows = await rowsOf(text, slice);
  const head = rows.find((row) => row["total-amount"] !== "");
  const key = head?.["settlement-id"];
  if (!head || !key) {
    if (rows.some((row) => row["amount"])) throw otherColumns();
    return null;
  }
  const currency = head["currency"] ?? "";
  const paidAt = instantOf(head["deposit-date"]);
  const end = instantOf(head["settlement-end-date"]) ?? paidAt ?? madeAt;
  const amount = parseMoney(decimalOf(head["total-amount"] ?? "", currency), currency);
  const lines: ChannelSettlementLine[] = [];
  let rest = amount.minor;
  for (const [n, row] of rows.entries()) {
    const line = lineOf(row, n, { currency, end });
    if (line) lines.push(line);
    rest -= line?.amount.minor ?? 0n;
    await slice();
  }
  const unexplained = { key: "rest", kind: "other" as const, at: end, text: "total-amount", raw: {} };
  if (rest !== 0n) lines.push({ ...unexplained, amount: { minor: rest, currency } });
  return { key, amount, ...(paidAt !== undefined && { paidAt }), lines };
}

/** Null: a row without an amount. */
function lineOf(
  row: Row,
  n: number,
  { currency, end }: { readonly currency: string; readonly end: string },
): ChannelSettlementLine | null {
  if (!row["amount"]) return null;
  const { minor } = parseMoney(decimalOf(row["amount"], currency), currency);
  if (minor === 0n) return null;
  const text = [row["amount-type"], row["amount-description"]].filter(Boolean).join(": ");
  const orderKey = row["order-id"] || undefined;
  const at = instantOf(row["posted-date-time"]) ?? instantOf(row["posted-date"]) ?? end;
  const of = { ...(orderKey !== undefined && { orderKey }), at, raw: row };
  return { ...of, key: String(n), kind: kindOf(row, text), amount: { minor, currency }, text: text };
}

/** One that cannot be read is set aside by its name, with the reason; the next one is read. */
async function readSettlement(
  report: { readonly reportDocumentId: string; readonly createdTime: string },
  ctx: Context,
): Promise<ChannelSettlement | "unread" | null> {
  try {
    return await settlementOf(
      await reportText(report.reportDocumentId, ctx),
      new Date(report.createdTime).toISOString(),
    );
  } catch (error) {
    const isTheirs = isOfValue(error) || (error instanceof ConnectorError && error.kind === "drift");
    if (!isTheirs) throw error;
    const path = `settlement report ${report.reportDocumentId} of ${report.createdTime}`;
    ctx.drift({ path, problem: error.message.slice(0, 200) });
    return "unread";
  }
}

/** A settlement, some of its lines at a time. */
function* partsOf(settlement: ChannelSettlement): Generator<ChannelSettlement> {
  for (let at = 0; at === 0 || at < settlement.lines.length; at += LINES_AT_ONCE)
    yield { ...settlement, lines: settlement.lines.slice(at, at + LINES_AT_ONCE) };
}

async function reportText(id: string, ctx: Context): Promise<string> {
  const { body } = await ctx.http.json({
    method: "GET",
    url: `${REPORTS}/documents/${encodeURIComponent(id)}`,
    operation: "reports.document",
  });
  const document = parseResponse(documentSchema, body, { ctx, what: "settlement report" });
  // Flat files of Japan come in Shift_JIS, those of other stores in Western letters where they are no UTF-8.
  return documentText(document, ctx, homeOf(ctx.connection).country === "JP" ? "shift_jis" : "windows-1252");
}

async function* published(
  { cursor, since }: { readonly cursor: string | null; readonly since?: string | undefined },
  ctx: Context,
): AsyncGenerator<SweepPage<ChannelSettlement>> {
  const oldest = ctx.shopNow() - RETENTION_MS;
  const reported = cursor ?? since;
  const from = Math.max(oldest, reported === undefined ? oldest : Date.parse(reported) || oldest);
  let newest = from;
  let token = "";
  do {
    // The token goes alone.
    const first = [
      ["reportTypes", TYPE],
      ["processingStatuses", "DONE"],
      ["createdSince", new Date(from).toISOString()],
      ["pageSize", "100"],
    ] as const;
    const query = token === "" ? first : ([["nextToken", token]] as const);
    const { body } = await ctx.http.json({
      method: "GET",
      url: `${REPORTS}/reports`,
      query,
      operation: "reports.list",
    });
    const page = parseResponse(listSchema, body, { ctx, what: "settlement reports" });
    for (const { createdTime, marketplaceIds, reportDocumentId } of page.reports) {
      newest = Math.max(newest, Date.parse(createdTime));
      const isHome = !marketplaceIds?.length || marketplaceIds.includes(homeOf(ctx.connection).id);
      if (!isHome || reportDocumentId === undefined) continue;
      const settlement = await readSettlement({ reportDocumentId, createdTime }, ctx);
      if (settlement === "unread")
        yield { items: [], cursor: new Date(from).toISOString(), safeToSave: false, unread: 1 };
      else if (settlement)
        for (const part of partsOf(settlement))
          yield { items: [part], cursor: new Date(from).toISOString(), safeToSave: false };
    }
    token = page.nextToken ?? "";
  } while (token !== "");
  // Of two reports of one moment the second may be listed later: the same report again changes nothing.
  yield { items: [], cursor: new Date(newest).toISOString(), safeToSave: true };
}

export const settlements: readonly Sweep<ChannelSettlement>[] = [
  { id: "settlements", mode: "changed", everyMs: 12 * 3_600_000, run: published },
];
