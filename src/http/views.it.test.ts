import { expect, test } from "vitest";
import { type Caller, type TestApp, testApp } from "./testing.ts";

/** Another member of Ana's organization. */
async function join(
  hub: TestApp,
  ana: Caller & { organization: string },
  email: string,
  role: string,
): Promise<Caller> {
  const { call, userId } = await hub.signUp(email);
  await hub.db.owner.run("insert into auth.member (organization_id, user_id, role) values ($1, $2, $3)", [
    ana.organization,
    userId,
    role,
  ]);
  return { call: (method, url, body) => call(method, url, body, { "x-organization": ana.organization }) };
}

test("a view is its maker's until it is shared; only who manages members shares, and changes what others shared [E1.4]", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const sam = await join(hub, ana, "sam@example.test", "staff");
  const vic = await join(hub, ana, "vic@example.test", "viewer");
  const own = { subject: "orders", name: "To pack", filter: { fulfilment: ["unfulfilled", "partial"], sort: "total" } };
  const made = await sam.call("POST", "/api/views", own);
  expect(made.status, made.text).toBe(201);
  expect(made.json).toMatchObject({ ...own, isMine: true, isShared: false, columns: [] });
  const url = `/api/views/${made.json.id}`;
  for (const other of [ana, vic]) {
    expect((await other.call("GET", url)).status).toBe(404);
    expect((await other.call("PATCH", url, { name: "Mine" })).status).toBe(404);
    expect((await other.call("DELETE", url)).status).toBe(404);
    expect((await other.call("GET", "/api/views")).json.items).toEqual([]);
  }
  expect((await sam.call("PATCH", url, { isShared: true })).json.code).toBe("VIEW_SHARE_DENIED");
  expect((await sam.call("PATCH", url, { name: "Pack first", position: 3 })).json).toMatchObject({
    name: "Pack first",
    position: 3,
  });

  const shared = await ana.call("POST", "/api/views", {
    ...own,
    name: "Everybody's",
    isShared: true,
    columns: ["number", "total"],
  });
  const sharedUrl = `/api/views/${shared.json.id}`;
  const seen = await sam.call("GET", "/api/views?subject=orders");
  expect(seen.json.items.map((view: { name: string; isMine: boolean }) => [view.name, view.isMine])).toEqual([
    ["Everybody's", false],
    ["Pack first", true],
  ]);
  expect((await sam.call("GET", "/api/views?subject=products")).json.items).toEqual([]);
  expect((await sam.call("PATCH", sharedUrl, { name: "Sam's" })).status).toBe(403);
  expect((await vic.call("DELETE", sharedUrl)).status).toBe(403);
  expect((await ana.call("DELETE", sharedUrl)).status).toBe(204);
  expect((await sam.call("DELETE", url)).status).toBe(204);
  const { rows } = await ana.call("GET", "/api/audit").then((answer) => ({ rows: JSON.stringify(answer.json) }));
  expect(rows).toContain("views.create");
});

test("a view holds only what its list understands", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const refused = await ana.call("POST", "/api/views", { subject: "orders", name: "Odd", filter: { colour: "red" } });
  expect(refused.json).toMatchObject({ status: 400, code: "VIEW_FILTER" });
  for (const filter of [{ status: "flying" }, { from: "yesterday" }, { q: "x".repeat(300) }])
    expect((await ana.call("POST", "/api/views", { subject: "orders", name: "Odd", filter })).status).toBe(400);
  const made = await ana.call("POST", "/api/views", { subject: "products", name: "Off", filter: { active: "false" } });
  expect(made.status).toBe(201);
  expect((await ana.call("PATCH", `/api/views/${made.json.id}`, { filter: { status: "paid" } })).status).toBe(400);
  for (const [subject, filter] of [
    ["customers", { q: "ana" }],
    ["levels", { low: "true" }],
    ["returns", { state: ["requested"] }],
    ["conflicts", { group: "stock" }],
    ["runs", { status: "failed" }],
    ["audit", { actor: "user:ana@example.test" }],
    ["documents", { kind: "adjustment" }],
    ["movements", { cause: "order" }],
    ["stores", { attention: "true" }],
  ] as const)
    expect((await ana.call("POST", "/api/views", { subject, name: "Mine", filter })).status).toBe(201);
});
