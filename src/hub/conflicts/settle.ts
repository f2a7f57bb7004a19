/** Settles conflicts: ours goes to the channel, the channel's becomes ours, or both stay as they are. */

import { type Actor, actorText } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { sendFields } from "../content/send.ts";
import { takeContent } from "../content/take.ts";
import { agreeOn } from "../content-comparison/base.ts";
import { type Compared, compareContent } from "../content-comparison/fields.ts";
import { contentPairs, type StoredPair } from "../content-comparison/pairs.ts";
import { HubError } from "../errors.ts";
import { announce } from "../events.ts";
import { bundleNumber, bundlesAmong } from "../inventory/bundles-among.ts";
import { type ChannelPrice, takeChannelPrices } from "../prices/channel-prices.ts";
import { resendPrices } from "../prices/desired-prices.ts";
import { leaveHeld, takeHeld, writeHeld } from "../stock-holds/release-held-stock.ts";
import { logSync } from "../sync-log/sync-log.ts";
import { endDisputes } from "../sync-state/price.ts";
import { CHOSEN, type ConflictChoice, type ConflictRow, choiceParameters, SELECT_CONFLICT } from "./conflicts.ts";

export const WINNERS = ["hub", "channel", "dismissed"] as const;
export type Winner = (typeof WINNERS)[number];

interface How {
  /** hub: ours goes to the channel; channel: its value becomes ours; dismissed: both stay until one changes again. */
  readonly winner: Winner;
  readonly by: Actor;
  readonly now: Date;
}

export interface Settlement extends How {
  readonly id: string;
}

/** Settles one open conflict. Throws HubError CONFLICT_NOT_FOUND, CONFLICT_GONE when what it was about is gone, CONFLICT_REFUSED, INVENTORY_IS_BUNDLE. */
export async function settleConflict(tx: Tx, settlement: Settlement): Promise<void> {
  const { winner, by, now } = settlement;
  const row = await tx.maybe<ConflictRow>(`${SELECT_CONFLICT} and c.id = $1 and c.state = 'open' for update of c`, [
    settlement.id,
  ]);
  if (!row) throw new HubError("CONFLICT_NOT_FOUND", "not_found", "There is no such open conflict.");
  // Closed first: what is written from here on must not count as being in dispute.
  await tx.run(
    `update conflict
     set state = $2, settled_at = $3, settled_by = $4
     where organization_id = argosy.tenant() and id = $1`,
    [row.id, winner, now, actorText(by)],
  );
  if (row.field === "stock") await settleStock(tx, row, settlement);
  else if (row.field === "price") await settlePrice(tx, row, settlement);
  else await settleContent(tx, row, settlement);
  await tx.rows("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'outbound', $2)", [row.storeId, now]);
  await logSync(tx, [
    {
      connectionId: row.storeId,
      action: row.field === "stock" ? "update_inventory" : row.field === "price" ? "update_price" : "sync_products",
      status: "success",
      ref: row.title,
      at: now,
      text: message(`log.conflict.${winner}`, { field: row.field, title: row.title }),
      details: { conflict: row.id, by: actorText(by) },
    },
  ]);
  await announce(tx, "conflict.settled", { id: row.id });
}

/** Frees the number: ours is written, the channel's difference enters the hub, or both are left as they are. */
async function settleStock(tx: Tx, conflict: ConflictRow, { winner, by, now }: How): Promise<void> {
  const release = { connectionId: conflict.storeId, heldBy: conflict.id, now };
  if (winner === "channel") {
    const { size } = await bundlesAmong(tx, conflict.variantId === null ? [] : [conflict.variantId]);
    if (size > 0) throw bundleNumber();
    await takeHeld(tx, { ...release, by });
  } else if (winner === "hub") await writeHeld(tx, release);
  else await leaveHeld(tx, release);
}

async function settlePrice(tx: Tx, conflict: ConflictRow, { winner, now }: How): Promise<void> {
  const { listingId } = conflict;
  if (listingId === null || conflict.variantId === null) throw gone();
  await endDisputes(tx, [conflict.id]);
  if (winner === "hub") await resendPrices(tx, [listingId], now);
  if (winner === "channel") await takeChannelPrices(tx, [await channelPriceOf(tx, conflict, listingId)], now);
}

/** What the channel shows now; what it showed when asked where that is not known any more. */
async function channelPriceOf(tx: Tx, conflict: ConflictRow, listingId: string): Promise<ChannelPrice> {
  const { observed, ...row } = await tx.one<Omit<ChannelPrice, "minor"> & { observed: bigint | null }>(
    `select l.id as "listingId", l.connection_id as "connectionId", v.id as "variantId",
       coalesce(p.currency, v.currency) as currency, p.observed_minor as observed
     from listing l join variant v on v.organization_id = l.organization_id and v.id = l.variant_id
     left join listing_price p on p.organization_id = l.organization_id and p.listing_id = l.id and p.site = ''
     where l.organization_id = argosy.tenant() and l.id = $1`,
    [listingId],
  );
  return { ...row, minor: observed ?? BigInt(String(conflict.channelValue)) };
}

async function settleContent(tx: Tx, conflict: ConflictRow, { winner, now }: How): Promise<void> {
  const { pair, one } = await contentOf(tx, conflict);
  if (winner === "channel") {
    const [error] = await takeContent(tx, [{ pair, one }], now);
    if (error) throw new HubError("CONFLICT_REFUSED", "validation", error);
  }
  if (winner === "hub") await sendFields(tx, [{ productListingId: pair.id, field: one.field }], now);
  if (winner === "dismissed") await agreeOn(tx, [{ productListingId: pair.id, key: one.key }]);
}

async function contentOf(tx: Tx, conflict: ConflictRow): Promise<{ pair: StoredPair; one: Compared }> {
  const [pair] = await contentPairs(tx, conflict.ownerId === null ? [] : [conflict.ownerId]);
  const one =
    pair &&
    compareContent(pair).find(
      (each) => each.field === conflict.field && (each.variant?.listingId ?? null) === conflict.listingId,
    );
  if (!pair || !one) throw gone();
  return { pair, one };
}

const gone = () =>
  new HubError("CONFLICT_GONE", "conflict", "The channel's item is gone, or no longer linked to a product of yours.");

export interface SettledItem {
  readonly id: string;
  readonly ok: boolean;
  /** What a person reads when it is not ok. */
  readonly error?: string | undefined;
}

/** One call settles at most this many; ask again while there are more. */
export const MOST_SETTLED = 500;

/** Settles these, or the open ones of a choice; one that cannot be settled stays open and is said so. */
export async function settleConflicts(
  tx: Tx,
  settlement: How & { readonly ids?: readonly string[] | undefined; readonly choice?: ConflictChoice | undefined },
): Promise<{ readonly results: readonly SettledItem[]; readonly more: boolean }> {
  const { ids, choice, ...how } = settlement;
  if (ids === undefined && choice === undefined)
    throw new HubError("CONFLICT_CHOICE", "validation", "Name the conflicts, or which of them are meant.", "ids");
  const found = ids ?? (await idsOf(tx, choice ?? {}));
  const some = found.slice(0, MOST_SETTLED);
  const results: SettledItem[] = [];
  for (const id of some) results.push(await settleAlone(tx, { ...how, id }));
  return { results, more: found.length > some.length };
}

async function idsOf(tx: Tx, choice: ConflictChoice): Promise<string[]> {
  const rows = await tx.rows<{ id: string }>(
    `select c.id
     from conflict c
     where c.organization_id = argosy.tenant() and c.state = 'open' and ${CHOSEN(2)}
     order by c.id
     limit $1`,
    [MOST_SETTLED + 1, ...choiceParameters(choice)],
  );
  return rows.map((row) => row.id);
}

async function settleAlone(tx: Tx, settlement: Settlement): Promise<SettledItem> {
  await tx.run("savepoint conflict");
  try {
    await settleConflict(tx, settlement);
    await tx.run("release savepoint conflict");
    return { id: settlement.id, ok: true };
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    await tx.run("rollback to savepoint conflict");
    return { id: settlement.id, ok: false, error: error.message };
  }
}
