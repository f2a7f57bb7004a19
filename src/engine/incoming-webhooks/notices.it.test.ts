import { expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { ReceivedDelivery, WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";

const notice = (key: string): ReceivedDelivery => ({
  provider: "fakeshop",
  key: null,
  topic: "",
  method: "POST",
  query: {},
  headers: { "x-key": key, "x-secret": "published" },
  body: Buffer.from('{"customer":{"id":"buyer-1"}}'),
});

/** Signs with the key "good"; `requested` notes each key that is requested for. */
function noticesOf(requested: string[]): WebhookHandler {
  return {
    secrets: () => [],
    publishedKeys: {
      keyId: ({ headers }) => headers["x-key"] || null,
      read: async (id) => {
        requested.push(id);
        if (id === "away") throw new ConnectorError({ kind: "transient" }, "The platform is away.");
        if (id !== "good") throw new ConnectorError({ kind: "not_found" }, "There is no such key.");
        return "published";
      },
    },
    accounts: () => [],
    verify: ({ headers }, secrets) =>
      secrets.includes(headers["x-secret"] ?? "")
        ? { outcome: "signed" }
        : { outcome: "refused", reason: "another signature" },
    read: () => [{ kind: "privacy", ref: "buyer-1", topic: "deleted", deliveryId: "notice-1" }],
    reply: (outcome) => ({ status: outcome === "refused" ? 412 : 200 }),
    interpret: async () => ({
      as: "privacy",
      request: "erase_customer",
      data: { customer: { id: "buyer-1" } },
    }),
  };
}

test("a notice signed with a published key reaches every connection of its platform once, and erases the buyer there", async () => {
  const requested: string[] = [];
  await using engine = await testEngine({}, { appWebhooks: noticesOf(requested) });
  await engine.db.owner.run(
    `insert into argosy.account_route (provider, account_id, organization_id, connection_id)
     values ('fakeshop', 'shop-1', $1, $2)`,
    [engine.organization, engine.store],
  );
  const contact = { key: "buyer-1", name: "Ada", quality: "relay" } as const;
  const part = orderPart("o1", { contact, lines: [orderLine({ quantity: 1 })] });
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  const now = new Date(engine.clock.now());
  await engine.inside((tx) =>
    applyOrderParts(tx, { connection, parts: [part], compareAndSet: "none", now, source: "poll", actor }),
  );
  const deliver = async (key: string) => (await engine.engine.receive(notice(key))).status;
  expect([await deliver("good"), await deliver("good")]).toEqual([200, 200]);
  expect(requested).toEqual(["good"]);
  await engine.engine.runUntilIdle();
  expect(await engine.db.owner.rows("select status from argosy.inbox_event")).toEqual([{ status: "processed" }]);
  const after = await engine.db.owner.one<{ contact: { name?: string } }>("select contact from argosy.sales_order");
  expect(after.contact.name).toBeUndefined();
});

test("a key nobody published is refused, one that cannot be had now is requested for again, and strangers cost ten questions a minute", async () => {
  const requested: string[] = [];
  await using engine = await testEngine({}, { appWebhooks: noticesOf(requested) });
  const deliver = async (key: string) => (await engine.engine.receive(notice(key))).status;
  expect([await deliver(""), await deliver("forged"), await deliver("forged"), await deliver("away")]).toEqual([
    412, 412, 412, 503,
  ]);
  expect(requested).toEqual(["forged", "away"]);
  expect(await deliver("good")).toBe(200);
  for (let count = 0; count < 20; count += 1) await deliver(`forged-${count}`);
  expect(requested).toHaveLength(10);
  expect([await deliver("good"), await deliver("forged-99")]).toEqual([200, 503]);
  engine.clock.pass(61_000);
  expect(await deliver("forged-99")).toBe(412);
  // However many keys strangers name, the platform's own is read again when its hour is over.
  engine.clock.pass(3_600_000);
  for (let count = 0; count < 20; count += 1) await deliver(`forged-again-${count}`);
  expect(await deliver("good")).toBe(200);
  expect(requested.at(-1)).toBe("good");
});
