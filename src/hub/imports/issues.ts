import { z } from "zod";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, answer, typed } from "../answer-schemas.ts";
import { jsonRows } from "../json-column.ts";
import { MAX_PAGE, type Page, type PageRequest } from "../paging.ts";
import { type Placed, sortedPage, unplaced, up } from "../sorting.ts";
import { fields, pagesOf, type Table } from "../table-files/table.ts";
import { type Draft, type Issue, issueSchema } from "./draft.ts";

/** Something wrong with a row of the file. */
export const rowIssueSchema = z
  .object({
    row: z.int().describe("as a spreadsheet counts: the header is row 1"),
    number: z.int(),
    ...issueSchema.shape,
  })
  .meta({ id: "ImportIssue" });

export type RowIssue = Answered<typeof rowIssueSchema>;

/** What is wrong in the same way with several rows. */
export const issueGroupSchema = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: typed<ProblemCode>(z.string()),
    column: z.string().nullable().describe("null: whole rows"),
    rows: z.int(),
    value: z.string().nullable().describe("of the first of these rows, as are the words"),
    message: z.string(),
    said: answer.nullable(),
  })
  .meta({ id: "ImportIssueGroup" });

export type IssueGroup = Answered<typeof issueGroupSchema>;

/** Of one run; beyond it they are counted but not kept. */
export const MOST_ISSUES = 100_000;

/** Keeps what is wrong with these rows. */
export async function saveIssues(
  tx: Tx,
  drafts: readonly Pick<Draft, "row" | "issues">[],
  of: { readonly importId: string; readonly runId: string; readonly room: number },
): Promise<number> {
  const numbers = new Map<number, number>();
  const rows = drafts
    .flatMap(({ row, issues }) =>
      issues.map((issue) => {
        const number = numbers.get(row) ?? 0;
        numbers.set(row, number + 1);
        return { row, number, ...issue };
      }),
    )
    .slice(0, Math.max(0, of.room));
  if (rows.length === 0) return 0;
  return tx.run(
    `insert into catalog_import_issue (organization_id, import_id, run_id, row, number, severity, code, column_name,
       value, message, said)
     select argosy.tenant(), $2, $3, row, number, severity, code, "column", value, message, nullif(said, 'null')
     from jsonb_to_recordset($1::jsonb) as i(row int, number int, severity text, code text, "column" text, value text,
       message text, said jsonb)
     on conflict do nothing`,
    [jsonRows(rows), of.importId, of.runId],
  );
}

export async function countIssues(tx: Tx, of: { readonly importId: string; readonly runId: string }): Promise<number> {
  const { count } = await tx.one<{ count: number }>(
    `select count(*)::int as count
     from catalog_import_issue
     where organization_id = argosy.tenant() and import_id = $1 and run_id = $2`,
    [of.importId, of.runId],
  );
  return count;
}

export interface IssueFilter extends PageRequest {
  readonly importId: string;
  readonly runId: string | null;
  readonly severity?: Issue["severity"] | undefined;
  readonly code?: string | undefined;
  /** Of this column; "" asks for what concerns whole rows. */
  readonly column?: string | undefined;
}

/** More kinds of faults than this help nobody to choose. */
const MOST_GROUPS = 100;

/** What a run found, by what is wrong in which column, the most frequent first; with the words of the first row. */
export async function groupIssues(tx: Tx, of: Pick<IssueFilter, "importId" | "runId">): Promise<IssueGroup[]> {
  return tx.rows<IssueGroup>(
    `select g.severity, g.code, g."column", g.rows, f.value, f.message, f.said
     from (
       select severity, code, column_name as "column", count(distinct row)::int as rows,
         min(array[row, number]) as first
       from argosy.catalog_import_issue
       where organization_id = argosy.tenant() and import_id = $1 and run_id = $2 group by 1, 2, 3
       order by severity, rows desc, first limit ${MOST_GROUPS}) as g
     join argosy.catalog_import_issue f on f.organization_id = argosy.tenant() and f.import_id = $1 and f.run_id = $2
       and f.row = g.first[1] and f.number = g.first[2]
     order by g.severity, g.rows desc, g.first`,
    [of.importId, of.runId],
  );
}

/** What a run found, in the rows' order. */
export async function listIssues(tx: Tx, filter: IssueFilter): Promise<Page<RowIssue>> {
  const params: unknown[] = [
    filter.importId,
    filter.runId,
    filter.severity ?? null,
    filter.code ?? null,
    filter.column ?? null,
  ];
  const by = sortedPage(BY_ROW, filter, params);
  const rows = await by.rows<Placed<RowIssue>>(
    tx,
    `select ${by.place}, i.row, i.number, i.severity, i.code, i.column_name as "column", i.value, i.message, i.said
     from argosy.catalog_import_issue i
     where i.organization_id = argosy.tenant() and i.import_id = $1 and i.run_id = $2
       and ($3::text is null or i.severity = $3) and ($4::text is null or i.code = $4)
       and ($5::text is null or coalesce(i.column_name, '') = $5) ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

const BY_ROW = up(["i.row", "bigint"], ["i.number", "bigint"]);

/** Rows a run refused; for trying them again. */
export async function refusedRows(
  tx: Tx,
  of: { readonly importId: string; readonly runId: string },
): Promise<Set<number>> {
  const rows = await tx.rows<{ row: number }>(
    `select distinct row from catalog_import_issue
     where organization_id = argosy.tenant() and import_id = $1 and run_id = $2 and severity = 'error'`,
    [of.importId, of.runId],
  );
  return new Set(rows.map(({ row }) => row));
}

/** What a run found as a table; each piece is a transaction of its own. */
export function issueTable(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  of: Omit<IssueFilter, "cursor" | "limit">,
): Table<RowIssue> {
  return {
    columns: fields<RowIssue>("row", "severity", "column", "value", "message", "code"),
    pieces: pagesOf((cursor) => transaction((tx) => listIssues(tx, { ...of, cursor, limit: MAX_PAGE }))),
  };
}
