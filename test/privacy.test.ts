/** A person who asks to be forgotten is, in the whole hub: also while their shop goes on telling of their orders. */
import { createHmac } from "node:crypto";
import { afterEach, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { whereWordsStand } from "../src/hub/customers/testing.ts";
import { MINUTE, openLab, SECOND } from "./support/lab.ts";
import { secretOf } from "./support/secrets.ts";

const lab = fixture(() => openLab("privacy"));

afterEach(() => lab.rest());

const hala = { name: "Hala Zaghloul", email: "hala.zaghloul@example.test", phone: "+201001234567" };
const texts = ["Zaghloul", hala.email, "1001234567"];
const everywhere = () => whereWordsStand(lab.db.owner, lab.organization, texts);
const sell = async (store: ConnectedShop, sku: string) => {
  const key = store.sandbox.shop.placeOrder({ lines: [{ sku, quantity: 1 }], customer: hala, payment: "paid" });
  await lab.pass(MINUTE, 10 * SECOND);
  return key;
};

test("a customer erased by hand is gone from every table, and later deliveries of the order leave nothing", async () => {
  const store = await lab.stocked("woocommerce", { SOAP: 9 });
  const key = await sell(store, "SOAP");
  const { items } = await lab.seller.get<{ items: { id: string; customerId: string }[] }>("/orders");
  await lab.seller.post(`/orders/${items[0]?.id}/notes`, { text: `${hala.name} wants it wrapped` });
  await lab.pass(MINUTE);
  expect((await everywhere()).length).toBeGreaterThan(6);
  const report = await lab.seller.post<{ places: { what: string }[] }>(`/customers/${items[0]?.customerId}/erase`);
  expect(report.places.map((place) => place.what)).toEqual(
    expect.arrayContaining(["inbox_event", "customer", "contact_point", "sales_order", "order_part", "notes"]),
  );
  expect(await everywhere()).toEqual([]);
  store.sandbox.shop.cancelOrder(key);
  await lab.pass(20 * MINUTE);
  const order = await lab.seller.get<{ status: string; customerId: string | null }>(`/orders/${items[0]?.id}`);
  expect(order.status).toBe("cancelled");
  expect(await everywhere()).toEqual([]);
});

test("an erasure by the platform's own webhook does the same, and the request itself is not stored [B42.4]", async () => {
  const store = await lab.stocked("shopify", { MUG: 9 });
  const key = await sell(store, "MUG");
  expect((await everywhere()).length).toBeGreaterThan(4);
  const body = JSON.stringify({
    shop_id: 954889,
    customer: { id: 191167, email: hala.email, phone: hala.phone },
    orders_to_redact: [Number(key.replace(/\D/g, ""))],
  });
  const secret = await secretOf(lab, lab.seller, store.id, "clientSecret");
  const url = Object.values(store.webhookUrls)[0] ?? "";
  const answer = await fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": "customers/redact",
      "x-shopify-webhook-id": "redact-1",
      "x-shopify-hmac-sha256": createHmac("sha256", secret).update(body).digest("base64"),
    },
  });
  expect(answer.status).toBe(200);
  await lab.pass(MINUTE);
  expect(await everywhere()).toEqual([]);
  expect(await lab.orderKeys(store)).toHaveLength(1);
});
