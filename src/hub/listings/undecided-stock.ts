/** Items whose stock is not in sync because nobody has said yet whose number is right: the channel's, or ours. */
import type { By } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { type NewAlert, raiseAlert, resolveAlert, rewordAlerts } from "../alerts/alerts.ts";
import { compareStock, IS_UNDECIDED, sumsOf } from "../inventory/compared-stock.ts";

const EXAMPLES = 5;

const causeOf = (connectionId: string) => `stock-undecided:${connectionId}`;

/** One alert for a store, as long as there are any (engine/maintenance/settled-alerts.ts). */
export async function alertUndecided(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const alert = await alertOf(tx, connectionId, now);
  if (alert) await raiseAlert(tx, alert);
}

/** After a decision the alert names what is left, and ends with the last of it. */
export async function retellUndecided(tx: Tx, connectionId: string, { actor, now }: By): Promise<void> {
  const alert = await alertOf(tx, connectionId, now);
  if (alert) await rewordAlerts(tx, [alert]);
  else await resolveAlert(tx, causeOf(connectionId), now, actor);
}

async function alertOf(tx: Tx, connectionId: string, now: Date): Promise<NewAlert | undefined> {
  const found = await tx.maybe<{ store: string; count: number; names: string[] | null }>(
    `select c.name as store, u.count, u.names from argosy.connection c
     cross join lateral (
       select count(*)::int as count, (array_agg(coalesce(l.sku, p.title) order by l.id))[1:${EXAMPLES}] as names
       from argosy.listing l
       join argosy.product_listing p on p.organization_id = l.organization_id and p.id = l.product_listing_id
       where l.organization_id = argosy.tenant() and l.connection_id = c.id and ${IS_UNDECIDED}) u
     where c.organization_id = argosy.tenant() and c.id = $1`,
    [connectionId],
  );
  if (!found || found.count === 0) return undefined;
  const { store, count, names } = found;
  return {
    kind: "stock_undecided",
    severity: "warning",
    cause: causeOf(connectionId),
    connectionId,
    title: message("alert.stock_undecided.title", { store }),
    text: message("alert.stock_undecided.text", { count, names: (names ?? []).join(", ") }),
    action: { kind: "show_undecided", connectionId },
    now,
  };
}

export interface BothNumbers {
  /** What the hub would send, over all places. Units. */
  readonly ours: number;
  /** What the channel shows. Units. */
  readonly theirs: number;
}

/** The two numbers of the undecided among these items of one store; of an item never counted here there is only one. */
export async function undecidedNumbers(
  tx: Tx,
  connectionId: string,
  listings: readonly {
    readonly id: string;
    readonly variantId: string | null;
    readonly stockWaits: boolean;
    readonly awaitsNumber: boolean;
  }[],
): Promise<ReadonlyMap<string, BothNumbers>> {
  const pairs = listings.flatMap(({ id, variantId, stockWaits, awaitsNumber }) =>
    stockWaits && !awaitsNumber && variantId !== null ? [{ listingId: id, variantId }] : [],
  );
  return new Map((await compareStock(tx, connectionId, pairs)).map((one) => [one.listingId, sumsOf(one)]));
}
