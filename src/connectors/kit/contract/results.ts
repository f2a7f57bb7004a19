/** What ports answer, in the forms all of them use. */

import { type HubText, message } from "../../../commerce/message.ts";
import type { OrderPart } from "../../../commerce/order.ts";
import type { AnswerText } from "./answer-text.ts";
import type { Context } from "./context.ts";
import { isConnectorError } from "./errors.ts";
import type { CommandResult, Orders, PushItem, PushResult } from "./ports.ts";

/** Names the item an answer is about. */
export const echo = <V>({ key, location, seq }: PushItem<V>): Pick<PushItem<V>, "key" | "location" | "seq"> => ({
  key,
  location,
  seq,
});

/** The platform, or the connector before it is asked, says no to one item. */
export const rejectedItem = <V>(item: PushItem<V>, code: string, text: HubText, field?: string): PushResult<V> => ({
  ...echo(item),
  outcome: "rejected",
  code,
  text,
  ...(field === undefined ? {} : { field }),
});

/** What became of an item is not known, or a later try goes through: the hub sends it again. */
export const sendAgain = <V>(item: PushItem<V>, text: HubText): PushResult<V> => ({
  ...echo(item),
  outcome: "retry",
  error: { kind: "transient" },
  text,
});

/** What a write answers that took every item as it was wanted. */
export const applied = <V>(items: readonly PushItem<V>[]): PushResult<V>[] =>
  items.map((item) => ({ ...echo(item), outcome: "applied", observed: item.want }));

export const rejected = (code: string, text: AnswerText): CommandResult => ({ state: "rejected", code, text });

/** The code of a refund that is only to be booked, where the platform can do nothing but pay the buyer. The hub keeps it. */
export const BOOKS_ONLY = "books_only";

/** Of a refund that is only to be booked, where the platform pays the buyer with it: it would be paid twice. */
export const neverOnlyBooked = (platform: string): CommandResult =>
  rejected(BOOKS_ONLY, message("platform.refund.neverOnlyBooked", { platform }));

export const unsupported = (text: AnswerText): CommandResult => ({ state: "unsupported", text });

/** The platform's own no is an answer, not a failure; what else went wrong is thrown on. */
export function refusal(error: unknown): CommandResult {
  if (!isConnectorError(error) || error.info.kind !== "rejected") throw error;
  return rejected(error.info.code ?? "rejected", error.userMessage);
}

/** `get` of orders, of a channel that reads more of an order than is told of it. */
export const partBy =
  (read: (key: string, ctx: Context) => Promise<{ readonly part: OrderPart } | null>): Orders["get"] =>
  async (key, ctx) =>
    (await read(key, ctx))?.part ?? null;

/** Reads the order, acts on it, and tells it as it is afterwards. What the platform refuses is an answer. */
export async function actOn<Order>(
  {
    read,
    unknown,
    refused = refusal,
    after,
  }: {
    /** Null or undefined: the platform does not know it; `unknown` says so. */
    read(): Promise<Order | null | undefined>;
    readonly unknown: AnswerText;
    refused?(error: unknown): CommandResult;
    after(): Promise<OrderPart | null | undefined>;
  },
  act: (order: Order) => Promise<CommandResult>,
): Promise<CommandResult> {
  const order = await read();
  if (!order) return rejected("unknown_order", unknown);
  const result = await act(order).catch(refused);
  if (result.state !== "done" || result.order) return result;
  const part = await after();
  return part ? { ...result, order: part } : result;
}
