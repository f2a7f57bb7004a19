import { beginEach, createSlices } from "../../commerce/slices.ts";
import { type Tx, together } from "../../db/database.ts";
import { askOwners } from "../customer-identity/resolve.ts";
import { announceAll } from "../events.ts";
import { ownLocations } from "../inventory/sale-locations.ts";
import { type TimelineEntry, writeTimeline } from "../timeline.ts";
import {
  describeAll,
  isBare,
  NO_RECORDS,
  type Records,
  type Work,
  writeOrders,
  writeReported,
  writeRows,
} from "./apply-rows.ts";
import { reportedAt } from "./change-time.ts";
import { moveChannelStock, unmovedBy } from "./channel-stock.ts";
import { raiseUnknownStatusAlerts } from "./custom-statuses.ts";
import { loadStoredOrders, type StoredOrder } from "./existing-orders.ts";
import { isFinished } from "./facts.ts";
import { raiseFractionAlerts } from "./fraction-alerts.ts";
import { preserveHandover } from "./handed-over.ts";
import { withHoldOf } from "./held.ts";
import { alertHeldShipped } from "./held-alerts.ts";
import {
  type AppliedOrder,
  type ApplyInput,
  decideArrival,
  type HashedPart,
  isFromBefore,
  isTied,
  newestParts,
} from "./input.ts";
import { changeLines, type FirstSight, type LineChange, loadLines, type StoredLine } from "./lines.ts";
import { type MatchedListing, matchListings } from "./match.ts";
import { announceOrdersChanged } from "./notify-changed.ts";
import { endObsoleteCommands } from "./obsolete-commands.ts";
import type { OpenOrder } from "./open-order.ts";
import { type Opened, openOrders } from "./open-orders.ts";
import { type OrderRow, servedFrom } from "./order-fields/order-rows.ts";
import { isUnlinked, nameOf } from "./order-fields/order-timeline.ts";
import { recogniseOwn } from "./own-echo.ts";
import { withOwnParcels } from "./own-records.ts";
import { touchParts } from "./part-rows.ts";
import type { PrefetchedStock } from "./prefetched-stock.ts";
import { applyReturns } from "./returns/channel-returns.ts";
import { type OrderStockResult, reconcileOrderStock } from "./settle.ts";
import { raiseUnlinkedAlert, resolveUnlinkedAlerts } from "./unlinked-alerts.ts";
import { promisesStock } from "./unpaid.ts";

export { ordersGone } from "./gone.ts";
export type { AppliedOrder } from "./input.ts";
export { refreshUnmappedFlags } from "./unmapped.ts";

/**
 * Stores what a channel reports of its orders: orders, lines, parcels, refunds, customers, their stock effects and
 * timeline. Set-based over the batch; idempotent and independent of the order of arrival: an older version or a
 * known state writes nothing. Answers one entry per order, in no particular order.
 */
export async function applyOrderParts(tx: Tx, input: ApplyInput): Promise<AppliedOrder[]> {
  const parts = await newestParts(input);
  if (parts.length === 0) return [];
  // Automations are not asked about what a first import brings.
  if (input.history) await tx.rows("select set_config('argosy.first_import', 'on', true)");
  const keys = [...new Set(parts.map(({ part }) => part.orderKey))];
  const match = (some: readonly HashedPart[]) =>
    matchListings(
      tx,
      input.connection.id,
      some.map(({ part }) => part),
    );
  // What is delivered is mostly new; what is read again is mostly not.
  const isNews = input.source === "webhook";
  const preload = () =>
    together([
      match(parts),
      askOwners(
        tx,
        parts.map(({ part: { contact } }) => ({ contact, connectionId: input.connection.id })),
      ),
      ownLocations(tx, [input.connection.id], input.now),
    ]);
  const [stored, preloaded] = await together([
    findStoredOrders(tx, input, parts, keys),
    isNews ? preload() : Promise.resolve([undefined, undefined, undefined] as const),
  ]);
  const [ahead, owners, locations] = preloaded;
  if (ahead && stored.size === 0) input.foreseen?.([...ahead.values()].flatMap(({ variantId }) => variantId ?? []));
  const news = await partsToApply(tx, parts, stored);
  const listings = ahead ?? (await match(news));
  const opened =
    news.length === 0
      ? NOTHING
      : await openOrders(tx, input, { parts: news, stored: stored, listings, owners, saleLocations: locations });
  const prefetched = locations && {
    connectionId: input.connection.id,
    locations,
    parts: opened.parts,
    levels: opened.levels,
  };
  const applied = opened.open.length === 0 ? [] : await applyOpen(tx, input, { ...opened, listings, prefetched });
  const ties = new Set(parts.filter((each) => isTied(each, storedOf(stored, each))).map(({ part }) => part.orderKey));
  const done = new Set(applied.map((order) => order.orderKey));
  const rest = keys.filter((key) => !done.has(key));
  // What another transaction inserted meanwhile is known only now.
  const again = rest.some((key) => !stored.has(key)) ? await loadStoredOrders(tx, input.connection.id, rest) : stored;
  const appliedOrders = applied.map((order) => ({ ...order, isTied: ties.has(order.orderKey) }));
  const orders = [...appliedOrders, ...rest.flatMap((key) => unchanged(again.get(key), ties.has(key)))];
  return withReturns(tx, input, orders);
}

const NOTHING: Opened = { open: [], parts: new Map() };

/** Returns are separate from the order: they may come with an order state that is stored already. */
async function withReturns(tx: Tx, input: ApplyInput, orders: readonly AppliedOrder[]): Promise<AppliedOrder[]> {
  const partsByOrder = Map.groupBy(input.parts, (part) => part.orderKey);
  const moved = await applyReturns(
    tx,
    orders.flatMap(({ orderId, orderKey }) => {
      const parts = partsByOrder.get(orderKey) ?? [];
      const returns = parts.flatMap((part) => part.returns ?? []);
      const areAll = parts.some((part) => part.noOtherReturns);
      return returns.length > 0 || areAll ? [{ orderId, returns, areAll }] : [];
    }),
    { store: input.connection.name, actor: input.actor, now: input.now },
  );
  return orders.map((order) => (moved.has(order.orderId) ? { ...order, changed: true } : order));
}

/** The stored orders; manual orders that come back from their channel get its key first. */
async function findStoredOrders(tx: Tx, input: ApplyInput, parts: readonly HashedPart[], keys: readonly string[]) {
  const stored = await loadStoredOrders(tx, input.connection.id, keys);
  const unknown = parts.flatMap(({ part }) => (stored.has(part.orderKey) ? [] : [part]));
  const isOwn = await recogniseOwn(tx, input, unknown);
  return isOwn ? loadStoredOrders(tx, input.connection.id, keys) : stored;
}

function unchanged(order: StoredOrder | undefined, tied: boolean): AppliedOrder[] {
  if (!order) return [];
  const { orderKey, id, number, isShort, unmapped, isErased } = order;
  return [
    {
      orderKey,
      orderId: id,
      number,
      created: false,
      changed: false,
      short: isShort,
      unmapped,
      isErased,
      isTied: tied,
    },
  ];
}

function storedOf(stored: ReadonlyMap<string, StoredOrder>, { part }: HashedPart) {
  return stored.get(part.orderKey)?.parts.get(part.partKey);
}

/** Parts to be compared under the order's lock; where only the version is newer, it is stored here. */
async function partsToApply(
  tx: Tx,
  parts: readonly HashedPart[],
  stored: ReadonlyMap<string, StoredOrder>,
): Promise<HashedPart[]> {
  const news: HashedPart[] = [];
  const same = [];
  for (const each of parts) {
    const order = stored.get(each.part.orderKey);
    const decision = decideArrival(each, storedOf(stored, each));
    if (decision === "apply") news.push(each);
    if (decision === "touch" && order) same.push({ ...each, orderId: order.id });
  }
  return [...news, ...(await touchParts(tx, same))];
}

async function applyOpen(
  tx: Tx,
  input: ApplyInput,
  opened: {
    readonly open: readonly OpenOrder[];
    readonly listings: ReadonlyMap<string, MatchedListing>;
    readonly prefetched?: PrefetchedStock | undefined;
  },
): Promise<AppliedOrder[]> {
  const { now, actor, connection } = input;
  const works = await worksOn(tx, input, opened);
  const areBare = works.every(isBare);
  const stockResult = await reconcileOrderStock(
    tx,
    works.map((work) => ({
      orderId: work.after.id,
      number: work.after.number,
      connectionId: connection.id,
      placedAt: new Date(work.after.placed_at),
      ...{ reservesStock: promisesStock(work.after), withoutStock: work.after.without_stock },
      reportedAt: reportedAt(work, connection),
      servedFrom: servedFrom(work.after),
      shipTo: work.after.shipping_address,
      lines: work.lines,
      wasShort: work.before?.is_short ?? false,
    })),
    { actor, now, prefetched: opened.prefetched, postsAlong: areBare },
  );
  // Begun anew: the time that went by was the database's.
  const pause = createSlices();
  const flagged = works.map((work) => withFlags(work, { stockResult, listings: opened.listings }));
  const moved = flagged.filter((row, n) => isMoved(row, works[n] ?? failed(row)));
  const written = { moved, stockResult, now };
  const describe = (records: Records) => describeAll(works, { records, stockResult, storeName: connection.name });
  const applied = flagged.map((row, n) => answer(row, works[n] ?? failed(row)));
  await pause();
  const ids = (some: readonly AppliedOrder[]) => some.map((order) => ({ id: order.orderId, storeId: connection.id }));
  const writeEntries = (entries: readonly TimelineEntry[]) =>
    together([
      writeTimeline(tx, entries, { actor, now }),
      endObsoleteCommands(tx, cancelledNow(works), { actor, now }),
      updateUnlinkedAlerts(tx, input, works, flagged),
      together([raiseFractionAlerts(tx, input, madeLines(works)), alertHeldShipped(tx, input, works)]),
      raiseUnknownStatusAlerts(tx, connection, { statuses: unknownStatuses(works), now }),
      // Imported history notifies nobody.
      announceAll(tx, "order.created", input.history ? [] : ids(applied.filter((order) => order.created))),
      announceOrdersChanged(tx, ids(applied.filter((order) => !order.created))),
    ]);
  await writeAll(tx, input, works, { ...written, writeEntries, describe, areBare, pause });
  return applied;
}

/** Stock comes first: it is calculated while the rest is written. */
async function writeAll(
  tx: Tx,
  input: ApplyInput,
  works: readonly Work[],
  how: {
    readonly moved: readonly OrderRow[];
    readonly stockResult: OrderStockResult;
    readonly now: Date;
    readonly areBare: boolean;
    readonly pause: () => Promise<void>;
    readonly describe: (records: Records) => TimelineEntry[];
    readonly writeEntries: (entries: readonly TimelineEntry[]) => Promise<unknown>;
  },
): Promise<void> {
  const { stockResult, describe, writeEntries } = how;
  // Returns come later, gifts follow with the announcement, and what their items do to stock is marked then.
  const hasReturns = input.parts.some(({ returns = [] }) => returns.length > 0);
  const hasGifts = works.some(({ before, lines }) => before !== null && lines.some(({ isGift }) => isGift));
  const isPropagated = !hasReturns && !hasGifts && unmovedBy(works, stockResult).length === 0;
  const also = async () => (isPropagated ? input.alongside?.([...stockResult.movedVariants]) : undefined);
  if (how.areBare) {
    // The timeline entries of a new order need no answer of the writes: all statements are sent together.
    const writing = await beginEach(how.pause, [
      () => stockResult.posting,
      () => writeOrders(tx, works, how),
      () => moveChannelStock(tx, input, { works, stockResult, records: NO_RECORDS }),
      also,
      () => writeReported(tx, works, how.now),
      () => writeEntries(describe(NO_RECORDS)),
    ]);
    await together(writing);
    return;
  }
  const records = await writeRows(tx, works, how);
  await together([
    moveChannelStock(tx, input, { works, stockResult, records }),
    also(),
    writeEntries(describe(records)),
  ]);
}

const isMoved = (row: OrderRow, work: Work) => work.before !== null || row.is_short !== work.after.is_short;

/** Two hundred orders in one go would keep every other sale of this process waiting. */
async function worksOn(
  tx: Tx,
  input: ApplyInput,
  opened: { readonly open: readonly OpenOrder[]; readonly listings: ReadonlyMap<string, MatchedListing> },
): Promise<Work[]> {
  const existingIds = opened.open.flatMap(({ before }) => before?.id ?? []);
  const byOrder = Map.groupBy(await loadLines(tx, existingIds), (line) => line.orderId);
  const pause = createSlices();
  const works: Work[] = [];
  for (const open of opened.open) {
    works.push(workOn(open, byOrder.get(open.after.id) ?? [], { ...opened, input }));
    await pause();
  }
  return works;
}

const madeLines = (works: readonly Work[]): StoredLine[] =>
  works.flatMap(({ changes }) => changes.flatMap(({ before, after }) => (before === null ? [after] : [])));

/** Custom statuses without a mapping, of orders that have just got them. */
function unknownStatuses(works: readonly Work[]): string[] {
  return works.flatMap(({ before, parts }) =>
    parts.flatMap(({ part: { unknownStatus: word, told: state } }) =>
      word === undefined || state !== undefined || before?.status_word === word ? [] : [word],
    ),
  );
}

/** Raises the alert for orders that now have unlinked items, and closes it where none has any more. */
async function updateUnlinkedAlerts(
  tx: Tx,
  { connection, history, actor, now }: ApplyInput,
  works: readonly Work[],
  flagged: readonly OrderRow[],
): Promise<void> {
  const waits = (row: OrderRow | null) => row?.has_unmapped === true && promisesStock(row);
  const newlyUnlinked = flagged.flatMap((row, n) => {
    const work = works[n];
    if (history || !work || row.is_history || !waits(row) || waits(work.before)) return [];
    return [{ orderId: row.id, number: row.number, names: work.lines.filter(isUnlinked).map(nameOf).join(", ") }];
  });
  await raiseUnlinkedAlert(tx, connection, { orders: newlyUnlinked, now });
  const hasEnded = flagged.some((row, n) => waits(works[n]?.before ?? null) && !waits(row));
  if (hasEnded) await resolveUnlinkedAlerts(tx, [connection.id], { actor, now });
}

function cancelledNow(works: readonly Work[]): string[] {
  return works.flatMap(({ before, after }) =>
    before && before.status !== "cancelled" && after.status === "cancelled" ? [after.id] : [],
  );
}

function failed(row: OrderRow): never {
  throw new Error(`Order ${row.number} was lost while it was applied.`);
}

function workOn(
  open: OpenOrder,
  storedLines: readonly StoredLine[],
  how: { readonly listings: ReadonlyMap<string, MatchedListing>; readonly input: ApplyInput },
): Work {
  const isOld = isFromBefore(how.input, open.after.placed_at);
  const first: FirstSight = isOld ? (isFinished(open.after) ? "finished" : "open") : "new";
  const { now } = how.input;
  const isOurs = open.before !== null && open.before.push_state !== null;
  const ownStands = isOurs || how.input.connection.policy?.fulfilment !== "channel" || how.input.source === "command";
  const lines = new Map(storedLines.map((line) => [line.id, line]));
  const changes: LineChange[] = [];
  for (const { part } of open.parts) {
    const current = { orderId: open.after.id, lines: [...lines.values()] };
    for (const change of changeLines(part, current, { listings: how.listings, now, first, ownStands })) {
      changes.push(change);
      lines.set(change.after.id, change.after);
    }
  }
  const all = [...lines.values()];
  const after = { ...open.after, fulfilment: withOwnParcels(open.after, all) };
  const status = withHoldOf(open.before, preserveHandover(open.before, after, all));
  return { ...open, after: status, lines: all, changes };
}

function withFlags(
  work: Work,
  { stockResult, listings }: { stockResult: OrderStockResult; listings: ReadonlyMap<string, MatchedListing> },
): OrderRow {
  const isOpen = (line: StoredLine) => isUnlinked(line) && !listings.get(line.extVariantKey ?? "")?.isIgnored;
  return { ...work.after, is_short: stockResult.short.has(work.after.id), has_unmapped: work.lines.some(isOpen) };
}

function answer(row: OrderRow, work: Work): AppliedOrder {
  return {
    orderKey: row.ext_key ?? "",
    orderId: row.id,
    number: row.number,
    created: work.before === null,
    changed: true,
    short: row.is_short,
    unmapped: row.has_unmapped ? work.lines.filter(isUnlinked).length : 0,
    isErased: "erased" in row.contact,
    isTied: false,
  };
}
