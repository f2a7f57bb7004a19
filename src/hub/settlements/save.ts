/** Keeps a transfer with its lines. */

import { z } from "zod";
import type { DecimalText } from "../../commerce/decimal.ts";
import type { Money } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits } from "../answer-schemas.ts";
import { jsonRows, storableText } from "../json-column.ts";
import type { SettlementSource } from "./mapping.ts";
import { saveOrders } from "./reconcile.ts";
import type { StatementEntry } from "./statement.ts";
import { findUnknownLines } from "./unknown-lines.ts";

/** A line as it is kept. */
export interface SavedEntry
  extends Pick<StatementEntry, "key" | "orderKey" | "kind" | "amountMinor" | "currency" | "at" | "text"> {
  readonly raw: Json;
}

export interface NewSettlement extends SettlementSource {
  readonly reference: string;
  readonly fileName: string;
  readonly paidAt: string | null;
  readonly currency: string;
  /** To the bank, where somebody said it. */
  readonly amountMinor: bigint | undefined;
  readonly entries: readonly SavedEntry[];
  /** The file says what each row comes to: its sum is what was paid. */
  readonly hasNet: boolean;
  /** Who tells it: what the platform told stays when a file says the same transfer, and the other way round. */
  readonly by: "api" | "file";
}

/** A transfer, as it was kept or (a check, without an id) would be. */
export const savedSettlementSchema = z.object({
  id: id.nullable(),
  reference: z.string(),
  lines: z.int(),
  /** Of its lines, those nobody had told before. */
  newLines: z.int(),
  currency: z.string(),
  /** All lines together. */
  sumMinor: minorUnits,
  /** To the bank. */
  amountMinor: minorUnits,
});

export type SavedSettlement = Answered<typeof savedSettlementSchema>;

interface Saving extends NewSettlement {
  readonly matches: ReadonlyMap<string, string>;
  readonly isCheck: boolean;
  readonly now: Date;
}

/** Keeps it, or (a check) says what keeping it would bring. Lines told before are written anew, none is taken away. */
export async function saveSettlement(tx: Tx, input: Saving): Promise<SavedSettlement> {
  const existing = await tx.maybe<{ id: string; by: string }>(
    `select id, source as by
     from argosy.settlement
     where organization_id = argosy.tenant() and connection_id is not distinct from $1
       and gateway is not distinct from $2 and reference = $3`,
    [input.connectionId, input.gateway, storableText(input.reference)],
  );
  const reported = await tx.rows<{ key: string }>(
    `select ext_key as key
     from argosy.settlement_line
     where organization_id = argosy.tenant() and settlement_id = $1 and ext_key = any($2::text[])`,
    [existing?.id ?? null, input.entries.map(({ key }) => key)],
  );
  const { reference, currency, entries } = input;
  const sum = { reference, lines: entries.length, newLines: entries.length - reported.length, currency };
  if (input.isCheck || (existing !== undefined && existing.by !== input.by)) {
    const sumMinor = total(entries);
    return {
      ...sum,
      id: existing?.id ?? null,
      sumMinor,
      amountMinor: input.amountMinor ?? paidOut(entries) ?? sumMinor,
    };
  }
  const id = await writeSettlement(tx, input);
  await writeLines(tx, id, input);
  await findUnknownLines(tx, id, input.now);
  const stored = await settleAmount(tx, id, input);
  return { ...sum, id, ...stored };
}

const total = (entries: readonly SavedEntry[]) =>
  entries.reduce((all, { kind, amountMinor }) => (kind === "payout" ? all : all + amountMinor), 0n);

/** What lines of the transfer itself say, whatever their sign; undefined: there is none. */
function paidOut(entries: readonly SavedEntry[]): bigint | undefined {
  const payouts = entries.filter(({ kind }) => kind === "payout");
  if (payouts.length === 0) return undefined;
  const sum = payouts.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  return sum < 0n ? -sum : sum;
}

async function writeSettlement(tx: Tx, input: Saving): Promise<string> {
  const days = input.entries.flatMap(({ at }) => at?.slice(0, 10) ?? []).sort();
  const { id } = await tx.one<{ id: string }>(
    `insert into argosy.settlement as s (organization_id, connection_id, gateway, reference, period_from, period_to,
       paid_at, currency, source, file_name, created_at, updated_at)
     select argosy.tenant(), $1, $2, $3, $4, $5,
       case when length($6) = 10 then $6::timestamp at time zone g.zone else $6::timestamptz end, $7, $10, $8, $9, $9
     from argosy.organization g
     where g.organization_id = argosy.tenant()
     on conflict (organization_id, connection_id, gateway, reference) do update
       set period_from = least(s.period_from, excluded.period_from),
         period_to = greatest(s.period_to, excluded.period_to),
         paid_at = coalesce(excluded.paid_at, s.paid_at), file_name = excluded.file_name,
         updated_at = excluded.updated_at
     returning s.id`,
    [
      input.connectionId,
      input.gateway,
      storableText(input.reference),
      days[0] ?? null,
      days.at(-1) ?? null,
      input.paidAt,
      input.currency,
      storableText(input.fileName),
      input.now,
      input.by,
    ],
  );
  return id;
}

async function writeLines(tx: Tx, settlementId: string, { entries, matches, now }: Saving): Promise<void> {
  await saveOrders(tx, [...new Set(matches.values())]);
  const rows = entries.map((entry) => ({
    key: entry.key,
    orderKey: storableText(entry.orderKey),
    orderId: matches.get(entry.orderKey) ?? null,
    kind: entry.kind,
    amount: entry.amountMinor.toString(),
    currency: entry.currency,
    at: entry.at,
    text: storableText(entry.text),
    raw: entry.raw,
  }));
  await tx.run(
    `insert into argosy.settlement_line as l (organization_id, settlement_id, ext_key, order_key, order_id, kind,
       amount_minor, currency, occurred_at, text, raw)
     select argosy.tenant(), $2, n.key, n."orderKey", n."orderId", n.kind, n.amount, n.currency,
       coalesce(case when length(n.at) = 10 then n.at::timestamp at time zone g.zone else n.at::timestamptz end, $3),
       n.text, coalesce(n.raw, 'null')
     from json_to_recordset($1) as n(key text, "orderKey" text, "orderId" uuid, kind text, amount bigint,
       currency text, at text, text text, raw jsonb)
     join argosy.organization g on g.organization_id = argosy.tenant()
     order by n.key
     on conflict (organization_id, settlement_id, ext_key) do update
       set order_key = excluded.order_key, order_id = excluded.order_id, kind = excluded.kind,
         amount_minor = excluded.amount_minor, currency = excluded.currency, text = excluded.text, raw = excluded.raw
       where (l.order_key, l.order_id, l.kind, l.amount_minor, l.currency, l.text)
         is distinct from (excluded.order_key, excluded.order_id, excluded.kind, excluded.amount_minor,
           excluded.currency, excluded.text)`,
    [jsonRows(rows), settlementId, now],
  );
}

/** What the bank received in another currency, and the rate of it, where one is known. */
export async function saveBank(
  tx: Tx,
  { id, bank, rate }: { readonly id: string; readonly bank: Money | null; readonly rate: DecimalText | null },
): Promise<void> {
  await tx.run(
    `update argosy.settlement s
     set bank_currency = $2, bank_minor = $3, bank_rate = $4
     where organization_id = argosy.tenant() and id = $1
       and (s.bank_currency::text, s.bank_minor, s.bank_rate) is distinct from ($2::text, $3::bigint, $4::numeric)`,
    [id, bank?.currency ?? null, bank?.minor.toString() ?? null, rate],
  );
}

/** What the bank received: as somebody said, as lines of the transfer say, else all lines together. */
async function settleAmount(
  tx: Tx,
  id: string,
  input: Saving,
): Promise<{ readonly sumMinor: bigint; readonly amountMinor: bigint }> {
  const text = input.amountMinor ?? paidOut(input.entries) ?? null;
  return tx.one(
    `update argosy.settlement s
     set amount_minor = coalesce($2::bigint, case when $3 or s.amount_minor is null then l.sum end, s.amount_minor),
       sum_minor = l.sum, line_count = l.lines
     from (select coalesce(sum(amount_minor) filter (where kind <> 'payout'), 0)::bigint as sum, count(*)::int as lines
       from argosy.settlement_line
       where organization_id = argosy.tenant() and settlement_id = $1) l
     where s.organization_id = argosy.tenant() and s.id = $1
     returning l.sum as "sumMinor", s.amount_minor as "amountMinor"`,
    [id, text?.toString() ?? null, input.hasNet],
  );
}
