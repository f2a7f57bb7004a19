/** A reconciliation file as a settlement: its summary is the transfer, its other rows are what that comes to. */
import { createHash } from "node:crypto";
import { parseMoney } from "../../commerce/money.ts";
import type { ChannelSettlement, ChannelSettlementLine } from "../../commerce/settlement.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { Sweep } from "../kit/contract/ports.ts";
import { daysAfter, type Row, reportRows } from "./recon.ts";

const DAY_MS = 86_400_000;
const CURRENCY = "USD";
const SUMMARY = "paymentsummary";

type Kind = ChannelSettlementLine["kind"];

/** Words that stand in a type, and what it then is. */
type Rules = readonly (readonly [words: readonly string[], kind: Kind])[];

/** No list of all types is published: what is none of these is shown as other (sheet section 5.7). */
const BY_AMOUNT: Rules = [
  [["commission"], "commission"],
  [["return", "ship"], "shipping_return"],
  [["label"], "shipping_forward"],
  [["wfs", "ship"], "shipping_forward"],
  [["wfs"], "service_fee"],
  [["fulfillment"], "service_fee"],
  [["storage"], "service_fee"],
  [["subscription"], "service_fee"],
  [["withheld"], "withheld_tax"],
];
const BY_TYPE: Rules = [
  [["reserve"], "reserve"],
  [["sale"], "sale"],
  [["refund"], "refund"],
  [["return"], "refund"],
  [["adjm"], "adjustment"],
  [["adjust"], "adjustment"],
  [["dispute"], "adjustment"],
  [["fee"], "service_fee"],
];

function kindOf(type: string, amountType: string): Kind {
  const find = (rules: Rules, text: string) =>
    rules.find(([texts]) => texts.every((word) => text.toLowerCase().includes(word)))?.[1];
  return find(BY_AMOUNT, amountType) ?? find(BY_TYPE, type) ?? "other";
}

/** Days as Walmart writes them in files: 12/18/2026, or as ISO. */
function timeOf(text: string | undefined, day: string): string {
  const [, month, date, year] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})/.exec(text ?? "") ?? [];
  const iso = year === undefined ? (text ?? "") : `${year}-${month?.padStart(2, "0")}-${date?.padStart(2, "0")}`;
  const ms = Date.parse(iso);
  const fallback = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00.000Z`;
  return Number.isNaN(ms) ? fallback : new Date(ms).toISOString();
}

const FIGURE = /^-?\d+(?:\.\d+)?$/;

/** Rows have no key: one of the same words is told apart by how many stood before it. */
export async function reportOf(day: string, ctx: Context): Promise<ChannelSettlement> {
  const rows = await reportRows(day, ctx);
  const summary = rows.find((row) => (row["Transaction Type"] ?? "").replaceAll(" ", "").toLowerCase() === SUMMARY);
  const currency = summary?.Currency || CURRENCY;
  const seen = new Map<string, number>();
  const lines = rows.flatMap((row) => (row === summary ? [] : lineOf(row, { day, currency, seen }, ctx)));
  const sum = lines.reduce((total, { amount }) => total + amount.minor, 0n);
  const reported = (summary?.["Total Payable"] ?? "").replaceAll(",", "");
  return {
    key: day,
    amount: FIGURE.test(reported) ? parseMoney(reported, currency) : { minor: sum, currency },
    ...(summary ? { paidAt: timeOf(summary["Transaction Posted Timestamp"], day) } : {}),
    lines,
  };
}

interface File {
  readonly day: string;
  readonly currency: string;
  readonly seen: Map<string, number>;
}

function lineOf(row: Row, { day, currency, seen }: File, ctx: Context): ChannelSettlementLine[] {
  const reported = (row.Amount ?? "").replaceAll(",", "");
  const type = row["Transaction Type"] ?? "";
  if (!FIGURE.test(reported)) {
    if (reported !== "") ctx.drift({ path: "Amount", problem: "an amount that is none", value: reported });
    return [];
  }
  const mark = createHash("sha256").update(JSON.stringify(row)).digest("base64url").slice(0, 22);
  const before = seen.get(mark) ?? 0;
  seen.set(mark, before + 1);
  const amountType = row["Amount Type"] ?? "";
  const orderKey = row["Purchase Order #"];
  return [
    {
      key: `${mark}-${before}`,
      ...(orderKey ? { orderKey } : {}),
      kind: kindOf(type, amountType),
      amount: parseMoney(reported, currency),
      at: timeOf(row["Transaction Posted Timestamp"], day),
      text: [type, amountType].filter(Boolean).join(", "),
      raw: row,
    },
  ];
}

export const settlementSweep: Sweep<ChannelSettlement> = {
  id: "recon",
  mode: "changed",
  everyMs: DAY_MS / 2,
  async *run({ cursor, since }, ctx) {
    const days = await daysAfter(cursor, since, ctx);
    if (days.length === 0) yield { items: [], cursor: cursor ?? "", safeToSave: true };
    for (const day of days) yield { items: [await reportOf(day, ctx)], cursor: day, safeToSave: true };
  },
};
