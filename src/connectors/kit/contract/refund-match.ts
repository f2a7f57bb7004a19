/** What stands on a channel without our key: whether it is the refund that was asked for, or one like it. */
import { message } from "../../../commerce/message.ts";
import { formatDecimal, money } from "../../../commerce/money.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { RefundCommand } from "../../../commerce/order-command.ts";
import type { Context } from "./context.ts";
import type { CommandResult, CommandRun } from "./ports.ts";

export type PriorRefund = OrderPart["refunds"][number];

export interface RefundMatch {
  /** Same sum, same units. */
  readonly ours?: PriorRefund | undefined;
  /** Of the same units or the same sum, but not of both: a person has to say whether it is the one that was asked for. */
  readonly like?: PriorRefund | undefined;
}

export interface RefundMatching {
  /** By how much the channel's own arithmetic may differ from what was asked. */
  readonly toleranceMinor?: bigint | undefined;
  /** False: the channel's refunds name no units, so that any other than ours may be of them. */
  readonly namesUnits?: boolean | undefined;
}

/** Looks among refunds that were made since the command was sent and are not another command's. */
export function matchRefund(
  command: Pick<RefundCommand, "amount" | "lines">,
  since: readonly PriorRefund[],
  { toleranceMinor = 0n, namesUnits = true }: RefundMatching = {},
): RefundMatch {
  const requested = unitsOf(command.lines);
  const isSum = ({ amountMinor }: PriorRefund) => distance(amountMinor, command.amount.minor) <= toleranceMinor;
  const isUnits = ({ lines }: PriorRefund) => !namesUnits || isSame(unitsOf(lines), requested);
  const touches = ({ lines }: PriorRefund) => lines.some(({ lineKey }) => requested.has(lineKey));
  const ours = since.find((one) => isSum(one) && isUnits(one));
  return ours ? { ours } : { like: since.find((one) => !namesUnits || isSum(one) || touches(one)) };
}

/** The channel's clock and ours agree by so much once their distance is known. */
const CLOCK_SLACK_MS = 10_000;

/** Refunds made since the command was first sent; none where it was not sent yet. */
export function refundsSince(
  { sentAt }: Pick<CommandRun, "sentAt">,
  refunds: readonly PriorRefund[],
  ctx: Pick<Context, "shopNow" | "clock">,
): readonly PriorRefund[] {
  if (sentAt === undefined) return [];
  const since = sentAt.getTime() + ctx.shopNow() - ctx.clock.now() - CLOCK_SLACK_MS;
  return refunds.filter(({ at }) => Date.parse(at) >= since);
}

interface Status extends RefundMatching {
  readonly platform: string;
  /** Of a refund that stands there with the same sum and units; absent: the channel does not tell. */
  readonly moneyMoved?: boolean | undefined;
  readonly order?: OrderPart | undefined;
}

/**
 * What a command that is asked for again answers for the refunds made since it was first sent: one with its sum and units
 * is its own, whoever made it; one like it, or one whose gateway has not said yes, is a person's to judge. Null: none of
 * them keeps it from being sent.
 */
export function refundedMeanwhile(
  command: Pick<RefundCommand, "amount" | "lines" | "moveMoney">,
  since: readonly PriorRefund[],
  { platform, moneyMoved, order, ...how }: Status,
): CommandResult | null {
  const { ours, like } = matchRefund(command, since, how);
  const { amount } = command;
  if (ours) {
    const reported = {
      platform,
      amount: formatDecimal(money(ours.amountMinor, amount.currency)),
      currency: amount.currency,
    };
    if (command.moveMoney && isWaiting(ours, order))
      return { state: "uncertain", text: message("platform.refundWaits", reported), order };
    return { state: "done", text: message("platform.refundStands", reported), order, moneyMoved, found: true };
  }
  return like ? { state: "uncertain", text: likeText(platform, amount, like), order } : null;
}

/** Of the order's payments one that belongs to this refund, or was made since, is still under way. */
const isWaiting = ({ at }: PriorRefund, order: OrderPart | undefined): boolean =>
  order?.transactions?.some(
    (one) => one.kind === "refund" && one.status === "pending" && Date.parse(one.at) >= Date.parse(at) - CLOCK_SLACK_MS,
  ) ?? false;

export const likeText = (
  platform: string,
  { minor, currency }: RefundCommand["amount"],
  { amountMinor }: Pick<PriorRefund, "amountMinor">,
) =>
  message("platform.refundLikeIt", {
    platform,
    currency,
    amount: formatDecimal(money(minor, currency)),
    other: formatDecimal(money(amountMinor, currency)),
  });

function unitsOf(lines: readonly { readonly lineKey: string; readonly quantity: number }[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { lineKey, quantity } of lines) if (quantity > 0) units.set(lineKey, (units.get(lineKey) ?? 0) + quantity);
  return units;
}

const isSame = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean =>
  one.size === other.size && [...one].every(([key, quantity]) => other.get(key) === quantity);

const distance = (one: bigint, other: bigint): bigint => (one > other ? one - other : other - one);
