/** Dated costs from a file: SKU, cost, and the day it is valid from. */

import { z } from "zod";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type Cells, inSlices, smallTable } from "../imports/small-table.ts";
import { CellError, readDecimal } from "../imports/values.ts";
import { jsonRows } from "../json-column.ts";
import { followHistory, restateAverages } from "./averages.ts";
import { costProblem } from "./cost-text.ts";

export interface CostFile {
  readonly cells: Cells;
  /** The sign of decimals. */
  readonly decimal: "point" | "comma";
  readonly by: string;
  readonly now: Date;
}

export const readCostsSchema = z.object({
  rows: z.int(),
  added: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  problems: z.array(z.object({ row: z.int(), text: z.string() })).describe("rows left out; 200 at most"),
});

export type ReadCosts = Answered<typeof readCostsSchema>;

const HEADS = {
  sku: ["sku", "رمز المنتج"],
  cost: ["cost", "unit cost", "cost per item", "التكلفة"],
  from: ["from", "valid from", "date", "من", "التاريخ"],
  currency: ["currency", "العملة"],
} as const;

const MOST_ROWS = 20_000;
const MOST_NAMED = 200;

interface CostRow {
  readonly n: number;
  readonly sku: string;
  readonly cost: string;
  readonly from: string;
  readonly currency: string | null;
}

/**
 * Adds the costs of a file: one of the same variant and day from a file is corrected, so that a file read twice counts
 * once. Throws HubError VARIANT_COST naming a column the file does not have.
 */
export async function importCosts(tx: Tx, file: CostFile): Promise<ReadCosts> {
  const { good, problems, rows } = await readRows(file);
  const found = await tx.rows<{ n: number; v: string | null; at: Date; fits: boolean; isPast: boolean }>(
    `select r.n, v.id as v, r."from"::date::timestamp at time zone o.zone as at,
       coalesce(r.currency = v.currency, true) as fits,
       r."from"::date::timestamp at time zone o.zone <= $2 as "isPast"
     from json_to_recordset($1) as r(n int, sku text, "from" text, currency text)
     join argosy.organization o on o.organization_id = argosy.tenant()
     left join argosy.variant v on v.organization_id = argosy.tenant() and v.sku_key = lower(r.sku)
       and v.deleted_at is null
     order by v.id`,
    [jsonRows(good), file.now],
  );
  const costs = new Map(good.map((row) => [row.n, row.cost]));
  const accepted = new Map<string, { id: string; v: string; at: Date; cost: string }>();
  for (const { n, v, at, fits, isPast } of found) {
    const text = !v
      ? message("cost.noSku")
      : !fits
        ? message("cost.otherCurrency")
        : isPast
          ? null
          : message("refused.costInFuture");
    if (text) problems.push({ row: n, text: text.text });
    else if (v) accepted.set(`${v} ${at.getTime()}`, { id: newId(file.now), v, at, cost: costs.get(n) ?? "0" });
  }
  const written = await writeCosts(tx, [...accepted.values()], file);
  return {
    rows,
    ...written,
    unchanged: accepted.size - written.added - written.changed,
    problems: problems.toSorted((a, b) => a.row - b.row).slice(0, MOST_NAMED),
  };
}

async function writeCosts(
  tx: Tx,
  costs: readonly { readonly id: string; readonly v: string; readonly at: Date; readonly cost: string }[],
  { by, now }: CostFile,
): Promise<{ readonly added: number; readonly changed: number }> {
  const variants = [...new Set(costs.map((cost) => cost.v))].toSorted();
  await tx.rows(
    `select id from argosy.variant
     where organization_id = argosy.tenant() and id = any($1::uuid[]) order by id for no key update`,
    [variants],
  );
  const rows = jsonRows(costs);
  const changed = await tx.run(
    `update argosy.variant_cost h set unit_cost = r.cost
     from json_to_recordset($1) as r(v uuid, at timestamptz, cost numeric)
     where h.organization_id = argosy.tenant() and h.variant_id = r.v and h.valid_from = r.at and h.source = 'import'
       and h.unit_cost is distinct from r.cost`,
    [rows],
  );
  const added = await tx.run(
    `insert into argosy.variant_cost (organization_id, id, variant_id, valid_from, unit_cost, currency, source,
       created_at, created_by)
     select argosy.tenant(), r.id, v.id, r.at, r.cost, v.currency, 'import', $2, $3
     from json_to_recordset($1) as r(id uuid, v uuid, at timestamptz, cost numeric)
     join argosy.variant v on v.organization_id = argosy.tenant() and v.id = r.v
     where not exists (select 1 from argosy.variant_cost h
       where h.organization_id = argosy.tenant() and h.variant_id = r.v and h.valid_from = r.at
         and h.source = 'import')`,
    [rows, now, by],
  );
  await restateAverages(tx, variants);
  await followHistory(tx, variants, now);
  return { added, changed };
}

async function readRows({ cells, decimal }: CostFile) {
  const { heads, rows } = smallTable(cells);
  if (rows.length > MOST_ROWS)
    throw new HubError("VARIANT_COST", "limit", `At most ${MOST_ROWS} rows in one file.`, "csv");
  const at = columnsOf(heads);
  const problems: { row: number; text: string }[] = [];
  const good: CostRow[] = [];
  for await (const [index, each] of inSlices(rows)) {
    const cell = (column: number | null) => (column === null ? "" : (each[column] ?? "").trim());
    const { cost, problem: unread } = readCost(cell(at.cost), decimal);
    const row = { n: index + 2, sku: cell(at.sku), cost, from: cell(at.from), currency: cell(at.currency) || null };
    const problem = row.sku === "" ? message("cost.noSku").text : (unread ?? dayProblem(row.from));
    if (problem === undefined) good.push(row);
    else problems.push({ row: row.n, text: problem });
  }
  return { good, problems, rows: rows.length };
}

function columnsOf(heads: readonly string[]) {
  const find = (names: readonly string[]) => {
    const index = heads.findIndex((head) => names.includes(head.toLowerCase()));
    return index < 0 ? null : index;
  };
  const need = (field: "sku" | "cost" | "from") => {
    const index = find(HEADS[field]);
    if (index === null)
      throw new HubError("VARIANT_COST", "validation", message("cost.noColumn", { column: HEADS[field][0] }), "csv");
    return index;
  };
  return { sku: need("sku"), cost: need("cost"), from: need("from"), currency: find(HEADS.currency) };
}

function readCost(text: string, decimal: CostFile["decimal"]): { readonly cost: string; readonly problem?: string } {
  try {
    const cost = readDecimal(text, { decimal });
    const problem = costProblem(cost);
    return problem === undefined ? { cost } : { cost, problem };
  } catch (error) {
    if (!(error instanceof CellError)) throw error;
    return { cost: "", problem: error.message };
  }
}

function dayProblem(text: string): string | undefined {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
  return isDay && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text) ? undefined : message("cost.day").text;
}
