/** Applies pages of a sweep. A page that fails as a whole is applied one by one, and the poison is parked in the inbox. */

import { systemActor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { say } from "../../commerce/sentence.ts";
import type { Fee } from "../../connectors/kit/contract/fees.ts";
import type { SweepPage } from "../../connectors/kit/contract/ports.ts";
import type { ChannelSettlement } from "../../connectors/kit/contract/settlements.ts";
import type { Tx } from "../../db/database.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { recordFees } from "../../hub/fees/fees.ts";
import { storableText } from "../../hub/json-column.ts";
import { type AppliedOrder, applyOrderParts } from "../../hub/orders/apply.ts";
import { recordSettlements } from "../../hub/settlements/record.ts";
import { countGaps, type FoundOrder } from "../../hub/stores/poll-gaps.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { orderInput } from "../apply.ts";
import type { OpenConnection } from "../connection-registry.ts";
import { letIn } from "../let-in.ts";
import { noteFields } from "../new-fields.ts";
import { recordSoldItems } from "../sold-items.ts";
import { unstorable } from "../sync-journal.ts";
import { park } from "./parked.ts";

/** Applies orders; those that cannot be applied wait in the inbox on the retry schedule. */
export async function applyOrderPage(
  tx: Tx,
  open: OpenConnection,
  told: readonly OrderPart[],
  how: {
    readonly now: Date;
    readonly source: "poll";
    readonly readAt?: ((part: OrderPart) => Date) | undefined;
    readonly history?: boolean | undefined;
  },
): Promise<void> {
  const { parts } = await letIn(tx, open, told);
  if (parts.length === 0) return;
  await recordSoldItems(tx, open, parts, how.now);
  await noteFields(tx, {
    connectionId: open.row.id,
    subject: "order",
    records: parts.map(({ raw }) => raw),
    now: how.now,
  });
  const input = (some: readonly OrderPart[]) => orderInput(open, some, { ...how, actor: systemActor });
  const applied = await isolated(
    tx,
    parts,
    (some) => applyOrderParts(tx, input(some)),
    (part, error) => park(tx, open, { part, error, now: how.now }),
  );
  const changed = applied.flat().filter((order) => order.changed);
  if (changed.length === 0) return;
  if (!how.history) await countGaps(tx, open.row.id, newOrders(open, parts, changed), how.now);
  const created = changed.filter((order) => order.created).length;
  await logSync(tx, [
    {
      connectionId: open.row.id,
      action: "sync_orders",
      status: "success",
      at: how.now,
      text: say("log.orders.polled", { created, changed: changed.length - created }),
      details: { count: changed.length, orders: changed.slice(0, 50).map((order) => order.number) },
    },
  ]);
}

function newOrders(
  { shopClock }: OpenConnection,
  parts: readonly OrderPart[],
  applied: readonly AppliedOrder[],
): FoundOrder[] {
  const aheadMs = shopClock.aheadMs();
  const placed = new Map(parts.map((part) => [part.orderKey, new Date(Date.parse(part.placedAt) - aheadMs)]));
  return applied.flatMap(({ orderKey, number, created }) => {
    const placedAt = placed.get(orderKey);
    return created && placedAt ? [{ orderKey, number, placedAt }] : [];
  });
}

/**
 * Pages, each with the time from which on a write of ours is newer than what it tells: before it was asked for, or that
 * of the export it comes from. A page that was under way while a price was confirmed still shows the one before.
 */
export async function* timed<T>(
  pages: AsyncIterable<SweepPage<T>>,
  clock: Clock,
): AsyncIterable<{ readonly page: SweepPage<T>; readonly readAt: Date }> {
  let askedAt = clock.now();
  for await (const page of pages) {
    yield { page, readAt: new Date(Math.min(askedAt, page.asOf?.getTime() ?? askedAt)) };
    askedAt = clock.now();
  }
}

export async function applyProductPage(
  tx: Tx,
  open: OpenConnection,
  products: readonly ChannelProduct[],
  { now, readAt, initial = false }: { readonly now: Date; readonly readAt?: Date; readonly initial?: boolean },
): Promise<void> {
  if (products.length === 0) return;
  await noteFields(tx, { connectionId: open.row.id, subject: "product", records: products.map(({ raw }) => raw), now });
  await isolated(
    tx,
    products,
    (some) =>
      recordChannelProducts(tx, {
        connectionId: open.row.id,
        products: some,
        now,
        initial,
        readAt: () => readAt ?? now,
      }),
    async (product, error) => {
      await logSync(tx, [
        {
          connectionId: open.row.id,
          action: "sync_products",
          status: "failed",
          ref: product.key,
          text: [say("log.failed.read", { title: product.title }), unstorable(error) ?? error.message],
          at: now,
        },
      ]);
    },
  );
}

/** Keeps what the channel charged. */
export async function applyFeePage(
  tx: Tx,
  open: OpenConnection,
  fees: readonly Fee[],
  source: "api" | "file",
): Promise<void> {
  await recordFees(
    tx,
    { connectionId: open.row.id, source },
    fees.map(({ key, orderKey, kind, amount, taxMinor, text, at, raw }) => ({
      key,
      orderKey: orderKey ?? null,
      kind,
      amountMinor: amount.minor,
      taxMinor: taxMinor ?? 0n,
      currency: amount.currency,
      text: storableText(text),
      at,
      raw,
    })),
  );
}

/** Keeps what the channel paid out. */
export async function applySettlementPage(
  tx: Tx,
  open: OpenConnection,
  settlements: readonly ChannelSettlement[],
  now: Date,
): Promise<void> {
  await recordSettlements(tx, { connectionId: open.row.id, settlements, now });
}

/** Runs `work` over all, or after a failure over each alone, every try in its own savepoint. */
async function isolated<T, R>(
  tx: Tx,
  items: readonly T[],
  work: (some: readonly T[]) => Promise<R>,
  poison: (item: T, error: Error) => Promise<void>,
): Promise<R[]> {
  const results: R[] = [];
  const attempt = async (some: readonly T[]): Promise<Error | null> => {
    await tx.run("SAVEPOINT page");
    try {
      results.push(await work(some));
      await tx.run("RELEASE SAVEPOINT page");
      return null;
    } catch (error) {
      await tx.run("ROLLBACK TO SAVEPOINT page");
      // A deadlock or serialization failure is the database's, not the item's: the whole transaction repeats.
      if (error instanceof Error && "code" in error && (error.code === "40P01" || error.code === "40001")) throw error;
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  if ((await attempt(items)) === null) return results;
  for (const item of items) {
    const error = await attempt([item]);
    if (error) await poison(item, error);
  }
  return results;
}
