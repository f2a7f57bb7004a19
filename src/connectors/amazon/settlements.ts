/**
 * Settlements, from the reports Amazon makes by itself every two weeks (GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2): they
 * are listed, never asked for. The first row has the sum, the others what it consists of (sheet, Reports).
 */
import { z } from "zod";
import type { SettlementKind } from "../../commerce/cost-kinds.ts";
import { parseMoney } from "../../commerce/money.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { Sweep, SweepPage } from "../kit/contract/ports.ts";
import { isOfValue } from "../kit/contract/unreadable.ts";
import { optionalText, parseResponse } from "../kit/parse/parse.ts";
import { chargeKind } from "./charge-kinds.ts";
import { documentText } from "./feeds.ts";
import { homeOf } from "./settings.ts";
import { message } from "./words.ts";

const REPORTS = "/reports/2021-06-30";
const TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
/** Reports are kept for 90 days; a day less is asked for, since the two clocks differ. */
const KEPT_MS = 89 * 86_400_000;
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

function rowsOf(text: string): Row[] {
  const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const names = head.split("\t").map((name) => name.trim());
  if (!COLUMNS.every((name) => names.includes(name)))
    throw new ConnectorError(
      { kind: "drift", path: "settlement report" },
      message("error.settlementReportOtherColumns"),
    );
  return lines
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const cells = line.split("\t");
      return Object.fromEntries(names.map((name, n) => [name, (cells[n] ?? "").trim()]));
    });
}

/** Zones reports name; UTC where they name none. */
const ZONES: Readonly<Record<string, string>> = {
  JST: "+09:00",
  PST: "-08:00",
  PDT: "-07:00",
  BST: "+01:00",
  GMT: "Z",
  UTC: "Z",
};

/** Stores of Europe write 20.11.2026 or 20/11/2026 and a comma before the cents, those of Japan 2026/11/20 and JST. */
function instantOf(text: string | undefined): string | undefined {
  const told = (text ?? "")
    .trim()
    .replace(/^(\d{2})[./](\d{2})[./](\d{4})/, "$3-$2-$1")
    .replace(/^(\d{4})\/(\d{2})\/(\d{2})/, "$1-$2-$3")
    .replace(/ ([A-Z]{3})$/, (all, zone: string) => ZONES[zone] ?? all);
  const ms = Date.parse(told.replace(" ", "T"));
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The last sign that parts off at most two digits is before the cents; those before it, and spaces, group thousands. */
function decimalOf(text: string): string {
  const plain = text.replaceAll(/[\s\u00A0\u202F']/g, "");
  const parts = /^(-?(?:\d+|\d{1,3}([.,])\d{2,3}(?:\2\d{2,3})*))[.,](\d{1,2})$/.exec(plain);
  if (parts) return `${(parts[1] ?? "").replaceAll(/[.,]/g, "")}.${parts[3]}`;
  return /^-?\d{1,3}(?:,\d{3})+$/.test(plain) ? plain.replaceAll(",", "") : plain;
}

/** The parts of a price are the sale, or of a refund what is taken back; the rest are charges. */
function kindOf(row: Row, text: string): SettlementKind {
  const type = row["transaction-type"] ?? "";
  if (/reserve/i.test(text)) return "reserve";
  if (/^ItemPrice|^Promotion/i.test(row["amount-type"] ?? ""))
    return /refund|chargeback|a-to-z|guarantee/i.test(type) ? "refund" : "sale";
  return chargeKind(text) ?? (row["order-id"] ? "other" : "adjustment");
}

/** A report as a settlement: its lines come to the sum of its first row. Throws drift where it is no such report. */
export function settlementOf(text: string): ChannelSettlement | null {
  const rows = rowsOf(text);
  const head = rows.find((row) => row["total-amount"] !== "");
  const key = head?.["settlement-id"];
  if (!head || !key) return null;
  const currency = head["currency"] ?? "";
  const paidAt = instantOf(head["deposit-date"]);
  const end = instantOf(head["settlement-end-date"]) ?? paidAt ?? new Date(0).toISOString();
  const amount = parseMoney(decimalOf(head["total-amount"] ?? ""), currency);
  const lines = rows.flatMap((row, n): ChannelSettlementLine[] => {
    if (!row["amount"]) return [];
    const { minor } = parseMoney(decimalOf(row["amount"]), currency);
    if (minor === 0n) return [];
    const words = [row["amount-type"], row["amount-description"]].filter(Boolean).join(": ");
    const orderKey = row["order-id"] || undefined;
    const at = instantOf(row["posted-date-time"]) ?? instantOf(row["posted-date"]) ?? end;
    const of = { ...(orderKey !== undefined && { orderKey }), at, raw: row };
    return [{ ...of, key: String(n), kind: kindOf(row, words), amount: { minor, currency }, text: words }];
  });
  const rest = amount.minor - lines.reduce((sum, line) => sum + line.amount.minor, 0n);
  const unexplained = { key: "rest", kind: "other" as const, at: end, text: "total-amount", raw: {} };
  const extra = rest === 0n ? [] : [{ ...unexplained, amount: { minor: rest, currency } }];
  return { key, amount, ...(paidAt !== undefined && { paidAt }), lines: [...lines, ...extra] };
}

/** One that cannot be read is set aside by its name, with the reason; the next one is read. */
async function readSettlement(
  report: { readonly reportDocumentId: string; readonly createdTime: string },
  ctx: Context,
): Promise<ChannelSettlement | "unread" | null> {
  try {
    return settlementOf(await reportText(report.reportDocumentId, ctx));
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
  const oldest = ctx.shopNow() - KEPT_MS;
  const told = cursor ?? since;
  const from = Math.max(oldest, told === undefined ? oldest : Date.parse(told) || oldest);
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
