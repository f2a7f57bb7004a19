/** Bugs in refunding what is no single item of its own. */
import type { OrderLine, OrderPart } from "../../../../commerce/order.ts";
import type { RefundCommand } from "../../../../commerce/order-command.ts";
import { platformText } from "../../contract/answer-text.ts";
import type { LackWord } from "../absence-phrases.ts";
import type { Mutant } from "./mutant.ts";
import { onPort } from "./wrap.ts";

/** A refund of this order is carried out as another one. */
function refunds(
  name: string,
  likely: string,
  change: (command: RefundCommand, part: OrderPart) => RefundCommand,
  ...fields: readonly LackWord[]
): Mutant {
  return {
    name: `command: ${name}`,
    likely: [likely],
    fields: ["refund.part", ...fields],
    plant: onPort("orders", (orders, touch) => {
      // Asked for once more, it would cost a call that a case counts.
      const read = new Map<string, OrderPart | null>();
      return {
        get: async (key, ctx) => {
          const part = await orders.get(key, ctx);
          read.set(key, part);
          return part;
        },
        execute: (run, ctx) => {
          const { command } = run;
          const part = read.get(run.order.key);
          if (command.kind !== "refund" || !part) return orders.execute(run, ctx);
          const changed = change(command, part);
          if (changed !== command) touch();
          return orders.execute({ ...run, command: changed }, ctx);
        },
      };
    }),
  };
}

/** The command with those of its lines changed that are of such a line of the order; the same one where none is. */
function withLines(
  command: RefundCommand,
  { lines }: OrderPart,
  isMeant: (line: OrderLine) => boolean,
  change: (line: RefundCommand["lines"][number]) => RefundCommand["lines"][number],
): RefundCommand {
  const meant = new Set(lines.filter(isMeant).map(({ key }) => key));
  if (!command.lines.some(({ lineKey }) => meant.has(lineKey))) return command;
  return { ...command, lines: command.lines.map((line) => (meant.has(line.lineKey) ? change(line) : line)) };
}

const SETS = "commands: sets refunded";

/** A set, a part of one, or an item that is sold in one and by itself. */
const isOfSet =
  ({ lines }: OrderPart) =>
  ({ key, group, pack, variantKey }: OrderLine): boolean =>
    group !== undefined ||
    pack !== undefined ||
    lines.some((one) => one.group === key || (one.key !== key && one.variantKey === variantKey));

/** In doubt, any refund of the same sum passes for the one that was asked for. */
const takesEarlier: Mutant = {
  name: "command: a refund takes an earlier one of the same sum for its own",
  likely: ["commands: a refund made before"],
  fields: ["refund.part"],
  plant: onPort("orders", (orders, touch) => ({
    execute: async (run, ctx) => {
      const { command } = run;
      if (command.kind !== "refund" || !run.uncertain || run.sentAt !== undefined) return orders.execute(run, ctx);
      const part = await orders.get(run.order.key, ctx);
      const isThere = part?.refunds.some(({ amountMinor }) => amountMinor === command.amount.minor);
      if (!part || !isThere) return orders.execute(run, ctx);
      touch();
      return { state: "done", text: platformText("It stands there."), order: part, moneyMoved: command.moveMoney };
    },
  })),
};

export const refundMutants: readonly Mutant[] = [
  takesEarlier,
  refunds("a refund that is only booked is paid", "commands: a refund that is only booked", (command) =>
    command.moveMoney ? command : { ...command, moveMoney: true },
  ),
  refunds(
    "a refund puts no unit of one of several variants back",
    "commands: a refund puts a unit of one of several variants",
    (command, part) =>
      withLines(
        command,
        part,
        ({ sku }) => sku?.startsWith("TEE-") === true,
        (line) => ({ ...line, restock: false }),
      ),
    "refund.restock",
  ),
  refunds(
    "a refund of a set pays for its parts besides",
    SETS,
    (command, part) => {
      const isSet = command.lines.some(({ lineKey }) =>
        part.lines.filter(isOfSet(part)).some(({ key }) => key === lineKey),
      );
      return isSet ? { ...command, amount: { ...command.amount, minor: command.amount.minor * 2n } } : command;
    },
    "refund.moves",
  ),
  refunds(
    "a refund of a set puts none of its parts back",
    SETS,
    (command, part) => withLines(command, part, isOfSet(part), (line) => ({ ...line, restock: false })),
    "refund.restock",
  ),
  refunds(
    "a refund of some sets takes the parts of all",
    SETS,
    (command, part) =>
      withLines(
        command,
        part,
        ({ group }) => group !== undefined,
        (line) => ({ ...line, quantity: part.lines.find(({ key }) => key === line.lineKey)?.orderedQuantity ?? 0 }),
      ),
    "refund.restock",
  ),
];
