/** Batches over the interface: who may make, pick and pack them, and what is kept of it. */
import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type Caller, type TestApp, testApp } from "./testing.ts";

async function join(hub: TestApp, organization: string, email: string, role: string) {
  const { call, userId } = await hub.signUp(email);
  const member = await hub.db.owner.one<{ id: string }>(
    "insert into auth.member (organization_id, user_id, role) values ($1, $2, $3) returning id",
    [organization, userId, role],
  );
  const caller: Caller = { call: (method, url, body) => call(method, url, body, { "x-organization": organization }) };
  return { ...caller, memberId: member.id };
}

/** A paid order with units of its item on the shelf. */
async function placed({ call }: Caller, sku: string): Promise<string> {
  await call("POST", "/api/products", { title: sku, variants: [{ sku, priceMinor: 100, currency: "EUR" }] });
  await call("POST", "/api/inventory/levels", { items: [{ sku, onHand: 10 }] });
  const paid = { financial: "paid", paymentKind: "prepaid" };
  const made = await call("POST", "/api/orders", { currency: "EUR", lines: [{ sku, quantity: 2 }], ...paid });
  expect(made.status, made.text).toBe(201);
  return made.json.id;
}

test("staff make, assign, pick and pack batches, viewers only look, and every step but a pick is audited", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const eve = await hub.signUp("eve@example.test", "eve-shop");
  const sam = await join(hub, ana.organization, "sam@example.test", "staff");
  const vic = await join(hub, ana.organization, "vic@example.test", "viewer");
  const orderId = await placed(ana, "MUG");
  const requested = { next: 20, cart: "Cart 1", assignedMemberId: sam.memberId };
  expect((await vic.call("POST", "/api/pick-batches", requested)).status).toBe(403);
  const foreign = await hub.db.owner.one<{ id: string }>("select id from auth.member where organization_id = $1", [
    eve.organization,
  ]);
  const refused = await sam.call("POST", "/api/pick-batches", { next: 1, assignedMemberId: foreign.id });
  expect(refused.json).toMatchObject({ code: "MEMBER_NOT_FOUND" });
  for (const wrong of [{}, { next: 1, orderIds: [orderId] }, { next: 0 }])
    expect((await sam.call("POST", "/api/pick-batches", wrong)).status).toBe(400);

  const made = await sam.call("POST", "/api/pick-batches", requested);
  expect(made.status, made.text).toBe(201);
  expect(made.json).toMatchObject({ number: "B-1", orders: 1, assignedTo: "user:sam@example.test", leftOut: [] });
  const url = `/api/pick-batches/${made.json.id}`;
  expect((await eve.call("GET", url)).status).toBe(404);
  expect((await vic.call("GET", "/api/pick-batches?state=open")).json.items).toHaveLength(1);
  const nobody = await sam.call("PATCH", url, { assignedMemberId: null });
  expect(nobody.json).toMatchObject({ assignedTo: null, cart: "Cart 1" });

  const found = await vic.call("GET", "/api/orders/scanned?code=B-1-1");
  const [order] = found.json.orders;
  const lineIds = order.items.map(({ lineId }: { lineId: string }) => lineId);
  expect((await vic.call("POST", `${url}/picks`, { lineIds })).status).toBe(403);
  expect((await sam.call("POST", `${url}/picks`, { lineIds })).json).toMatchObject({
    picked: 1,
    pickedLineIds: lineIds,
  });
  const packing = {
    id: randomUUID(),
    packedAt: "2026-11-20T12:00:00Z",
    items: [{ lineId: lineIds[0], units: 2 }],
  };
  expect((await vic.call("POST", `/api/orders/${orderId}/packings`, packing)).status).toBe(403);
  const packed = await sam.call("POST", `/api/orders/${orderId}/packings`, packing);
  expect(packed.status, packed.text).toBe(201);
  expect(packed.json).toMatchObject({ packedBy: "user:sam@example.test", batch: { number: "B-1", tote: 1 } });
  expect((await vic.call("GET", url)).json).toMatchObject({ state: "finished", packed: 1 });

  const audit = (await ana.call("GET", "/api/audit?limit=50")).json.items as { action: string; actor: string }[];
  const bySam = audit.filter(({ actor }) => actor === "user:sam@example.test").map(({ action }) => action);
  expect(bySam.toReversed()).toEqual(["pick-batches.create", "pick-batches.update", "orders.packings"]);
});

test("a packing sent again after its order was taken out of the batch is answered without a tote", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const orderIds = [await placed(ana, "MUG"), await placed(ana, "CUP")];
  const batch = await ana.call("POST", "/api/pick-batches", { orderIds });
  const found = await ana.call("GET", "/api/orders/scanned?code=B-1-1");
  const items = [{ lineId: found.json.orders[0].items[0].lineId, units: 2 }];
  const packing = { id: randomUUID(), packedAt: "2026-11-20T12:00:00Z", items };
  const send = () => ana.call("POST", `/api/orders/${orderIds[0]}/packings`, packing);
  expect(await send()).toMatchObject({ status: 201, json: { batch: { number: "B-1", tote: 1 } } });
  expect((await ana.call("DELETE", `/api/pick-batches/${batch.json.id}/orders/${orderIds[0]}`)).status).toBe(204);
  expect(await send()).toMatchObject({ status: 201, json: { batch: { number: "B-1", tote: null } } });
});
