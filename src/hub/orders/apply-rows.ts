/** Writes applied orders, and describes the changes for their timelines. */
import { type Tx, together } from "../../db/database.ts";
import type { TimelineEntry } from "../timeline.ts";
import { describeEndedHold } from "./held.ts";
import { type LineChange, type StoredLine, writeLineStock, writeLines } from "./lines.ts";
import type { OpenOrder } from "./open-order.ts";
import { type OrderRow, updateOrders } from "./order-fields/order-rows.ts";
import { describeChange } from "./order-fields/order-timeline.ts";
import { dropReportedRecords } from "./own-records.ts";
import { describePreservedStatus } from "./own-status.ts";
import {
  type WithdrawnRefund,
  withdrawRecords,
  writeFulfilments,
  writeParts,
  writeRefunds,
  writeTransactions,
} from "./part-rows.ts";
import type { OrderStockResult } from "./settle.ts";
import type { Written } from "./written-record.ts";

/** An order on its way to be written: its lines as they will be. */
export interface Work extends OpenOrder {
  readonly lines: readonly StoredLine[];
  readonly changes: readonly LineChange[];
}

/** Parcels and refunds that are new or changed, and refunds that are gone. */
export interface Records {
  readonly fulfilments: readonly Written[];
  readonly refunds: readonly Written[];
  readonly withdrawn: readonly WithdrawnRefund[];
}

export const NO_RECORDS: Records = { fulfilments: [], refunds: [], withdrawn: [] };

/** A new order without parcels and refunds. */
export const isBare = ({ before, parts }: Work): boolean =>
  before === null && parts.every(({ part }) => part.fulfilments.length === 0 && part.refunds.length === 0);

interface HowWritten {
  readonly moved: readonly OrderRow[];
  readonly stockResult: OrderStockResult;
  readonly now: Date;
}

const placedOf = (works: readonly Work[]) =>
  works.flatMap(({ after, parts, isSplit }) => parts.map((each) => ({ ...each, orderId: after.id, isSplit })));

/** Writes the orders' rows, with their lines, parcels, refunds and payments. */
export async function writeRows(tx: Tx, works: readonly Work[], how: HowWritten): Promise<Records> {
  const placed = placedOf(works);
  const [fulfilments, refunds, withdrawn] = await together([
    writeFulfilments(tx, placed, how.now),
    writeRefunds(tx, placed, how.now),
    withdrawRecords(tx, placedOf(works.filter(({ before }) => before !== null))),
    writeOrders(tx, works, how),
    writeReported(tx, works, how.now),
  ]);
  await dropReportedRecords(tx, { fulfilments, refunds });
  return { fulfilments, refunds, withdrawn };
}

/** The orders and their lines: all that the stock shown on other channels depends on. */
export const writeOrders = (tx: Tx, works: readonly Work[], { moved, stockResult, now }: HowWritten) =>
  together([updateOrders(tx, moved, now), storeLines(tx, works, stockResult)]);

/** Each part as the channel reported it, and its payments. */
export const writeReported = (tx: Tx, works: readonly Work[], now: Date) =>
  together([writeParts(tx, placedOf(works), now), writeTransactions(tx, placedOf(works))]);

async function storeLines(tx: Tx, works: readonly Work[], stockResult: OrderStockResult): Promise<void> {
  const changedIds = new Set<string>();
  const changes = works.flatMap((work) =>
    work.changes.map(({ before, after }) => {
      changedIds.add(after.id);
      return { before, after: { ...after, stock: stockResult.changed.get(after.id) ?? after.stock } };
    }),
  );
  await writeLines(tx, changes);
  await writeLineStock(tx, new Map([...stockResult.changed].filter(([id]) => !changedIds.has(id))));
}

/** The timeline entries of these orders, in the order in which things happened. */
export function describeAll(
  works: readonly Work[],
  done: {
    readonly records: Records;
    readonly stockResult: OrderStockResult;
    readonly storeName: string;
  },
): TimelineEntry[] {
  const keys = (rows: readonly Written[]) => new Set(rows.map((row) => `${row.orderId}\n${row.key}`));
  const fulfilments = keys(done.records.fulfilments);
  const refunds = keys(done.records.refunds);
  const withdrawn = Map.groupBy(done.records.withdrawn, (refund) => refund.orderId);
  const stockEntries = Map.groupBy(done.stockResult.entries, (entry) => entry.orderId);
  return works.flatMap((work) => {
    const { before, after, parts } = work;
    const lines = work.changes.map((change) => {
      const stock = done.stockResult.changed.get(change.after.id) ?? change.after.stock;
      return { before: change.before, after: { ...change.after, stock } };
    });
    const change = {
      before,
      after,
      lines,
      fulfilments: parts.flatMap(({ part }) =>
        part.fulfilments.filter(({ key }) => fulfilments.has(`${after.id}\n${key}`)),
      ),
      refunds: parts.flatMap(({ part }) => part.refunds.filter(({ key }) => refunds.has(`${after.id}\n${key}`))),
      withdrawn: withdrawn.get(after.id) ?? [],
    };
    return [
      ...describePreservedStatus(work, done.storeName),
      ...describeChange(change, done.storeName),
      ...describeEndedHold(before, after),
      ...(stockEntries.get(after.id) ?? []),
    ];
  });
}
