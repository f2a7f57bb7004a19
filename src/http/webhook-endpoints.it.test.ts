import { expect, test } from "vitest";
import { HubError } from "../hub/errors.ts";
import { testApp } from "./testing.ts";

test("an endpoint's secret is shown when it is made and changed, and never again; its address is checked", async () => {
  const check = (url: string) => {
    if (url.includes("internal")) throw new HubError("WEBHOOK_URL", "validation", "Not on the public internet.", "url");
  };
  await using hub = await testApp({ engine: { webhookEndpoints: { check } } });
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const types = (await ana.call("GET", "/api/webhook-endpoints/event-types")).json.items;
  expect(types).toContainEqual({
    type: "order.created",
    text: expect.any(String),
    shape: "GET /api/orders/{id}",
  });
  const body = {
    url: "https://erp.example.test/hook",
    description: "ERP",
    eventTypes: ["order.created", "stock.changed"],
  };
  const refused = await ana.call("POST", "/api/webhook-endpoints", { ...body, url: "https://internal.example.test" });
  expect([refused.status, refused.json.code, refused.json.details[0].field]).toEqual([422, "WEBHOOK_URL", "url"]);
  expect((await ana.call("POST", "/api/webhook-endpoints", { ...body, eventTypes: ["order.eaten"] })).status).toBe(400);
  const made = await ana.call("POST", "/api/webhook-endpoints", body, { "idempotency-key": "once" });
  expect(made.json).toMatchObject({ ...body, enabled: true, waiting: 0 });
  expect(made.json.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await ana.call("POST", "/api/webhook-endpoints", body, { "idempotency-key": "once" });
  expect(again.json.secret).toBe(made.json.secret);
  const path = `/api/webhook-endpoints/${made.json.id}`;
  const rotated = await ana.call("POST", `${path}/rotate-secret`);
  expect(rotated.json.secret).not.toBe(made.json.secret);
  const everything = await Promise.all(
    ["/api/webhook-endpoints", path, `${path}/deliveries`, "/api/audit"].map((at) => ana.call("GET", at)),
  );
  for (const { text } of everything) expect(text).not.toMatch(/whsec_/);
  const stored = await hub.db.owner.rows<{ text: string }>(
    "select t::text as text from secret t union all select t::text from idempotency t",
  );
  for (const { text } of stored) expect(text).not.toContain("whsec_");

  const tested = await ana.call("POST", `${path}/test`);
  expect([tested.status, tested.json]).toEqual([202, expect.objectContaining({ type: "test", state: "waiting" })]);
  const detail = await ana.call("GET", `${path}/deliveries/${tested.json.id}`);
  expect(JSON.parse(detail.json.payload)).toMatchObject({ type: "test", data: { text: expect.any(String) } });
  expect((await ana.call("PATCH", path, { enabled: false })).json).toMatchObject({
    disabledReason: "by_hand",
    waiting: 1,
  });
  expect((await ana.call("POST", `${path}/test`)).json.code).toBe("WEBHOOK_ENDPOINT_OFF");
  expect((await ana.call("PATCH", path, { enabled: true, eventTypes: ["run.finished"] })).json).toMatchObject({
    enabled: true,
    eventTypes: ["run.finished"],
  });
  const { due } = await hub.db.owner.one<{ due: Date | null }>("select due_at as due from lane where kind = 'webhook'");
  expect(due).not.toBeNull();
  expect((await ana.call("DELETE", path)).status).toBe(204);
  expect(await hub.db.owner.rows("select 1 from secret where owner_kind = 'webhook_endpoint'")).toEqual([]);
  expect((await ana.call("GET", path)).status).toBe(404);
});
