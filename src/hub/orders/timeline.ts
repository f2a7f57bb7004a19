import { type Actor, actorText } from "../../commerce/actor.ts";
import { formatDecimal } from "../../commerce/money.ts";
import { newId } from "../../commerce/new-id.ts";
import type { OrderFulfilment, OrderRefund } from "../../commerce/order.ts";
import type { Json } from "../../commerce/product.ts";
import { FINANCIAL_TRANSITIONS, FULFILMENT_TRANSITIONS, mayMove, ORDER_TRANSITIONS } from "../../commerce/statuses.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { LineChange, StoredLine } from "./lines.ts";
import type { OrderRow } from "./order-rows.ts";

export interface TimelineEntry {
  readonly orderId: string;
  readonly kind: string;
  readonly text: string;
  readonly data?: Json | undefined;
}

/** Adds entries of one actor and moment, in the order given. */
export function writeTimeline(
  tx: Tx,
  entries: readonly TimelineEntry[],
  by: { readonly actor: Actor; readonly now: Date },
): Promise<void> {
  const actor = actorText(by.actor);
  return addTimeline(
    tx,
    entries.map((entry) => ({ ...entry, actor, at: by.now })),
  );
}

/** Adds entries in the order given; `actor` as `actorText` writes it. */
export async function addTimeline(
  tx: Tx,
  entries: readonly (TimelineEntry & { readonly actor: string; readonly at: Date })[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    id: newId(entry.at),
    o: entry.orderId,
    kind: entry.kind,
    actor: entry.actor,
    text: entry.text,
    data: entry.data ?? {},
    at: entry.at,
  }));
  await tx.run(
    `insert into timeline (organization_id, order_id, id, kind, actor, text, data, at)
     select argosy.tenant(), o, id, kind, actor, text, data, at
     from json_to_recordset($1) as n(id uuid, o uuid, kind text, actor text, text text, data jsonb, at timestamptz)`,
    [jsonRows(rows)],
  );
}

export interface OrderChange {
  readonly before: OrderRow | null;
  readonly after: OrderRow;
  readonly lines: readonly LineChange[];
  readonly fulfilments: readonly OrderFulfilment[];
  readonly refunds: readonly OrderRefund[];
}

/** What happened to an order, in words a seller reads. */
export function describeChange(change: OrderChange, storeName: string): TimelineEntry[] {
  const { before, after } = change;
  const orderId = after.id;
  const entries: TimelineEntry[] = [];
  const say = (kind: string, text: string, data?: Json) => entries.push({ orderId, kind, text, data });
  if (!before) {
    say(
      "created",
      `Order ${after.ext_number} received from ${storeName}${after.is_history ? " (imported history)" : ""}.`,
    );
    if (after.status === "cancelled") say("status", "It was already cancelled.");
  } else {
    describeStatuses(before, after, say);
    describeLines(change.lines, after.currency, say);
  }
  const unlinked = change.lines
    .filter(({ before: was, after: is }) => !was && isUnlinked(is))
    .map(({ after: is }) => is);
  if (after.has_unmapped && unlinked.length > 0)
    say("unmapped", `Not linked to a product of yours: ${unlinked.map(nameOf).join(", ")}.`);
  for (const fulfilment of change.fulfilments) say("fulfilment", parcelText(fulfilment), { key: fulfilment.key });
  for (const refund of change.refunds) {
    const amount = formatDecimal({ minor: refund.amountMinor, currency: after.currency });
    const why = refund.reason ? `: ${refund.reason}` : "";
    say("refund", `Refund of ${amount} ${after.currency}${why}.`, { key: refund.key });
  }
  return entries;
}

type Say = (kind: string, text: string, data?: Json) => void;

function describeStatuses(before: OrderRow, after: OrderRow, say: Say): void {
  const moves = [
    ["status", "Status", before.status, after.status, mayMove(ORDER_TRANSITIONS, before.status, after.status)],
    [
      "financial",
      "Payment",
      before.financial,
      after.financial,
      mayMove(FINANCIAL_TRANSITIONS, before.financial, after.financial),
    ],
    [
      "fulfilment_status",
      "Delivery",
      before.fulfilment,
      after.fulfilment,
      mayMove(FULFILMENT_TRANSITIONS, before.fulfilment, after.fulfilment),
    ],
  ] as const;
  for (const [kind, label, from, to, isUsual] of moves) {
    if (from === to) continue;
    const channelWord =
      kind === "status" && after.platform_status ? ` (the channel says "${after.platform_status}")` : "";
    const unusual = isUsual ? "" : " This is an unusual step.";
    say(kind, `${label}: ${words(from)} → ${words(to)}${channelWord}.${unusual}`, { from, to, unusual: !isUsual });
  }
  if (before.total_minor !== after.total_minor && after.total_minor !== null) {
    const total = formatDecimal({ minor: BigInt(after.total_minor), currency: after.currency });
    say("total", `The total is now ${total} ${after.currency}.`);
  }
  if (before.note !== after.note) say("note", "The note of the order was changed on the channel.");
}

function describeLines(lines: readonly LineChange[], currency: string, say: Say): void {
  for (const { before, after } of lines) {
    const name = nameOf(after);
    if (!before) say("line", `Added: ${after.quantity} × ${name}${reservationWords(0, after.stock.reserved)}.`);
    else if (before.quantity !== after.quantity) {
      const held = reservationWords(before.stock.reserved, after.stock.reserved);
      const isGone = after.quantity === 0;
      const what = isGone
        ? `Removed: ${before.quantity} × ${name}`
        : `${before.quantity} × ${name} became ${after.quantity} × ${name}`;
      say("line", `${what}${held}.`, { lineKey: after.extKey, from: before.quantity, to: after.quantity });
    }
    if (!before) continue;
    if (before.unitPrice !== after.unitPrice && after.quantity > 0)
      say("line", `${name}: the price became ${after.unitPrice} ${currency} (it was ${before.unitPrice}).`);
    if (after.stock.returned > before.stock.returned)
      say("restock", `${after.stock.returned - before.stock.returned} × ${name} put back into stock.`);
    const matched = after.stock.matched - before.stock.matched;
    if (matched > 0)
      say("restock", `The channel put back ${matched} × ${name} that a return had dealt with already: counted once.`);
  }
}

function reservationWords(before: number, after: number): string {
  if (before === after) return "";
  return after > before ? `; ${after - before} more reserved` : `; reservation lowered by ${before - after}`;
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
      ? [{ orderId, kind: "short", text: `Not enough stock: ${list(short, (each) => each.after)} missing.` }]
      : []),
    ...(served.length > 0
      ? [
          {
            orderId,
            kind: "served",
            text: `Stock found: ${list(served, (each) => each.before - each.after)} now reserved.`,
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

function parcelText(fulfilment: OrderFulfilment): string {
  const by = fulfilment.carrier ? ` with ${fulfilment.carrier}` : "";
  const tracking = fulfilment.trackingNumbers.length > 0 ? `, tracking ${fulfilment.trackingNumbers.join(", ")}` : "";
  const units = fulfilment.lines.reduce((sum, line) => sum + line.quantity, 0);
  const what = units > 0 ? `${units} ${units === 1 ? "unit" : "units"}` : "Parcel";
  return `${what} ${words(fulfilment.status)}${by}${tracking}.`;
}

function words(status: string): string {
  return status.replaceAll("_", " ");
}
