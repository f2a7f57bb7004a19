import { z } from "zod";
import type { CostKind } from "../../commerce/cost-kinds.ts";
import { COST_KINDS } from "../../commerce/cost-kinds.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, minorUnits, time } from "../answer-schemas.ts";
import { jsonRows } from "../json-column.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";
import { type MadeWithin, timeWithin } from "../sorting.ts";

/** What a platform charged (positive) or paid back (negative). */
export const channelFeeSchema = z.object({
  id,
  storeId: id,
  key: z.string(),
  orderKey: z.string().nullable(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  kind: z.enum(COST_KINDS),
  amountMinor: minorUnits,
  taxMinor: minorUnits.describe("of the amount, where it is known"),
  currency: z.string(),
  source: z.enum(["api", "file"]),
  text: z.string(),
  chargedAt: time,
});

export type ChannelFee = Answered<typeof channelFeeSchema>;

export interface NewFee {
  readonly key: string;
  readonly orderKey: string | null;
  readonly kind: CostKind;
  readonly amountMinor: bigint;
  readonly taxMinor: bigint;
  readonly currency: string;
  readonly text: string;
  readonly at: string;
  readonly raw: unknown;
}

/** Who told fees: the channel's interface, or a file the seller carried over. */
export interface FeeTeller {
  readonly connectionId: string;
  readonly source: "api" | "file";
}

/** Keeps what a platform told; an entry told again replaces what it said before. */
export async function recordFees(tx: Tx, { connectionId, source }: FeeTeller, fees: readonly NewFee[]): Promise<void> {
  const newest = [...new Map(fees.map((fee) => [fee.key, fee])).values()];
  if (newest.length === 0) return;
  const rows = newest.map((fee) => ({
    ...fee,
    amountMinor: fee.amountMinor.toString(),
    taxMinor: fee.taxMinor.toString(),
  }));
  await tx.run(
    `insert into argosy.channel_fee as f (organization_id, connection_id, ext_key, order_key, kind, amount_minor,
       tax_minor, currency, text, charged_at, raw, source)
     select argosy.tenant(), $2, key, "orderKey", kind, "amountMinor", "taxMinor", currency, text, at, raw, $3
     from json_to_recordset($1) as r(key text, "orderKey" text, kind text, "amountMinor" bigint, "taxMinor" bigint,
       currency text, text text, at timestamptz, raw jsonb)
     order by key
     on conflict (organization_id, connection_id, ext_key)
       do update set order_key = excluded.order_key, kind = excluded.kind, tax_minor = excluded.tax_minor,
       amount_minor = excluded.amount_minor, currency = excluded.currency, text = excluded.text,
       charged_at = excluded.charged_at, raw = excluded.raw, source = excluded.source
     where (f.order_key, f.kind, f.amount_minor, f.tax_minor, f.currency, f.text, f.charged_at) is distinct from
       (excluded.order_key, excluded.kind, excluded.amount_minor, excluded.tax_minor, excluded.currency, excluded.text,
         excluded.charged_at)`,
    [jsonRows(rows), connectionId, source],
  );
}

/** Fees of all channels, newest first; of one store or one order when asked. */
export async function listFees(
  tx: Tx,
  filter: PageRequest & MadeWithin & { readonly storeId?: string | undefined; readonly orderId?: string | undefined },
): Promise<Page<ChannelFee>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["time", "id"]);
  const params: unknown[] = [filter.storeId ?? null, filter.orderId ?? null, after?.[0] ?? null, after?.[1] ?? null];
  const charged = timeWithin("f.charged_at", filter, params);
  const rows = await tx.rows<ChannelFee & { position: string }>(
    `select f.id, f.connection_id as "storeId", f.ext_key as key, f.order_key as "orderKey", o.id as "orderId",
       o.number as "orderNumber", ${columns("f", "kind amountMinor taxMinor currency source text chargedAt")},
    f.charged_at::text as position
     from argosy.channel_fee f
     left join argosy.sales_order o on o.organization_id = argosy.tenant() and o.connection_id = f.connection_id
       and o.ext_key = f.order_key
     where f.organization_id = argosy.tenant() and ($1::uuid is null or f.connection_id = $1)
       and ($2::uuid is null or (f.connection_id, f.order_key) in (
         select s.connection_id, s.ext_key
         from argosy.sales_order s
         where s.organization_id = argosy.tenant() and s.id = $2))
       ${charged} and ($3::timestamptz is null or (f.charged_at, f.id) < ($3::timestamptz, $4::uuid))
     order by f.charged_at desc, f.id desc limit ${limit + 1}`,
    params,
  );
  return toPage(rows, limit, {
    item: ({ position: _, ...fee }) => fee,
    cursor: (row) => [row.position, row.id],
  });
}
