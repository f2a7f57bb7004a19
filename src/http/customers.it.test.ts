import { expect, test } from "vitest";
import { testApp } from "./testing.ts";

test("customers through the interface: changed, merged, taken apart again, suggested, exported and erased", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const buy = async (contact: Record<string, string>) => {
    const made = await ana.call("POST", "/api/orders", {
      currency: "EUR",
      lines: [{ title: "Mug", quantity: 1, unitPrice: "9.00" }],
      contact,
      shippingAddress: { name: contact.name, line1: "5 Nile Street", postcode: "11511", country: "EG" },
    });
    expect(made.status, made.text).toBe(201);
    return made.json as { id: string; customerId: string };
  };
  const one = await buy({ name: "Mona Said", email: "mona@example.test" });
  const two = await buy({ name: "Mona Said", email: "m.said@example.test", phone: "+201001234567" });

  const changed = await ana.call("PATCH", `/api/customers/${one.customerId}`, { notes: "Rings twice", tags: ["vip"] });
  expect(changed.json).toMatchObject({ notes: "Rings twice", tags: ["vip"], spent: [{ currency: "EUR", minor: 900 }] });
  const refused = await ana.call("PATCH", `/api/customers/${one.customerId}`, { phone: "0100" });
  expect([refused.status, refused.json.code]).toEqual([422, "CUSTOMER_PHONE"]);

  const { items } = (await ana.call("GET", "/api/customers/duplicates")).json;
  expect(items).toMatchObject([{ reasons: ["name_postcode"], confidence: 60 }]);

  const merged = await ana.call("POST", `/api/customers/${one.customerId}/merge`, { from: two.customerId });
  expect(merged.json).toMatchObject({ id: one.customerId, orders: 2, phone: "+201001234567" });
  expect((await ana.call("GET", `/api/customers/${two.customerId}`)).json.id).toBe(one.customerId);
  const merges = (await ana.call("GET", `/api/customers/${one.customerId}/merges`)).json.items;
  const back = await ana.call("POST", `/api/customers/merges/${merges[0].id}/undo`);
  expect(back.json).toMatchObject({ id: two.customerId, orders: 1 });
  const again = await ana.call("POST", `/api/customers/merges/${merges[0].id}/undo`);
  expect([again.status, again.json.code]).toEqual([409, "MERGE_UNDONE"]);

  const pair = { customerId: one.customerId, otherId: two.customerId };
  expect((await ana.call("POST", "/api/customers/duplicates/dismiss", pair)).status).toBe(204);
  expect((await ana.call("GET", "/api/customers/duplicates")).json.items).toEqual([]);

  expect((await ana.call("GET", `/api/customers/${two.customerId}/export`)).text).toContain("5 Nile Street");
  const erased = await ana.call("POST", `/api/customers/${two.customerId}/erase`);
  expect(erased.json).toMatchObject({ customers: 1, orders: 1 });
  expect((await ana.call("GET", `/api/orders/${two.id}`)).text).not.toContain("Nile");

  const callLog = (await ana.call("GET", "/api/audit")).json.items as { action: string; details: unknown }[];
  expect(callLog.find(({ action }) => action === "customers.update")?.details).toMatchObject({
    changes: { notes: { after: { fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) } } },
  });
  for (const action of ["customers.update", "customers.merge", "customers.merges.undo", "customers.erase"])
    expect(callLog.map((entry) => entry.action)).toContain(action);
  expect(JSON.stringify(callLog)).not.toMatch(/Rings twice|Mona|m\.said/);
});
