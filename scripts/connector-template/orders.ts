import type { OrderPart } from "../../src/commerce/order.ts";
import type { Json } from "../../src/commerce/product.ts";
import type { Context } from "../../src/connectors/kit/contract.ts";
import { isConnectorError } from "../../src/connectors/kit/errors.ts";
import { parseAtDoor } from "../../src/connectors/kit/parse.ts";
import type { CommandOrder, CommandResult, CommandRun, Orders, Sweep } from "../../src/connectors/kit/ports.ts";
import { toOrderPart } from "./mapping.ts";
import { orderSchema } from "./schemas.ts";
import { changedSince } from "./sweep.ts";

const changed: Sweep<OrderPart> = {
  id: "changed",
  mode: "changed",
  everyMs: 5 * 60_000,
  run: (input, ctx) => {
    const read = (row: Json) => toOrderPart(row, ctx);
    return changedSince({ path: "/orders", operation: "orders.list", read }, input, ctx);
  },
};

export const orders: Orders = {
  sweeps: [changed],
  async get(key, ctx) {
    try {
      return await fetchOrder(key, ctx);
    } catch (error) {
      if (isConnectorError(error) && error.kind === "not_found") return null;
      throw error;
    }
  },
  options: (order) => {
    const isOpen = !["cancelled", "shipped"].includes(order.platformStatus);
    return [
      { kind: "status", allowed: false, warnings: [], statuses: [] },
      { kind: "fulfil", allowed: isOpen, warnings: [] },
      { kind: "cancel", allowed: isOpen, warnings: ["The shop puts the units back into its own stock."] },
      { kind: "refund", allowed: false, warnings: [] },
      { kind: "note", allowed: true, warnings: [] },
    ];
  },
  execute,
};

async function fetchOrder(key: string, ctx: Context): Promise<OrderPart> {
  const url = `/orders/${encodeURIComponent(key)}`;
  const { body } = await ctx.http.json({ method: "GET", url, operation: "orders.get" });
  return toOrderPart(body, ctx);
}

async function execute(run: CommandRun, ctx: Context): Promise<CommandResult> {
  const { command, order } = run;
  switch (command.kind) {
    case "fulfil":
      return post(run, ctx, {
        path: "fulfilments",
        json: {
          carrier: command.carrier ?? null,
          tracking_numbers: command.trackingNumbers,
          lines: (command.lines ?? openLines(order)).map(({ lineKey, quantity }) => ({ line_id: lineKey, quantity })),
        },
        text: "The parcel is booked in the shop.",
      });
    case "cancel":
      return post(run, ctx, { path: "cancel", json: {}, text: "The order is cancelled in the shop." });
    case "note":
      return note(run, command.text, ctx);
    case "status":
    case "refund":
      return { state: "unsupported", text: `The shop's API has no way to set a ${command.kind}; nothing was sent.` };
  }
}

const NOTED = "The note stands in the shop.";

/** After an attempt without an answer the order is looked at: the note may stand there already. */
async function note(run: CommandRun, text: string, ctx: Context): Promise<CommandResult> {
  if (run.uncertain) {
    const { raw } = await fetchOrder(run.order.key, ctx);
    const { notes = [] } = parseAtDoor(orderSchema, raw, { ctx, what: "order" });
    if (notes.includes(text)) return { state: "done", text: NOTED };
  }
  return post(run, ctx, { path: "notes", json: { text }, text: NOTED });
}

function openLines(order: CommandOrder) {
  return order.lines
    .map((line) => ({ lineKey: line.key, quantity: line.quantity - line.fulfilledQuantity }))
    .filter((line) => line.quantity > 0);
}

/** The platform keeps idempotency keys: the same intent sent again answers as the first time. */
async function post(
  run: CommandRun,
  ctx: Context,
  write: { readonly path: string; readonly json: Json; readonly text: string },
): Promise<CommandResult> {
  try {
    await ctx.http.request({
      method: "POST",
      url: `/orders/${encodeURIComponent(run.order.key)}/${write.path}`,
      headers: { "idempotency-key": `${run.idempotencyKey}:${run.command.kind}` },
      json: write.json,
      operation: `orders.${write.path}`,
      safe: true,
    });
  } catch (error) {
    if (!isConnectorError(error) || error.kind !== "rejected") throw error;
    return { state: "rejected", code: "rejected", text: error.message };
  }
  return { state: "done", text: write.text, order: await fetchOrder(run.order.key, ctx) };
}
