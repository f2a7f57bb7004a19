/** The stock that order lines need, compared with what they have moved so far. */
import type { Address } from "../../commerce/order.ts";
import type { Tx } from "../../db/database.ts";
import { linkedItems, type StoredPack } from "./pack.ts";

/** A line's units beside those that are reserved. */
interface Dealt {
  readonly consumed: number;
  readonly returned: number;
  /** Units the channel reported as restocked that a return here had received already. */
  readonly matched: number;
  /** Units it brought on hand when the channel's number became opening stock; null: that is not decided yet. */
  readonly opened: number | null;
  /**
   * Holds no more units than the channel has taken from its number: an order from before connecting that waited for
   * its payment. What the shop itself had not put aside was for sale there, and in its number.
   */
  readonly follows: boolean;
  /** Units written off: refunded before they left, and not for sale again. */
  readonly lost: number;
}

/** What a line has done to stock so far. */
export interface LineStock extends Dealt {
  readonly locationId: string | null;
  readonly reserved: number;
  readonly short: number;
  readonly seq: number;
}

/** An order line as far as stock is concerned. Quantities of a bundle are bundles. */
export interface StockLine {
  readonly id: string;
  readonly orderId: string;
  readonly connectionId: string | null;
  readonly placedAt: Date;
  readonly reservesStock: boolean;
  /** Its order takes nothing from stock. */
  readonly withoutStock: boolean;
  /** When the channel was in the state it has just reported; absent: it reported nothing now. */
  readonly reportedAt?: Date | undefined;
  /** The location of ours its items come from, whatever its channel says. */
  readonly servedFrom: string | null;
  /** Where the order goes. */
  readonly shipTo: Address | null;
  readonly listingId: string | null;
  readonly variantId: string | null;
  readonly extLocation: string | null;
  readonly fulfilledBy: "merchant" | "marketplace" | "nobody";
  /** The line of a set whose parts are lines of their own: they are what is promised and packed. */
  readonly isSet: boolean;
  readonly pack: StoredPack | null;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
  readonly restockedQuantity: number;
  /** Units shipped and units put back before the line was first seen, of orders placed before the cut-over. */
  readonly prior: number;
  readonly priorRestocked: number;
  /** Units of refunds without a restock flag that are back by the channel's number. */
  readonly seenRestocked: number;
  /** Units refunded before they left that the channel says are not for sale again. */
  readonly notRestocked: number;
  /** The same for refunds without such a flag, by the channel's number. */
  readonly seenNotRestocked: number;
  /** Units the channel has subtracted from its own number. */
  readonly took: number;
  /** Units returns here put back into stock, and dealt with in any way. */
  readonly returnRestocked: number;
  readonly returnReceived: number;
  readonly stock: LineStock;
}

export const untouched: LineStock = {
  locationId: null,
  reserved: 0,
  short: 0,
  consumed: 0,
  returned: 0,
  matched: 0,
  opened: 0,
  follows: false,
  lost: 0,
  seq: 0,
};

export interface StockDemand extends Dealt {
  readonly line: StockLine;
  /** Null: it is not linked, and parts of it are. */
  readonly variantId: string | null;
  /** Units still to be promised. */
  readonly open: number;
}

/** The location of the line's reserved units. */
export const reservedAt = ({ stock: { locationId, reserved } }: StockLine): string[] | null =>
  locationId !== null && reserved > 0 ? [locationId] : null;

/** The stock the line needs; null where nothing is left to be changed. */
export function demandOf(
  line: StockLine,
  { rechecks, opening }: { readonly rechecks: boolean; readonly opening: Opening | null },
): StockDemand | null {
  const { variantId, stock } = line;
  if (linkedItems([line]).length === 0) return null;
  const counts = line.fulfilledBy !== "marketplace" && !line.withoutStock;
  const left = Math.max(goneUnits(line), line.prior);
  const all = counts && line.reservesStock && !line.isSet ? Math.max(0, line.quantity - left) : 0;
  const { consumed, returned, matched } = counts ? outAndBack(line) : stock;
  const { opened, follows } = counts ? openedBy(line, opening) : stock;
  const open = follows ? Math.min(all, Math.max(0, line.took - left)) : all;
  const lost = counts ? Math.max(line.notRestocked, line.seenNotRestocked) : stock.lost;
  const isDone =
    open === stock.reserved &&
    stock.short === 0 &&
    consumed === stock.consumed &&
    returned === stock.returned &&
    matched === stock.matched &&
    opened === stock.opened &&
    follows === stock.follows &&
    lost === stock.lost;
  if (isDone && !(rechecks && stock.reserved > 0)) return null;
  return { line, variantId, open, consumed, returned, matched, opened, follows, lost };
}

/** The number of a channel that became a variant's opening stock. */
interface Opening {
  /** When it was true. */
  readonly at: Date;
  /** It contains the units of the channel's own open orders. */
  readonly countsOpenOrders: boolean;
}

/**
 * Units a line from before the cut-over brings on hand: the channel's number became the opening stock, and what its
 * order had taken by then lies here still. A state of the order that is older than that number decides it again.
 */
function openedBy(
  { stock, took, prior, quantity, reportedAt }: StockLine,
  opening: Opening | null,
): Pick<LineStock, "opened" | "follows"> {
  const isOlder = stock.opened !== null && reportedAt !== undefined && opening !== null && reportedAt < opening.at;
  if (opening === null || (stock.opened !== null && !isOlder)) return stock;
  const opened = Math.max(0, Math.min(took, quantity) - prior);
  return { opened, follows: !opening.countsOpenOrders && opened < quantity - prior };
}

/** The numbers that became the opening stock of these lines' variants, for lines that still wait for them. */
export async function loadOpenings(tx: Tx, lines: readonly StockLine[]): Promise<ReadonlyMap<string, Opening>> {
  const waiting = lines.filter(
    (line) =>
      takenFrom(line).length > 0 &&
      (line.stock.opened === null || (line.stock.opened > 0 && line.reportedAt !== undefined)),
  );
  if (waiting.length === 0) return new Map();
  const rows = await tx.rows<Opening & { id: string; variantId: string }>(
    `select l.id, l.variant_id as "variantId", l.opened_at as at,
       c.stock_basis = 'available_plus_open_orders' as "countsOpenOrders"
     from argosy.listing l join argosy.connection c on c.organization_id = l.organization_id and c.id = l.connection_id
     where l.organization_id = argosy.tenant() and l.id = any($1::uuid[]) and l.opened_at is not null`,
    [[...new Set(waiting.flatMap(takenFrom).map(({ listingId }) => listingId))]],
  );
  const openings = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    waiting.flatMap((line) => {
      const opened = takenFrom(line).map(({ listingId, variantId }) => {
        const opening = openings.get(listingId);
        return opening?.variantId === variantId ? opening : undefined;
      });
      const latest = opened.reduce((a, b) => a && b && (a.at > b.at ? a : b));
      return latest ? [[line.id, latest] as const] : [];
    }),
  );
}

/** Whose numbers the line's units are in: its own item's, of a pack without a number those of what is in it. */
function takenFrom({ listingId, variantId, pack }: StockLine): { listingId: string; variantId: string }[] {
  const items = pack && !pack.takesOwn ? pack.parts : [{ listingId, variantId }];
  return items.flatMap((one) =>
    one.listingId === null || one.variantId === null ? [] : [{ listingId: one.listingId, variantId: one.variantId }],
  );
}

/**
 * Units shipped and returned. What the channel newly reports as restocked is first matched with units that returns here
 * received: the same items come back once, whoever reports them first. Nothing comes back that was never shipped.
 */
function outAndBack(line: StockLine): { consumed: number; returned: number; matched: number } {
  const { stock, prior, returnReceived, returnRestocked } = line;
  const restocked = Math.max(line.restockedQuantity - line.priorRestocked, line.seenRestocked);
  const news = Math.max(0, restocked - stock.returned - stock.matched);
  const matched = stock.matched + Math.min(news, Math.max(0, returnReceived - stock.matched));
  const gone = Math.max(goneUnits(line), returnRestocked, prior);
  const returned = Math.max(0, Math.min(restocked - matched, gone - returnRestocked));
  return { consumed: gone - prior, returned, matched };
}

/**
 * Units that left, some of which came back. What nobody sends (a service, a download, a set beside its parts) is gone when
 * the channel takes it from its number, in which what it put back is again.
 */
const goneUnits = ({ fulfilledBy, fulfilledQuantity, took, restockedQuantity }: StockLine): number =>
  fulfilledBy === "nobody" ? took + restockedQuantity : fulfilledQuantity;

/** The count of postings is part of it: a line that gives back and reserves as much anew must not post under the old one again. */
export function isSame(a: LineStock, b: LineStock): boolean {
  return (
    a.reserved === b.reserved &&
    a.short === b.short &&
    a.consumed === b.consumed &&
    a.returned === b.returned &&
    a.matched === b.matched &&
    a.opened === b.opened &&
    a.follows === b.follows &&
    a.lost === b.lost &&
    a.seq === b.seq &&
    a.locationId === b.locationId
  );
}
