import { beforeAll, expect, test } from "vitest";
import type { ConnectedShop } from "../demo/connect.ts";
import type { Seller } from "../demo/seller.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { deliveryOf, postAll, shuffled } from "./support/deliveries.ts";
import { firstSyncDone, testHub, until } from "./support/hub.ts";
import { secretOf } from "./support/secrets.ts";

const ORDERS = 250;
const SEED = 20261120;

let seller: Seller;
let woo: ConnectedShop;

const hub = fixture(() => testHub({ LOG_LEVEL: "warn" }));
beforeAll(async () => {
  seller = await hub.seller("storm");
  const sandbox = await hub.sandbox("woocommerce");
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP-1", price: "6.00", stock: 2_000 }],
  });
  woo = await hub.connect(seller, sandbox, "Woo", { stockFrom: "channel" });
  await firstSyncDone(seller, woo);
});

test(`1,000 deliveries of ${ORDERS} orders in all their states, each 1 to 5 times in random order (seed ${SEED}): exactly the right orders, reservations and stock [F09] [A6.4]`, async () => {
  const { shop, faults } = woo.sandbox;
  const secret = await secretOf(hub, seller, woo.id, "webhookSecret");
  faults.webhooks.lose = true;
  const deliveries = [];
  let sold = 0;
  for (let index = 0; index < ORDERS; index += 1) {
    const quantity = 1 + (index % 3);
    const key = shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity }], payment: "paid" });
    const created = await deliveryOf(woo.sandbox, key, secret, "created");
    const isCancelled = index % 10 === 0;
    // Every seventh is edited after it was placed: one unit more, told only by a later state.
    const isEdited = index % 7 === 3;
    if (isEdited) shop.editOrder?.(key, "SOAP-1", quantity + 1);
    if (isCancelled) shop.cancelOrder(key);
    else sold += isEdited ? quantity + 1 : quantity;
    const updated = await deliveryOf(woo.sandbox, key, secret);
    deliveries.push(
      ...Array.from({ length: 1 + (index % 3) }, () => created),
      ...Array.from({ length: 1 + ((index + 1) % 4) }, () => updated),
    );
  }
  while (deliveries.length < 1_000) deliveries.push(...deliveries.slice(0, 1_000 - deliveries.length));
  const statuses = await postAll(
    woo.webhookUrls[Object.keys(woo.webhookUrls)[0] ?? ""] ?? "",
    shuffled(deliveries, SEED),
    32,
  );
  expect(new Set(statuses)).toEqual(new Set([200]));
  await until(
    "the inbox is empty",
    async () =>
      (
        await hub.look(
          seller,
          "select 1 from argosy.inbox_event where organization_id = argosy.tenant() and status = 'pending' limit 1",
        )
      ).length === 0,
  );

  const orders = await hub.look<{ ext_key: string; status: string }>(
    seller,
    "select ext_key, status from argosy.sales_order where organization_id = argosy.tenant()",
  );
  expect(orders).toHaveLength(ORDERS);
  const wrong = orders.filter(
    (order) => (order.status === "cancelled") !== (shop.order(order.ext_key)?.cancelled ?? false),
  );
  expect(wrong).toEqual([]);
  const [level] = await hub.look<{ on_hand: number; reserved: number }>(
    seller,
    "select on_hand, reserved from argosy.level where organization_id = argosy.tenant()",
  );
  expect(level).toEqual({ on_hand: 2_000, reserved: sold });
  const [ledger] = await hub.look<{ on_hand: number; reserved: number }>(
    seller,
    `select sum(on_hand_delta)::int as on_hand, sum(reserved_delta)::int as reserved
     from argosy.movement
     where organization_id = argosy.tenant()`,
  );
  expect(ledger).toEqual({ on_hand: 2_000, reserved: sold });
  await until("the shop shows what is free", async () => shop.stockOf("SOAP-1") === 2_000 - sold);
  const failed = await hub.look<{ error: string }>(
    seller,
    "select error from argosy.inbox_event where organization_id = argosy.tenant() and status = 'failed'",
  );
  expect(failed).toEqual([]);
});
