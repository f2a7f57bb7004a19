/** The payments workbook (sheet section 5.3): settlements of sub orders, deductions of the account, advertising. */
import { createHash } from "node:crypto";
import { parseMoney } from "../../commerce/money.ts";
import type { Fee } from "../kit/contract/fees.ts";
import type { FileImport, FileRow, OpenFile } from "../kit/contract/files.ts";
import { amountOf, instantOf, isScientific, workbookDay } from "./cells.ts";
import { findHeader, type Header, plain, reader } from "./columns.ts";
import { type InboundChange, type Problem, pagesOf, SUB_ORDER, subOrderOf } from "./pages.ts";
import { CURRENCY, orderOf } from "./part.ts";
import { paymentMeaning } from "./statuses.ts";
import { english, message } from "./words.ts";

const SHEET = "orderpayments";
const ADS = "adscost";
const ID = "Sub Order No";
const STATUS = "Live Order Status";
const REQUIRED = [ID, STATUS];

interface Charge {
  readonly column: string;
  readonly kind: Fee["kind"];
  /** 1: the column's amount is what Meesho takes; -1: what it gives. */
  readonly sign: 1n | -1n;
}

/** Columns seen in these workbooks; deductions stand there as positive or negative amounts, their size is what counts. */
const CHARGES: readonly Charge[] = [
  { column: "Meesho Commission", kind: "commission", sign: 1n },
  { column: "Warehousing Fee", kind: "service_fee", sign: 1n },
  { column: "Shipping Charge", kind: "shipping_forward", sign: 1n },
  { column: "Return Shipping Charge", kind: "shipping_return", sign: 1n },
  { column: "Forward Shipping Recovery", kind: "shipping_forward", sign: 1n },
  { column: "TCS", kind: "withheld_tax", sign: 1n },
  { column: "TDS", kind: "withheld_tax", sign: 1n },
  { column: "Recovery", kind: "adjustment", sign: 1n },
  { column: "Claims", kind: "adjustment", sign: -1n },
  { column: "Compensation", kind: "adjustment", sign: -1n },
];

/** Cost of advertising stands in the eighth column, data from the fourth row (one parser; sheet section 5.3). */
const ADS_COST = 7;
const ADS_FIRST_ROW = 4;

export const paymentsFile: FileImport = {
  kind: "payments",
  label: english("label.paymentsWorkbook"),
  help: english("help.supplierPanel2"),
  recognise(head) {
    const sheet = head.filter((row) => plain(row.sheet) === SHEET);
    const found = findHeader(sheet, REQUIRED);
    if ("header" in found) return { is: "yes" };
    const lacks = sheet.length === 0 ? ['a sheet "Order Payments"', ...found.lacks] : found.lacks;
    return { is: "no", lacks };
  },
  async *read(file, ctx) {
    const header = await headerOf(file);
    const at = file.receivedAt;
    const identityOf = identities();
    yield* pagesOf(
      file.rows(),
      (row) => (plain(row.sheet) === ADS ? adCost(row, { at, identityOf }) : payment(row, { header, at, identityOf })),
      ctx,
    );
  },
};

async function headerOf(file: OpenFile): Promise<Header | undefined> {
  const head: FileRow[] = [];
  for await (const row of file.rows()) {
    if (plain(row.sheet) !== SHEET) continue;
    head.push(row);
    const found = findHeader(head, REQUIRED);
    if ("header" in found) return found.header;
    if (head.length > 12) break;
  }
  return undefined;
}

interface Reading {
  readonly at: string;
  readonly identityOf: (row: FileRow) => string;
}

function payment(
  row: FileRow,
  { header, at, identityOf }: Reading & { readonly header: Header | undefined },
): InboundChange {
  if (!header || row.sheet !== header.row.sheet || row.row <= header.row.row) return {};
  const cell = reader(header, row);
  const id = cell(ID);
  if (id !== "" && !SUB_ORDER.test(id)) {
    // Rows of formulas and notes stand between header and data.
    if (!isScientific(id)) return {};
    const found = subOrderOf(id, ID);
    return "problem" in found ? { problems: [found.problem] } : {};
  }
  const problems: Problem[] = [];
  const identity = identityOf(row);
  const fees = CHARGES.flatMap((charge) => feeOf(charge, { row, cell, id, at, identity, problems }));
  const live = cell(STATUS);
  // Without a number it is a row of the account, or of formulas.
  if (id === "") return problems.length > 0 ? {} : { page: { fees } };
  if (live !== "" && !paymentMeaning(live))
    problems.push({
      severity: "warning",
      code: "unknown_status",
      column: STATUS,
      value: live,
      message: message("said.argosyNotKnowWord2"),
    });
  const news = live !== "" && paymentMeaning(live) ? { subOrder: id, told: { live } } : undefined;
  return { ...(news && { news }), page: { fees }, problems };
}

interface Charged {
  readonly row: FileRow;
  readonly cell: (...names: readonly string[]) => string;
  readonly id: string;
  readonly at: string;
  readonly identity: string;
  readonly problems: Problem[];
}

function feeOf({ column, kind, sign }: Charge, { row, cell, id, at, identity, problems }: Charged): Fee[] {
  const text = cell(column);
  const amount = amountOf(text);
  if (amount === null) return [];
  if (amount === undefined) {
    problems.push({
      severity: "error",
      code: "bad_number",
      column,
      value: text,
      message: message("said.noAmountRupees"),
    });
    return [];
  }
  const { minor } = parseMoney(amount, CURRENCY);
  if (minor === 0n) return [];
  const day = workbookDay(cell("Payment Date", "Order Date"), row);
  return [
    {
      key: `${id || "account"}:${plain(column)}:${identity}`,
      ...(id !== "" && { orderKey: orderOf(id) }),
      kind,
      amount: { minor: sign * (minor < 0n ? -minor : minor), currency: CURRENCY },
      at: day === undefined ? at : instantOf(day),
      text: column,
      raw: { sheet: row.sheet, cells: row.cells },
    },
  ];
}

function adCost(row: FileRow, { at, identityOf }: Reading): InboundChange {
  if (row.row < ADS_FIRST_ROW) return {};
  const amount = amountOf(row.cells[ADS_COST] ?? "");
  if (typeof amount !== "string") return {};
  const { minor } = parseMoney(amount, CURRENCY);
  const day = row.cells.map((cell) => workbookDay(cell, row)).find((found) => found !== undefined);
  const fee: Fee = {
    key: `ads:${identityOf(row)}`,
    kind: "advertising",
    amount: { minor: minor < 0n ? -minor : minor, currency: CURRENCY },
    at: day === undefined ? at : instantOf(day),
    text: "Ads Cost",
    raw: { sheet: row.sheet, cells: row.cells },
  };
  return minor === 0n ? {} : { page: { fees: [fee] } };
}

/** Files overlap: a row of two files is one charge; a row that stands twice in one file is two. */
function identities(): (row: FileRow) => string {
  const seen = new Map<string, number>();
  return (row) => {
    const text = row.cells.map((cell) => cell.trim()).join("\0");
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 20);
    const count = (seen.get(hash) ?? 0) + 1;
    seen.set(hash, count);
    return count === 1 ? hash : `${hash}:${count}`;
  };
}
