import process from "node:process";
import fc from "fast-check";
import { expect } from "vitest";
import type { OrderPart } from "../../../commerce/order.ts";
import type { Json } from "../../../commerce/product.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { Delivery, InboundEvent, WebhookHandler, WebhookVerification } from "../contract/webhooks.ts";
import { anyCharacter } from "../testing/any-character.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench, Mailbox } from "./bench.ts";
import { createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { mutations, textless } from "./mutations.ts";

export interface WebhookBench extends Bench {
  readonly connection: TestConnection;
  readonly webhooks: WebhookHandler;
  readonly mailbox: Mailbox;
  secretsOf(topic: string): string[];
  verify(delivery: Delivery): WebhookVerification;
  /** Places an order and hands back the deliveries it caused that are about orders. */
  delivered(): Promise<{ readonly key: string; readonly deliveries: readonly Delivery[] }>;
}

const OUR_SECRET = "our-own-webhook-secret-0123456789abcdef";

export function withWebhooks(run: (bench: WebhookBench) => Promise<void>): Case["run"] {
  return async (bench) => {
    const mailbox = await bench.receive();
    const connection = await bench.connect({ publicUrl: mailbox.urlOf });
    const webhooks = need(connection.ports, "webhooks");
    if (connection.ports.queue) throw new Unsupported("its events come by a queue");
    bench.shop.addProduct(createProducts(1, { stock: 1_000 }));
    await register(bench, connection, webhooks, mailbox);
    const secretsOf = (topic: string) =>
      webhooks
        .secrets(topic)
        .map((name) => connection.tokens.current(name) ?? connection.secrets.get(name))
        .filter((value) => value !== undefined);
    const verify = (delivery: Delivery) => webhooks.verify(delivery, secretsOf(delivery.topic));
    await run({
      ...bench,
      connection,
      webhooks,
      mailbox,
      secretsOf,
      verify,
      delivered: async () => {
        const before = mailbox.deliveries.length;
        const key = bench.shop.placeOrder({
          lines: [{ sku: "MUG-1", quantity: 2 }],
          payment: "paid",
          customer: { name: "Ada Lovelace", phone: "+201001234567" },
        });
        await bench.sandbox.settle();
        const deliveries = mailbox.deliveries
          .slice(before)
          .filter((delivery) => webhooks.read(delivery).some((event) => event.kind.startsWith("order")));
        expect(deliveries.length, "placing an order caused no delivery").toBeGreaterThan(0);
        return { key, deliveries };
      },
    });
  };
}

/** What the engine and the seller do once: secrets of ours made, subscriptions ensured or URLs pasted. */
async function register(
  bench: Bench,
  connection: TestConnection,
  webhooks: WebhookHandler,
  mailbox: Mailbox,
): Promise<void> {
  const { topics } = bench.connector.meta;
  for (const topic of topics.filter(({ secret }) => secret.madeBy === "ours")) {
    for (const name of webhooks.secrets(topic.id)) {
      if (!connection.ctx.hasSecret(name)) connection.secrets.set(name, OUR_SECRET);
    }
  }
  const ensured = await connection.ports.subscriptions?.ensure(connection.ctx);
  for (const [name, value] of Object.entries(ensured?.secrets ?? {})) connection.secrets.set(name, value);
  const urls = Object.fromEntries(topics.map((topic) => [topic.id, mailbox.urlOf(topic.id)]));
  for (const [name, value] of Object.entries(bench.shop.installWebhooks(urls))) connection.secrets.set(name, value);
}

const isAccepted = (verification: WebhookVerification) =>
  verification.outcome === "signed" || verification.outcome === "static" || verification.outcome === "learning";
const withHeader = (delivery: Delivery, name: string, value: string | undefined): Delivery => {
  const { [name]: _old, ...rest } = delivery.headers;
  return { ...delivery, headers: value === undefined ? rest : { ...rest, [name]: value } };
};

/** Headers without which the delivery is refused: they carry the proof. */
function proofHeaders(bench: WebhookBench, delivery: Delivery): string[] {
  return Object.keys(delivery.headers).filter(
    (name) => !isAccepted(bench.verify(withHeader(delivery, name, undefined))),
  );
}

/** Without a header that matters the body alone is the proof: any other one is refused. */
function expectProofInBody(bench: WebhookBench, delivery: Delivery): void {
  const text = Buffer.from(delivery.body).toString();
  for (const bad of ["", "x", "{}", text.slice(0, -1), `${text}x`, text.split("").reverse().join("")]) {
    const verification = bench.verify({ ...delivery, body: utf8(bad) });
    expect(isAccepted(verification), "nothing matters: anybody could send this").toBe(false);
  }
}

/** What a delivery says: its JSON, or that inside its envelope. */
export function contentOf({ shop }: Bench, delivery: Delivery): Json {
  return shop.envelope ? shop.envelope.open(delivery.body) : JSON.parse(Buffer.from(delivery.body).toString());
}

/** A body that says something else, as nobody signed it. */
export function bodyOf({ shop }: Bench, content: Json): Uint8Array {
  return shop.envelope ? shop.envelope.wrap(content) : utf8(JSON.stringify(content));
}

const SAME = ["orderKey", "partKey", "number", "placedAt", "status", "financial", "fulfilment", "totals"] as const;

/** What must be equal between an order that was delivered and the same order fetched. */
export function essence(part: OrderPart) {
  const { payment, lines, contact, version } = part;
  return {
    ...Object.fromEntries(SAME.map((field) => [field, part[field]])),
    payment: payment.kind,
    lines: lines.map((line) => ({ ...line, unitPrice: Number(line.unitPrice) })),
    name: contact.name,
    phone: contact.phone,
    versionKind: version.kind,
  };
}

export async function interpret(bench: WebhookBench, delivery: Delivery, event: InboundEvent) {
  return bench.webhooks.interpret(
    { ...event, headers: delivery.headers, body: delivery.body, trusted: true },
    bench.connection.ctx,
  );
}

/** With a delivery of the shop's own, where it sends any. */
export const withDelivery = (run: (bench: WebhookBench, real: Delivery) => Promise<void>): Case["run"] =>
  withWebhooks(async (bench) => {
    const [real] = (await bench.delivered()).deliveries;
    if (real) await run(bench, real);
  });

export const webhookCases: readonly Case[] = [
  {
    name: "webhooks: a real delivery proves itself, and what it tells equals what get tells",
    proves: ["A5.1"],
    run: withWebhooks(async (bench) => {
      const { key, deliveries } = await bench.delivered();
      for (const delivery of deliveries) {
        expect(bench.verify(delivery).outcome).toMatch(/^(signed|static)$/);
        for (const event of bench.webhooks.read(delivery)) {
          expect([event.ref.length > 0, event.topic.length > 0]).toEqual([true, true]);
          const change = await interpret(bench, delivery, event);
          if (change.as !== "orders") continue;
          const fetched = await need(bench.connection.ports, "orders").get(key, bench.connection.ctx);
          expect(change.parts.map(essence)).toEqual(fetched ? [essence(fetched)] : []);
        }
      }
    }),
  },
  {
    name: "webhooks: a cancellation in the shop arrives",
    proves: ["A5.1"],
    run: withWebhooks(async (bench) => {
      const { key } = await bench.delivered();
      const before = bench.mailbox.deliveries.length;
      bench.shop.cancelOrder(key);
      await bench.sandbox.settle();
      const reported: string[] = [];
      for (const delivery of bench.mailbox.deliveries.slice(before)) {
        for (const event of bench.webhooks.read(delivery)) {
          const change = await interpret(bench, delivery, event);
          if (change.as === "orders")
            reported.push(...change.parts.filter((part) => part.orderKey === key).map((part) => part.status));
        }
      }
      expect(reported.length, "no delivery about the cancellation").toBeGreaterThan(0);
      expect(reported.at(-1)).toBe("cancelled");
    }),
  },
  {
    name: "webhooks: a delivery without its proof, or with a cut, grown, empty or other one, is refused",
    proves: ["A6.2"],
    run: withWebhooks(async (bench) => {
      const { deliveries } = await bench.delivered();
      for (const delivery of deliveries) {
        const names = proofHeaders(bench, delivery);
        if (names.length === 0) expectProofInBody(bench, delivery);
        for (const name of names) {
          const value = delivery.headers[name] ?? "";
          for (const bad of [
            "",
            value.slice(0, -1),
            `${value}x`,
            value.split("").reverse().join("x"),
            "x".repeat(value.length),
            "é".repeat(5),
          ]) {
            expect(
              isAccepted(bench.verify(withHeader(delivery, name, bad))),
              `${name}: ${bad.length} characters accepted`,
            ).toBe(false);
          }
        }
      }
    }),
  },
  {
    name: "webhooks: a changed, cut or re-encoded body no longer carries its signature",
    run: withWebhooks(async (bench) => {
      const { deliveries } = await bench.delivered();
      for (const delivery of deliveries) {
        if (bench.verify(delivery).outcome !== "signed") throw new Unsupported("a static secret signs no bytes");
        const text = Buffer.from(delivery.body).toString();
        const content = contentOf(bench, delivery);
        const recoded = bench.shop.envelope ? bodyOf(bench, content) : JSON.stringify(content, null, 1);
        for (const body of [
          text.slice(0, -1),
          `${text} `,
          text.replace(/\d/, (digit) => (digit === "1" ? "2" : "1")),
          recoded,
          "",
        ]) {
          expect(
            isAccepted(bench.verify({ ...delivery, body: typeof body === "string" ? utf8(body) : body })),
            `accepted a body of ${body.length} bytes`,
          ).toBe(false);
        }
      }
    }),
  },
  {
    name: "webhooks: another store's secret or none proves nothing; both of a rotated pair do",
    run: withWebhooks(async (bench) => {
      const { deliveries } = await bench.delivered();
      for (const delivery of deliveries) {
        const secrets = bench.secretsOf(delivery.topic);
        expect(isAccepted(bench.webhooks.verify(delivery, ["another-store-secret-0123456789"]))).toBe(false);
        expect(["refused", "learning"]).toContain(bench.webhooks.verify(delivery, []).outcome);
        expect(bench.webhooks.verify(delivery, [""]).outcome).not.toMatch(/^(signed|static)$/);
        expect(isAccepted(bench.webhooks.verify(delivery, ["brand-new-secret-0123456789", ...secrets]))).toBe(true);
      }
    }),
  },
  {
    name: "webhooks: the same delivery twice has the same identity",
    run: withWebhooks(async (bench) => {
      bench.sandbox.faults.webhooks.duplicate = 1;
      const { deliveries } = await bench.delivered();
      expect(deliveries.length % 2).toBe(0);
      const identities = deliveries
        .flatMap((delivery) => bench.webhooks.read(delivery))
        .map(({ kind, ref, deliveryId, version }) => `${kind} ${ref} ${deliveryId} ${version?.kind} ${version?.value}`);
      for (const count of Map.groupBy(identities, (identity) => identity).values()) expect(count.length % 2).toBe(0);
    }),
  },
  {
    name: "webhooks: any bytes and headers are read or refused, never a crash, and quickly",
    run: withDelivery(async (bench, real) => {
      const original = contentOf(bench, real);
      const bodies = fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.json({ maxDepth: 4 }).map(utf8),
        mutations(original).map((json) => bodyOf(bench, json)),
      );
      const text = fc.oneof(fc.string(), { weight: 4, arbitrary: fc.string({ unit: anyCharacter }) });
      const headers = fc.oneof(
        fc.constant(real.headers),
        fc.dictionary(fc.string(), text),
        fc.constantFrom(...Object.keys(real.headers)).map((name) => withHeader(real, name, "�\0x").headers),
      );
      const topics = fc.constantFrom(real.topic, "", "nonsense", "../..");
      fc.assert(
        fc.property(bodies, headers, topics, (body, given, topic) => {
          const delivery = { ...real, body, headers: given, topic };
          bench.webhooks.verify(delivery, bench.secretsOf(topic));
          readOrRefuse(bench.webhooks, delivery);
        }),
        { numRuns: 500 },
      );
      for (const json of textless(original)) readOrRefuse(bench.webhooks, { ...real, body: bodyOf(bench, json) });
      const big = utf8(JSON.stringify({ a: "x".repeat(5_000_000) }));
      const deep = utf8("[".repeat(1_000_000));
      for (const body of [big, deep]) {
        // Processor time: what it takes from the server, however busy the machine is.
        const start = process.cpuUsage();
        bench.verify({ ...real, body });
        readOrRefuse(bench.webhooks, { ...real, body });
        const { user, system } = process.cpuUsage(start);
        expect((user + system) / 1_000, "held up the whole server").toBeLessThan(1_000);
      }
    }),
  },
  {
    name: "webhooks: a changed payload is understood, fetched or drift, never a crash",
    run: withDelivery(async (bench, real) => {
      const original = contentOf(bench, real);
      for (const json of fc.sample(mutations(original), { numRuns: 60, seed: 7 })) {
        const delivery = { ...real, body: bodyOf(bench, json) };
        for (const event of readOrRefuse(bench.webhooks, delivery)) {
          await interpret(bench, delivery, event).catch((error: unknown) => {
            if (!(error instanceof ConnectorError)) throw error;
          });
        }
      }
    }),
  },
  {
    name: "webhooks: the replies are what the platform takes for yes and no",
    run: withWebhooks(async ({ webhooks, delivered }) => {
      const classOf = (outcome: "stored" | "duplicate" | "refused", delivery: Delivery) =>
        Math.floor(webhooks.reply(outcome, delivery).status / 100);
      for (const delivery of (await delivered()).deliveries) {
        expect([classOf("stored", delivery), classOf("duplicate", delivery)]).toEqual([2, 2]);
        expect(classOf("refused", delivery)).toBe(4);
      }
    }),
  },
  {
    name: "subscriptions: ensured twice, nothing is written the second time",
    proves: ["B40.5"],
    run: withWebhooks(async ({ connection, sandbox, mailbox }) => {
      const subscriptions = need(connection.ports, "subscriptions");
      const before = sandbox.calls.filter((call) => call.write).length;
      const again = await subscriptions.ensure(connection.ctx);
      expect([again.recreated, sandbox.calls.filter((call) => call.write).length]).toEqual([0, before]);
      const listed = await subscriptions.list(connection.ctx);
      expect(listed.length).toBeGreaterThan(0);
      for (const { url, state } of listed) expect([url.startsWith(mailbox.url), state]).toEqual([true, "active"]);
    }),
  },
  {
    name: "subscriptions: removed ones are gone, and come back when ensured again",
    proves: ["B40.2"],
    run: withWebhooks(async (bench) => {
      const subscriptions = need(bench.connection.ports, "subscriptions");
      const count = (await subscriptions.list(bench.connection.ctx)).length;
      await subscriptions.remove(bench.connection.ctx);
      expect((await subscriptions.list(bench.connection.ctx)).length).toBe(0);
      bench.mailbox.deliveries.length = 0;
      bench.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
      await bench.sandbox.settle();
      expect(bench.mailbox.deliveries.length, "still delivers after removal").toBe(0);
      const ensured = await subscriptions.ensure(bench.connection.ctx);
      for (const [name, value] of Object.entries(ensured.secrets)) bench.connection.secrets.set(name, value);
      expect((await subscriptions.list(bench.connection.ctx)).length).toBe(count);
      const { deliveries } = await bench.delivered();
      for (const delivery of deliveries) expect(isAccepted(bench.verify(delivery))).toBe(true);
    }),
  },
];

const utf8 = (text: string): Uint8Array => Buffer.from(text, "utf8");

export function readOrRefuse(webhooks: WebhookHandler, delivery: Delivery): readonly InboundEvent[] {
  try {
    return webhooks.read(delivery);
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    return [];
  }
}
