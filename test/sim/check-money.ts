/** What left on the platforms, by sum: as much as people moved there and asked the hub for, each once. */
import { parseMoney } from "../../src/commerce/money.ts";
import { amountOf, type HubOrder } from "./order-steps.ts";
import type { OrderTruth } from "./platform-truth.ts";
import type { Channel, RequestedCommand, World } from "./world.ts";

type Record = NonNullable<OrderTruth["record"]>;

const nameOf = ({ storeId }: Channel, key: string) => `${storeId} ${key}`;
const minorOf = (amount: string, { currency }: Channel) => Number(parseMoney(amount, currency).minor);
const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);
const leftOf = (record: Pick<Record, "refunds">, channel: Channel) =>
  sum(record.refunds.map(({ amount }) => minorOf(amount, channel)));

/** What has left by now, by order. */
function lookAtMoney(world: World): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  for (const channel of world.channels)
    for (const key of channel.sandbox.shop.orderKeys()) {
      const record = channel.sandbox.shop.record?.(key);
      if (record) left.set(nameOf(channel, key), leftOf(record, channel));
    }
  return left;
}

/** People work at the platforms themselves: what leaves by that was not the hub's to move. */
export async function withManualEdits<T>(world: World, work: () => Promise<T>): Promise<T> {
  const before = lookAtMoney(world);
  const result = await work();
  for (const [order, left] of lookAtMoney(world)) {
    const more = left - (before.get(order) ?? 0);
    if (more !== 0) world.movedThere.set(order, (world.movedThere.get(order) ?? 0) + more);
  }
  return result;
}

/** What left before anybody connected. */
export function noteMoneyBefore(world: World): void {
  for (const [order, left] of lookAtMoney(world)) if (left !== 0) world.movedThere.set(order, left);
}

type Command = HubOrder["commands"][number];

/** The seller pays by other means. */
export const movesNone = ({ input, moneyMoved }: Command) =>
  moneyMoved === false ||
  (typeof input === "object" && input !== null && "moveMoney" in input && input.moveMoney === false);

/** Refunds that were asked for with a cancellation. */
function refundsOfCancelled({ commands }: HubOrder, requested: readonly RequestedCommand[]): Refund[] {
  return commands
    .filter(({ id, kind }) => kind === "refund" && !requested.some(({ commandId }) => commandId === id))
    .map((command) => ({ command, amountMinor: amountOf(command.input), marker: null }));
}

interface Refund {
  readonly command: Command | undefined;
  readonly amountMinor: number;
  /** Null: it has no words of its own. */
  readonly marker: string | null;
}

const isDone = ({ command }: Refund) => command?.state === "done";

/** More than the total where goods weighed less than was paid for. */
const paidOf = ({ transactions = [] }: OrderTruth["part"]) =>
  sum(
    transactions
      .filter(({ kind, status }) => (kind === "sale" || kind === "capture") && status === "success")
      .map(({ amountMinor }) => Number(amountMinor)),
  );

/** A platform works its sums out anew from units, with its own rounding of each line's tax. */
const ROUNDING = 2;

export function checkMoney(world: World, truth: readonly OrderTruth[]): string[] {
  return truth.flatMap(({ channel, key, record, hub, shown, part }) => {
    if (!record || !hub) return [];
    const requested = world.asked.filter((one) => one.channel === channel && one.orderKey === key);
    const commandOf = ({ commandId }: RequestedCommand) => hub.commands.find((one) => one.id === commandId);
    const refunds: readonly Refund[] = [
      ...requested
        .filter(({ kind }) => kind === "refund")
        .map((one) => ({ command: commandOf(one), amountMinor: one.amountMinor, marker: one.marker })),
      ...refundsOfCancelled(hub, requested),
    ];
    const done = refunds.filter(isDone);
    const there = world.movedThere.get(nameOf(channel, key)) ?? 0;
    const left = leftOf(record, channel);
    // Some keep no record of what is paid back: then the hub's own books are all there is.
    const isStored = part.refunds.length > 0 || left > 0;
    const owed = there + (isStored ? sum(done.map(({ amountMinor }) => amountMinor)) : 0);
    // What was only booked, because the seller pays by other means, stands on some platforms as a sum and on some as none.
    const booked = done.filter(({ command }) => command && movesNone(command));
    const least = isStored ? owed - sum(booked.map(({ amountMinor }) => amountMinor)) : owed;
    const most = Math.max(minorOf(shown.total, channel), paidOf(part));
    const isEnded =
      shown.cancelled || requested.some((one) => one.kind === "cancel" && commandOf(one)?.state === "done");
    const rounding = ROUNDING * (done.length + 1);
    const problems: string[] = [];
    const report = (text: string) => problems.push(`${channel.name}, order ${key}: ${text}`);
    if (left < least - rounding || left > (isEnded ? Math.max(most, owed) : owed) + rounding)
      report(`${left} left there; people moved ${there}, and the hub was asked for ${owed - there} (of ${most})`);
    for (const one of refunds) {
      if (one.marker === null) continue;
      const own = record.refunds.filter(({ reason }) => reason === one.marker);
      const moved = sum(own.map(({ amount }) => minorOf(amount, channel)));
      if (!isDone(one) && moved > 0) report(`${moved} left for ${one.marker}, which is not done`);
      if (moved > one.amountMinor + ROUNDING)
        report(`${moved} left for ${one.marker}, which asked for ${one.amountMinor}`);
    }
    return problems;
  });
}
