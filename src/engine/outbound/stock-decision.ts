/** What to do about one number of a channel: the whole policy, and nothing but the policy. */
import { EXPLANATION_MS } from "../../hub/listings/levels.ts";
import type { Policy } from "../../hub/stores/settings.ts";
import { isShown } from "../../hub/sync-state/shown.ts";

/** Looks before a number counts as nobody's sale: orders are asked for when it is seen, and again after a while. */
export const ASKED_TWICE = 2;
/** Between looks while the store's orders cannot be read. */
const UNREAD_MS = 60_000;
/** How long a number waits for orders that cannot be read; a person is told of them by then. */
export const PATIENCE_MS = 15 * 60_000;

/**
 * Whether the channel's orders are known up to the moment the number was seen: all of them; all but some that cannot
 * be read; a sweep fails; none has failed, but one has yet to run.
 */
export type OrdersRead = "read" | "partly" | "failing" | "pending";

/** What refunds and cancellations say of a number that rose: exactly their goods came back, some may have, or nothing. */
export type Rise = "restocked" | "unclear" | "none";

export interface StockSituation {
  /** What the channel should show. */
  readonly desired: number;
  /** What it is believed to show; null: not known. */
  readonly expected: number | null;
  /** What it shows, read now; null: not read yet. */
  readonly seen: number | null;
  /** What it was seen or told to show before; null: nothing. */
  readonly told: number | null;
  /** `told` is newer than our last confirmed write, and another number than expected. */
  readonly isToldOtherwise: boolean;
  /** The number of a write whose outcome is unknown; null: there is none. */
  readonly sent: number | null;
  /** The channel took no write because it shows another number. */
  readonly isRefused: boolean;
  /** Something makes the believed number doubtful. */
  readonly recheck: boolean;
  /** Units that orders in doubt may have taken from the believed number, or given back to it. */
  readonly taken: number;
  readonly given: number;
  /** Looks that found a number nobody explained. */
  readonly surprises: number;
  /** How long ago the first of them was. */
  readonly openMs: number;
  readonly held: "zero" | "lower" | "dispute" | null;
  /** Our number fell below the channel's while that is open. */
  readonly lowers: boolean;
  readonly policy: Policy;
  /** Its number follows from its parts: a channel's cannot be taken over. */
  readonly isBundle: boolean;
  /** Found out where it matters; absent: not yet. */
  readonly known?: { readonly orders: OrdersRead; readonly rise: Rise } | undefined;
}

export type StockDecision =
  /** The channel shows what it should. */
  | { readonly act: "rest" }
  /** Written without a look: the believed number is certain. */
  | { readonly act: "write" }
  | { readonly act: "look" }
  /** Whether orders were read has to be known first. */
  | { readonly act: "find out" }
  /** What is seen is believed; ours is written where it differs. */
  | { readonly act: "believe" }
  /** A lower number of ours arrived or not: the open difference stays as large as it was. Looked at again at once. */
  | { readonly act: "keep open" }
  /**
   * The number is left alone and looked at again after `waitMs`. `asks`: orders are asked for. `lowers`: ours is written
   * meanwhile, which sells nothing that is not there and decides nothing. `base`: what is expected from now on.
   */
  | {
      readonly act: "wait";
      readonly waitMs: number;
      readonly asks: boolean;
      readonly lowers: boolean;
      readonly base: number | null;
    }
  /** A person decides; the number is left alone. */
  | { readonly act: "person" }
  /** Ours is written over it, and the conflict recorded. */
  | { readonly act: "hub wins" }
  /** The difference enters the hub, and the conflict is recorded. */
  | { readonly act: "channel wins" }
  /** Refunded goods are back. */
  | { readonly act: "restock" };

/**
 * | the number | seen | orders | policy | what is done |
 * | --- | --- | --- | --- | --- |
 * | certain, as it should be | - | - | any | rest |
 * | certain, another | - | - | any | write |
 * | in doubt in any way | - | - | any | look |
 * | lowered while open, outcome unknown | any | - | any | keep open |
 * | surprising or in dispute, ours fell below it | higher than ours | - | any | wait, write ours meanwhile, ask for orders at first |
 * | in dispute | else | - | any | wait for the person |
 * | surprising, seen for the first or second time | any | - | any | ask for orders, wait 3 s |
 * | surprising still | any | pending | any | wait a minute; `hub` writes ours where it is lower |
 * | surprising still | any | failing, partly | any | the same; after 15 minutes failing: a person, partly: as read |
 * | surprising still | rose as refunds say | read | any | restock |
 * | surprising still | rose, refunds unclear | read | hub | a person |
 * | surprising still | else | read | hub, or a bundle | hub wins |
 * | surprising still | else | read | ask | a person |
 * | surprising still | else | read | channel, newest | channel wins |
 * | explained by orders in doubt, ours higher, for the first time | any | - | any | ask for orders, wait 3 s |
 * | explained by orders in doubt, ours higher still | any | pending, failing, partly | any | as a surprise |
 * | explained by orders in doubt, ours higher still | any | read | any | believe, write ours |
 * | else | any | - | any | believe, write ours where it differs |
 *
 * Surprising is what a channel refused a write for, and what is neither expected nor, of a write of unknown outcome, what was sent, nor within what orders in
 * doubt may have moved. Alerts belong to what waits: `orders_unread` to orders that fail for 15 minutes, an open conflict
 * to a person.
 */
export function decideStock(s: StockSituation): StockDecision {
  const { seen } = s;
  if (seen === null) return isInDoubt(s) ? { act: "look" } : { act: isShown(s.desired, s.expected) ? "rest" : "write" };
  if (isLoweringOpen(s) && s.sent !== null && s.told !== null) return { act: "keep open" };
  const isSurprise = surprises(s, seen);
  const isDisputed = awaitsPerson(s);
  const base = isSurprise ? baseOf(s, seen) : null;
  if ((isSurprise || isDisputed) && hasFallen(s) && s.desired < seen)
    return { act: "wait", waitMs: EXPLANATION_MS, asks: s.surprises === 0, lowers: true, base };
  if (isDisputed) return { act: "wait", waitMs: 0, asks: false, lowers: false, base };
  if (isSurprise) return explain(s, seen, base);
  if (s.recheck && isByOrders(s) && s.desired > seen) return raiseInDoubt(s, seen);
  return { act: "believe" };
}

/** Orders in doubt explain the number, and so would a sale nobody has read yet, which a higher number would undo. */
function raiseInDoubt(s: StockSituation, seen: number): StockDecision {
  const base = baseOf(s, seen);
  if (s.surprises === 0) return { act: "wait", waitMs: EXPLANATION_MS, asks: true, lowers: false, base };
  return untilRead(s, { lowers: false, base }) ?? { act: "believe" };
}

function explain(s: StockSituation, seen: number, base: number | null): StockDecision {
  if (s.surprises < ASKED_TWICE) return { act: "wait", waitMs: EXPLANATION_MS, asks: true, lowers: false, base };
  return untilRead(s, { lowers: s.policy === "hub" && s.desired < seen, base }) ?? settle(s, s.known?.rise ?? "none");
}

/** What is done as long as orders are not read; null: they are, as far as anybody will ever read them. */
function untilRead(
  s: StockSituation,
  meanwhile: { readonly lowers: boolean; readonly base: number | null },
): StockDecision | null {
  if (!s.known) return { act: "find out" };
  const { orders } = s.known;
  const isOver = s.openMs >= PATIENCE_MS;
  if (orders === "read" || (orders === "partly" && isOver)) return null;
  // An edit is rarer than a sale nobody can read: neither number may win.
  if (orders === "failing" && isOver) return { act: "person" };
  const waitMs = s.surprises <= ASKED_TWICE ? EXPLANATION_MS : UNREAD_MS;
  return { act: "wait", waitMs, asks: true, ...meanwhile };
}

function settle(s: StockSituation, rise: Rise): StockDecision {
  if (rise === "restocked") return { act: "restock" };
  const isOurs = s.policy === "hub";
  // Written over, goods that came back would be taken out of sale; a channel that may change numbers here adds them anyway.
  if (rise === "unclear" && isOurs) return { act: "person" };
  if (isOurs || s.isBundle) return { act: "hub wins" };
  return { act: s.policy === "ask" ? "person" : "channel wins" };
}

const isByOrders = (s: StockSituation): boolean => s.taken > 0 || s.given > 0;

/** A person decides about the number the channel shows. */
const awaitsPerson = (s: Pick<StockSituation, "held">): boolean => s.held === "dispute" || s.held === "lower";

/** Waits for an explanation or a person, and for a lower number of ours besides. */
export function isLoweringOpen(s: Pick<StockSituation, "held" | "lowers" | "surprises">): boolean {
  return s.lowers && (s.surprises > 0 || awaitsPerson(s));
}

function isInDoubt(s: StockSituation): boolean {
  const isOpen = s.surprises > 0 || awaitsPerson(s);
  return isOpen || s.recheck || s.expected === null || s.sent !== null || s.isToldOtherwise;
}

/** Our number fell: whatever explains the channel's, that much is gone. */
function hasFallen(s: StockSituation): boolean {
  return s.lowers || (s.surprises === 0 && s.expected !== null && s.desired < s.expected);
}

/** Something we did not know of changed the number: neither a write of ours nor an order we were unsure about. */
function surprises(s: StockSituation, seen: number): boolean {
  if (s.isRefused) return true;
  if (s.expected === null) return false;
  const possible = s.sent === null ? [s.expected] : [s.expected, s.sent];
  if (!s.recheck || isByOrders(s) || s.sent !== null)
    return !possible.some((number) => seen >= number - s.taken && seen <= number + s.given);
  return false;
}

/**
 * What it would show, had nobody changed it: of a write of unknown outcome the number before it or its own, whichever
 * is nearer. A channel sells more often than it is edited: one that is higher goes before one that is lower.
 */
function baseOf(s: StockSituation, seen: number): number | null {
  if (s.sent === null || s.expected === null) return null;
  const far = (number: number) => (number >= seen ? number - seen : 1e10 + seen - number);
  return far(s.sent) <= far(s.expected) ? s.sent : s.expected;
}
