/** Words of a shop's own for the status of its orders, and what a seller says they mean. */
import type { OrderPart } from "./order.ts";
import type { ReportedLine, ReportedState } from "./reported-state.ts";
import type { OrderStatus } from "./statuses.ts";

export function reportedState({ status, fulfilment, lines }: ReportedState): ReportedState {
  const counted = lines.map(({ key, quantity, fulfilledQuantity }) => ({ key, quantity, fulfilledQuantity }));
  return { status, fulfilment, lines: counted };
}

/** What the seller has said of a word, whatever its case; undefined: nothing. */
export function meaningOf(word: string, meanings: Readonly<Record<string, OrderStatus>>): OrderStatus | undefined {
  const requested = word.trim().toLowerCase();
  return Object.entries(meanings).find(([each]) => each.trim().toLowerCase() === requested)?.[1];
}

/**
 * The order when its word means this: completed, its goods have left; cancelled, what has not left is wanted no more. The
 * other statuses say nothing of the goods.
 */
export function meant(reported: ReportedState, status: OrderStatus): ReportedState {
  const each = (change: (line: ReportedLine) => Partial<ReportedLine>) =>
    reported.lines.map((line) => ({ ...line, ...change(line) }));
  if (status === "cancelled")
    return { ...reported, status, lines: each((line) => ({ quantity: line.fulfilledQuantity })) };
  if (status !== "completed") return { ...reported, status };
  const isOpen = reported.fulfilment === "unfulfilled" || reported.fulfilment === "partial";
  const fulfilment = isOpen ? "fulfilled" : reported.fulfilment;
  return {
    status,
    fulfilment,
    lines: each(({ quantity, fulfilledQuantity }) => ({ fulfilledQuantity: Math.max(quantity, fulfilledQuantity) })),
  };
}

/** A status the seller has given a meaning has that meaning; else what the connector makes of it. */
export function withMappedStatus<P extends OrderPart>(part: P, meanings: Readonly<Record<string, OrderStatus>>): P {
  const status = meaningOf(part.unknownStatus ?? part.platformStatus, meanings);
  if (status === undefined) return part;
  if (part.unknownStatus === undefined) return { ...part, status };
  const reported = reportedState(part);
  const { fulfilment, lines } = meant(reported, status);
  const units = new Map(lines.map(({ key, ...counted }) => [key, counted]));
  return {
    ...part,
    status,
    fulfilment,
    lines: part.lines.map((line) => ({ ...line, ...units.get(line.key) })),
    // The goods have left: that is no longer left open.
    keeps: status === "completed" ? part.keeps?.filter((axis) => axis !== "fulfilment") : part.keeps,
    told: reported,
  };
}
