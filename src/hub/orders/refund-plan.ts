import { z } from "zod";
import { message } from "../../commerce/message.ts";
import { formatDecimal } from "../../commerce/money.ts";
import type { RefundCommand, RefundLine } from "../../commerce/order-command.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, minorUnits } from "../answer-schemas.ts";
import { HubError } from "../errors.ts";
import { unitsByLine } from "./command-checks.ts";
import { getOrder, orderUnknown } from "./detail.ts";
import type { OrderCommandView, OrderDetail, OrderDetailLine } from "./order-fields/order-schema.ts";

/** A requested refund; what is left out is calculated. */
export interface RefundInput {
  readonly lines?: readonly RefundLine[] | undefined;
  readonly shippingMinor?: bigint | undefined;
  /** Absent: what the lines and the shipping cost. */
  readonly amountMinor?: bigint | undefined;
  /** Everything that is left. `restock` then says whether the units go back into stock. */
  readonly isFull?: boolean | undefined;
  readonly restock?: boolean | undefined;
  readonly moveMoney?: boolean | undefined;
}

export const refundQuoteSchema = z
  .object({
    currency: z.string(),
    lines: z.array(
      z.object({
        lineKey: z.string(),
        title: z.string(),
        quantity: z.int(),
        amountMinor: minorUnits.describe("what these units cost, with tax"),
        refundableQuantity: z.int(),
      }),
    ),
    shippingMinor: minorUnits,
    refundableShippingMinor: minorUnits,
    suggestedMinor: minorUnits,
    amountMinor: minorUnits,
    maximumMinor: minorUnits.nullable().describe("the most that can be refunded now"),
    paidMinor: minorUnits.nullable(),
    refundedMinor: minorUnits,
    pendingMinor: minorUnits.describe("refunds asked for that the channel has not done yet"),
  })
  .meta({ id: "RefundQuote" });
export type RefundQuote = Answered<typeof refundQuoteSchema>;

/** What a refund follows from. */
export interface RefundableOrder extends Pick<OrderDetail, "number" | "currency" | "taxIncluded"> {
  readonly lines: readonly (Pick<OrderDetailLine, "key" | "title" | "orderedQuantity" | "totalMinor" | "taxMinor"> &
    Partial<Pick<OrderDetailLine, "exactQuantity" | "group" | "isGift">>)[];
  readonly refunds: readonly (Pick<OrderDetail["refunds"][number], "lines"> &
    Partial<Pick<OrderDetail["refunds"][number], "amountMinor" | "refundedAt">>)[];
  readonly commands: readonly (Pick<OrderCommandView, "kind" | "state" | "input"> &
    Partial<Pick<OrderCommandView, "sentAt">>)[];
  readonly money: Pick<OrderDetail["money"], "shippingMinor" | "totalMinor" | "paidMinor" | "refundedMinor">;
}

/** What a refund would be. Throws HubError ORDER_UNKNOWN and as `refundOf`. */
export async function quoteRefund(tx: Tx, orderId: string, input: RefundInput): Promise<RefundQuote> {
  const order = await getOrder(tx, orderId);
  return refundOf(order, withParts(order, input));
}

/** Throws HubError ORDER_CURRENCY when a currency is named that is not the order's, ORDER_UNKNOWN. */
export async function requireCurrency(tx: Tx, orderId: string, currency: string | undefined): Promise<void> {
  if (currency === undefined) return;
  const order = await tx.maybe<{ number: string; currency: string }>(
    "select number, currency from sales_order where organization_id = argosy.tenant() and id = $1",
    [orderId],
  );
  if (!order) throw orderUnknown();
  if (order.currency !== currency)
    throw new HubError("ORDER_CURRENCY", "validation", `Order ${order.number} is in ${order.currency}.`, "currency");
}

/** The refund as a command. Throws as `quoteRefund`. */
export async function planRefund(
  tx: Tx,
  orderId: string,
  input: RefundInput & Pick<RefundCommand, "reason" | "notifyCustomer" | "returnId">,
): Promise<RefundCommand> {
  const order = await getOrder(tx, orderId);
  const whole = withParts(order, input);
  return refundCommand(refundOf(order, whole), whole);
}

/**
 * What units cost as far as they are not refunded, and what is known to be left of what was paid; null where nobody knows
 * what was paid. Refunds on their way count as given back.
 */
export function unrefundedWorth(
  order: RefundableOrder,
  lines: readonly RefundLine[],
): {
  /** By line key. */
  readonly worthMinor: ReadonlyMap<string, bigint>;
  readonly leftMinor: bigint | null;
  readonly lines: readonly RefundLine[];
} {
  const pending = pendingRefunds(order);
  const left = refundableUnits(order, pending);
  const whole = withParts(order, { lines }).lines;
  const desired = unitsByLine(whole);
  const worthMinor = order.lines.map((line): [string, bigint] => {
    const most = left.get(line.key) ?? 0;
    const quantity = Math.min(desired.get(line.key) ?? 0, most);
    return [line.key, shareOf(order, line, { already: line.orderedQuantity - most, quantity })];
  });
  const { paidMinor, refundedMinor } = order.money;
  return {
    worthMinor: new Map(worthMinor),
    leftMinor: paidMinor === null ? null : least(0n, paidMinor - refundedMinor - pending.minor),
    lines: whole,
  };
}

/** With a set go its parts, where they are not named themselves: as many as the units of it have. */
export function withParts<Input extends RefundInput>(order: RefundableOrder, input: Input): Input {
  const lines = input.lines ?? [];
  if (!order.lines.some(({ group }) => group)) return input;
  const left = refundableUnits(order, pendingRefunds(order));
  const named = new Set(lines.map(({ lineKey }) => lineKey));
  const inside = ({ lineKey, quantity, restock }: RefundLine): readonly RefundLine[] => {
    const set = order.lines.find(({ key }) => key === lineKey);
    if (!set || set.orderedQuantity === 0) return [];
    return order.lines.flatMap(({ key, group, orderedQuantity }): readonly RefundLine[] => {
      if (group !== lineKey || named.has(key)) return [];
      named.add(key);
      const units = Math.floor((orderedQuantity * quantity) / set.orderedQuantity);
      const part = { lineKey: key, quantity: Math.min(units, left.get(key) ?? 0), restock };
      // A set may be a part of another.
      return part.quantity > 0 ? [part, ...inside(part)] : [];
    });
  };
  return { ...input, lines: [...lines, ...lines.flatMap(inside)] };
}

/** What a refund of this order would be. Throws HubError ORDER_LINE_UNKNOWN, ORDER_LINE_TOO_MANY, ORDER_REFUND_TOO_MUCH, ORDER_NOT_PAID. */
export function refundOf(given: RefundableOrder, input: RefundInput): RefundQuote {
  const order = { ...given, lines: given.lines.filter(({ isGift }) => !isGift) };
  const pending = pendingRefunds(order);
  const left = refundableUnits(order, pending);
  const requested = input.isFull ? left : unitsByLine(input.lines ?? []);
  const lines = order.lines.map((line) => {
    const quantity = requested.get(line.key) ?? 0;
    const refundableQuantity = left.get(line.key) ?? 0;
    if (quantity > refundableQuantity)
      throw new HubError(
        "ORDER_LINE_TOO_MANY",
        "conflict",
        refundableQuantity === 0
          ? message("refused.refundNone", { title: line.title })
          : message("refused.refundAtMost", { title: line.title, units: refundableQuantity }),
        "lines",
      );
    const amountMinor = shareOf(order, line, { already: line.orderedQuantity - refundableQuantity, quantity });
    return { lineKey: line.key, title: line.title, quantity, amountMinor, refundableQuantity };
  });
  requireLines(order, requested);
  return priced(order, input, { lines, pending });
}

/** A quoted refund as a command. */
export function refundCommand(
  quote: RefundQuote,
  input: RefundInput & Pick<RefundCommand, "reason" | "notifyCustomer" | "returnId">,
): RefundCommand {
  const restock = input.restock ?? false;
  const all = quote.lines.filter((line) => line.quantity > 0);
  const lines = input.isFull
    ? all.map(({ lineKey, quantity }) => ({ lineKey, quantity, restock }))
    : (input.lines ?? []);
  return {
    kind: "refund",
    amount: { minor: quote.amountMinor, currency: quote.currency },
    ...(quote.shippingMinor > 0n && { shippingMinor: quote.shippingMinor }),
    lines,
    reason: input.reason,
    moveMoney: input.moveMoney ?? false,
    notifyCustomer: input.notifyCustomer ?? false,
    returnId: input.returnId,
  };
}

interface Pending {
  readonly minor: bigint;
  readonly shippingMinor: bigint;
  readonly lines: readonly { readonly lineKey: string; readonly quantity: number }[];
}

interface StoredRefund {
  readonly amount?: { readonly minor?: string };
  readonly shippingMinor?: string;
  readonly lines?: Pending["lines"];
}

function pendingRefunds(order: RefundableOrder): Pending {
  const inputsIn = (...states: readonly string[]) =>
    order.commands.flatMap((command) =>
      command.kind === "refund" && states.includes(command.state) ? [command.input as StoredRefund] : [],
    );
  // An unconfirmed refund may have moved the money: requested once more it would be paid twice.
  const unconfirmed = order.commands.filter(
    (command) => command.kind === "refund" && command.state === "uncertain" && !isReportedSince(order, command),
  );
  const open = [...inputsIn("waiting", "running"), ...unconfirmed.map(({ input }) => input as StoredRefund)];
  const sum = (inputs: readonly StoredRefund[], of: (input: StoredRefund) => string | undefined) =>
    inputs.reduce((total, input) => total + BigInt(of(input) ?? "0"), 0n);
  return {
    minor: sum(open, (input) => input.amount?.minor),
    // Platforms do not report the shipping part of a refund; that of requests made here is stored.
    shippingMinor: sum(inputsIn("waiting", "running", "uncertain", "done"), (input) => input.shippingMinor),
    lines: open.flatMap((input) => input.lines ?? []),
  };
}

/** The channel reports by now the refund that nobody had confirmed. */
function isReportedSince(
  { refunds }: RefundableOrder,
  { sentAt, input }: RefundableOrder["commands"][number],
): boolean {
  if (!sentAt) return false;
  const minor = BigInt((input as StoredRefund).amount?.minor ?? "0");
  return refunds.some(({ amountMinor, refundedAt }) => amountMinor === minor && refundedAt && refundedAt >= sentAt);
}

function refundableUnits(order: RefundableOrder, pending: Pending): ReadonlyMap<string, number> {
  const refunded = order.refunds.flatMap(
    (refund) => refund.lines as readonly { readonly lineKey: string; readonly quantity: number }[],
  );
  const gone = unitsByLine([...refunded, ...pending.lines]);
  return new Map(order.lines.map((line) => [line.key, Math.max(0, line.orderedQuantity - (gone.get(line.key) ?? 0))]));
}

function requireLines(order: RefundableOrder, requested: ReadonlyMap<string, number>): void {
  for (const key of requested.keys())
    if (!order.lines.some((line) => line.key === key))
      throw new HubError("ORDER_LINE_UNKNOWN", "validation", `Order ${order.number} has no line "${key}".`, "lines");
}

/** What these units of a line cost with tax: shares are cut so that all units together cost the line, to the cent. */
function shareOf(
  order: RefundableOrder,
  line: RefundableOrder["lines"][number],
  units: { readonly already: number; readonly quantity: number },
): bigint {
  if (line.orderedQuantity === 0) return 0n;
  const whole = line.totalMinor + (order.taxIncluded ? 0n : line.taxMinor);
  const exact = BigInt(Math.round(Number(line.exactQuantity ?? line.orderedQuantity) * 1_000_000));
  const upTo = (count: number) =>
    count >= line.orderedQuantity ? whole : (whole * BigInt(count) * 1_000_000n) / (exact || 1n);
  return upTo(units.already + units.quantity) - upTo(units.already);
}

function priced(
  order: RefundableOrder,
  input: RefundInput,
  of: { readonly lines: RefundQuote["lines"]; readonly pending: Pending },
): RefundQuote {
  const { money, currency } = order;
  const { lines, pending } = of;
  const shippingLeft = least(0n, (money.shippingMinor ?? 0n) - pending.shippingMinor);
  const maximumMinor = maximum(order, pending);
  const shippingMinor = input.shippingMinor ?? (input.isFull ? shippingLeft : 0n);
  if (shippingMinor > shippingLeft)
    throw tooMuch(`At most ${decimal(shippingLeft, currency)} of shipping can be refunded.`, "shippingMinor");
  const sum = lines.reduce((total, line) => total + line.amountMinor, shippingMinor);
  const suggestedMinor = maximumMinor !== null && sum > maximumMinor ? maximumMinor : sum;
  const amountMinor = input.amountMinor ?? (input.isFull && maximumMinor !== null ? maximumMinor : suggestedMinor);
  if (maximumMinor !== null && amountMinor > maximumMinor)
    throw tooMuch(
      `At most ${decimal(maximumMinor, currency)} can be refunded${pending.minor > 0n ? `; ${decimal(pending.minor, currency)} is on its way already` : ""}.`,
      "amountMinor",
    );
  if (amountMinor < shippingMinor) throw tooMuch("The shipping part is more than the whole refund.", "shippingMinor");
  return {
    currency,
    lines,
    shippingMinor,
    refundableShippingMinor: shippingLeft,
    suggestedMinor,
    amountMinor,
    maximumMinor,
    paidMinor: money.paidMinor,
    refundedMinor: money.refundedMinor,
    pendingMinor: pending.minor,
  };
}

function maximum({ money, number }: RefundableOrder, pending: Pending): bigint | null {
  if (money.totalMinor === null) return null;
  if (money.paidMinor === 0n) throw new HubError("ORDER_NOT_PAID", "conflict", message("refused.notPaid", { number }));
  const whole = money.paidMinor ?? money.totalMinor;
  return least(0n, whole - money.refundedMinor - pending.minor);
}

function least(floor: bigint, amount: bigint): bigint {
  return amount < floor ? floor : amount;
}

function decimal(minor: bigint, currency: string): string {
  return `${formatDecimal({ minor, currency })} ${currency}`;
}

function tooMuch(message: string, field: string): HubError {
  return new HubError("ORDER_REFUND_TOO_MUCH", "conflict", message, field);
}
