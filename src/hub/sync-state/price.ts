/**
 * The price row (`argosy.listing_price`): what one listing costs on one site of its channel. This folder alone writes it
 * (`npm run structure` checks that), one function or one fragment an event; what is in dispute is never due, whatever
 * makes it so (the trigger `keep_disputed`). A price moves on the channel only by an edit, so none is ever in doubt: what
 * is not known to be there is written again.
 *
 * | state | is |
 * | --- | --- |
 * | idle | shows what it should, or there is no price to send (`held` says why); not due |
 * | waiting | is to be written, at `due_at`; one in dispute at no time |
 * | sent | sent, outcome unknown; with `operation_id`: the channel answers later |
 * | failed, rejected | given up; a person or another price starts it again |
 *
 * | event | here | from | to |
 * | --- | --- | --- | --- |
 * | another price is to be shown | desired-price.ts SET_DESIRED_PRICES | any | waiting, idle where it is shown already or there is none |
 * | a person sets or clears a price of its own | desired-price.ts SET_OVERRIDES, clearOverrides | any | the same: another price follows |
 * | the channel was seen | seenPrices | idle, waiting, failed, rejected | the same |
 * | the channel was edited, the policy decides | resolveSeenEdits | any | waiting: ours is written back; idle: theirs is taken |
 * | the channel was edited, a person is asked | disputePrices | any | waiting, never due |
 * | the person has decided, or need not any more | endDisputes | waiting | waiting, not due yet; idle where it is shown |
 * | it does not take prices any more | stopUnsendablePrices, aspect.ts clearUnsupported | waiting | idle |
 * | it is sent | markPricesSent | waiting | sent |
 * | the channel answers later | aspect.ts markAwaiting, answered, answeredSome, giveUpAnswer | sent | sent, waiting |
 * | it was taken | acknowledgePrices | sent | idle, waiting where it changed meanwhile |
 * | it was not taken | returnUnsentPrices | sent | waiting |
 * | why: it was refused or lost | failPrices | waiting | waiting, failed, rejected |
 * | a person tries again | aspect.ts retryFailed, allAfresh, retryAwaited, allAwaitedAfresh | failed, rejected, waiting, sent | waiting |
 * | its link ends | unlinkPrices | any | idle |
 * | a clock was set back | aspect.ts dueAfterLeap | any | the same, due now |
 */

import type { HubText } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { partsParameter, textParameters } from "../json-column.ts";
import { AT_REST } from "./aspect.ts";
import { inOrder } from "./lock-rows.ts";
import { outcomeUnknown } from "./unknown-outcome.ts";

export interface PriceSlot {
  readonly listing_id: string;
  readonly site: string;
}

/** As it was when it was taken: `want_seq` shows whether another price is to be shown by now. */
export interface TakenPrice extends PriceSlot {
  readonly want_seq: bigint;
}

const listingsOf = (rows: readonly PriceSlot[]) => rows.map((row) => row.listing_id);
const sitesOf = (rows: readonly PriceSlot[]) => rows.map((row) => row.site);
const revisionsOf = (rows: readonly TakenPrice[]) => rows.map((row) => row.want_seq);

/** SQL: the row that `r` means. */
const IS_ROW = "p.organization_id = argosy.tenant() and p.listing_id = r.l and p.site = r.loc";

/** SQL: the rows of parallel arrays, in the order everybody locks them. */
const rowsOf = (arrays: string, names: string): string =>
  inOrder("listing_price", `unnest(${arrays}) as g(l, loc${names})`);

/** SQL: `seen` are prices that the store `connection` shows; one on its way, or confirmed since, says nothing. */
export const seenPrices = (connection: string): string =>
  `insert into listing_price as p (organization_id, listing_id, site, connection_id, currency, expected_minor,
      expected_compare_minor, observed_minor, observed_at)
    select argosy.tenant(), id, '', ${connection}, currency, minor, compare, minor, at from seen order by id
    on conflict (organization_id, listing_id, site)
      do update set currency = excluded.currency, expected_minor = excluded.expected_minor,
      expected_compare_minor = excluded.expected_compare_minor, observed_minor = excluded.observed_minor,
      observed_at = excluded.observed_at
    where not (${outcomeUnknown("p")}) and (p.acked_at is null or p.acked_at < excluded.observed_at)
      and (p.observed_minor, p.expected_minor, p.expected_compare_minor, p.currency)
        is distinct from (excluded.observed_minor, excluded.expected_minor, excluded.expected_compare_minor,
          excluded.currency)
    returning listing_id, currency, desired_minor, observed_minor, due_at, state`;

/** The policy decides about an edit on the channel; `due`: when our price is written back, null: the channel's is taken. */
export async function resolveSeenEdits(tx: Tx, listingIds: readonly string[], due: Date | null): Promise<void> {
  await tx.run(
    `update listing_price set due_at = $2, state = case when $2::timestamptz is null then 'idle' else 'waiting' end
     where organization_id = argosy.tenant() and listing_id = any($1) and site = ''`,
    [listingIds, due],
  );
}

/** What these open conflicts are about is not written; an item without a price row has none to write. */
export async function disputePrices(tx: Tx, conflictIds: readonly string[]): Promise<void> {
  await tx.run(
    `update listing_price p set disputed_by = c.id from conflict c
     where c.organization_id = argosy.tenant() and c.id = any($1) and c.state = 'open' and c.field = 'price'
       and p.organization_id = c.organization_id and p.listing_id = c.listing_id and p.site = ''
       and p.disputed_by is distinct from c.id`,
    [conflictIds],
  );
}

/** Prices that were in dispute may be written again. */
export async function endDisputes(tx: Tx, conflictIds: readonly string[]): Promise<void> {
  await tx.run(
    `update listing_price set disputed_by = null,
       state = case when desired_minor is distinct from expected_minor then 'waiting' else 'idle' end
     where organization_id = argosy.tenant() and disputed_by = any($1)`,
    [conflictIds],
  );
}

/** Listings that take no price any more. */
export async function stopUnsendablePrices(tx: Tx, listingIds: readonly string[]): Promise<void> {
  if (listingIds.length === 0) return;
  await tx.run(
    `update argosy.listing_price
     set due_at = null, state = 'idle'
     where organization_id = argosy.tenant() and listing_id = any ($1::uuid[])`,
    [listingIds],
  );
}

/**
 * Committed before anything is sent. `ownsLane`: SQL, whether the worker of token `$6` still has the lane `$5`. Answers
 * how many are marked.
 */
export function markPricesSent(
  tx: Tx,
  rows: readonly TakenPrice[],
  {
    lane,
    ownsLane,
    now,
  }: {
    readonly lane: { readonly connection: string; readonly token: string };
    readonly ownsLane: (connection: string, token: string) => string;
    readonly now: Date;
  },
): Promise<number> {
  return tx.run(
    `update argosy.listing_price p
     set sent_seq = r.q, sent_at = $4, state = 'sent'
     from ${rowsOf("$1::uuid[], $2::text[], $3::bigint[]", ", q")} as r
     where ${IS_ROW} and ${ownsLane("$5", "$6")}`,
    [listingsOf(rows), sitesOf(rows), revisionsOf(rows), now, lane.connection, lane.token],
  );
}

/** Confirmed writes; what changed meanwhile stays due. */
export async function acknowledgePrices(
  tx: Tx,
  rows: readonly (TakenPrice & { readonly desired_minor: bigint; readonly desired_compare_minor: bigint | null })[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.listing_price p
     set expected_minor = r.m, expected_compare_minor = r.c, observed_minor = r.m, observed_at = $6, acked_at = $6,
       ack_seq = r.q, sent_seq = r.q, attempts = 0, error = null,
       due_at = case when p.want_seq = r.q then null else $6::timestamptz end,
       state = case when p.want_seq = r.q then 'idle' else 'waiting' end
     from ${rowsOf("$1::uuid[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[]", ", m, c, q")} as r
     where ${IS_ROW} and p.sent_seq = r.q`,
    [
      listingsOf(rows),
      sitesOf(rows),
      rows.map((row) => row.desired_minor),
      rows.map((row) => row.desired_compare_minor),
      revisionsOf(rows),
      now,
    ],
  );
}

/** The channel did not take them and they are not being sent any more: what it shows counts again (seenPrices). */
export async function returnUnsentPrices(tx: Tx, rows: readonly TakenPrice[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.run(
    `update argosy.listing_price p
     set sent_seq = p.ack_seq, state = 'waiting'
     from ${rowsOf("$1::uuid[], $2::text[], $3::bigint[]", ", q")} as r
     where ${IS_ROW} and p.sent_seq = r.q`,
    [listingsOf(rows), sitesOf(rows), revisionsOf(rows)],
  );
}

export interface FailedPrice {
  readonly row: TakenPrice;
  readonly text: HubText;
  readonly attempts: number;
  readonly state: "waiting" | "failed" | "rejected";
  readonly dueAt: Date | null;
}

/** A price changed meanwhile is due by itself, with attempts of its own. */
export async function failPrices(tx: Tx, failures: readonly FailedPrice[]): Promise<void> {
  if (failures.length === 0) return;
  const rows = failures.map(({ row }) => row);
  await tx.run(
    `update argosy.listing_price p
     set attempts = r.a, error = r.e, error_said = r.said, due_at = r.due, state = r.st
     from ${rowsOf(
       `$1::uuid[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::text[], $7::bigint[], $8::jsonb[]`,
       ", a, e, due, st, q, said",
     )} as r
     where ${IS_ROW} and p.want_seq = r.q`,
    [
      listingsOf(rows),
      sitesOf(rows),
      failures.map((f) => f.attempts),
      failures.map((f) => textParameters(f.text)[0]),
      failures.map((f) => f.dueAt),
      failures.map((f) => f.state),
      revisionsOf(rows),
      failures.map((f) => partsParameter(f.text)),
    ],
  );
}

/** The links of these listings have ended. */
export async function unlinkPrices(tx: Tx, listingIds: readonly string[]): Promise<void> {
  await tx.run(
    `update listing_price
     set desired_minor = null, desired_compare_minor = null, held = null, ${AT_REST}
     where organization_id = argosy.tenant() and listing_id = any($1)`,
    [listingIds],
  );
}
