import { type Tx, together } from "../../db/database.ts";
import { askOwners } from "../customer-identity/resolve.ts";
import { announceAll } from "../events.ts";
import { ownPlaces } from "../inventory/sale-places.ts";
import { type TimelineEntry, writeTimeline } from "../timeline.ts";
import {
  describeAll,
  isBare,
  NO_RECORDS,
  type Records,
  type Work,
  writeOrders,
  writeRows,
  writeTold,
} from "./apply-rows.ts";
import { changeTime, toldAt } from "./change-time.ts";
import { letGoOf, refundedOf, takesOf } from "./channel-takes.ts";
import { type ChannelTake, moveExpected } from "./expected-stock.ts";
import { isFinished } from "./facts.ts";
import { tellFractions } from "./fraction-alerts.ts";
import { keepHandedOver } from "./handed-over.ts";
import {
  type AppliedOrder,
  type ApplyInput,
  decideArrival,
  type HashedPart,
  isFromBefore,
  isTied,
  newestParts,
} from "./input.ts";
import { type KnownOrder, loadKnown } from "./known.ts";
import { changeLines, type FirstSight, type LineChange, loadLines, type StoredLine } from "./lines.ts";
import { type MatchedListing, matchListings } from "./match.ts";
import { endObsoleteCommands } from "./obsolete-commands.ts";
import type { OpenOrder } from "./open-order.ts";
import { type Opened, openOrders } from "./open-orders.ts";
import { type OrderRow, servedFrom } from "./order-rows.ts";
import { raiseWordAlerts } from "./order-words.ts";
import { recogniseOwn } from "./own-echo.ts";
import { withOwnParcels } from "./own-records.ts";
import { touchParts } from "./part-rows.ts";
import { tellReturns } from "./returns/channel-returns.ts";
import { type SettledOrders, settleOrders } from "./settle.ts";
import type { AskedStock } from "./stock-effects.ts";
import { tellOrdersChanged } from "./tell-changed.ts";
import { isUnlinked, nameOf } from "./timeline.ts";
import { raiseUnlinkedAlert, settleUnlinkedAlerts } from "./unlinked-alerts.ts";
import { isKeptAside, promisesStock } from "./unpaid.ts";

export { orderGone } from "./gone.ts";
export type { AppliedOrder } from "./input.ts";
export { refreshUnmappedFlags } from "./unmapped.ts";

/**
 * Stores what a channel tells of its orders: orders, lines, parcels, refunds, customers, their stock effects and
 * timeline. Set-based over the batch; idempotent and independent of the order of arrival: an older version or a
 * known state writes nothing. Answers one entry per order, in no particular order.
 */
export async function applyOrderParts(tx: Tx, input: ApplyInput): Promise<AppliedOrder[]> {
  const parts = newestParts(input);
  if (parts.length === 0) return [];
  const keys = [...new Set(parts.map(({ part }) => part.orderKey))];
  const match = (some: readonly HashedPart[]) =>
    matchListings(
      tx,
      input.connection.id,
      some.map(({ part }) => part),
    );
  // What is delivered is mostly new; what is read again is mostly not.
  const isNews = input.source === "webhook";
  const ask = () =>
    together([
      match(parts),
      askOwners(
        tx,
        parts.map(({ part: { contact } }) => ({ contact, connectionId: input.connection.id })),
      ),
      ownPlaces(tx, [input.connection.id], input.now),
    ]);
  const [known, asked] = await together([
    knownOf(tx, input, parts, keys),
    isNews ? ask() : Promise.resolve([undefined, undefined, undefined] as const),
  ]);
  const [ahead, owners, places] = asked;
  if (ahead && known.size === 0) input.foreseen?.([...ahead.values()].flatMap(({ variantId }) => variantId ?? []));
  const news = await keepNews(tx, parts, known);
  const listings = ahead ?? (await match(news));
  const opened =
    news.length === 0 ? NOTHING : await openOrders(tx, input, { parts: news, known, listings, owners, places });
  const stock = places && { connectionId: input.connection.id, places, parts: opened.parts, levels: opened.levels };
  const applied = opened.open.length === 0 ? [] : await applyOpen(tx, input, { ...opened, listings, stock });
  const ties = new Set(parts.filter((each) => isTied(each, storedOf(known, each))).map(({ part }) => part.orderKey));
  const done = new Set(applied.map((order) => order.orderKey));
  const rest = keys.filter((key) => !done.has(key));
  // What another transaction inserted meanwhile is known only now.
  const again = rest.some((key) => !known.has(key)) ? await loadKnown(tx, input.connection.id, rest) : known;
  const told = applied.map((order) => ({ ...order, isTied: ties.has(order.orderKey) }));
  const orders = [...told, ...rest.flatMap((key) => unchanged(again.get(key), ties.has(key)))];
  return withReturns(tx, input, orders);
}

const NOTHING: Opened = { open: [], parts: new Map() };

/** Returns stand beside their orders: they may come with a state of the order that is known. */
async function withReturns(tx: Tx, input: ApplyInput, orders: readonly AppliedOrder[]): Promise<AppliedOrder[]> {
  const told = Map.groupBy(input.parts, (part) => part.orderKey);
  const moved = await tellReturns(
    tx,
    orders.flatMap(({ orderId, orderKey }) => {
      const parts = told.get(orderKey) ?? [];
      const returns = parts.flatMap((part) => part.returns ?? []);
      const areAll = parts.some((part) => part.noOtherReturns);
      return returns.length > 0 || areAll ? [{ orderId, returns, areAll }] : [];
    }),
    { store: input.connection.name, actor: input.actor, now: input.now },
  );
  return orders.map((order) => (moved.has(order.orderId) ? { ...order, changed: true } : order));
}

/** What is stored of these orders; those of ours that come back from their channel are made known first. */
async function knownOf(tx: Tx, input: ApplyInput, parts: readonly HashedPart[], keys: readonly string[]) {
  const known = await loadKnown(tx, input.connection.id, keys);
  const unknown = parts.flatMap(({ part }) => (known.has(part.orderKey) ? [] : [part]));
  const isOwn = await recogniseOwn(tx, input, unknown);
  return isOwn ? loadKnown(tx, input.connection.id, keys) : known;
}

function unchanged(order: KnownOrder | undefined, tied: boolean): AppliedOrder[] {
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

function storedOf(known: ReadonlyMap<string, KnownOrder>, { part }: HashedPart) {
  return known.get(part.orderKey)?.parts.get(part.partKey);
}

/** What must be judged under the order's lock; a state that is stored already only moves its version on. */
async function keepNews(
  tx: Tx,
  parts: readonly HashedPart[],
  known: ReadonlyMap<string, KnownOrder>,
): Promise<HashedPart[]> {
  const news: HashedPart[] = [];
  const same = [];
  for (const each of parts) {
    const order = known.get(each.part.orderKey);
    const verdict = decideArrival(each, storedOf(known, each));
    if (verdict === "apply") news.push(each);
    if (verdict === "touch" && order) same.push({ ...each, orderId: order.id });
  }
  return [...news, ...(await touchParts(tx, same))];
}

async function applyOpen(
  tx: Tx,
  input: ApplyInput,
  opened: {
    readonly open: readonly OpenOrder[];
    readonly listings: ReadonlyMap<string, MatchedListing>;
    readonly stock?: AskedStock | undefined;
  },
): Promise<AppliedOrder[]> {
  const { now, actor, connection } = input;
  const known = opened.open.flatMap(({ before }) => before?.id ?? []);
  const byOrder = Map.groupBy(await loadLines(tx, known), (line) => line.orderId);
  const works = opened.open.map((open) => workOn(open, byOrder.get(open.after.id) ?? [], { ...opened, input }));
  const areBare = works.every(isBare);
  const settled = await settleOrders(
    tx,
    works.map((work) => ({
      orderId: work.after.id,
      number: work.after.number,
      connectionId: connection.id,
      placedAt: new Date(work.after.placed_at),
      holdsStock: promisesStock(work.after),
      toldAt: toldAt(work, connection),
      servedFrom: servedFrom(work.after),
      lines: work.lines,
      wasShort: work.before?.is_short ?? false,
    })),
    { actor, now, asked: opened.stock, postsAlong: areBare },
  );
  const flagged = works.map((work) => withFlags(work, { settled, listings: opened.listings }));
  const isMoved = (row: OrderRow, work: Work) => work.before !== null || row.is_short !== work.after.is_short;
  const moved = flagged.filter((row, n) => isMoved(row, works[n] ?? failed(row)));
  const written = { moved, settled, now };
  const describe = (records: Records) => describeAll(works, { records, settled, storeName: connection.name });
  const applied = flagged.map((row, n) => answer(row, works[n] ?? failed(row)));
  const ids = (some: readonly AppliedOrder[]) => some.map((order) => ({ id: order.orderId, storeId: connection.id }));
  const tell = (entries: readonly TimelineEntry[]) =>
    together([
      writeTimeline(tx, entries, { actor, now }),
      endObsoleteCommands(tx, cancelledNow(works), { actor, now }),
      tellUnlinked(tx, input, works, flagged),
      tellFractions(tx, input, madeLines(works)),
      raiseWordAlerts(tx, connection, { words: unknownWords(works), now }),
      // Imported history notifies nobody.
      announceAll(tx, "order.created", input.history ? [] : ids(applied.filter((order) => order.created))),
      tellOrdersChanged(tx, ids(applied.filter((order) => !order.created))),
    ]);
  if (areBare) {
    const also = input.alongside && unmovedBy(works, settled).length === 0 ? input.alongside : () => Promise.resolve();
    // What is told of a new order follows from nothing that writing it would answer: all of it leaves together. Numbers
    // first: they are worked out while the rest is written.
    await together([
      settled.posting,
      writeOrders(tx, works, written),
      moveChannelStock(tx, input, { works, settled, records: NO_RECORDS }),
      also([...settled.movedVariants]),
      writeTold(tx, works, now),
      tell(describe(NO_RECORDS)),
    ]);
  } else {
    const records = await writeRows(tx, works, written);
    await together([moveChannelStock(tx, input, { works, settled, records }), tell(describe(records))]);
  }
  return applied;
}

const madeLines = (works: readonly Work[]): StoredLine[] =>
  works.flatMap(({ changes }) => changes.flatMap(({ before, after }) => (before === null ? [after] : [])));

/** Words nobody has given a meaning, of orders that have just got them. */
function unknownWords(works: readonly Work[]): string[] {
  return works.flatMap(({ before, parts }) =>
    parts.flatMap(({ part: { unknownStatus: word, told } }) =>
      word === undefined || told !== undefined || before?.status_word === word ? [] : [word],
    ),
  );
}

/** Orders that begin to hold items that stand for nothing of ours, and those that no longer do. */
async function tellUnlinked(
  tx: Tx,
  { connection, history, actor, now }: ApplyInput,
  works: readonly Work[],
  flagged: readonly OrderRow[],
): Promise<void> {
  const waits = (row: OrderRow | null) => row?.has_unmapped === true && promisesStock(row);
  const begun = flagged.flatMap((row, n) => {
    const work = works[n];
    if (history || !work || row.is_history || !waits(row) || waits(work.before)) return [];
    return [{ orderId: row.id, number: row.number, names: work.lines.filter(isUnlinked).map(nameOf).join(", ") }];
  });
  await raiseUnlinkedAlert(tx, connection, { orders: begun, now });
  const hasEnded = flagged.some((row, n) => waits(works[n]?.before ?? null) && !waits(row));
  if (hasEnded) await settleUnlinkedAlerts(tx, [connection.id], { actor, now });
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
  known: readonly StoredLine[],
  how: { readonly listings: ReadonlyMap<string, MatchedListing>; readonly input: ApplyInput },
): Work {
  const isOld = isFromBefore(how.input, open.after.placed_at);
  const first: FirstSight = isOld ? (isFinished(open.after) ? "finished" : "open") : "new";
  const { now } = how.input;
  const isOurs = open.before !== null && open.before.push_state !== null;
  const ownStands = isOurs || how.input.connection.policy?.fulfilment !== "channel" || how.input.source === "command";
  const lines = new Map(known.map((line) => [line.id, line]));
  const changes: LineChange[] = [];
  for (const { part } of open.parts) {
    const known = { orderId: open.after.id, lines: [...lines.values()] };
    for (const change of changeLines(part, known, { listings: how.listings, now, first, ownStands })) {
      changes.push(change);
      lines.set(change.after.id, change.after);
    }
  }
  const all = [...lines.values()];
  const after = { ...open.after, fulfilment: withOwnParcels(open.after, all) };
  return { ...open, after: keepHandedOver(open.before, after, all), lines: all, changes };
}

function withFlags(
  work: Work,
  { settled, listings }: { settled: SettledOrders; listings: ReadonlyMap<string, MatchedListing> },
): OrderRow {
  const isOpen = (line: StoredLine) => isUnlinked(line) && !listings.get(line.extVariantKey ?? "")?.isIgnored;
  return { ...work.after, is_short: settled.short.has(work.after.id), has_unmapped: work.lines.some(isOpen) };
}

/** Lines of orders whose units the channel begins to keep aside, or keeps aside no longer. */
const asideOf = ({ before, after, lines }: Work): readonly StoredLine[] =>
  (before !== null && isKeptAside(before)) === isKeptAside(after) ? [] : lines;

/** Variants of which the channel moved but our level did not: short, history, fulfilled elsewhere, kept aside. */
const unmovedBy = (works: readonly Work[], settled: SettledOrders): string[] => [
  ...new Set(
    works
      .flatMap((work) => [...takesOf(work), ...asideOf(work)])
      .flatMap(({ variantId }) => {
        return variantId === null || settled.movedVariants.has(variantId) ? [] : [variantId];
      }),
  ),
];

/** The channel's own number moved with its sales: what we believe it shows follows. */
async function moveChannelStock(
  tx: Tx,
  input: ApplyInput,
  { works, settled, records }: { works: readonly Work[]; settled: SettledOrders; records: Records },
): Promise<void> {
  const { now, compareAndSet, connection } = input;
  const refunds = new Set(records.refunds.flatMap(({ orderId, key, isNew }) => (isNew ? `${orderId}\n${key}` : [])));
  const takes = works.flatMap((work): ChannelTake[] => {
    const times = changeTime(work, input);
    const taken = takesOf(work).map(({ variantId: _, ...take }) => take);
    return [...taken, ...letGoOf(work), ...refundedOf(work, refunds)].map((take) => ({ ...take, ...times }));
  });
  // Compares the two again. Marks come before the channel's numbers, as in the fan-out, so that the two never wait for
  // each other in a circle.
  const unmoved = unmovedBy(works, settled);
  if (unmoved.length > 0) {
    const mark =
      "select argosy.mark_changed(array_agg(argosy.tenant()), array_agg(v), 'stock') from unnest($1::uuid[]) as w(v)";
    await tx.run(mark, [unmoved]);
  }
  await moveExpected(tx, { takes, compareAndSet, connectionId: connection.id, now });
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
