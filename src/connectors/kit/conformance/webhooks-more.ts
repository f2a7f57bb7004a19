/** What deliveries are about, and where the platform sends them. */
import { expect } from "vitest";
import type { Delivery, InboundEvent } from "../contract/webhooks.ts";
import type { Bench } from "./bench.ts";
import { createProducts, need, Unsupported } from "./bench.ts";
import type { Case } from "./case.ts";
import { underStrangeKey } from "./strange-key.ts";
import { bodyOf, contentOf, interpret, type WebhookBench, withWebhooks } from "./webhooks.ts";

/** The deliveries some happening in the shop causes. */
async function causedBy({ mailbox, sandbox }: WebhookBench, happens: () => void): Promise<readonly Delivery[]> {
  const before = mailbox.deliveries.length;
  happens();
  await sandbox.settle();
  return mailbox.deliveries.slice(before);
}

const eventsOf = ({ webhooks }: WebhookBench, deliveries: readonly Delivery[]): InboundEvent[] =>
  deliveries.flatMap((delivery) => [...webhooks.read(delivery)]);

const order = ({ shop }: Bench) => shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], payment: "paid" });

export const moreWebhookCases: readonly Case[] = [
  {
    name: "webhooks: a proof under another key's id is refused, also when its secret is ours",
    proves: ["A6.2"],
    run: withWebhooks(async (bench) => {
      const rename = bench.golden?.renameKey;
      if (!rename) throw new Unsupported("a proof names no key");
      const { deliveries } = await bench.delivered();
      for (const delivery of deliveries) {
        const strange = underStrangeKey(delivery, rename);
        expect(strange.headers, "the delivery names the same key").not.toEqual(delivery.headers);
        expect(bench.verify(strange).outcome).toBe("refused");
      }
    }),
  },
  {
    name: "webhooks: two orders are two things, and two deliveries",
    run: withWebhooks(async (bench) => {
      const report = async () =>
        eventsOf(bench, await causedBy(bench, () => void order(bench))).filter(({ kind }) => kind.startsWith("order"));
      const [first, second] = [await report(), await report()];
      const refs = (events: readonly InboundEvent[]) => new Set(events.map(({ ref }) => ref));
      expect(first.length * second.length).toBeGreaterThan(0);
      expect([...refs(first)].filter((ref) => refs(second).has(ref))).toEqual([]);
      // Deliveries of one state may share an identity; those of two orders never do.
      const ids = new Set(first.flatMap(({ deliveryId }) => deliveryId ?? []));
      expect(second.filter(({ deliveryId }) => deliveryId !== undefined && ids.has(deliveryId))).toEqual([]);
    }),
  },
  {
    name: "webhooks: a product that is gone or changed in the shop is told so",
    proves: ["A5.3"],
    run: withWebhooks(async (bench) => {
      const { key } = bench.shop.addProduct(createProducts(5));
      await bench.sandbox.settle();
      const changed = await causedBy(bench, () => bench.shop.setTitle("MUG-5", "Cup 5"));
      const titles: string[] = [];
      for (const delivery of changed)
        for (const event of bench.webhooks.read(delivery)) {
          const change = await interpret(bench, delivery, event);
          if (change.as === "products") titles.push(...change.products.map(({ title }) => title));
        }
      if (eventsOf(bench, changed).some(({ kind }) => kind === "product")) expect(titles).toContain("Cup 5");
      const removed = await causedBy(bench, () => bench.shop.removeProduct(key));
      const events = eventsOf(bench, removed);
      if (events.length === 0) throw new Unsupported("the platform tells nothing of a product that is gone");
      const reported: string[] = [];
      for (const delivery of removed)
        for (const event of bench.webhooks.read(delivery)) {
          const change = await interpret(bench, delivery, event);
          if (change.as === "gone") reported.push(`${change.what} ${change.key}`);
        }
      expect(reported).toContain(`product ${key}`);
      if (/delet|remov/i.test(events.map(({ topic }) => topic).join()))
        expect(events.map(({ kind }) => kind)).toContain("product_deleted");
    }),
  },
  {
    name: "webhooks: what was not proved is fetched, not believed",
    run: withWebhooks(async (bench) => {
      const { key, deliveries } = await bench.delivered();
      const truth = await need(bench.connection.ports, "orders").get(key, bench.connection.ctx);
      for (const delivery of deliveries) {
        const forged = JSON.stringify(contentOf(bench, delivery))
          .replaceAll("Ada Lovelace", "Mallory")
          .replaceAll("Ada", "Mallory");
        const body = bodyOf(bench, JSON.parse(forged));
        for (const event of bench.webhooks.read({ ...delivery, body })) {
          const change = await bench.webhooks.interpret(
            { ...event, headers: delivery.headers, body, trusted: false },
            bench.connection.ctx,
          );
          if (change.as === "orders")
            expect(change.parts.map(({ contact }) => contact.name)).toEqual([truth?.contact.name]);
        }
      }
    }),
  },
  {
    name: "webhooks: an app's delivery names the account it is about",
    run: withWebhooks(async (bench) => {
      const { appWebhooks } = bench.connector;
      if (!appWebhooks?.accounts) throw new Unsupported("each connection has an address of its own");
      const { deliveries } = await bench.delivered();
      for (const delivery of deliveries)
        expect(appWebhooks.accounts(delivery)).toEqual([bench.connection.info.account.externalId]);
    }),
  },
  {
    name: "subscriptions: after the hub moves, the platform calls the new address alone",
    proves: ["I8.8"],
    run: withWebhooks(async (bench) => {
      need(bench.connection.ports, "subscriptions");
      if (bench.connector.appWebhooks) throw new Unsupported("the app's address is set once, at the platform");
      const moved = await bench.receive();
      const connection = await bench.connect({ publicUrl: moved.urlOf });
      for (const [name, value] of bench.connection.secrets) connection.secrets.set(name, value);
      const ensured = await need(connection.ports, "subscriptions").ensure(connection.ctx);
      for (const [name, value] of Object.entries(ensured.secrets)) connection.secrets.set(name, value);
      const before = bench.mailbox.deliveries.length;
      order(bench);
      await bench.sandbox.settle();
      expect(moved.deliveries.length, "nothing reaches the new address").toBeGreaterThan(0);
      expect(bench.mailbox.deliveries.length - before, "deliveries to the old address").toBe(0);
    }),
  },
  {
    name: "subscriptions: what the platform gave up is seen, and put right",
    proves: ["B40.5"],
    run: withWebhooks(async (bench) => {
      const { list, ensure } = need(bench.connection.ports, "subscriptions");
      if (!bench.shop.loseWebhooks) throw new Unsupported("the platform gives up no webhook by itself");
      const { ctx } = bench.connection;
      const active = async () => (await list(ctx)).filter(({ state }) => state === "active").length;
      const all = await active();
      bench.shop.loseWebhooks();
      expect(await active(), "told as active").toBeLessThan(all);
      const ensured = await ensure(ctx);
      for (const [name, value] of Object.entries(ensured.secrets)) bench.connection.secrets.set(name, value);
      expect(await active()).toBe(all);
      for (const delivery of (await bench.delivered()).deliveries)
        expect(bench.verify(delivery).outcome).toMatch(/^(signed|static)$/);
    }),
  },
];
