import type { z } from "zod";
import type { Action } from "../../hub/accounts/permissions.ts";
import { type AskHub, itemsOf, type JsonObject, Refused } from "./ask-hub.ts";

export interface ToolCall<Input> {
  readonly hub: AskHub;
  readonly input: Input;
}

/** Something an assistant may ask for. */
export interface Tool<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** For the assistant: what it answers and when to use it. */
  readonly description: string;
  /** A key that may not do this is not offered the tool. */
  readonly needs: Action;
  readonly asks: Schema;
  /** Present: it changes something; what would happen, in a sentence for the person who has to agree. */
  readonly change?: {
    /** Moves money, writes to a shop or cannot be taken back: asked for twice. */
    readonly isConfirmed: boolean;
    foresee?(call: ToolCall<z.output<Schema>>): Promise<JsonObject>;
  };
  /** `key` makes a repeat harmless. Throws Refused. */
  run(call: ToolCall<z.output<Schema>> & { readonly key: string }): Promise<JsonObject>;
}

/** Keeps a tool's schema and its work of one type. */
export const tool = <Schema extends z.ZodObject>(given: Tool<Schema>): Tool => given;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The id of an order by its number here, its number on the channel, or its id. Throws Refused when none or several fit. */
export async function orderId(hub: AskHub, order: string): Promise<string> {
  if (UUID.test(order)) return order;
  const ask = async (query: { number: string } | { q: string }) =>
    itemsOf(await hub({ path: "/orders", query: { ...query, limit: 10 } }));
  const exact = await ask({ number: order });
  const fitting = exact.length > 0 ? exact : await ask({ q: order });
  const [only] = fitting;
  if (only === undefined) throw new Refused("ORDER_UNKNOWN", `There is no order ${order}.`);
  if (fitting.length > 1)
    throw new Refused(
      "ORDER_AMBIGUOUS",
      `Several orders fit "${order}": ${fitting.map(({ number }) => String(number)).join(", ")}. Name one of them.`,
    );
  return String(only["id"]);
}

/** The channel by its name (any case) or id; undefined where none was named. Throws Refused. */
export async function channelId(hub: AskHub, channel: string | undefined): Promise<string | undefined> {
  if (channel === undefined || UUID.test(channel)) return channel;
  const channels = itemsOf(await hub({ path: "/stores", query: { kind: "commerce", limit: 200 } }));
  const named = channels.filter(({ name }) => String(name).toLowerCase() === channel.toLowerCase());
  const [only] = named;
  if (only !== undefined && named.length === 1) return String(only["id"]);
  const names = channels.map(({ name }) => String(name)).join(", ");
  throw new Refused("STORE_NOT_FOUND", `There is no one channel called ${channel}. There are: ${names}.`);
}
