import { expect, test } from "vitest";
import { createOrganization } from "../hub/accounts/organizations.ts";
import { testApp } from "./testing.ts";

const input = { name: "Second", slug: "second", currency: "EUR", zone: "Europe/Berlin", language: "en" };

test("an organization is made once for one key, and not at all when its second half fails [I2.4]", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "first");
  const make = (body: object, key: string) => ana.call("POST", "/api/organizations", body, { "idempotency-key": key });
  const [made, again] = [await make(input, "k1"), await make(input, "k1")];
  expect([made.status, again.status]).toEqual([201, 201]);
  expect(again.json.id).toBe(made.json.id);
  const other = await make({ ...input, name: "Another" }, "k1");
  expect([other.status, other.json.code]).toEqual([409, "IDEMPOTENCY_REUSED"]);
  expect((await make(input, "k2")).json.code).toBe("ORGANIZATION_SLUG_TAKEN");

  const attempt = (furnish: () => Promise<void>) =>
    createOrganization(hub.deps.db.auth, {
      ...input,
      slug: "third",
      most: 20,
      userId: ana.userId,
      now: new Date(hub.clock.now()),
      furnish,
    });
  await expect(attempt(() => Promise.reject(new Error("The database went away.")))).rejects.toThrow("went away");
  expect((await attempt(async () => undefined)).slug).toBe("third");
});

test("creating an organization moves the session that asked, and no other of the same person", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "first");
  await hub.db.owner.run(
    `insert into auth.session ("id", "userId", "token", "expiresAt", "createdAt", "updatedAt", organization_id)
     select 'elsewhere', "userId", 'elsewhere', "expiresAt", "createdAt", "updatedAt", organization_id
     from auth.session
     limit 1`,
  );
  const made = await ana.call("POST", "/api/organizations", input);
  const sessions = await hub.db.owner.rows<{ id: string; organization: string }>(
    'select "id", organization_id as organization from auth.session',
  );
  const elsewhere = sessions.find(({ id }) => id === "elsewhere");
  expect(elsewhere?.organization).toBe(ana.organization);
  expect(sessions.filter(({ organization }) => organization === made.json.id)).toHaveLength(1);
});

test("an order is told as created before it is told as updated; without a channel its store is null", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "first");
  await ana.call("POST", "/api/webhook-endpoints", {
    url: "https://erp.example.com/hook",
    eventTypes: ["order.created", "order.updated"],
  });
  const order = await ana.call("POST", "/api/orders", {
    currency: "EUR",
    lines: [{ title: "Wrapping", quantity: 1, unitPrice: "4.90" }],
  });
  await ana.call("POST", `/api/orders/${order.json.id}/cancel`, {});
  const reported = await hub.db.owner.rows<{ type: string; subject: { storeId: string | null } }>(
    "select type, subject from argosy.webhook_event order by seq",
  );
  expect(reported.map(({ type }) => type)[0]).toBe("order.created");
  expect(reported.length).toBeGreaterThan(1);
  expect(reported.map(({ subject }) => subject.storeId)).not.toContain("");
});
