/**
 * Parcels. The shop makes one and then moves it to Shipped; on hand falls with the first step. It takes the same parcel
 * twice without a word, so that one whose answer was lost is looked for among those that were not there before.
 */

import { z } from "zod";
import type { CommandOf } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { AnswerText } from "../kit/contract/answer-text.ts";
import type { Context } from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { CommandResult, CommandRun } from "../kit/contract/ports.ts";
import { idText } from "../kit/parse/parse.ts";
import { graphql } from "./client.ts";
import * as documents from "./documents.ts";
import { unitsIn } from "./order-mapping.ts";
import { refusable, refuse } from "./refusals.ts";
import type { VendureFulfilment, VendureOrder } from "./schemas.ts";
import { message } from "./words.ts";

type Fulfil = CommandOf<"fulfil">;

/** Packed, under way or delivered: all but cancelled ones. */
const STATUS_SQL = ["Created", "Pending", "Shipped", "Delivered"];

/** Core's handler for parcels somebody else sends; its \`method\` may not be empty. */
const HANDLER = "manual-fulfillment";
const NO_CARRIER = "Parcel";

const savedSchema = z.object({ before: z.array(z.string()) });

interface Shipping {
  readonly run: CommandRun;
  readonly command: Fulfil;
  readonly ctx: Context;
}

interface Requested {
  readonly orderLineId: string;
  readonly quantity: number;
}

const SHIPPED = message("done.parcelShipped");

export async function fulfil(order: VendureOrder, { run, command, ctx }: Shipping): Promise<CommandResult> {
  const existing = savedSchema.safeParse(run.saved);
  const tracking = command.trackingNumbers.join(", ");
  const present = run.uncertain ? [] : order.fulfillments.map(({ id }) => id);
  const before = existing.success ? existing.data.before : present;
  const lines = linesOf(order, command, before);
  if (existing.success || run.uncertain) {
    const made = order.fulfillments.find((one) => !before.includes(one.id) && isSame(one, lines, tracking));
    if (made) return finish(made, ctx);
  }
  const problem = problemOf(order, lines);
  if (problem) return { state: "rejected", code: problem.code, text: problem.text };
  await run.save({ before });
  const { addFulfillmentToOrder: made } = await graphql(ctx, documents.ADD_FULFILMENT, {
    variables: { input: { lines: lines.map((line) => ({ ...line })), handler: handlerOf(command, tracking) } },
    schema: z.object({ addFulfillmentToOrder: refusable.extend({ id: idText.optional() }) }),
    what: "the parcel",
  });
  refuse(made, "the parcel");
  if (made.id === undefined)
    throw new ConnectorError({ kind: "drift", path: "addFulfillmentToOrder" }, message("error.shopNotTellParcel"));
  await move(made.id, "Shipped", ctx);
  return { state: "done", text: SHIPPED };
}

async function finish(made: VendureFulfilment, ctx: Context): Promise<CommandResult> {
  if (["Created", "Pending"].includes(made.state)) await move(made.id, "Shipped", ctx);
  return { state: "done", text: SHIPPED };
}

/** The lines asked for, or all that no parcel of before holds. */
function linesOf(order: VendureOrder, { lines }: Fulfil, before: readonly string[]): Requested[] {
  const earlier = { ...order, fulfillments: order.fulfillments.filter(({ id }) => before.includes(id)) };
  const requested =
    lines?.map(({ lineKey, quantity }) => ({ orderLineId: lineKey, quantity })) ??
    order.lines.map((line) => ({
      orderLineId: line.id,
      quantity: line.quantity - unitsIn(line, earlier, STATUS_SQL),
    }));
  return requested.filter(({ quantity }) => quantity > 0);
}

/** The shop checks this as well, but not under two calls at once. */
function problemOf(order: VendureOrder, requested: readonly Requested[]): { code: string; text: AnswerText } | null {
  if (order.state === "Cancelled") return { code: "cancelled", text: message("done.orderCancelledShop") };
  if (requested.length === 0) return { code: "nothing_to_ship", text: message("refused.shopNoUnitsOrderCould") };
  const isTooMuch = requested.some(({ orderLineId, quantity }) => {
    const line = order.lines.find(({ id }) => id === orderLineId);
    return !line || line.quantity - unitsIn(line, order, STATUS_SQL) < quantity;
  });
  if (!isTooMuch) return null;
  return {
    code: "too_many",
    text: message("refused.shopFewerUnitsLeftThese"),
  };
}

/** Lines and code of a parcel say whose it is. */
function isSame(parcel: VendureFulfilment, requested: readonly Requested[], tracking: string): boolean {
  if (!STATUS_SQL.includes(parcel.state) || (parcel.trackingCode ?? "") !== tracking) return false;
  const units = new Map(parcel.lines.map(({ orderLineId, quantity }) => [orderLineId, quantity]));
  return units.size === requested.length && requested.every((line) => units.get(line.orderLineId) === line.quantity);
}

function handlerOf({ carrier }: Fulfil, tracking: string): Json {
  return {
    code: HANDLER,
    arguments: [
      { name: "method", value: carrier || NO_CARRIER },
      { name: "trackingCode", value: tracking },
    ],
  };
}

const movedSchema = z.object({ transitionFulfillmentToState: refusable });

/** A parcel that moved meanwhile is answered with an error of the server: whether it did is for the next look to say. */
async function move(id: string, state: "Shipped" | "Delivered" | "Cancelled", ctx: Context): Promise<void> {
  const { transitionFulfillmentToState: moved } = await graphql(ctx, documents.MOVE_FULFILMENT, {
    variables: { id, state },
    schema: movedSchema,
    what: "the parcel",
  });
  refuse(moved, "the parcel");
}

export async function deliver(order: VendureOrder, ctx: Context): Promise<void> {
  for (const { id, state } of order.fulfillments) if (state === "Shipped") await move(id, "Delivered", ctx);
}

/** Parcels that are packed and have not left: cancelled with the order they would stay, and could still be shipped. */
export async function withdrawPending(order: VendureOrder, ctx: Context): Promise<void> {
  for (const { id, state } of order.fulfillments) {
    if (!["Created", "Pending"].includes(state)) continue;
    try {
      await move(id, "Cancelled", ctx);
    } catch (error) {
      if (!isConnectorError(error) || error.kind !== "rejected") throw error;
      throw new ConnectorError({ kind: "rejected", code: "parcel_moved" }, message("error.parcelOrderJustLeftShop"), {
        cause: error,
      });
    }
  }
}
