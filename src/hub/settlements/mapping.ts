/** Which columns of a statement hold what; remembered of each channel or payment provider. */
import type { SettlementMapping } from "../../commerce/settlement-mapping.ts";
import { kindOfWord } from "../../commerce/settlement-terms.ts";
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";

/** Where money comes from: a channel, or a payment provider as orders name it. */
export interface SettlementSource {
  readonly connectionId: string | null;
  readonly gateway: string | null;
}

/** The columns a source's statements were read with last; null: none was read. */
export async function lastMapping(
  tx: Tx,
  { connectionId, gateway }: SettlementSource,
): Promise<SettlementMapping | null> {
  const row = await tx.maybe<{ mapping: SettlementMapping }>(
    `select mapping
     from argosy.settlement_mapping
     where organization_id = argosy.tenant() and connection_id is not distinct from $1
       and gateway is not distinct from $2`,
    [connectionId, gateway],
  );
  return row?.mapping ?? null;
}

export async function saveMapping(
  tx: Tx,
  { connectionId, gateway }: SettlementSource,
  { mapping, now }: { readonly mapping: SettlementMapping; readonly now: Date },
): Promise<void> {
  await tx.run(
    `insert into argosy.settlement_mapping (organization_id, connection_id, gateway, mapping, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4)
     on conflict (organization_id, connection_id, gateway)
       do update set mapping = excluded.mapping, updated_at = excluded.updated_at`,
    [connectionId, gateway, jsonParameter(mapping), now],
  );
}

const ORDER =
  /^(sub ?order|order|merchant order|suborder|order release|order item)[ _-]?(no|number|id|name|ref)?\.?$|^(ご?注文|受注)(番号|ID|id|No\.?)$/i;
const REFERENCE =
  /^(settlement|payout|transfer|neft|utr|transaction|bank)[ _-]?(id|ref|reference|no|number|utr)$|^(振込|入金|精算|支払)(番号|ID)$/i;
const PAID = /^(payment|payout|settlement|deposit|paid)[ _-]?(date|on|at)$|^(振込|入金|支払|精算)(予定)?(日|日時)$/i;
const OCCURRED =
  /^(posted|order|transaction|created|event)?[ _-]?(date|date[ _-]time|at|time)$|^(取引|発生|計上|注文|売上)?(日|日時|日付|年月日)$/i;
const CURRENCY = /^(currency([ _]code)?|通貨(コード)?)$/i;
const NET =
  /^(net|net amount|net settlement|settled[ _]?amount|final settlement( amount)?|settlement (value|amount)|total_actual_settlement)$|^(振込|入金|精算|差引|支払)(額|金額|合計)$/i;
const AMOUNT = /^(amount|total|value|金額|合計(金額)?)$/i;
const WORD =
  /^(type|kind|category|transaction[ -_]type|amount[ -_]type|amount[ -_]description|description|entry)$|^((取引|明細)?(種類|種別|区分|内容)|摘要|項目)$/i;
const MONEY =
  /amount|amt|fee|charge|commission|tax|tcs|tds|price|sale|refund|return|recovery|claim|compensation|deduction|金額|代金|手数料|送料|売上|返金|税|料金?$|調整|補償|補填/i;

/** A mapping as the heads suggest it, for a person to look at; null where no column of orders or amounts is seen. */
export function guessMapping(heads: readonly string[]): SettlementMapping | null {
  const find = (headings: RegExp) => heads.find((head) => headings.test(head.trim()));
  const order = find(ORDER);
  if (order === undefined) return null;
  const text = {
    ...field("reference", find(REFERENCE)),
    ...field("paidAt", find(PAID)),
    ...field("occurredAt", find(OCCURRED)),
    ...field("currency", find(CURRENCY)),
  };
  const amount = find(AMOUNT);
  const headings = heads.filter((head) => WORD.test(head.trim()));
  const base = { order, ...text, decimal: "point", days: "dmy" } as const;
  if (amount !== undefined && headings.length > 0) return { ...base, rows: { amount, words: headings, kinds: {} } };
  const net = find(NET);
  const taken = new Set<string>([order, ...Object.values(text), ...(net === undefined ? [] : [net])]);
  const columns = heads
    .filter((head) => !taken.has(head) && MONEY.test(head))
    .map((column) => ({ column, kind: kindOfWord(column), sign: "as_is" as const }))
    .filter(({ kind }) => kind !== "other" && kind !== "payout");
  return columns.length === 0 && net === undefined ? null : { ...base, columns, ...field("net", net) };
}

function field<K extends string>(name: K, head: string | undefined): { readonly [key in K]?: string } {
  return head === undefined ? {} : ({ [name]: head } as { readonly [key in K]: string });
}

/** A head as it is compared: broken over lines in some files, or with the formula of its sum behind it. */
export function plainHead(head: string): string {
  const plain = head.trim().toLowerCase().replace(/\s+/g, " ");
  const sum = plain.endsWith(")") ? plain.search(/ ?= ?sum\(/) : -1;
  return sum < 0 ? plain : plain.slice(0, sum);
}

/** What of a platform's usual columns a file has; null where it lacks what names the order, or every amount. */
export function presetFor(preset: SettlementMapping, heads: readonly string[]): SettlementMapping | null {
  const has = (head: string | undefined) =>
    head !== undefined && heads.some((one) => plainHead(one) === plainHead(head));
  const { order, reference, paidAt, occurredAt, net, columns, decimal, days } = preset;
  const found = columns?.filter(({ column }) => has(column)) ?? [];
  if (!has(order) || (found.length === 0 && !has(net))) return null;
  return {
    ...{ order, decimal, days, columns: found },
    ...field("reference", has(reference) ? reference : undefined),
    ...field("paidAt", has(paidAt) ? paidAt : undefined),
    ...field("occurredAt", has(occurredAt) ? occurredAt : undefined),
    ...field("net", has(net) ? net : undefined),
  };
}
