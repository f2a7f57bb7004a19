/** The returns report (sheet section 5.2): CSV or workbook, with some lines of words above its header. */
import type { FileImport, FileRow, OpenFile } from "../kit/contract/files.ts";
import { dayOf, workbookDay } from "./cells.ts";
import { findHeader, type Header, reader } from "./columns.ts";
import { type InboundChange, pagesOf, subOrderOf } from "./pages.ts";
import { english, message } from "./words.ts";

const ID = "Suborder Number";
const TYPE = "Type of Return";
const REQUIRED = ["SKU", ID, TYPE];

export const returnsFile: FileImport = {
  kind: "returns",
  label: english("label.returnsReport"),
  help: english("help.supplierPanel3"),
  recognise(head) {
    const found = findHeader(head, REQUIRED);
    return "header" in found ? { is: "yes" } : { is: "no", lacks: found.lacks.map((name) => `a column "${name}"`) };
  },
  async *read(file, ctx) {
    const headers = await headersOf(file);
    yield* pagesOf(file.rows(), (row) => interpret(row, headers.get(row.sheet)), ctx);
  },
};

async function headersOf(file: OpenFile): Promise<Map<string, Header>> {
  const heads = new Map<string, FileRow[]>();
  const headers = new Map<string, Header>();
  for await (const row of file.rows()) {
    const head = heads.get(row.sheet) ?? [];
    heads.set(row.sheet, head);
    if (head.length > 12 || headers.has(row.sheet)) continue;
    head.push(row);
    const found = findHeader(head, REQUIRED);
    if ("header" in found) headers.set(row.sheet, found.header);
  }
  return headers;
}

function interpret(row: FileRow, header: Header | undefined): InboundChange {
  if (!header || row.row <= header.row.row || row.cells.every((one) => one.trim() === "")) return {};
  const cell = reader(header, row);
  const found = subOrderOf(cell(ID), ID);
  if ("problem" in found) return { problems: [found.problem] };
  const type = cell(TYPE);
  if (type === "")
    return {
      problems: [
        {
          severity: "error",
          code: "missing_type",
          column: TYPE,
          message: message("said.rowNotSayKindReturn"),
        },
      ],
    };
  const date = cell("Delivered Date", "Return Created Date");
  return {
    news: {
      subOrder: found.id,
      told: {
        return: {
          type,
          reason: cell("Return Reason"),
          day: workbookDay(date, row) ?? dayOf(date, "ISO") ?? null,
          awb: cell("AWB Number"),
        },
      },
    },
  };
}
