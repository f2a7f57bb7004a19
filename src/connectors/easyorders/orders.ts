import { type AnswerText, answerTextParts } from "../kit/contract/answer-text.ts";
import type { ConnectionInfo, Context } from "../kit/contract/contract.ts";
import type {
  CommandOf,
  CommandOrder,
  CommandResult,
  CommandRun,
  OrderCommand,
  Orders,
  TrackingRun,
} from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { toOrderPart } from "./order-mapping.ts";
import { fetchOrder, openOrders, orderWalk } from "./order-sweeps.ts";
import { field } from "./pages.ts";
import { ESSENTIAL_OF_ORDER, orderSchema } from "./schemas.ts";
import { walksOrders } from "./settings.ts";
import { COMING_BACK, FINAL, meaningOf, SETTABLE, wordFor } from "./statuses.ts";
import { message } from "./words.ts";

/** The orders port; without the walk there is no way to find orders whose webhook was lost. */
export function ordersPort(connection: ConnectionInfo): Orders {
  return {
    essential: { "": ESSENTIAL_OF_ORDER },
    sweeps: walksOrders(connection) ? [orderWalk, openOrders] : [openOrders],
    async get(key, ctx) {
      const raw = await fetchOrder(key, ctx);
      return raw === null ? null : toOrderPart(raw, ctx);
    },
    options,
    execute,
    updateTracking,
  };
}

const WARNINGS: Readonly<Record<OrderCommand["kind"], readonly AnswerText[]>> = {
  status: [message("warning.messageCustomerMoveOwnStock")],
  fulfil: [message("warning.noTrackingFieldOrderBecomes")],
  cancel: [message("warning.decidesItselfWhetherOwnStock")],
  refund: [message("warning.movesNoMoneyOrderMarked")],
  note: [message("warning.publicNoteVisibleCustomer")],
};

function options(order: CommandOrder): ReturnType<Orders["options"]> {
  const isFinal = FINAL.has(order.platformStatus);
  const isBack = COMING_BACK.has(order.platformStatus);
  return [
    { kind: "status", allowed: !isFinal, warnings: WARNINGS.status, statuses: isFinal ? [] : SETTABLE },
    { kind: "fulfil", allowed: !isFinal && !isBack, warnings: WARNINGS.fulfil },
    { kind: "cancel", allowed: !isFinal, warnings: WARNINGS.cancel },
    { kind: "refund", allowed: !isFinal, warnings: WARNINGS.refund, money: "never" },
    { kind: "note", allowed: true, warnings: WARNINGS.note },
  ];
}

/**
 * Runs one command; every write is preceded by a read, so that a repeated attempt finds what the first one
 * did, and followed by one, because nobody knows whether our own change comes back as a webhook.
 */
async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const raw = await fetchOrder(run.order.key, ctx);
  const order = orderSchema.safeParse(raw);
  if (!order.success) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  const current: Current = { id: order.data.id, storeId: order.data.store_id ?? "", status: order.data.status };
  const result = await perform(run, current, ctx);
  if (result.state !== "done" || run.command.kind === "note") return result;
  const after = await fetchOrder(current.id, ctx);
  return after === null ? result : { ...result, order: toOrderPart(after, ctx) };
}

async function perform(run: CommandRun, current: Current, ctx: Context): Promise<CommandResult> {
  const { command } = run;
  switch (command.kind) {
    case "status":
      return setStatus(command.status, run.order, current, ctx);
    case "fulfil":
      return fulfil(run, command, current, ctx);
    case "cancel":
      return cancel(run, command, current, ctx);
    case "refund":
      return refund(run, command, current, ctx);
    case "note":
      await addNote(current, { text: command.text, isPublic: command.visibleToCustomer }, ctx);
      return done(message("done.noteAdded"));
  }
}

interface Current {
  readonly id: string;
  readonly storeId: string;
  readonly status: string;
}

/** EasyOrders has one word for order and parcel: a status never calls goods back that have left. */
async function setStatus(
  status: CommandOf<"status">["status"],
  order: CommandOrder,
  current: Current,
  ctx: Context,
): Promise<CommandResult> {
  const word = wordFor(status);
  if (!word) return { state: "unsupported", text: message("refused.noStatusNothingSent", { status }) };
  const { meaning } = meaningOf(current.status);
  const hasLeft = meaning.shipped || isShipped(order);
  if (!hasLeft || meaningOf(word).meaning.shipped) return move(current, word, ctx);
  if (status !== "processing") return rejected("shipped", message("refused.goodsOrderLeftWouldShow", { status: word }));
  if (meaning.shipped && meaning.order === status)
    return done(message("done.alreadyShowsOrder", { status: current.status }));
  return move(current, "in_delivery", ctx);
}

function isShipped({ lines }: CommandOrder): boolean {
  return lines.some((line) => line.quantity > 0) && lines.every((line) => line.fulfilledQuantity >= line.quantity);
}

/** Moves the order to a status of EasyOrders, never out of a final one. */
async function move(current: Current, word: string, ctx: Context): Promise<CommandResult> {
  if (current.status === word) return done(message("done.alreadyShowsOrder", { status: word }));
  if (FINAL.has(current.status)) {
    return rejected("final_status", message("refused.showsOrderArgosyNeverMoves", { status: current.status }));
  }
  await ctx.http.request({
    method: "PATCH",
    url: `/orders/${encodeURIComponent(current.id)}/status`,
    json: { status: word },
    operation: "orders.status",
  });
  return done(message("done.showsOrder", { status: word }));
}

async function fulfil(
  run: CommandRun,
  command: CommandOf<"fulfil">,
  current: Current,
  ctx: Context,
): Promise<CommandResult> {
  if (current.status === "canceled" || current.status === "refunded" || COMING_BACK.has(current.status)) {
    return rejected("not_shippable", message("refused.showsOrderCannotShipped", { status: current.status }));
  }
  const isWhole = shipsAll(command, run.order);
  let result: CommandResult = done([]);
  if (isWhole && current.status !== "delivered") {
    result = await move(current, "in_delivery", ctx);
    await run.save({ moved: true, noted: field(run.saved, "noted") === true });
  }
  const text = shippingNote(command, run.order, isWhole);
  if (text !== null && field(run.saved, "noted") !== true) {
    await addNote(current, { text, isPublic: command.notifyCustomer }, ctx);
    await run.save({ moved: isWhole, noted: true });
  }
  const noted = command.notifyCustomer ? message("done.parcelNotePublic") : message("done.parcelNotePrivate");
  const summary = isWhole ? message("done.inDelivery") : message("done.noPartialShipment");
  return { ...result, state: "done", text: [summary, ...(text === null ? [] : [noted])] };
}

/** EasyOrders has no tracking field: the new number goes into a note as the first one did. */
async function updateTracking(run: TrackingRun, ctx: Context): Promise<CommandResult> {
  const order = orderSchema.safeParse(await fetchOrder(run.order.key, ctx));
  if (!order.success) return rejected("not_found", message("refused.notKnowOrderAnyMore"));
  const current: Current = { id: order.data.id, storeId: order.data.store_id ?? "", status: order.data.status };
  const { carrier, trackingNumbers, trackingUrl, notifyCustomer } = run.command;
  const text = [
    carrier ? `Courier: ${carrier}.` : null,
    `Tracking number: ${trackingNumbers.join(", ")}.`,
    trackingUrl ? `Follow your parcel: ${trackingUrl}` : null,
  ];
  if (field(run.saved, "noted") !== true) {
    await addNote(current, { text: text.filter((part) => part !== null).join(" "), isPublic: notifyCustomer }, ctx);
    await run.save({ noted: true });
  }
  return done(notifyCustomer ? message("done.trackingNotePublic") : message("done.trackingNotePrivate"));
}

function shipsAll(command: CommandOf<"fulfil">, order: CommandOrder): boolean {
  const { lines } = command;
  if (!lines) return true;
  return order.lines.every((line) => {
    const now = lines.filter((part) => part.lineKey === line.key).reduce((sum, part) => sum + part.quantity, 0);
    return line.fulfilledQuantity + now >= line.quantity;
  });
}

/** null when there is nothing to tell. */
function shippingNote(command: CommandOf<"fulfil">, order: CommandOrder, isWhole: boolean): string | null {
  const parts = [
    isWhole ? null : `Part of order ${order.number} was shipped.`,
    command.carrier ? `Courier: ${command.carrier}.` : null,
    command.trackingNumbers.length > 0 ? `Tracking number: ${command.trackingNumbers.join(", ")}.` : null,
    command.trackingUrl ? `Follow your parcel: ${command.trackingUrl}` : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" ");
}

async function cancel(
  run: CommandRun,
  command: CommandOf<"cancel">,
  current: Current,
  ctx: Context,
): Promise<CommandResult> {
  const result = await move(current, "canceled", ctx);
  if (result.state === "done" && command.note) await noteOnce(run, current, command.note, ctx);
  return result;
}

async function refund(
  run: CommandRun,
  command: CommandOf<"refund">,
  current: Current,
  ctx: Context,
): Promise<CommandResult> {
  if (command.moveMoney) {
    return {
      state: "unsupported",
      text: message("refused.cannotMoveMoneyPayCustomer"),
    };
  }
  const isMarked = ["refund_in_progress", "request_refund"].includes(current.status);
  const result: CommandResult = isMarked
    ? done(message("done.alreadyShowsOrder", { status: current.status }))
    : await move(current, "request_refund", ctx);
  if (result.state !== "done") return result;
  if (command.reason) await noteOnce(run, current, `Refund: ${command.reason}`, ctx);
  return { ...result, text: [...answerTextParts(result.text), message("done.noMoneyMoved")] };
}

async function noteOnce(run: CommandRun, current: Current, text: string, ctx: Context): Promise<void> {
  if (field(run.saved, "noted") === true) return;
  await addNote(current, { text, isPublic: false }, ctx);
  await run.save({ noted: true });
}

/** Notes can be neither listed nor keyed: after an unknown outcome the note is written again rather than lost. */
async function addNote(
  current: Current,
  note: { readonly text: string; readonly isPublic: boolean },
  ctx: Context,
): Promise<void> {
  await ctx.http.request({
    method: "POST",
    url: "/order-notes",
    json: {
      order_id: current.id,
      note: note.text,
      store_id: current.storeId,
      type: note.isPublic ? "public" : "private",
    },
    operation: "notes.create",
  });
}

function done(text: AnswerText): Extract<CommandResult, { state: "done" }> {
  return { state: "done", text };
}
