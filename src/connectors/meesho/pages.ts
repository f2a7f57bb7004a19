/** Walks a report's rows in pages and joins what they say with what is known of the same sub orders. */

import type { HubText as Text } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { FileContext, FilePage, FileRow, RowProblem } from "../kit/contract/files.ts";
import { isScientific } from "./cells.ts";
import { merged, partOf, type ReportedPart, reportedOf, storedPart } from "./part.ts";
import { settingsOf } from "./settings.ts";
import { message } from "./words.ts";

const PAGE = 500;

/** Digits, an underscore and the line's number; older files leave the underscore out. */
export const SUB_ORDER = /^\d{6,30}(_\d+)?$/;

export type Problem = Omit<RowProblem, "sheet" | "row">;

export interface News {
  readonly subOrder: string;
  readonly told: ReportedPart;
}

export interface InboundChange {
  readonly news?: News | undefined;
  readonly page?: Pick<FilePage, "products" | "fees"> | undefined;
  readonly problems?: readonly Problem[] | undefined;
}

/** `interpret` reads one row; rows it throws over do not exist: it answers problems instead. */
export async function* pagesOf(
  rows: AsyncIterable<FileRow>,
  interpret: (row: FileRow) => InboundChange,
  ctx: FileContext,
): AsyncGenerator<FilePage> {
  let held: { readonly row: FileRow; readonly found: InboundChange }[] = [];
  let through = 0;
  for await (const row of rows) {
    through += 1;
    held.push({ row, found: row.problem === undefined ? interpret(row) : unreadable(row.problem) });
    if (held.length < PAGE) continue;
    yield await pageOf(held, through, ctx);
    held = [];
  }
  if (held.length > 0) yield await pageOf(held, through, ctx);
}

const unreadable = (message: Text): InboundChange => ({
  problems: [{ severity: "error", code: "broken_row", message }],
});

async function pageOf(
  held: readonly { readonly row: FileRow; readonly found: InboundChange }[],
  through: number,
  ctx: FileContext,
): Promise<FilePage> {
  const news = held.flatMap(({ found }) => found.news ?? []);
  const existing =
    news.length === 0 ? new Map<string, Json>() : await ctx.known([...new Set(news.map(({ subOrder }) => subOrder))]);
  const reported = new Map<string, ReportedPart>();
  for (const { subOrder, told: some } of news)
    reported.set(subOrder, merged(reported.get(subOrder) ?? reportedOf(existing.get(subOrder), ctx), some));
  const settings = settingsOf(ctx.connection.settings);
  const parts = [...reported].map(([subOrder, some]) => ({
    subOrder,
    some,
    part: partOf(subOrder, some, { settings, ctx }),
  }));
  return {
    through,
    orders: parts.flatMap(({ part }) => part ?? []),
    waiting: parts.flatMap(({ subOrder, some, part }) => (part ? [] : [{ partKey: subOrder, raw: storedPart(some) }])),
    products: [
      ...new Map(held.flatMap(({ found }) => found.page?.products ?? []).map((one) => [one.key, one])).values(),
    ],
    fees: held.flatMap(({ found }) => found.page?.fees ?? []),
    problems: held.flatMap(({ row, found }) =>
      (found.problems ?? []).map((problem) => ({ sheet: row.sheet, row: row.row, ...problem })),
    ),
  };
}

/** A sub order's number, or what is wrong with the cell. */
export function subOrderOf(cell: string, column: string): { readonly id: string } | { readonly problem: Problem } {
  const id = cell.trim().replace(/^'/, "");
  if (SUB_ORDER.test(id)) return { id };
  const code = isScientific(id) ? "scientific_notation_id" : "bad_id";
  const text = isScientific(id) ? message("said.spreadsheetTurnedNumberIntoPower") : message("said.noSubOrderNumber");
  return { problem: { severity: "error", code, column, value: id, message: text } };
}
