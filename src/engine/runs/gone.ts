/** What a whole walk did not meet is asked for by name: only the channel's own "there is no such product" counts. */

import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { say } from "../../commerce/sentence.ts";
import { outcomeOf } from "../../connectors/kit/read-each.ts";
import type { Database, Tx } from "../../db/database.ts";
import { raiseAlert } from "../../hub/alerts/alerts.ts";
import { markProductsGone, missedByWalk, recordChannelProducts } from "../../hub/listings/index.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { newTrail, type OpenConnection } from "../platform.ts";

// One call each: a walk that missed more than this goes on with the next walk.
const MOST_ASKED = 200;

interface Missed {
  readonly key: string;
  readonly title: string;
}

/** Marks gone what the channel confirms to be gone, as a proposal: links stay, nothing is deleted or set to none. */
export async function confirmGone(
  deps: { readonly db: Database; readonly clock: Clock },
  step: { readonly organization: OrganizationId; readonly signal: AbortSignal },
  walk: { readonly open: OpenConnection; readonly startedAt: Date },
): Promise<void> {
  const { open, startedAt } = walk;
  const { products } = open.ports;
  if (!products) return;
  const connectionId = open.row.id;
  const missed = await deps.db.tenant(step.organization, (tx) =>
    missedByWalk(tx, { connectionId, startedAt, limit: MOST_ASKED }),
  );
  const gone: Missed[] = [];
  const there: ChannelProduct[] = [];
  const ctx = open.context({ signal: step.signal, trail: newTrail() });
  for (const one of missed) {
    // One that cannot be read is neither gone nor told.
    const asked = await outcomeOf(one.key, (key) => products.get(key, ctx));
    if (!asked.isRead) continue;
    if (asked.item) there.push(asked.item);
    else gone.push(one);
  }
  const now = new Date(deps.clock.now());
  await deps.db.tenant(step.organization, async (tx) => {
    await recordChannelProducts(tx, { connectionId, products: there, now, initial: true });
    if (gone.length === 0) return;
    await markProductsGone(tx, { connectionId, extKeys: gone.map((one) => one.key), now });
    await tell(tx, open, gone, now);
  });
}

async function tell(tx: Tx, open: OpenConnection, gone: readonly Missed[], now: Date): Promise<void> {
  const some = gone.slice(0, 5).map((one) => `"${one.title}"`);
  const text = say("alert.products_gone.text", { count: gone.length, names: some.join(", ") });
  await raiseAlert(tx, {
    kind: "products_gone",
    severity: "warning",
    cause: `products-gone:${open.row.id}`,
    connectionId: open.row.id,
    title: say("alert.products_gone.title", { store: open.row.name }),
    text,
    action: { kind: "show_gone", connectionId: open.row.id },
    now,
  });
  await logSync(tx, [
    {
      connectionId: open.row.id,
      action: "sync_products",
      status: "success",
      text: text.text,
      details: { products: gone.slice(0, 50).map(({ key, title }) => ({ key, title })) },
      at: now,
    },
  ]);
}
