/** A value no schema refuses and no mapping can read (an unknown currency, a date that is none): the platform's, not a fault of ours. */

import { message } from "../../../commerce/message.ts";
import { MoneyError } from "../../../commerce/money.ts";
import type { Conversations } from "./conversations.ts";
import { ConnectorError } from "./errors.ts";
import type { Orders, Products, Stock } from "./ports.ts";
import type { WebhookHandler } from "./webhooks.ts";

/** What the vocabulary throws over a value it does not know. */
export const isOfValue = (error: unknown): error is Error => error instanceof RangeError || error instanceof MoneyError;

/** Ends as ConnectorError drift where a value cannot be read. */
async function read<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isOfValue(cause)) throw cause;
    const problem = cause.message.slice(0, 200);
    throw new ConnectorError(
      { kind: "drift", path: what, problem },
      message("platform.changed", { what, path: what, problem }),
      {
        cause,
      },
    );
  }
}

interface Reading {
  readonly orders?: Orders | undefined;
  readonly products?: Products | undefined;
  readonly stock?: Stock | undefined;
  readonly webhooks?: WebhookHandler | undefined;
  readonly conversations?: Conversations | undefined;
}

const readingOrders = (orders: Orders): Orders => ({
  ...orders,
  get: (key, ctx) => read("order", () => orders.get(key, ctx)),
});
const readingProducts = (products: Products): Products => ({
  ...products,
  get: (key, ctx) => read("product", () => products.get(key, ctx)),
});
const readingStock = (stock: Stock): Stock => ({
  ...stock,
  read: (items, ctx) => read("stock", () => stock.read(items, ctx)),
});
const readingConversations = (conversations: Conversations): Conversations => ({
  ...conversations,
  get: (key, ctx) => read("conversation", () => conversations.get(key, ctx)),
});
const readingWebhooks = (webhooks: WebhookHandler): WebhookHandler => ({
  ...webhooks,
  interpret: (event, ctx) => read("webhook", () => webhooks.interpret(event, ctx)),
});

const guarded = <T>(port: T | undefined, guard: (port: T) => T): T | undefined => port && guard(port);

/**
 * The ports, of which those that read one record say so of a value they cannot read. Sweeps do it row by row
 * (`isOfRow`). Ports are asked for when they are used: those of a test change while a connection stays open.
 */
export function readingPorts<P extends Reading>(ports: P): P {
  return new Proxy(ports, {
    get(_, name) {
      if (name === "orders") return guarded(ports.orders, readingOrders);
      if (name === "products") return guarded(ports.products, readingProducts);
      if (name === "stock") return guarded(ports.stock, readingStock);
      if (name === "conversations") return guarded(ports.conversations, readingConversations);
      if (name === "webhooks") return guarded(ports.webhooks, readingWebhooks);
      return Reflect.get(ports, name);
    },
  });
}
