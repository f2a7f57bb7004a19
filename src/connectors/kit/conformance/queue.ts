/** Promises of connectors whose platform writes to a message queue instead of calling a webhook. */
import fc from "fast-check";
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { Delivery, InboundEvent, Queue, QueueMessage, WebhookHandler } from "../contract/webhooks.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { createProducts, need } from "./bench.ts";
import type { Case } from "./case.ts";
import { mutations } from "./mutations.ts";
import { essence, readOrRefuse } from "./webhooks.ts";

/** Longer than any queue keeps a message from being handed out again. */
const UNSEEN_MS = 13 * 3_600_000;
const MOST_ROUNDS = 50;

interface QueueBench extends Bench {
  readonly connection: TestConnection;
  readonly queue: Queue;
  readonly webhooks: WebhookHandler;
  place(): string;
  /** Everything there is, taken in and acknowledged as the engine does. */
  drain(): Promise<QueueMessage[]>;
}

function withQueue(run: (bench: QueueBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const connection = await bench.connect();
    const queue = need(connection.ports, "queue");
    const webhooks = need(connection.ports, "webhooks");
    bench.shop.addProduct(createProducts(1, { stock: 1_000 }));
    await connection.ports.subscriptions?.ensure(connection.ctx);
    await run({
      ...bench,
      connection,
      queue,
      webhooks,
      place: () =>
        bench.shop.placeOrder({
          lines: [{ sku: "MUG-1", quantity: 2 }],
          payment: "paid",
          customer: { name: "Ada Lovelace", phone: "+201001234567" },
        }),
      async drain() {
        const all: QueueMessage[] = [];
        for (let round = 0; round < MOST_ROUNDS; round += 1) {
          const messages = await queue.receive(connection.ctx);
          if (messages.length === 0) return all;
          all.push(...messages);
          await queue.acknowledge(receiptsOf(messages), connection.ctx);
        }
        throw new Error("the queue never ends");
      },
    });
  };
}

const receiptsOf = (messages: readonly QueueMessage[]) => messages.map(({ receipt }) => receipt);
const utf8 = (text: string): Uint8Array => Buffer.from(text, "utf8");

function deliveryOf({ clock }: Bench, { body, headers, topic }: QueueMessage): Delivery {
  const receivedAt = new Date(clock.now());
  return { method: "POST", headers, query: {}, topic, body, registeredUrl: "", receivedAt };
}

function interpret({ webhooks, connection }: QueueBench, { headers, body }: QueueMessage, event: InboundEvent) {
  return webhooks.interpret({ ...event, headers, body, trusted: true }, connection.ctx);
}

/** What was told about one order, in the sequence it came. */
async function reportedOf(bench: QueueBench, messages: readonly QueueMessage[], key: string): Promise<OrderPart[]> {
  const parts: OrderPart[] = [];
  for (const message of messages) {
    for (const event of bench.webhooks.read(deliveryOf(bench, message))) {
      const change = await interpret(bench, message, event);
      if (change.as === "orders") parts.push(...change.parts.filter((part) => part.orderKey === key));
    }
  }
  return parts;
}

export const queueCases: readonly Case[] = [
  {
    name: "queue: an order placed in the shop arrives, and what it tells equals what get tells",
    run: withQueue(async (bench) => {
      const key = bench.place();
      const reported = await reportedOf(bench, await bench.drain(), key);
      const fetched = await need(bench.connection.ports, "orders").get(key, bench.connection.ctx);
      expect(reported.length, "placing an order caused no message").toBeGreaterThan(0);
      for (const part of reported) expect([essence(part)]).toEqual(fetched ? [essence(fetched)] : []);
    }),
  },
  {
    name: "queue: a cancellation in the shop arrives",
    run: withQueue(async (bench) => {
      const key = bench.place();
      await bench.drain();
      bench.shop.cancelOrder(key);
      const reported = await reportedOf(bench, await bench.drain(), key);
      expect(reported.at(-1)?.status).toBe("cancelled");
    }),
  },
  {
    name: "queue: messages come again until they are acknowledged, and then no more",
    run: withQueue(async ({ queue, connection, clock, place }) => {
      for (let count = 0; count < 3; count += 1) place();
      const take = async () => {
        const messages = await queue.receive(connection.ctx);
        return { messages, bodies: messages.map(({ body }) => Buffer.from(body).toString()).sort() };
      };
      const first = await take();
      expect(first.bodies.length).toBeGreaterThan(0);
      await clock.sleep(UNSEEN_MS);
      const again = await take();
      expect(again.bodies).toEqual(first.bodies);
      await queue.acknowledge(receiptsOf(again.messages), connection.ctx);
      await clock.sleep(UNSEEN_MS);
      const rest = await take();
      expect(rest.bodies.filter((body) => first.bodies.includes(body))).toEqual([]);
    }),
  },
  {
    name: "queue: the same message twice has the same identity",
    run: withQueue(async (bench) => {
      bench.sandbox.faults.webhooks.duplicate = 1;
      bench.place();
      const identities = (await bench.drain())
        .flatMap((message) => bench.webhooks.read(deliveryOf(bench, message)))
        .map(({ kind, ref, deliveryId }) => `${kind} ${ref} ${deliveryId}`);
      expect(identities.length).toBeGreaterThan(1);
      for (const count of Map.groupBy(identities, (identity) => identity).values()) expect(count.length % 2).toBe(0);
      bench.place();
      const idOf = (identity: string) => identity.split(" ").at(-1);
      const others = (await bench.drain()).flatMap((message) => bench.webhooks.read(deliveryOf(bench, message)));
      const existing = new Set(identities.map(idOf));
      expect(others.filter(({ deliveryId }) => deliveryId !== undefined && existing.has(deliveryId))).toEqual([]);
    }),
  },
  {
    name: "queue: any message is read or refused, and a changed one is understood or drift, never a crash",
    run: withQueue(async (bench) => {
      bench.place();
      const [real] = await bench.drain();
      if (!real) throw new Error("placing an order caused no message");
      const original: Json = JSON.parse(Buffer.from(real.body).toString());
      const bodies = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json({ maxDepth: 4 }).map(utf8));
      fc.assert(
        fc.property(bodies, (body) => void readOrRefuse(bench.webhooks, deliveryOf(bench, { ...real, body }))),
        { numRuns: 300 },
      );
      for (const json of fc.sample(mutations(original), { numRuns: 60, seed: 7 })) {
        const message = { ...real, body: utf8(JSON.stringify(json)) };
        for (const event of readOrRefuse(bench.webhooks, deliveryOf(bench, message))) {
          await interpret(bench, message, event).catch((error: unknown) => {
            if (!(error instanceof ConnectorError)) throw error;
          });
        }
      }
    }),
  },
  {
    name: "queue: subscriptions ensured twice write nothing the second time; removed ones end, and come back",
    run: withQueue(async (bench) => {
      const { connection, sandbox } = bench;
      const subscriptions = need(connection.ports, "subscriptions");
      const writes = () => sandbox.calls.filter((call) => call.write).length;
      const before = writes();
      expect((await subscriptions.ensure(connection.ctx)).recreated).toBe(0);
      expect(writes()).toBe(before);
      const { length } = await subscriptions.list(connection.ctx);
      expect(length).toBeGreaterThan(0);
      await subscriptions.remove(connection.ctx);
      expect(await subscriptions.list(connection.ctx)).toEqual([]);
      await bench.drain();
      bench.place();
      expect(await bench.drain(), "still writes after removal").toEqual([]);
      await subscriptions.ensure(connection.ctx);
      expect(await subscriptions.list(connection.ctx)).toHaveLength(length);
      bench.place();
      expect((await bench.drain()).length).toBeGreaterThan(0);
      if (!bench.shop.loseWebhooks) return;
      bench.shop.loseWebhooks();
      await subscriptions.ensure(connection.ctx);
      expect(await subscriptions.list(connection.ctx), "one that was lost comes back").toHaveLength(length);
    }),
  },
];
