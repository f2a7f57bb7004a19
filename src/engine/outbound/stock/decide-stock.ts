/** What to do about one number of a channel: the whole policy, and nothing but the policy. */
import { EXPLANATION_MS } from "../../../hub/listings/levels.ts";
import type { Policy } from "../../../hub/stores/settings.ts";
import { isShown } from "../../../hub/sync-state/shown.ts";

/** Read-backs before a quantity counts as unexplained: orders are requested at the first, and again after a while. */
export const ORDER_REQUESTS = 2;
/** Time between read-backs while the store's orders cannot be read. */
const UNREAD_MS = 60_000;
/** The longest time between read-backs while an order waits for a person; once it is read, the next follows at once. */
const HELD_MS = 30 * 60_000;
/** How long a quantity waits for orders that cannot be read; an alert reports them by then. */
export const PATIENCE_MS = 15 * 60_000;

/**
 * Whether the channel's orders are known up to the moment the number was last seen to change: all of them; one that is
 * here is not applied; all but some that cannot even be named; a sweep fails; none has failed, but one has yet to run.
 */
export type OrdersRead = "read" | "held" | "partly" | "failing" | "pending";

/**
 * What refunds and cancellations say of a number that moved: it rose by exactly their goods, which are back; it fell by
 * exactly what was refunded before it left, which is written off; some of that may be so, or nothing.
 */
export type Refunded = "restocked" | "written off" | "unclear" | "none";

export interface StockSituation {
  /** What the channel should show. */
  readonly desired: number;
  /** What it is believed to show; null: unknown. */
  readonly believed: number | null;
  /** What it shows, read now; null: not read yet. */
  readonly seen: number | null;
  /** What it was read or reported to show before; null: nothing. */
  readonly observed: number | null;
  /** `observed` is newer than our last confirmed write, and differs from what is believed. */
  readonly isObservedOtherwise: boolean;
  /** The number of a write whose outcome is unknown; null: there is none. */
  readonly sent: number | null;
  /** The channel took no write because it shows another number. */
  readonly isRefused: boolean;
  /** Something makes the believed number doubtful. */
  readonly recheck: boolean;
  /** Units that orders in doubt may have taken from the believed number, or given back to it. */
  readonly taken: number;
  readonly given: number;
  /** Read-backs that found an unexplained quantity. */
  readonly discrepancies: number;
  /** How long ago the first of them was. */
  readonly openMs: number;
  readonly held: "zero" | "lower" | "dispute" | null;
  /** Our number fell below the channel's while that is open. */
  readonly lowers: boolean;
  /** An order of the channel was received and not applied when the row was taken. */
  readonly isUnread: boolean;
  /** The believed number was taken from the channel as it stood, and no list of orders was read since. */
  readonly unproven: "pending" | "failing" | null;
  /** A person has let this very number out. */
  readonly isPassed: boolean;
  /** The platform or its connector compares before it writes: a sale since the last read-back refuses the write. */
  readonly isCompared: boolean;
  readonly policy: Policy;
  /** Its number follows from its parts: a channel's cannot be taken over. */
  readonly isBundle: boolean;
  /** Found out where it matters; absent: not yet. */
  readonly facts?: { readonly orders: OrdersRead; readonly refunded: Refunded } | undefined;
}

export type StockDecision =
  /** The channel shows what it should. */
  | { readonly act: "in sync" }
  /** Written without a read-back: the believed quantity is certain. */
  | { readonly act: "write" }
  | { readonly act: "read back" }
  /** It would rise, but an order not applied or listed yet may explain the lower quantity: decided again then. */
  | { readonly act: "hold" }
  /** Whether orders were read has to be found out first. */
  | { readonly act: "find out" }
  /** What is seen is believed; ours is written where it differs. */
  | { readonly act: "believe" }
  /** A lower number of ours arrived or not: the open difference stays as large as it was. Read back again at once. */
  | { readonly act: "keep open" }
  /**
   * The number is left alone and read back again after `waitMs`. `asks`: orders are asked for. `lowers`: ours is written
   * meanwhile, which sells nothing that is not there and decides nothing. `base`: what is believed from now on. `orders`:
   * how far they are read, where that is what it waits for.
   */
  | {
      readonly act: "wait";
      readonly waitMs: number;
      readonly asks: boolean;
      readonly lowers: boolean;
      readonly base: number | null;
      readonly orders?: OrdersRead | undefined;
    }
  /** A person decides; the number is left alone. */
  | { readonly act: "person" }
  /** Ours is written over it, and the conflict recorded. */
  | { readonly act: "hub wins" }
  /** The difference enters the hub, and the conflict is recorded. */
  | { readonly act: "channel wins" }
  /** Refunded items are back in stock. */
  | { readonly act: "restock" }
  /** Items refunded before shipping are not for sale any more. */
  | { readonly act: "write off" };

/**
 * | the number | seen | orders | policy | what is done |
 * | --- | --- | --- | --- | --- |
 * | certain, as it should be | - | - | any | in sync |
 * | certain, ours lower | - | - | any | write |
 * | certain, ours higher | - | one not applied | any | hold |
 * | certain, ours higher | - | else | any | write where the channel compares, else read back |
 * | in doubt in any way | - | - | any | read back |
 * | lowered while open, outcome unknown | any | - | any | keep open |
 * | surprising or in dispute, ours fell below it | higher than ours | - | any | wait, write ours meanwhile, ask for orders at first |
 * | in dispute | else | - | any | wait for the person |
 * | surprising, seen for the first or second time | any | - | any | ask for orders, wait 3 s |
 * | surprising still | any | pending | any | wait a minute; `hub` writes ours where it is lower |
 * | surprising still | any | one not applied | any | the same, up to half an hour: the order holds it, and is told |
 * | surprising still | any | failing, partly | any | the same; after 15 minutes a person |
 * | surprising still | rose as refunds say | read | any | restock |
 * | surprising still, or in doubt and ours higher | fell as refunds of what never left say | read | any | write off |
 * | surprising still, or in doubt after it fell | moved, refunds unclear | read | hub | a person |
 * | surprising still | else | read | hub, or a bundle | hub wins |
 * | surprising still | else | read | ask | a person |
 * | surprising still | else | read | channel, newest | channel wins |
 * | lower than a write on its way, which nobody doubts | any | any | any | believe, write ours |
 * | in doubt because of orders, ours higher, for the first time | any | - | any | ask for orders, wait 3 s |
 * | in doubt, ours higher | any | pending, failing, partly, one not applied | any | as a surprise |
 * | in doubt, ours higher | any | read | any | believe, write ours |
 * | as believed, ours higher | any | one not applied | any | hold |
 * | as it was found there, ours higher | - | not listed since | any | hold, ask for orders |
 * | as it was found there, ours higher | any | their list fails | any | as a surprise |
 * | never seen before, ours higher | any | pending, failing, partly, one not applied | any | as a surprise |
 * | else | any | - | any | believe, write ours where it differs |
 *
 * Surprising is what a channel refused a write for, and what is neither believed nor, of a write of unknown outcome, what was sent, nor within what orders in
 * doubt may have moved. In doubt is what is not surprising, and not simply as believed either. What a person let out
 * is written. Alerts belong to what waits: `orders_unread` to orders that fail for 15 minutes, `event_failed` to one
 * that is not applied, an open conflict to a person.
 */
export function decideStock(s: StockSituation): StockDecision {
  const { seen } = s;
  if (seen === null) return unseen(s);
  if (isLoweringOpen(s) && s.sent !== null && s.observed !== null) return { act: "keep open" };
  const isDiscrepancy = isUnexplained(s, seen);
  const isDisputed = awaitsPerson(s);
  const base = isDiscrepancy ? baseOf(s, seen) : null;
  if ((isDiscrepancy || isDisputed) && hasFallen(s) && s.desired < seen)
    return { act: "wait", waitMs: EXPLANATION_MS, asks: s.discrepancies === 0, lowers: true, base };
  if (isDisputed) return { act: "wait", waitMs: 0, asks: false, lowers: false, base };
  if (isDiscrepancy) return explain(s, seen, base);
  return s.desired > seen ? raise(s, seen) : { act: "believe" };
}

function unseen(s: StockSituation): StockDecision {
  if (needsReadBack(s)) return { act: "read back" };
  if (isShown(s.desired, s.believed)) return { act: "in sync" };
  const rises = s.believed !== null && s.desired > s.believed;
  if (!rises || s.isPassed) return { act: "write" };
  if (s.isUnread || s.unproven === "pending") return { act: "hold" };
  if (s.unproven === "failing") return { act: "read back" };
  return { act: s.isCompared ? "write" : "read back" };
}

/** The only way for an explained quantity to rise. */
function raise(s: StockSituation, seen: number): StockDecision {
  // What is on its way is shown soon, and sold from: a lower number lowers it.
  const isLowerThanSent = s.sent !== null && !s.recheck && s.desired < s.sent;
  if (s.isPassed || isLowerThanSent) return { act: "believe" };
  const isFirm =
    s.discrepancies === 0 && s.sent === null && seen === s.believed && !isByOrders(s) && s.unproven !== "failing";
  if (!isFirm) return raiseInDoubt(s, seen);
  const waits = s.isUnread || s.facts?.orders === "held" || s.unproven === "pending";
  return { act: waits ? "hold" : "believe" };
}

/** The facts explain the quantity, but so would an unread sale, which a higher quantity would undo. */
function raiseInDoubt(s: StockSituation, seen: number): StockDecision {
  const base = baseOf(s, seen);
  // A webhook may arrive even where orders cannot be listed.
  if (s.discrepancies === 0 && isByOrders(s))
    return { act: "wait", waitMs: EXPLANATION_MS, asks: true, lowers: false, base };
  return untilRead(s, { lowers: false, base }) ?? raiseOver(s, seen);
}

/** Units that a refund without return took from the channel's number are not put back by a higher one. */
function raiseOver({ facts, believed }: StockSituation, seen: number): StockDecision {
  if (believed === null || seen >= believed) return { act: "believe" };
  if (facts?.refunded === "written off") return { act: "write off" };
  return { act: facts?.refunded === "unclear" ? "person" : "believe" };
}

function explain(s: StockSituation, seen: number, base: number | null): StockDecision {
  if (s.discrepancies < ORDER_REQUESTS) return { act: "wait", waitMs: EXPLANATION_MS, asks: true, lowers: false, base };
  const lowers = s.policy === "hub" && s.desired < seen;
  return untilRead(s, { lowers, base }) ?? settle(s, s.facts?.refunded ?? "none");
}

/** What is done as long as orders are not read; null: they are. */
function untilRead(
  s: StockSituation,
  meanwhile: { readonly lowers: boolean; readonly base: number | null },
): StockDecision | null {
  if (!s.facts) return { act: "find out" };
  const { orders } = s.facts;
  if (orders === "read") return null;
  const isOver = s.openMs >= PATIENCE_MS;
  if (orders === "held") return { act: "wait", waitMs: heldMs(s), asks: !isOver, orders, ...meanwhile };
  // An unreadable sale is more likely than an edit: neither quantity may win.
  if (orders !== "pending" && isOver) return { act: "person" };
  const waitMs = s.discrepancies <= ORDER_REQUESTS ? EXPLANATION_MS : UNREAD_MS;
  return { act: "wait", waitMs, asks: true, orders, ...meanwhile };
}

const heldMs = ({ openMs }: StockSituation): number => Math.min(HELD_MS, Math.max(UNREAD_MS, openMs / 2));

function settle(s: StockSituation, refunded: Refunded): StockDecision {
  if (refunded === "restocked") return { act: "restock" };
  if (refunded === "written off") return { act: "write off" };
  const isOurs = s.policy === "hub";
  // Written over, goods that came back would be taken out of sale; a channel that may change numbers here adds them anyway.
  if (refunded === "unclear" && isOurs) return { act: "person" };
  if (isOurs || s.isBundle) return { act: "hub wins" };
  return { act: s.policy === "ask" ? "person" : "channel wins" };
}

const isByOrders = (s: StockSituation): boolean => s.taken > 0 || s.given > 0;

/** A person decides about the number the channel shows. */
const awaitsPerson = (s: Pick<StockSituation, "held">): boolean => s.held === "dispute" || s.held === "lower";

/** Waits for an explanation or a person, and for a lower number of ours besides. */
export function isLoweringOpen(s: Pick<StockSituation, "held" | "lowers" | "discrepancies">): boolean {
  return s.lowers && (s.discrepancies > 0 || awaitsPerson(s));
}

function needsReadBack(s: StockSituation): boolean {
  const isOpen = s.discrepancies > 0 || awaitsPerson(s);
  return isOpen || s.recheck || s.believed === null || s.sent !== null || s.isObservedOtherwise;
}

/** Our number fell: whatever explains the channel's, that much is gone. */
function hasFallen(s: StockSituation): boolean {
  return s.lowers || (s.discrepancies === 0 && s.believed !== null && s.desired < s.believed);
}

/** Something we did not know of changed the number: neither a write of ours nor an order we were unsure about. */
function isUnexplained(s: StockSituation, seen: number): boolean {
  if (s.isRefused) return true;
  if (s.believed === null) return false;
  const possible = s.sent === null ? [s.believed] : [s.believed, s.sent];
  if (!s.recheck || isByOrders(s) || s.sent !== null)
    return !possible.some((number) => seen >= number - s.taken && seen <= number + s.given);
  return false;
}

/**
 * What it would show, had nobody changed it: of a first number itself, of a write of unknown outcome the number before it or its own, whichever
 * is nearer. A channel sells more often than it is edited: one that is higher goes before one that is lower.
 */
function baseOf(s: StockSituation, seen: number): number | null {
  if (s.believed === null) return seen;
  if (s.sent === null) return null;
  const far = (number: number) => (number >= seen ? number - seen : 1e10 + seen - number);
  return far(s.sent) <= far(s.believed) ? s.sent : s.believed;
}
