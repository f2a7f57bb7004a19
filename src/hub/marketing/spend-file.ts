/** Spend from a file: a row a day and label, with the columns chosen for it last; read again it takes its own place. */
import { z } from "zod";
import { decimalText, parseDecimal, plusDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Tx } from "../../db/database.ts";
import type { Answered } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { type Cells, columnAt, inSlices, smallTable } from "../imports/small-table.ts";
import { CellError, readCurrency, readDecimal, readText } from "../imports/values.ts";
import { jsonParameter, jsonRows, storableText } from "../json-column.ts";
import { requireChannels } from "./campaigns.ts";
import { isSpend, type Spend } from "./manual-spend.ts";

export const DAY_FORMS = ["ymd", "dmy", "mdy"] as const;

/** Columns by their heads. */
export interface SpendMapping {
  readonly date: string;
  readonly amount: string;
  readonly currency?: string | undefined;
  readonly label?: string | undefined;
  /** Names of channels. */
  readonly channel?: string | undefined;
  /** 2026-11-20 is understood in any case. */
  readonly days: (typeof DAY_FORMS)[number];
  readonly decimal: "point" | "comma";
}

export interface SpendFile {
  readonly cells: Cells;
  readonly mapping: SpendMapping;
  /** Of rows that name none. */
  readonly label: string;
  readonly currency: string;
  readonly channelId: string | null;
  /** Says what it would do, and does nothing. */
  readonly isTrial: boolean;
  readonly now: Date;
}

export const readSpendSchema = z.object({
  rows: z.int(),
  added: z.int().describe("days of labels that are new"),
  changed: z.int(),
  same: z.int(),
  totals: z.array(z.object({ currency: z.string(), amount: z.string() })),
  problems: z.array(z.object({ row: z.int(), text: z.string() })).describe("200 at most"),
});

export type ReadSpend = Answered<typeof readSpendSchema>;

const MOST_NAMED = 200;

/** Throws HubError SPEND_MAPPING (a column is not in the file), CAMPAIGN_CHANNEL_UNKNOWN. */
export async function readSpendFile(tx: Tx, file: SpendFile): Promise<ReadSpend> {
  await requireChannels(tx, [file.channelId]);
  const { heads, rows } = smallTable(file.cells);
  const at = columnsOf(file.mapping, heads);
  const channels = await channelsByName(tx);
  const days = new Map<string, Spend>();
  const problems: { row: number; text: string }[] = [];
  for await (const [index, cells] of inSlices(rows))
    try {
      const spend = spendOf(cells, { at, file, channels });
      if (spend) addTo(days, spend);
    } catch (error) {
      if (!(error instanceof CellError)) throw error;
      problems.push({ row: index + 2, text: error.message });
    }
  const { known, same } = await existingOf(tx, days);
  if (!file.isTrial) await save(tx, days, file);
  return {
    rows: rows.length,
    ...{ added: days.size - known, changed: known - same, same },
    totals: totalsOf([...days.values()]),
    problems: problems.slice(0, MOST_NAMED),
  };
}

/** The columns of the last file; null before the first. */
export async function spendMapping(tx: Tx): Promise<SpendMapping | null> {
  const row = await tx.maybe<{ mapping: SpendMapping }>(
    "select mapping from argosy.spend_file_mapping where organization_id = argosy.tenant()",
  );
  return row?.mapping ?? null;
}

interface Columns {
  readonly date: number;
  readonly amount: number;
  readonly currency: number | null;
  readonly label: number | null;
  readonly channel: number | null;
}

function columnsOf(mapping: SpendMapping, heads: readonly string[]): Columns {
  const of = (head: string, field: string): number => {
    const at = columnAt(heads, head);
    if (at !== null) return at;
    throw new HubError("SPEND_MAPPING", "validation", message("spend.column", { column: head }), `mapping.${field}`);
  };
  const maybe = (field: "currency" | "label" | "channel") => {
    const head = mapping[field];
    return head === undefined ? null : of(head, field);
  };
  return {
    date: of(mapping.date, "date"),
    amount: of(mapping.amount, "amount"),
    currency: maybe("currency"),
    label: maybe("label"),
    channel: maybe("channel"),
  };
}

interface Reading {
  readonly at: Columns;
  readonly file: SpendFile;
  readonly channels: ReadonlyMap<string, string>;
}

/** An amount without the currency's sign or name before and behind it; each character is read once. */
function withoutSigns(text: string): string {
  const first = text.search(/[\d\-.,]/);
  if (first < 0) return "";
  let end = text.length;
  while (end > first && !/[\d.,]/.test(text.charAt(end - 1))) end--;
  return text.slice(first, end);
}

/** Null of an empty line, and of one without an amount. */
function spendOf(cells: readonly string[], { at, file, channels }: Reading): Spend | null {
  const cell = (index: number | null) => (index === null ? "" : readText(cells[index] ?? "").trim());
  if (cell(at.amount) === "" || cell(at.date) === "") return null;
  const amount = readDecimal(withoutSigns(cell(at.amount)), file.mapping);
  if (amount.startsWith("-")) throw new CellError("CELL_AMOUNT", message("cell.negative"));
  if (!isSpend(amount)) throw new CellError("CELL_AMOUNT", message("spend.amount"));
  const named = cell(at.channel);
  const channelId = named === "" ? file.channelId : channels.get(named.toLowerCase());
  if (channelId === undefined)
    throw new CellError("SPEND_MAPPING", message("spend.channel", { value: named.slice(0, 80) }));
  return {
    label: storableText(cell(at.label) || file.label).slice(0, 200),
    date: readDay(cell(at.date), file.mapping.days),
    amount,
    currency: cell(at.currency) === "" ? file.currency : readCurrency(cell(at.currency)),
    channelId,
  };
}

const LOCATIONS = { ymd: [0, 1, 2], dmy: [2, 1, 0], mdy: [2, 0, 1] } as const;

function readDay(cell: string, form: SpendMapping["days"]): string {
  const [head = ""] = cell.split(/[ T]/, 1);
  const parts = head.split(/[-/.]/);
  const [year = "", month = "", day = ""] = LOCATIONS[/^\d{4}\D/.test(head) ? "ymd" : form].map(
    (place) => parts[place],
  );
  const text = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${text}T00:00:00Z`);
  if (parts.length !== 3 || Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== text)
    throw new CellError("SPEND_MAPPING", message("spend.day", { value: cell.slice(0, 40) }));
  return text;
}

const keyOf = ({ label, date, currency, channelId }: Spend) =>
  [date, currency, channelId ?? "", label.toLowerCase()].join(" ");

function addTo(days: Map<string, Spend>, spend: Spend): void {
  const key = keyOf(spend);
  const before = days.get(key);
  const amount = before ? plusDecimal(parseDecimal(before.amount), parseDecimal(spend.amount)) : undefined;
  days.set(key, amount ? { ...spend, amount: decimalText(amount) } : spend);
}

const rowsOf = (days: ReadonlyMap<string, Spend>, now?: Date) =>
  jsonRows([...days].map(([key, spend]) => ({ ...spend, key, id: now && newId(now) })));

async function existingOf(tx: Tx, days: ReadonlyMap<string, Spend>): Promise<{ known: number; same: number }> {
  return tx.one(
    `select count(*)::int as known, (count(*) filter (where h.amount = n.amount))::int as same
     from json_to_recordset($1) as n(key text, amount numeric)
     join argosy.manual_spend h on h.organization_id = argosy.tenant() and h.key = n.key`,
    [rowsOf(days)],
  );
}

async function save(tx: Tx, days: ReadonlyMap<string, Spend>, { mapping, now }: SpendFile): Promise<void> {
  await tx.run(
    `insert into argosy.manual_spend as h (
       organization_id, id, label, date, amount, currency, channel_id, source, key, updated_at)
     select argosy.tenant(), id, label, date, amount, currency, "channelId", 'import', key, $2
     from json_to_recordset($1) as n(id uuid, label text, date date, amount numeric, currency text, "channelId" uuid,
       key text)
     on conflict (organization_id, key) do update
       set label = excluded.label, date = excluded.date, amount = excluded.amount, currency = excluded.currency,
         channel_id = excluded.channel_id, updated_at = excluded.updated_at
       where (h.label, h.date, h.amount, h.currency, h.channel_id) is distinct from
         (excluded.label, excluded.date, excluded.amount, excluded.currency, excluded.channel_id)`,
    [rowsOf(days, now), now],
  );
  await tx.run(
    `insert into argosy.spend_file_mapping (organization_id, mapping, updated_at) values (argosy.tenant(), $1, $2)
     on conflict (organization_id) do update set mapping = excluded.mapping, updated_at = excluded.updated_at`,
    [jsonParameter({ ...mapping }), now],
  );
}

/** Ids of channels that sell by their names; a name two have is nobody's. */
async function channelsByName(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<{ name: string; id: string }>(
    `select lower(name) as name, min(id::text) as id from argosy.connection
     where organization_id = argosy.tenant() and kind = 'commerce' and deleted_at is null
     group by lower(name) having count(*) = 1`,
  );
  return new Map(rows.map(({ name, id }) => [name, id]));
}

function totalsOf(spends: readonly Spend[]): ReadSpend["totals"] {
  return [...Map.groupBy(spends, ({ currency }) => currency)]
    .map(([currency, some]) => ({
      currency,
      amount: decimalText(some.map(({ amount }) => parseDecimal(amount)).reduce(plusDecimal)),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
