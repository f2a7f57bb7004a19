/** A courier's own report of bills or transfers as a file, read with the columns chosen for it last. */
import { z } from "zod";
import { type Money, parseMoney, requireCurrency } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type Cells, columnAt, inSlices, smallTable } from "../imports/small-table.ts";
import { CellError, readCode, readDecimal } from "../imports/values.ts";
import { jsonParameter } from "../json-column.ts";
import { type ChargeEntry, type RemittanceEntry, saveParcelMoney } from "./parcel-money.ts";
import { courierOf } from "./request.ts";

export const STATEMENT_KINDS = ["charges", "remittance"] as const;
export type StatementKind = (typeof STATEMENT_KINDS)[number];

/** Columns by their heads. */
export interface StatementMapping {
  readonly trackingNumber: string;
  readonly amount: string;
  /** Of a transfer: its number. Of a bill: the invoice or entry; absent: one bill a parcel. */
  readonly reference?: string | undefined;
  /** Of a transfer. */
  readonly paidAt?: string | undefined;
  /** Of a bill: what the entry is for. */
  readonly entry?: string | undefined;
}

export interface Statement {
  readonly connectionId: string;
  readonly kind: StatementKind;
  readonly cells: Cells;
  readonly currency: string;
  readonly mapping?: StatementMapping | undefined;
  readonly now: Date;
}

export const readStatementSchema = z.object({
  rows: z.int(),
  taken: z.int(),
  unknown: z.array(z.string()).describe("tracking numbers of no shipment here; 200 at most"),
  problems: z.array(z.object({ row: z.int(), text: z.string() })).describe("200 at most"),
});

export interface ReadStatement extends Answered<typeof readStatementSchema> {
  readonly mapping: StatementMapping;
}

const MOST_NAMED = 200;

/**
 * Reads a report and saves its entries; read twice they count once. Throws HubError COURIER_UNKNOWN, STATEMENT_MAPPING
 * (no columns are known yet, or the file has none of such a head).
 */
export async function readStatement(tx: Tx, statement: Statement): Promise<ReadStatement> {
  await courierOf(tx, statement.connectionId);
  requireCurrency(statement.currency);
  const mapping = statement.mapping ?? (await lastMapping(tx, statement));
  const { heads, rows } = smallTable(statement.cells);
  const at = columnsOf(mapping, heads, statement.kind);
  const found: (ChargeEntry & RemittanceEntry)[] = [];
  const problems: { row: number; text: string }[] = [];
  for await (const [index, cells] of inSlices(rows))
    try {
      const entry = entryOf(cells, at, statement.currency);
      if (entry) found.push(entry);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      problems.push({ row: index + 2, text: error.message });
    }
  const isBill = statement.kind === "charges";
  const unknown = await saveParcelMoney(tx, {
    connectionId: statement.connectionId,
    charges: isBill ? found : [],
    remittances: isBill ? [] : found,
    source: "file",
    now: statement.now,
  });
  await saveMapping(tx, statement, mapping);
  const missing = new Set(unknown);
  return {
    mapping,
    rows: rows.length,
    taken: found.filter(({ trackingNumber }) => !missing.has(trackingNumber)).length,
    unknown: unknown.slice(0, MOST_NAMED),
    problems: problems.slice(0, MOST_NAMED),
  };
}

/** The columns a courier's reports were read with last, by what they tell. Throws HubError COURIER_UNKNOWN. */
export async function statementMappings(
  tx: Tx,
  connectionId: string,
): Promise<Readonly<Record<StatementKind, StatementMapping | null>>> {
  await courierOf(tx, connectionId);
  const rows = await tx.rows<{ kind: StatementKind; mapping: StatementMapping }>(
    "select kind, mapping from argosy.statement_mapping where organization_id = argosy.tenant() and connection_id = $1",
    [connectionId],
  );
  const of = (kind: StatementKind) => rows.find((row) => row.kind === kind)?.mapping ?? null;
  return { charges: of("charges"), remittance: of("remittance") };
}

async function lastMapping(tx: Tx, { connectionId, kind }: Statement): Promise<StatementMapping> {
  const { [kind]: last } = await statementMappings(tx, connectionId);
  if (last) return last;
  throw new HubError(
    "STATEMENT_MAPPING",
    "validation",
    "Say which columns hold tracking number, amount and transfer; they are remembered for this courier.",
    "mapping",
  );
}

async function saveMapping(tx: Tx, { connectionId, kind, now }: Statement, mapping: StatementMapping): Promise<void> {
  await tx.run(
    `insert into argosy.statement_mapping (organization_id, connection_id, kind, mapping, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4)
     on conflict (organization_id, connection_id, kind) do update
       set mapping = excluded.mapping, updated_at = excluded.updated_at`,
    [connectionId, kind, jsonParameter({ ...mapping }), now],
  );
}

interface Columns {
  readonly trackingNumber: number;
  readonly amount: number;
  readonly reference: number | null;
  readonly paidAt: number | null;
  readonly entry: number | null;
}

function columnsOf(mapping: StatementMapping, heads: readonly string[], kind: StatementKind): Columns {
  const at = (head: string | undefined, field: string): number | null => {
    if (head === undefined) return null;
    const index = columnAt(heads, head);
    if (index !== null) return index;
    throw new HubError("STATEMENT_MAPPING", "validation", `The file has no column "${head}".`, `mapping.${field}`);
  };
  const [trackingNumber, amount] = [at(mapping.trackingNumber, "trackingNumber"), at(mapping.amount, "amount")];
  const reference = at(mapping.reference, "reference");
  if (trackingNumber === null || amount === null || (kind === "remittance" && reference === null))
    throw new HubError(
      "STATEMENT_MAPPING",
      "validation",
      "A transfer is known by its number: say which column holds it.",
      "mapping.reference",
    );
  return { trackingNumber, amount, reference, paidAt: at(mapping.paidAt, "paidAt"), entry: at(mapping.entry, "entry") };
}

/** One row; null for a transfer that has no number yet, and for lines of sums. */
function entryOf(cells: readonly string[], at: Columns, currency: string): (ChargeEntry & RemittanceEntry) | null {
  const cell = (index: number | null) => (index === null ? "" : (cells[index] ?? "").trim());
  const trackingNumber = readCode(cell(at.trackingNumber)).replace(/^'/, "");
  if (trackingNumber === "") return null;
  const amount: Money = parseMoney(
    readDecimal(cell(at.amount).replace(/^(₹|rs\.?|inr)\s*/i, ""), { decimal: "point" }),
    currency,
  );
  const reference = readCode(cell(at.reference));
  if (at.reference !== null && reference === "") return null;
  const kind = cell(at.entry) || "bill";
  return {
    trackingNumber,
    key: `${kind} ${reference}`,
    kind,
    gross: amount,
    reference,
    amount,
    paidAt: cell(at.paidAt),
  };
}
