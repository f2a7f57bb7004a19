/** Spend where no ad account is connected: a day's amount under any label. */

import { z } from "zod";
import { type DecimalText, parseDecimal } from "../../commerce/decimal.ts";
import { MoneyError, requireCurrency } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { Optional } from "../../commerce/optional.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, typed } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import type { Page, PageRequest } from "../paging.ts";
import { type BothEnds, byAge, type Placed, sortedPage, unplaced } from "../sorting.ts";
import { requireChannels } from "./campaigns.ts";

export interface Spend {
  readonly label: string;
  /** YYYY-MM-DD. */
  readonly date: string;
  /** Exact, without the tax billed on top. */
  readonly amount: DecimalText;
  readonly currency: string;
  /** Null: all channels. */
  readonly channelId: string | null;
}

export type SpendInput = { readonly [Field in keyof Spend]?: Spend[Field] | undefined };

export const spendFields = {
  label: z.string().trim().min(1).max(200).describe("any words: a platform, a fair, a leaflet"),
  date: z.iso.date(),
  amount: typed<DecimalText>(z.string().max(40)).describe("exact decimal, without the tax billed on top"),
  currency: z.string().regex(/^[A-Z]{3}$/),
  channelId: id.nullable().describe("null: all channels"),
};

export const storedSpendSchema = z.object({
  id,
  ...spendFields,
  channelName: z.string().nullable(),
  source: z.enum(["manual", "import"]),
});

export type StoredSpend = Answered<typeof storedSpendSchema>;

export type SpendFilter = PageRequest &
  Optional<{
    label: string;
    from: string;
    to: string;
    sort: BothEnds;
  }>;

const SORTS = byAge(["h.date", "date"], ["h.id", "uuid"]);
const SPEND = `h.id, h.label, h.date::text as date, trim_scale(h.amount)::text as amount, trim(h.currency) as currency,
  h.channel_id as "channelId", c.name as "channelName", h.source`;
const CHANNEL = "left join argosy.connection c on c.organization_id = h.organization_id and c.id = h.channel_id";

/** The newest day first, or from the other end. */
export async function listManualSpend(tx: Tx, filter: SpendFilter): Promise<Page<StoredSpend>> {
  const params: unknown[] = [filter.label ?? null, filter.from ?? null, filter.to ?? null];
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<StoredSpend>>(
    tx,
    `select ${SPEND}, ${by.place}
     from argosy.manual_spend h ${CHANNEL}
     where h.organization_id = argosy.tenant() and ($1::text is null or h.label = $1)
       and ($2::date is null or h.date >= $2) and ($3::date is null or h.date <= $3)
       ${by.after}
     ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Throws HubError CAMPAIGN_CHANNEL_UNKNOWN, SPEND_AMOUNT. */
export async function addSpend(tx: Tx, spend: Spend, now: Date): Promise<StoredSpend> {
  await checkSpend(tx, spend);
  const id = newId(now);
  await tx.run(
    `insert into argosy.manual_spend (
       organization_id, id, label, date, amount, currency, channel_id, source, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, 'manual', $7)`,
    [id, spend.label, spend.date, spend.amount, spend.currency, spend.channelId, now],
  );
  return oneSpend(tx, id);
}

/**
 * Changes what is named. Of a row that came from a file the next reading of that day puts what the file says. Throws HubError SPEND_NOT_FOUND, CAMPAIGN_CHANNEL_UNKNOWN, SPEND_AMOUNT.
 */
export async function changeSpend(tx: Tx, id: string, input: SpendInput, now: Date): Promise<StoredSpend> {
  await tx.maybe("select 1 from argosy.manual_spend where organization_id = argosy.tenant() and id = $1 for update", [
    id,
  ]);
  const was = await oneSpend(tx, id);
  const spend: Spend = {
    label: input.label ?? was.label,
    date: input.date ?? was.date,
    amount: input.amount ?? was.amount,
    currency: input.currency ?? was.currency,
    channelId: input.channelId === undefined ? was.channelId : input.channelId,
  };
  await checkSpend(tx, spend);
  await tx.run(
    `update argosy.manual_spend
     set label = $2, date = $3, amount = $4, currency = $5, channel_id = $6, updated_at = $7
     where organization_id = argosy.tenant() and id = $1`,
    [id, spend.label, spend.date, spend.amount, spend.currency, spend.channelId, now],
  );
  return oneSpend(tx, id);
}

/** Throws HubError SPEND_NOT_FOUND. */
export async function removeSpend(tx: Tx, id: string): Promise<void> {
  const gone = await tx.run("delete from argosy.manual_spend where organization_id = argosy.tenant() and id = $1", [
    id,
  ]);
  if (gone === 0) throw notFound();
}

async function oneSpend(tx: Tx, id: string): Promise<StoredSpend> {
  const row = await tx.maybe<StoredSpend>(
    `select ${SPEND}
     from argosy.manual_spend h ${CHANNEL}
     where h.organization_id = argosy.tenant() and h.id = $1`,
    [id],
  );
  if (!row) throw notFound();
  return row;
}

const notFound = () => new HubError("SPEND_NOT_FOUND", "not_found", "There is no such spend.");

async function checkSpend(tx: Tx, spend: Spend): Promise<void> {
  await requireChannels(tx, [spend.channelId]);
  if (!isSpend(spend.amount))
    throw new HubError("SPEND_AMOUNT", "validation", "An amount is from 0 up, with at most six places.", "amount");
  try {
    requireCurrency(spend.currency);
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    throw new HubError("SPEND_AMOUNT", "validation", error.message, "currency");
  }
}

/** Whether the column holds it as it is. */
export function isSpend(amount: DecimalText): boolean {
  try {
    const { digits, scale } = parseDecimal(amount);
    return digits >= 0n && scale <= 6 && digits < 10n ** BigInt(14 + scale);
  } catch (error) {
    if (error instanceof MoneyError) return false;
    throw error;
  }
}
