import { newId } from "../../commerce/new-id.ts";
import type { OrderLine, OrderOption, OrderPart } from "../../commerce/order.ts";
import { columnOf } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { adopted } from "./adopted-lines.ts";
import { type LineStock, untouched } from "./line-stock.ts";
import { listingOf, type MatchedListing } from "./match.ts";
import { notRestockedByLine, notRestockedOf } from "./not-restocked.ts";
import { packOf, packSold, type StoredPack } from "./pack.ts";

/** What is sold on a line, and how many units of it went which way. */
export interface LineUnits {
  readonly sku: string | null;
  readonly title: string;
  readonly orderedQuantity: number;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  /** Units put back into stock, by the channel or by returns here. */
  readonly restockedQuantity: number;
  readonly unitPrice: string;
}

/** A line as it is, or will be, stored: a field added here does not compile before it has its column. */
export interface StoredLine extends LineUnits {
  readonly id: string;
  readonly orderId: string;
  readonly partKey: string;
  readonly extKey: string;
  readonly position: number;
  readonly listingId: string | null;
  readonly variantId: string | null;
  readonly extVariantKey: string | null;
  readonly discountMinor: string;
  readonly taxMinor: string;
  readonly totalMinor: string;
  readonly platformPaidMinor: string;
  readonly giftCard: boolean;
  /** The seller adds it to what is packed: its channel does not know of it. */
  readonly isGift: boolean;
  /** Of goods sold in fractions: how much was ordered. */
  readonly exactQuantity: string | null;
  /** What the buyer chose or typed; null: not reported. */
  readonly options: readonly OrderOption[] | null;
  /** Key of the set's line this one is a part of. */
  readonly extGroup: string | null;
  readonly pack: StoredPack | null;
  readonly fulfilledBy: OrderLine["fulfilledBy"];
  readonly extLocation: string | null;
  readonly took: number;
  /** Units shipped and units put back before the line was first seen, of orders placed before the cut-over. */
  readonly prior: number;
  readonly priorRestocked: number;
  /** Units of refunds without a restock flag that are back by the channel's number. */
  readonly seenRestocked: number;
  /** Units refunded before they left that the channel says are not for sale again. */
  readonly notRestocked: number;
  /** The same for refunds without such a flag, by the channel's number. */
  readonly seenNotRestocked: number;
  /** Units shipped from here that the channel does not report. */
  readonly ownFulfilled: number;
  /** Units returns here put back into stock, and dealt with in any way. */
  readonly returnRestocked: number;
  readonly returnReceived: number;
  readonly stock: LineStock;
}

/** Fields of a line that are set by its channel, or later. */
export const UNREPORTED = {
  platformPaidMinor: "0",
  giftCard: false,
  isGift: false,
  exactQuantity: null,
  options: null,
  extGroup: null,
  pack: null,
  took: 0,
  prior: 0,
  priorRestocked: 0,
  seenRestocked: 0,
  notRestocked: 0,
  seenNotRestocked: 0,
  ownFulfilled: 0,
  returnRestocked: 0,
  returnReceived: 0,
} as const;

export interface LineChange {
  readonly before: StoredLine | null;
  readonly after: StoredLine;
}

/** The SQL type of each field a line is written with; a gift is marked where it is added. */
const LINE_TYPES: Readonly<Record<Exclude<keyof StoredLine, "isGift" | "stock">, string>> = {
  id: "uuid",
  orderId: "uuid",
  partKey: "text",
  extKey: "text",
  position: "int",
  listingId: "uuid",
  variantId: "uuid",
  extVariantKey: "text",
  sku: "text",
  title: "text",
  orderedQuantity: "int",
  quantity: "int",
  fulfilledQuantity: "int",
  restockedQuantity: "int",
  unitPrice: "numeric",
  discountMinor: "bigint",
  taxMinor: "bigint",
  totalMinor: "bigint",
  platformPaidMinor: "bigint",
  giftCard: "boolean",
  exactQuantity: "numeric",
  options: "jsonb",
  extGroup: "text",
  pack: "jsonb",
  fulfilledBy: "text",
  extLocation: "text",
  took: "int",
  prior: "int",
  priorRestocked: "int",
  seenRestocked: "int",
  notRestocked: "int",
  seenNotRestocked: "int",
  ownFulfilled: "int",
  returnRestocked: "int",
  returnReceived: "int",
};

/** The same of its stock: the row of a line has both, so no name may be in both. */
const STOCK_TYPES: Readonly<Record<Exclude<keyof LineStock, keyof StoredLine>, string>> = {
  locationId: "uuid",
  reserved: "int",
  short: "int",
  consumed: "int",
  returned: "int",
  matched: "int",
  opened: "int",
  follows: "boolean",
  lost: "int",
  seq: "int",
};

/** Columns that are not called as their fields. */
const RENAMED: Readonly<Record<string, string>> = {
  took: "took_quantity",
  prior: "prior_quantity",
  notRestocked: "kept_out_quantity",
  seenNotRestocked: "seen_kept_out",
  ownFulfilled: "own_fulfilled_quantity",
  reserved: "reserved_quantity",
  short: "short_quantity",
  consumed: "consumed_quantity",
  returned: "returned_quantity",
  matched: "matched_quantity",
  opened: "opened_quantity",
  follows: "follows_channel",
  lost: "lost_quantity",
  seq: "stock_seq",
} satisfies Partial<Record<keyof StoredLine | keyof LineStock, string>>;

const nameOf = (field: string): string => RENAMED[field] ?? columnOf(field);
/** Minor units and prices are text. */
const read = ([field, type]: readonly [string, string]): string =>
  type === "numeric" ? `trim_scale(${nameOf(field)})::text` : `${nameOf(field)}${type === "bigint" ? "::text" : ""}`;

const LINE = Object.entries(LINE_TYPES);
const STOCK = Object.entries(STOCK_TYPES);
const ROW = [...LINE, ...STOCK];

const SELECT = `
  select ${LINE.map((column) => `${read(column)} as "${column[0]}"`).join(", ")}, is_gift as "isGift",
    json_build_object(${STOCK.map((column) => `'${column[0]}', ${read(column)}`).join(", ")}) as stock
  from order_line where organization_id = argosy.tenant()`;

/** All lines of these orders; lock the orders first. */
export function loadLines(tx: Tx, orderIds: readonly string[]): Promise<StoredLine[]> {
  if (orderIds.length === 0) return Promise.resolve([]);
  return tx.rows<StoredLine>(`${SELECT} and order_id = any($1::uuid[]) order by order_id, position, id`, [orderIds]);
}

/** Changes of the stored lines by a part. A line missing from a complete part keeps its row, with nothing to ship. */
export function changeLines(
  part: OrderPart,
  stored: { readonly orderId: string; readonly lines: readonly StoredLine[] },
  how: {
    readonly listings: ReadonlyMap<string, MatchedListing>;
    readonly now: Date;
    readonly first: FirstSight;
    readonly ownStands?: boolean;
  },
): LineChange[] {
  const byKey = new Map(stored.lines.map((line) => [line.extKey, line]));
  // A line added to a stored part was ordered since.
  const first = stored.lines.some((line) => line.partKey === part.partKey) ? "new" : how.first;
  const lines = distinctKeys(part.lines);
  const own = adopted(lines, stored.lines, how.listings);
  const notRestocked = notRestockedByLine(part);
  const changes = lines.map((line, position): LineChange => {
    const listing = listingOf(how.listings, line);
    const before = byKey.get(line.key) ?? own.get(line) ?? null;
    const id = before?.id ?? newId(how.now);
    const ids = { id, orderId: stored.orderId };
    const isOwn = how.ownStands ?? true;
    const pack = packSold(packOf(line, how.listings), before?.pack ?? null);
    const after = lineRow({
      part,
      line,
      position,
      before,
      listing,
      pack,
      ids,
      first,
      ownStands: isOwn,
      refundedForGood: notRestocked,
    });
    return { before, after };
  });
  if (!part.complete) return changes;
  const reportedIds = new Set(changes.flatMap(({ before }) => before?.id ?? []));
  for (const before of stored.lines) {
    if (before.partKey !== part.partKey || reportedIds.has(before.id)) continue;
    const left = before.fulfilledQuantity;
    const took = Math.min(before.took, left);
    changes.push({ before, after: { ...before, quantity: left, took, ...NO_AMOUNTS } });
  }
  return changes;
}

/** What a line seen for the first time has behind it: nothing, what was shipped before, or everything. */
export type FirstSight = "new" | "open" | "finished";

/** The channel asks no money for a line it no longer has. */
const NO_AMOUNTS = { discountMinor: "0", taxMinor: "0", totalMinor: "0", platformPaidMinor: "0" };

/** A platform that gives two lines of an order the same key must not lose one of them. */
function distinctKeys(lines: readonly OrderLine[]): OrderLine[] {
  const seen = new Map<string, number>();
  return lines.map((line) => {
    const count = (seen.get(line.key) ?? 0) + 1;
    seen.set(line.key, count);
    return count === 1 ? line : { ...line, key: `${line.key}#${count}` };
  });
}

function lineRow(from: {
  readonly part: OrderPart;
  readonly line: OrderLine;
  readonly position: number;
  readonly before: StoredLine | null;
  readonly listing: MatchedListing | undefined;
  readonly pack: StoredPack | null;
  readonly ids: { readonly id: string; readonly orderId: string };
  readonly first: FirstSight;
  /** Units shipped here count until the channel reports as many; false: only the channel's report counts. */
  readonly ownStands: boolean;
  readonly refundedForGood: ReadonlyMap<string, number>;
}): StoredLine {
  const { part, line, position, before, listing, ids } = from;
  const ownFulfilled = from.ownStands && line.fulfilledBy !== "marketplace" ? ownOf(part, line, before) : 0;
  // A status that says nothing of the parcel does not bring the units back either.
  const atLeast = part.keeps?.includes("fulfilment") ? (before?.fulfilledQuantity ?? 0) : ownFulfilled;
  const fulfilledQuantity = Math.max(line.fulfilledQuantity, atLeast);
  const notRestocked = notRestockedOf(part, line, from.refundedForGood.get(line.key) ?? 0);
  return {
    ...ids,
    partKey: part.partKey,
    extKey: line.key,
    position,
    // A line stays with the variant it was first understood as: its stock effects are booked there.
    listingId: before?.listingId ?? listing?.id ?? null,
    variantId: before?.variantId ?? listing?.variantId ?? null,
    extVariantKey: line.variantKey ?? listing?.key ?? null,
    sku: line.sku ?? null,
    title: line.exactQuantity === undefined ? line.title : `${line.title} (${line.exactQuantity})`,
    orderedQuantity: line.orderedQuantity,
    quantity: Math.max(line.quantity, atLeast),
    fulfilledQuantity,
    restockedQuantity: line.restockedQuantity,
    unitPrice: line.unitPrice.includes(".") ? line.unitPrice.replace(/(?:(?=\.)|(?<!0))\.?0+$/, "") : line.unitPrice,
    discountMinor: line.discountMinor.toString(),
    taxMinor: line.taxMinor.toString(),
    totalMinor: line.totalMinor.toString(),
    platformPaidMinor: (line.platformPaidMinor ?? 0n).toString(),
    giftCard: line.giftCard ?? false,
    isGift: false,
    exactQuantity: line.exactQuantity ?? null,
    options: line.options ?? before?.options ?? null,
    extGroup: line.group ?? null,
    pack: from.pack,
    fulfilledBy: line.fulfilledBy,
    extLocation: line.location ?? null,
    took: line.channelTook,
    ...(before ? { prior: before.prior, priorRestocked: before.priorRestocked } : priorOf(line, from.first)),
    ownFulfilled,
    returnRestocked: before?.returnRestocked ?? 0,
    returnReceived: before?.returnReceived ?? 0,
    notRestocked,
    seenRestocked: before?.seenRestocked ?? 0,
    seenNotRestocked: before?.seenNotRestocked ?? 0,
    // Units of an old order that were not restocked are in no number the hub took over.
    stock: before?.stock ?? {
      ...untouched,
      ...(from.first !== "new" && { lost: notRestocked }),
      ...(from.first === "open" && { opened: null }),
    },
  };
}

/** Units shipped here count until the channel reports as many itself. */
function ownOf({ fulfilment }: OrderPart, { fulfilledQuantity }: OrderLine, before: StoredLine | null): number {
  const own = before?.ownFulfilled ?? 0;
  return fulfilment !== "unfulfilled" && fulfilledQuantity >= own ? 0 : own;
}

function priorOf(line: OrderLine, first: FirstSight): Pick<StoredLine, "prior" | "priorRestocked"> {
  if (first === "new") return { prior: 0, priorRestocked: 0 };
  const { quantity, fulfilledQuantity, restockedQuantity } = line;
  const gone = line.fulfilledBy === "nobody" ? Math.max(line.channelTook, fulfilledQuantity) : fulfilledQuantity;
  const prior = first === "finished" ? Math.max(quantity, gone) : gone;
  return { prior, priorRestocked: restockedQuantity };
}

type Fields = typeof ROW;
const recordOf = (fields: Fields): string => fields.map(([field, type]) => `"${field}" ${type}`).join(", ");
const assigned = (fields: Fields): string => fields.map(([field]) => `${nameOf(field)} = n."${field}"`).join(", ");

const INSERT = `insert into order_line (organization_id, ${ROW.map(([field]) => nameOf(field)).join(", ")})
  select argosy.tenant(), ${ROW.map(([field]) => `n."${field}"`).join(", ")}
  from json_to_recordset($1) as n(${recordOf(ROW)})`;
const UPDATE = `update order_line l set ${assigned(ROW.filter(([field]) => field !== "id" && field !== "orderId"))}
  from json_to_recordset($1) as n(${recordOf(ROW)})
  where l.organization_id = argosy.tenant() and l.id = n.id`;
const UPDATE_STOCK = `update order_line l set ${assigned(STOCK)}
  from json_to_recordset($1) as n(id uuid, ${recordOf(STOCK)})
  where l.organization_id = argosy.tenant() and l.id = n.id`;

/** An order of ten thousand lines would be five megabytes, written out while nothing else is answered. */
const LINES_AT_ONCE = 1_000;

/** Writes new lines and those that differ from what is stored. */
export async function writeLines(tx: Tx, changes: readonly LineChange[]): Promise<void> {
  for (let at = 0; at < changes.length; at += LINES_AT_ONCE) await writeSome(tx, changes.slice(at, at + LINES_AT_ONCE));
}

async function writeSome(tx: Tx, changes: readonly LineChange[]): Promise<void> {
  const made = changes.filter((change) => change.before === null).map((change) => dbRow(change.after));
  if (made.length > 0) await tx.run(INSERT, [jsonRows(made)]);
  const updates = changes.flatMap(({ before, after }) => {
    if (!before) return [];
    const row = dbRow(after);
    return JSON.stringify(row) === JSON.stringify(dbRow(before)) ? [] : [row];
  });
  if (updates.length > 0) await tx.run(UPDATE, [jsonRows(updates)]);
}

/** In the sequence of the columns, so that two rows can be compared as text. */
function dbRow({ stock, ...line }: StoredLine): object {
  const values: Readonly<Record<string, unknown>> = { ...line, ...stock };
  return Object.fromEntries(ROW.map(([field]) => [field, values[field]]));
}

/** Writes the stock state of lines whose other columns stay as they are. */
export async function writeLineStock(tx: Tx, changed: ReadonlyMap<string, LineStock>): Promise<void> {
  if (changed.size > 0) await tx.run(UPDATE_STOCK, [jsonRows([...changed].map(([id, stock]) => ({ id, ...stock })))]);
}
