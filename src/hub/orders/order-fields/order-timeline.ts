import { type HubText, type Message, message } from "../../../commerce/message.ts";
import { formatDecimal } from "../../../commerce/money.ts";
import type { OrderFulfilment, OrderRefund } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import {
  FINANCIAL_TRANSITIONS,
  FULFILMENT_TRANSITIONS,
  mayMove,
  ORDER_TRANSITIONS,
} from "../../../commerce/statuses.ts";
import type { TimelineEntry } from "../../timeline.ts";
import { isCorrectionReplaced } from "../corrected-address.ts";
import type { LineChange, StoredLine } from "../lines.ts";
import type { OrderRow } from "./order-rows.ts";

export interface OrderChange {
  readonly before: OrderRow | null;
  readonly after: OrderRow;
  readonly lines: readonly LineChange[];
  readonly fulfilments: readonly OrderFulfilment[];
  readonly refunds: readonly OrderRefund[];
  readonly withdrawn: readonly { readonly key: string; readonly amountMinor: bigint }[];
}

/** What happened to an order, in words a seller reads. */
export function describeChange(change: OrderChange, storeName: string): TimelineEntry[] {
  const { before, after } = change;
  const orderId = after.id;
  const entries: TimelineEntry[] = [];
  const add: AddEntry = (kind, text, data) => entries.push({ orderId, kind, text, data });
  if (!before) {
    const from = { number: after.ext_number ?? "", store: storeName };
    add("created", message(after.is_history ? "order.received.history" : "order.received", from));
    if (after.status === "cancelled") add("status", message("order.alreadyCancelled"));
  } else {
    describeStatuses(before, after, add);
    describeLines(change.lines, after.currency, add);
  }
  const unlinked = change.lines
    .filter(({ before: was, after: is }) => !was && isUnlinked(is))
    .map(({ after: is }) => is);
  if (after.has_unmapped && unlinked.length > 0)
    add("unmapped", message("order.unmapped", { names: unlinked.map(nameOf).join(", ") }));
  for (const fulfilment of change.fulfilments) add("fulfilment", parcelText(fulfilment), { key: fulfilment.key });
  const amountOf = (minor: bigint) => `${formatDecimal({ minor, currency: after.currency })} ${after.currency}`;
  for (const refund of change.refunds) {
    const amount = amountOf(refund.amountMinor);
    const { reason } = refund;
    add("refund", reason ? message("order.refund.reason", { amount, reason }) : message("order.refund", { amount }), {
      key: refund.key,
    });
  }
  for (const { key, amountMinor } of change.withdrawn)
    add("refund_withdrawn", message("order.refund.withdrawn", { amount: amountOf(amountMinor) }), { key });
  return entries;
}

type AddEntry = (kind: string, text: HubText, data?: Json) => void;

function describeStatuses(before: OrderRow, after: OrderRow, add: AddEntry): void {
  const moves = [
    ["status", before.status, after.status, mayMove(ORDER_TRANSITIONS, before.status, after.status)],
    ["financial", before.financial, after.financial, mayMove(FINANCIAL_TRANSITIONS, before.financial, after.financial)],
    [
      "fulfilment_status",
      before.fulfilment,
      after.fulfilment,
      mayMove(FULFILMENT_TRANSITIONS, before.fulfilment, after.fulfilment),
    ],
  ] as const;
  for (const [kind, from, to, isUsual] of moves) {
    if (from === to) continue;
    const platformStatus = kind === "status" ? after.platform_status : null;
    const move = platformStatus
      ? message("order.status.said", { from, to, said: platformStatus })
      : message(`order.${kind}`, { from, to });
    add(kind, isUsual ? move : [move, message("order.unusual")], { from, to, unusual: !isUsual });
  }
  if (before.total_minor !== after.total_minor && after.total_minor !== null) {
    const total = formatDecimal({ minor: BigInt(after.total_minor), currency: after.currency });
    add("total", message("order.total", { amount: `${total} ${after.currency}` }));
  }
  if (before.note !== after.note) add("note", message("order.note"));
  if (isCorrectionReplaced(before, after)) add("address", message("order.address.replaced"));
}

function describeLines(lines: readonly LineChange[], currency: string, add: AddEntry): void {
  for (const { before, after } of lines) {
    const name = nameOf(after);
    if (!before)
      add("line", [
        message("order.line.added", { quantity: after.quantity, name }),
        ...reservation(0, after.stock.reserved),
      ]);
    else if (before.quantity !== after.quantity) {
      const [from, to] = [before.quantity, after.quantity];
      const what =
        to === 0
          ? message("order.line.removed", { quantity: from, name })
          : message("order.line.quantity", { from, to, name });
      const reservations = reservation(before.stock.reserved, after.stock.reserved);
      add("line", [what, ...reservations], { lineKey: after.extKey, from, to });
    }
    if (!before) continue;
    if (before.unitPrice !== after.unitPrice && after.quantity > 0)
      add(
        "line",
        message("order.line.price", { name, price: `${after.unitPrice} ${currency}`, before: before.unitPrice }),
      );
    const returned = after.stock.returned - before.stock.returned;
    if (returned > 0) add("restock", message("order.restocked", { quantity: returned, name }));
    const lost = after.stock.lost - before.stock.lost;
    if (lost > 0) add("written_off", message("order.writtenOff", { quantity: lost, name }));
    const matched = after.stock.matched - before.stock.matched;
    if (matched > 0) add("restock", message("order.restocked.twice", { quantity: matched, name }));
  }
}

function reservation(before: number, after: number): Message[] {
  if (before === after) return [];
  return after > before
    ? [message("order.reserved.more", { units: after - before })]
    : [message("order.reserved.less", { units: before - after })];
}

/** Entries for lines that became, or are no longer, short of stock. */
export function describeShort(
  orderId: string,
  lines: readonly { readonly line: StoredLine; readonly before: number; readonly after: number }[],
): TimelineEntry[] {
  const short = lines.filter((each) => each.after > each.before);
  const served = lines.filter((each) => each.after < each.before && each.line.stock.reserved > 0);
  const list = (some: typeof lines, units: (each: (typeof lines)[number]) => number) =>
    some.map((each) => `${units(each)} × ${nameOf(each.line)}`).join(", ");
  return [
    ...(short.length > 0
      ? [{ orderId, kind: "short", text: message("order.short", { items: list(short, (each) => each.after) }) }]
      : []),
    ...(served.length > 0
      ? [
          {
            orderId,
            kind: "served",
            text: message("order.served", { items: list(served, (each) => each.before - each.after) }),
          },
        ]
      : []),
  ];
}

export function nameOf(line: { readonly sku: string | null; readonly title: string }): string {
  return line.sku ? `${line.title} (${line.sku})` : line.title;
}

export function isUnlinked(line: { readonly variantId: string | null; readonly fulfilledBy: string }): boolean {
  return line.variantId === null && line.fulfilledBy !== "nobody";
}

function parcelText({ status, carrier, trackingNumbers, lines }: OrderFulfilment): HubText {
  const units = lines.reduce((sum, line) => sum + line.quantity, 0);
  return [
    units > 0 ? message("order.parcel", { count: units, status }) : message("order.parcel.some", { status }),
    ...(carrier ? [message("order.carrier", { carrier })] : []),
    ...trackingText(trackingNumbers),
  ];
}

/** Nothing where no number is known. */
export function trackingText(numbers: readonly string[]): Message[] {
  return numbers.length > 0 ? [message("order.tracking", { numbers: numbers.join(", ") })] : [];
}
