/** Takes in a statement of a channel or payment provider; the same file read twice counts once. */

import { z } from "zod";
import { SETTLEMENT_KINDS } from "../../commerce/cost-kinds.ts";
import { message } from "../../commerce/message.ts";
import { requireCurrency } from "../../commerce/money.ts";
import type { SettlementMapping } from "../../commerce/settlement-mapping.ts";
import { COLUMN_SIGNS, DAY_ORDERS } from "../../commerce/settlement-mapping.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Cells } from "../imports/small-table.ts";
import { guessMapping, lastMapping, plainHead, presetFor, type SettlementSource, saveMapping } from "./mapping.ts";
import { matchOrders } from "./match.ts";
import { reconcile } from "./reconcile.ts";
import { type NewSettlement, type SavedSettlement, savedSettlementSchema, saveSettlement } from "./save.ts";
import { headsOf, readStatement, type StatementEntry, type StatementTable, tableOf } from "./statement.ts";

export interface SettlementFile extends SettlementSource {
  /** Line by line, as `csvCells` reads them with MOST_PREAMBLE. */
  readonly cells: Cells;
  readonly fileName: string;
  readonly currency: string;
  /** Absent: as the last one of this source, else as its platform writes them, else as the heads suggest. */
  readonly mapping?: SettlementMapping | undefined;
  /** How the source's platform writes its statements. */
  readonly preset: SettlementMapping | null;
  /** Of the transfer, where no column names it; absent: the file's name. */
  readonly reference?: string | undefined;
  /** What the bank received, of a file of one transfer; absent: what the file says. */
  readonly amountMinor?: bigint | undefined;
  readonly paidAt?: string | undefined;
  /** True: say what it would bring, and keep nothing. */
  readonly isCheck: boolean;
  readonly now: Date;
}

const shownMappingSchema = z.object({
  order: z.string(),
  reference: z.string().optional(),
  paidAt: z.string().optional(),
  occurredAt: z.string().optional(),
  currency: z.string().optional(),
  lineId: z.string().optional(),
  decimal: z.enum(["point", "comma"]),
  days: z.enum(DAY_ORDERS),
  columns: z
    .array(z.object({ column: z.string(), kind: z.enum(SETTLEMENT_KINDS), sign: z.enum(COLUMN_SIGNS) }))
    .optional(),
  net: z.string().optional(),
  rows: z
    .object({ amount: z.string(), words: z.array(z.string()), kinds: z.record(z.string(), z.enum(SETTLEMENT_KINDS)) })
    .optional(),
});

export const readFileSchema = z.object({
  heads: z.array(z.string()),
  mapping: typed<SettlementMapping>(shownMappingSchema).nullable().describe("null: say the columns first"),
  mappingFrom: z.enum(["given", "remembered", "preset", "guessed", "none"]),
  rows: z.int(),
  transfers: z.array(savedSettlementSchema),
  orders: z.int(),
  unknownOrders: z.array(z.string()).describe("of no order here; 200 at most"),
  words: z.array(z.object({ word: z.string(), kind: z.enum(SETTLEMENT_KINDS), rows: z.int() })),
  problems: z.array(z.object({ row: z.int(), text: z.string() })).describe("200 at most"),
});

export type ReadFile = Answered<typeof readFileSchema>;

const MOST_NAMED = 200;
const MOST_ROWS = 50_000;

/**
 * Reads a statement, matches its lines with orders, and (unless it only checks) keeps it and compares the orders anew.
 * Throws HubError SETTLEMENT_SOURCE, SETTLEMENT_MAPPING, SETTLEMENT_ROWS.
 */
export async function importSettlement(tx: Tx, file: SettlementFile): Promise<ReadFile> {
  await checkSource(tx, file);
  requireCurrency(file.currency);
  const { table, mapping, from } = await chosenMapping(tx, file);
  if (table.rows.length > MOST_ROWS)
    throw new HubError("SETTLEMENT_ROWS", "validation", message("refused.settlementRows", { most: MOST_ROWS }), "csv");
  const empty = { transfers: [], orders: 0, unknownOrders: [], words: [], problems: [] };
  if (mapping === null) {
    if (file.isCheck) return { ...empty, heads: table.heads, mapping, mappingFrom: from, rows: table.rows.length };
    throw new HubError("SETTLEMENT_MAPPING", "validation", message("refused.settlementNoMapping"), "mapping");
  }
  const read = await readStatement(table, mapping, file.currency);
  const matches = await matchOrders(
    tx,
    file,
    read.entries.map(({ orderKey }) => orderKey),
  );
  const transfers: SavedSettlement[] = [];
  for (const transfer of transfersOf(read.entries, mapping, file))
    transfers.push(await saveSettlement(tx, { ...transfer, matches, isCheck: file.isCheck, now: file.now }));
  if (!file.isCheck) {
    await saveMapping(tx, file, { mapping, now: file.now });
    await reconcile(tx, [...new Set(matches.values())], file.now);
  }
  const named = new Set(read.entries.flatMap(({ orderKey }) => (orderKey === "" ? [] : [orderKey])));
  return {
    heads: table.heads,
    mapping,
    mappingFrom: from,
    rows: table.rows.length,
    transfers,
    orders: new Set(matches.values()).size,
    unknownOrders: [...named].filter((key) => !matches.has(key)).slice(0, MOST_NAMED),
    words: read.words,
    problems: read.problems.slice(0, MOST_NAMED),
  };
}

async function checkSource(tx: Tx, { connectionId, gateway }: SettlementSource): Promise<void> {
  if ((connectionId === null) === (gateway === null))
    throw new HubError("SETTLEMENT_SOURCE", "validation", message("refused.settlementSource"), "storeId");
  if (connectionId === null) return;
  const found = await tx.maybe(
    `select 1
     from argosy.connection
     where organization_id = argosy.tenant() and id = $1 and kind = 'commerce'`,
    [connectionId],
  );
  if (!found) throw new HubError("SETTLEMENT_SOURCE", "validation", message("refused.settlementSource"), "storeId");
}

interface Chosen {
  readonly table: StatementTable;
  readonly mapping: SettlementMapping | null;
  readonly from: ReadFile["mappingFrom"];
}

async function chosenMapping(tx: Tx, file: SettlementFile): Promise<Chosen> {
  if (file.mapping) return { table: tableOf(file.cells, headsOf(file.mapping)), mapping: file.mapping, from: "given" };
  const last = await lastMapping(tx, file);
  if (last) {
    const table = tableOf(file.cells, headsOf(last));
    const heads = new Set(table.heads.map(plainHead));
    if (headsOf(last).every((head) => heads.has(plainHead(head)))) return { table, mapping: last, from: "remembered" };
  }
  const existing = file.preset ? [file.preset.order] : [];
  const table = tableOf(file.cells, existing);
  const preset = file.preset && presetFor(file.preset, table.heads);
  if (preset) return { table, mapping: preset, from: "preset" };
  const guessed = guessMapping(table.heads);
  return { table, mapping: guessed, from: guessed ? "guessed" : "none" };
}

/** Entries by their transfer and currency: a file may hold several. */
function transfersOf(
  entries: readonly StatementEntry[],
  mapping: SettlementMapping,
  file: SettlementFile,
): readonly NewSettlement[] {
  const groups = Map.groupBy(entries, ({ reference, currency }) => `${currency} ${reference}`);
  const isOne = groups.size === 1;
  const currencies = Map.groupBy(groups.values(), ([first]) => first?.reference ?? "");
  const byName = file.reference || file.fileName.replace(/\.[a-z]{3,4}$/i, "") || "statement";
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    if (!first) return [];
    const { currency } = first;
    const isSame = currency === file.currency;
    // A payout of several currencies is several settlements.
    const isShared = (currencies.get(first.reference) ?? []).length > 1;
    const name = first.reference || byName;
    const reference = isSame || (first.reference && !isShared) ? name : `${name} ${currency}`;
    const paidAt =
      (isOne && file.paidAt) ||
      of
        .map((entry) => entry.paidAt ?? "")
        .sort()
        .at(-1) ||
      null;
    const amountMinor = isOne ? file.amountMinor : undefined;
    const { connectionId, gateway, fileName } = file;
    return [
      {
        connectionId,
        gateway,
        fileName,
        reference,
        paidAt,
        currency,
        amountMinor,
        entries: of,
        hasNet: mapping.net !== undefined,
        by: "file" as const,
      },
    ];
  });
}
