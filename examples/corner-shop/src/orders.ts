import type { OrderPart } from "@argosy/connector-kit/commerce/order";
import type { AnswerText } from "@argosy/connector-kit/contract/answer-text";
import type { Context } from "@argosy/connector-kit/contract/contract";
import type { CommandOrder, CommandResult, CommandRun, Orders, Sweep } from "@argosy/connector-kit/contract/ports";
import { refusal, unsupported } from "@argosy/connector-kit/contract/results";
import { parseResponse } from "@argosy/connector-kit/parse/parse";
import { actOnOrder, ONE_ORDER, type OrderAct, readOne } from "./client.ts";
import { toOrderPart } from "./order-mapping.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import { changedSweep } from "./sweeps.ts";
import { message } from "./words.ts";

const changed: Sweep<OrderPart> = changedSweep("orders", 5 * 60_000, toOrderPart);

export const orders: Orders = {
  essential: { [ONE_ORDER]: ESSENTIAL_OF_ORDER },
  sweeps: [changed],
  async get(key, ctx) {
    const row = await readOne("orders", key, ctx);
    return row === null ? null : toOrderPart(row, ctx);
  },
  options: (order) => {
    const isOpen = !["cancelled", "shipped"].includes(order.platformStatus);
    return [
      { kind: "status", allowed: false, warnings: [], statuses: [] },
      { kind: "fulfil", allowed: isOpen, warnings: [] },
      { kind: "cancel", allowed: isOpen, warnings: [message("warning.unitsGoBack")] },
      { kind: "refund", allowed: false, warnings: [] },
      { kind: "note", allowed: true, warnings: [] },
    ];
  },
  execute,
};

async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command, order } = run;
  switch (command.kind) {
    case "fulfil":
      return act(run, ctx, {
        action: "fulfilments",
        json: {
          carrier: command.carrier ?? null,
          tracking_numbers: command.trackingNumbers,
          lines: (command.lines ?? openLines(order)).map(({ lineKey, quantity }) => ({ line_id: lineKey, quantity })),
        },
        text: message("done.booked"),
      });
    case "cancel":
      return act(run, ctx, { action: "cancel", json: {}, text: message("done.cancelled") });
    case "note":
      return note(run, command.text, ctx);
    case "status":
    case "refund":
      return unsupported(message("refused.noWayToSet", { what: command.kind }));
  }
}

const NOTED = message("done.noted");

/** After an attempt without an answer the order is looked at: the note may stand there already. */
async function note(run: CommandRun, text: string, ctx: Context): Promise<CommandResult> {
  if (run.uncertain) {
    const row = await readOne("orders", run.order.key, ctx);
    const { notes = [] } = parseResponse(orderSchema, row, { ctx, what: "order" });
    if (notes.includes(text)) return { state: "done", text: NOTED };
  }
  return act(run, ctx, { action: "notes", json: { text }, text: NOTED });
}

function openLines(order: CommandOrder) {
  return order.lines
    .map((line) => ({ lineKey: line.key, quantity: line.quantity - line.fulfilledQuantity }))
    .filter((line) => line.quantity > 0);
}

/** The same intent sent again answers as the first time. */
async function act(
  { order: { key }, idempotencyKey, command }: CommandRun,
  ctx: Context,
  { action, json, text }: Pick<OrderAct, "action" | "json"> & { readonly text: AnswerText },
): Promise<CommandResult> {
  try {
    const row = await actOnOrder({ key, action, json, idempotencyKey: `${idempotencyKey}:${command.kind}` }, ctx);
    return { state: "done", text, order: toOrderPart(row, ctx) };
  } catch (error) {
    return refusal(error);
  }
}
