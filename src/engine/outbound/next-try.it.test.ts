import { expect, test } from "vitest";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Orders, Prices, Products } from "../../connectors/kit/contract/ports.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { createProduct } from "../../hub/catalog/create.ts";
import { sendProduct } from "../../hub/content/send-product.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { requestCommand } from "../../hub/orders/commands.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { testEngine } from "../testing.ts";

test("a price or product that was not taken says in the log when it is tried next [A7.2]", async () => {
  const away = { kind: "ambiguous" } as const;
  const prices: Prices = {
    push: {
      maxItems: 10,
      send: async (items) =>
        items.map(({ key, location, seq }) => ({
          key,
          location,
          seq,
          outcome: "retry",
          error: away,
          text: "Not now.",
        })),
    },
  };
  const products: Products = {
    sweeps: [],
    get: async () => null,
    put: async () => {
      throw new ConnectorError(away, "Not now.");
    },
  };
  await using engine = await testEngine({ prices, products });
  const { listing } = await engine.listed("OIL", 1);
  const now = new Date(engine.clock.now());
  await engine.db.owner.run("update connection set catalogue_read_at = now()");
  await engine.db.owner.run("update listing set price_sync = true");
  await engine.db.owner.run(
    `insert into listing_price as p (organization_id, connection_id, listing_id, site, currency, desired_minor,
       want_seq, due_at)
     values ($1, $2, $3, '', 'USD', 900, 1, $4)
     on conflict (organization_id, listing_id, site)
       do update set desired_minor = 900, want_seq = p.want_seq + 1, due_at = $4`,
    [engine.organization, engine.store, listing, now],
  );
  const made = await engine.inside((tx) =>
    createProduct(tx, { product: { title: "Jug", variants: [{ sku: "JUG" }] }, now }),
  );
  await engine.inside((tx) => sendProduct(tx, { productId: made.id, connectionId: engine.store, now }));
  await engine.engine.runUntilIdle();
  const rows = await engine.db.owner.rows<{ action: string; next: string; due: Date }>(
    `select action, details ->> 'nextTryAt' as next,
       case action when 'update_price' then (select due_at from listing_price where listing_id = $1)
         else (select due_at from product_listing where title = 'Jug') end as due
     from sync_log where status = 'failed' and action in ('update_price', 'sync_products') order by action`,
    [listing],
  );
  expect(rows.map(({ action }) => action)).toEqual(["sync_products", "update_price"]);
  for (const { next, due } of rows) {
    expect(next).toBe(due.toISOString());
    expect(due.getTime()).toBeGreaterThan(engine.clock.now());
  }
});

test("an order's command, a look at orders and an event that failed say in the log when they are tried next [A7.2]", async () => {
  const away = () => {
    throw new ConnectorError({ kind: "ambiguous" }, "Not now.");
  };
  const orders: Orders = {
    essential: {},
    sweeps: [
      {
        id: "changes",
        mode: "changed",
        everyMs: 60_000,
        run: async function* () {
          yield away();
        },
      },
    ],
    get: async () => null,
    options: () => [{ kind: "cancel", allowed: true, warnings: [] }],
    execute: async () => away(),
  };
  const webhooks: WebhookHandler = {
    secrets: () => [],
    verify: () => ({ outcome: "refused", reason: "There are no webhooks." }),
    read: () => [],
    reply: () => ({ status: 200 }),
    interpret: async () => away(),
  };
  await using engine = await testEngine({ orders, webhooks });
  const now = new Date(engine.clock.now());
  const part = orderPart("o1", { status: "confirmed", lines: [orderLine({ quantity: 1 })] });
  const connection = { id: engine.store, name: "Shop", orderPrefix: "SH", stockCutoverAt: null };
  await engine.inside(async (tx) => {
    const input = { connection, parts: [part], compareAndSet: "none", now, source: "poll", actor } as const;
    const [applied] = await applyOrderParts(tx, input);
    const command = { kind: "cancel", reason: "other", restock: true, notifyCustomer: false } as const;
    await requestCommand(tx, { orderId: applied?.orderId ?? "", command, idempotencyKey: "k", actor, now });
    await tx.run(
      `insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at)
       values (argosy.tenant(), $1, 'orders:changes', $2)`,
      [engine.store, now],
    );
    await tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'sweep', $2)", [engine.store, now]);
  });
  await engine.db.owner.run(
    `insert into inbox_event (organization_id, connection_id, kind, ref, topic, trusted, headers, body, received_at,
       due_at)
     values ($1, $2, 'order', 'o9', 't', true, '{}', convert_to('{}', 'UTF8'), $3, $3)`,
    [engine.organization, engine.store, now],
  );
  await engine.inside((tx) =>
    tx.run("select argosy.wake_lane(argosy.tenant(), array[$1::uuid], 'inbox', $2)", [engine.store, now]),
  );
  await engine.engine.runUntilIdle();
  const rows = await engine.db.owner.rows<{ action: string; next: string | null; due: Date }>(
    `select action, details ->> 'nextTryAt' as next,
       case action when 'sync_orders' then (select next_at from sync_cursor where sweep = 'orders:changes')
         when 'receive_order' then (select due_at from inbox_event)
         else (select due_at from command) end as due
     from sync_log where status = 'failed' order by action`,
  );
  expect(rows.map(({ action, next }) => [action, next])).toEqual(
    ["receive_order", "sync_orders", "update_order_status"].map((action, index) => [
      action,
      rows[index]?.due.toISOString(),
    ]),
  );
});
