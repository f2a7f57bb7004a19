/**
 * Confirms deletions: a product a full walk did not find is requested by id, and only the channel's "no such product"
 * counts.
 */

import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { outcomeOf } from "../../connectors/kit/pull/read-each.ts";
import type { Database, Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { markProductsGone, missedByWalk, recordChannelProducts } from "../../hub/channel-products/record.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { newCallLog, type OpenConnection } from "../connections/connection-registry.ts";

// One call each: a walk that missed more than this goes on with the next walk.
const MAX_QUERIES = 200;
/** Products queried per stock check; the next check queries the rest. */
const MAX_UNTOLD = 10;
const DAY = 24 * 60 * 60_000;

interface Missed {
  readonly key: string;
  readonly title: string;
}

interface Deps {
  readonly db: Database;
  readonly clock: Clock;
}

interface Step {
  readonly organization: OrganizationId;
  readonly signal: AbortSignal;
}

/** Marks gone what a walk did not meet and the channel confirms to be gone. */
export async function confirmGone(
  deps: Deps,
  step: Step,
  walk: { readonly open: OpenConnection; readonly startedAt: Date },
): Promise<void> {
  const { open, startedAt } = walk;
  const missed = await deps.db.tenant(step.organization, (tx) =>
    missedByWalk(tx, { connectionId: open.row.id, startedAt, limit: MAX_QUERIES }),
  );
  await markConfirmed(deps, step, open, missed);
}

/**
 * Asks for the products of items the channel told no number of: a deleted product has none. Each product is asked for
 * once a day at most.
 */
export async function confirmUnreported(
  deps: Deps,
  step: Step,
  untold: { readonly open: OpenConnection; readonly listingKeys: readonly string[] },
): Promise<void> {
  const { open, listingKeys } = untold;
  if (listingKeys.length === 0) return;
  const before = new Date(deps.clock.now() - DAY);
  const missed = await deps.db.tenant(step.organization, (tx) =>
    tx.rows<Missed>(
      `select p.ext_key as key, p.title from argosy.product_listing p
       where p.organization_id = argosy.tenant() and p.connection_id = $1 and p.ext_key is not null
         and p.gone_at is null and p.seen_at < $3
         and exists (select 1 from argosy.listing l
           where l.organization_id = p.organization_id and l.product_listing_id = p.id
           and l.connection_id = $1 and l.ext_key = any ($2))
       order by p.seen_at, p.id limit $4`,
      [open.row.id, listingKeys, before, MAX_UNTOLD],
    ),
  );
  await markConfirmed(deps, step, open, missed);
}

/** As a proposal: links stay, nothing is deleted or set to none. */
async function markConfirmed(deps: Deps, step: Step, open: OpenConnection, missed: readonly Missed[]): Promise<void> {
  const { products } = open.ports;
  if (!products || missed.length === 0) return;
  const connectionId = open.row.id;
  const gone: Missed[] = [];
  const there: ChannelProduct[] = [];
  const ctx = open.context({ signal: step.signal, callLog: newCallLog() });
  for (const one of missed) {
    // A product that cannot be read is neither deleted nor updated.
    const answer = await outcomeOf(one.key, (key) => products.get(key, ctx));
    if (!answer.isRead) continue;
    if (answer.item) there.push(answer.item);
    else gone.push(one);
  }
  const now = new Date(deps.clock.now());
  await deps.db.tenant(step.organization, async (tx) => {
    await recordChannelProducts(tx, { connectionId, products: there, now, initial: true });
    if (gone.length === 0) return;
    await markProductsGone(tx, { connectionId, extKeys: gone.map((one) => one.key), now });
    await logGone(tx, open, gone, now);
  });
}

async function logGone(tx: Tx, open: OpenConnection, gone: readonly Missed[], now: Date): Promise<void> {
  const some = gone.slice(0, 5).map((one) => `"${one.title}"`);
  const text = message("alert.products_gone.text", { count: gone.length, names: some.join(", ") });
  await raiseAlert(tx, {
    kind: "products_gone",
    severity: "warning",
    cause: `products-gone:${open.row.id}`,
    connectionId: open.row.id,
    title: message("alert.products_gone.title", { store: open.row.name }),
    text,
    action: { kind: "show_gone", connectionId: open.row.id },
    now,
  });
  await logSync(tx, [
    {
      connectionId: open.row.id,
      action: "sync_products",
      status: "success",
      text,
      details: { products: gone.slice(0, 50).map(({ key, title }) => ({ key, title })) },
      at: now,
    },
  ]);
}
