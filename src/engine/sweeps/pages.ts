/** Applies pages of a sweep. A page that fails as a whole is applied one by one, and the poison is parked in the inbox. */

import { systemActor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import { message } from "../../commerce/message.ts";
import type { OrderPart } from "../../commerce/order.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import type { ChannelSettlement } from "../../commerce/settlement.ts";
import type { Fee } from "../../connectors/kit/contract/fees.ts";
import type { SweepPage } from "../../connectors/kit/contract/ports.ts";
import type { Tx } from "../../db/database.ts";
import { recordChannelProducts } from "../../hub/channel-products/record.ts";
import { storableText } from "../../hub/json-column.ts";
import { type AppliedOrder, applyOrderParts } from "../../hub/orders/apply.ts";
import { countGaps, type FoundOrder } from "../../hub/stores/poll-gaps.ts";
import { logSync } from "../../hub/sync-log/sync-log.ts";
import { orderInput, refuseLong } from "../apply/apply-changes.ts";
import { recordListingsFromOrders } from "../apply/listings-from-orders.ts";
import { recordNewFields } from "../apply/new-fields.ts";
import { filterOrders } from "../apply/order-filter.ts";
import type { OpenConnection } from "../connections/connection-registry.ts";
import { unstorable } from "../journal/sync-journal.ts";
import { isolated } from "./isolate-failures.ts";
import { overtake, park } from "./parked.ts";
import { storeFees, storeSettlements } from "./parked-records.ts";

/** Applies orders; those that cannot be applied wait in the inbox on the retry schedule. */
export async function applyOrderPage(
  tx: Tx,
  open: OpenConnection,
  reported: readonly OrderPart[],
  how: {
    readonly now: Date;
    readonly source: "poll";
    readonly readAt?: ((part: OrderPart) => Date) | undefined;
    readonly history?: boolean | undefined;
  },
): Promise<void> {
  const { parts } = await filterOrders(tx, open, reported);
  if (parts.length === 0) return;
  const noted = { connectionId: open.row.id, subject: "order", now: how.now } as const;
  const input = (some: readonly OrderPart[]) => orderInput(open, some, { ...how, actor: systemActor });
  const poison = new Set<string>();
  const applied = await isolated(
    tx,
    parts,
    async (some) => {
      refuseLong(some);
      await recordListingsFromOrders(tx, open, some, how.now);
      await recordNewFields(tx, { ...noted, records: some.map(({ raw }) => raw) });
      return applyOrderParts(tx, input(some));
    },
    async (part, error) => {
      poison.add(part.orderKey);
      await park(tx, open, { part, error, now: how.now });
    },
  );
  const read = parts.filter(({ orderKey }) => !poison.has(orderKey));
  await overtake(tx, open, {
    now: how.now,
    applied: read.map((part) => ({ key: part.orderKey, at: how.readAt?.(part) ?? how.now })),
  });
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
      text: message("log.orders.polled", { created, changed: changed.length - created }),
      details: { count: changed.length, orders: changed.slice(0, 50).map((order) => order.number) },
    },
  ]);
}

function newOrders(
  { shopClock }: OpenConnection,
  parts: readonly OrderPart[],
  applied: readonly AppliedOrder[],
): FoundOrder[] {
  const offsetMs = shopClock.aheadMs();
  const placed = new Map(parts.map((part) => [part.orderKey, new Date(Date.parse(part.placedAt) - offsetMs)]));
  return applied.flatMap(({ orderKey, number, created }) => {
    const placedAt = placed.get(orderKey);
    return created && placedAt ? [{ orderKey, number, placedAt }] : [];
  });
}

export interface TimedPage<T> {
  readonly page: SweepPage<T>;
  readonly readAt: Date;
}

/**
 * Pages, each with the time from which on a write of ours is newer than what it tells: before it was asked for, or that
 * of the export it comes from. A page that was under way while a price was confirmed still shows the one before.
 */
export async function* timed<T>(pages: AsyncIterable<SweepPage<T>>, clock: Clock): AsyncIterable<TimedPage<T>> {
  let requestedMs = clock.now();
  for await (const page of pages) {
    yield { page, readAt: new Date(Math.min(requestedMs, page.asOf?.getTime() ?? requestedMs)) };
    requestedMs = clock.now();
  }
}

export async function applyProductPage(
  tx: Tx,
  open: OpenConnection,
  products: readonly ChannelProduct[],
  { now, readAt, initial = false }: { readonly now: Date; readonly readAt?: Date; readonly initial?: boolean },
): Promise<void> {
  if (products.length === 0) return;
  const { id: connectionId } = open.row;
  await isolated(
    tx,
    products,
    async (some) => {
      await recordNewFields(tx, { connectionId, subject: "product", records: some.map(({ raw }) => raw), now });
      await recordChannelProducts(tx, { connectionId, products: some, now, initial, readAt: () => readAt ?? now });
    },
    async (product, error) => {
      await logSync(tx, [
        {
          connectionId: open.row.id,
          action: "sync_products",
          status: "failed",
          ref: product.key,
          text: [message("log.failed.read", { title: product.title }), unstorable(error) ?? error.message],
          at: now,
        },
      ]);
    },
  );
}

/** Saves the channel's fees; an entry that cannot be stored is parked. */
export async function applyFeePage(
  tx: Tx,
  open: OpenConnection,
  fees: readonly Fee[],
  { source, now }: { readonly source: "api" | "file"; readonly now: Date },
): Promise<void> {
  if (fees.length === 0) return;
  const entries = fees.map(({ key, orderKey, kind, amount, taxMinor, text, at, raw }) => ({
    key,
    orderKey: orderKey ?? null,
    kind,
    amountMinor: amount.minor,
    taxMinor: taxMinor ?? 0n,
    currency: amount.currency,
    text: storableText(text),
    at,
    raw,
  }));
  await storeFees(tx, { connectionId: open.row.id, now }, entries, source);
}

/** Saves the channel's settlements; one that cannot be stored is parked. */
export async function applySettlementPage(
  tx: Tx,
  open: OpenConnection,
  settlements: readonly ChannelSettlement[],
  now: Date,
): Promise<void> {
  if (settlements.length === 0) return;
  await storeSettlements(tx, { connectionId: open.row.id, now }, settlements);
}
