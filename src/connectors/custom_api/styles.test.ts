/** The three further styles of in-house APIs: one description each, no code. */

import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { collect, need } from "../kit/conformance/bench.ts";
import type { OrderCommand, Sweep } from "../kit/contract/ports.ts";
import type { Delivery } from "../kit/contract/webhooks.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { everything } from "./sweeps.ts";
import { openLabs } from "./testing.ts";

const lab = openLabs();

const mug = (index: number, price = "12.50") => ({
  title: `Mug ${index}`,
  variants: [{ sku: `MUG-${index}`, price, stock: 10 + index }],
});
async function walk<T>(port: { readonly sweeps: readonly Sweep<T>[] }, connection: TestConnection) {
  const [sweep] = port.sweeps;
  if (!sweep) throw new Error("no sweep");
  return collect(sweep, connection.ctx);
}

const run = (connection: TestConnection, key: string, command: OrderCommand, uncertain = false) =>
  attemptCommand(connection, key, command, { uncertain, idempotencyKey: `k-${key}` });

describe("a shop with page numbers and an API key", () => {
  test("an order's ids beyond 2^53, decimals as numbers and local times are read exactly", async () => {
    const { sandbox, ...rest } = await lab("page");
    sandbox.shop.addProduct(mug(1, "0.10"));
    const key = sandbox.shop.placeOrder({
      lines: [{ sku: "MUG-1", quantity: 3 }],
      payment: "cod",
      customer: { name: "منى", phone: "٠١٠٠١٢٣٤٥٦٧" },
    });
    const connection = await rest.connect();
    const [part] = (await walk(need(connection.ports, "orders"), connection)).items;
    expect(part).toMatchObject({
      orderKey: String(9_007_199_254_740_993_000n + BigInt(key)),
      totals: { currency: "EGP", totalMinor: 530n, subtotalMinor: 30n, shippingMinor: 500n },
      quality: "exact",
      financial: "cod_pending",
      contact: { name: "منى", phone: "+201001234567" },
      lines: [{ unitPrice: "0.10", totalMinor: 30n }],
    });
    // 11:00 on the shop's clock in Cairo.
    expect(part?.placedAt).toMatch(/^2026-11-20T09:00:\d\d\.000Z$/);
  });

  test("a walk follows page numbers from 0 or 1, to the short page or the reported total", async () => {
    const { sandbox, connect } = await lab("page");
    for (let index = 0; index < 45; index += 1) sandbox.shop.addProduct(mug(index));
    for (let index = 0; index < 41; index += 1) sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const connection = await connect();
    const products = await walk(need(connection.ports, "products"), connection);
    expect([products.pages, new Set(products.items.map((one) => one.key)).size]).toEqual([3, 45]);
    const orders = await walk(need(connection.ports, "orders"), connection);
    expect([orders.pages, new Set(orders.items.map((one) => one.orderKey)).size]).toEqual([3, 41]);
  });

  test("a shop that answers 200 to everything is read by its own error texts", async () => {
    const { sandbox, connect } = await lab("page");
    await expect(connect({ values: { apiKey: "wrong-key-0123456789" } })).rejects.toMatchObject({
      kind: "auth_revoked",
    });
    sandbox.shop.addProduct(mug(1));
    const connection = await connect();
    const stock = need(connection.ports, "stock");
    const item = (sku: string, desired: number) => ({
      key: sku,
      location: "",
      seq: 1n,
      want: desired,
      expected: null,
      ext: { sku, product: "1" },
      idempotencyKey: "k",
    });
    const results = await stock.push.send([item("MUG-1", 4), item("NOWHERE", 4)], connection.ctx);
    expect(results).toMatchObject([
      { outcome: "applied", observed: 4 },
      { outcome: "rejected", code: "not_found" },
    ]);
    expect(sandbox.shop.stockOf("MUG-1")).toBe(4);
    expect(
      await stock.read(
        [{ key: "MUG-1", ext: { sku: "MUG-1", product: sandbox.shop.addProduct(mug(2)).key } }],
        connection.ctx,
      ),
    ).toEqual([]);
  });

  test("a command sets the statuses the shop has names for, and no others", async () => {
    const { sandbox, connect } = await lab("page");
    sandbox.shop.addProduct(mug(1));
    sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const connection = await connect();
    const [{ orderKey = "" } = {}] = (await walk(need(connection.ports, "orders"), connection)).items;
    expect(await run(connection, orderKey, { kind: "status", status: "processing" })).toMatchObject({ state: "done" });
    expect((await need(connection.ports, "orders").get(orderKey, connection.ctx))?.status).toBe("processing");
    expect(await run(connection, orderKey, { kind: "status", status: "completed" })).toMatchObject({
      state: "unsupported",
    });
    expect(await run(connection, orderKey, { kind: "note", text: "x", visibleToCustomer: false })).toMatchObject({
      state: "unsupported",
    });
  });
});

describe("a shop with Link headers and Basic", () => {
  test("an order's lines by a second call, decimal commas and Unix times are read", async () => {
    const { sandbox, connect } = await lab("link");
    sandbox.shop.addProduct(mug(1, "1234.50"));
    const key = sandbox.shop.placeOrder({
      lines: [{ sku: "MUG-1", quantity: 2 }],
      payment: "paid",
      customer: { name: "Ada", email: "ada@example.com" },
    });
    const connection = await connect();
    expect(await need(connection.ports, "orders").get(key, connection.ctx)).toMatchObject({
      orderKey: key,
      totals: { currency: "EUR", totalMinor: 247_400n, shippingMinor: 500n },
      lines: [{ sku: "MUG-1", quantity: 2, unitPrice: "1234.50" }],
      version: { kind: "time" },
      contact: { email: "ada@example.com", quality: "real" },
    });
  });

  test("a walk follows rel=next, next addresses and overlapping offsets", async () => {
    const { sandbox, connect } = await lab("link");
    for (let index = 0; index < 45; index += 1) sandbox.shop.addProduct(mug(index));
    for (let index = 0; index < 5; index += 1)
      sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }], customer: { name: `C${index}` } });
    const connection = await connect();
    expect(await walk(need(connection.ports, "products"), connection)).toMatchObject({
      pages: 3,
      items: { length: 45 },
    });
    expect(await walk(need(connection.ports, "customers"), connection)).toMatchObject({
      pages: 3,
      items: { length: 5 },
    });
    const found = [];
    for await (const page of everything("inventory", { cursor: null }, connection.ctx)) found.push(...page.items);
    expect(new Set(found.map((level) => level.inventoryKey)).size).toBe(45);
    expect(found.length).toBe(47);
  });

  test("a write without an idempotency key is looked up before it is repeated", async () => {
    const { sandbox, connect } = await lab("link");
    sandbox.shop.addProduct(mug(1));
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }], payment: "paid" });
    const connection = await connect();
    const parcel: OrderCommand = { kind: "fulfil", trackingNumbers: ["T-1"], notifyCustomer: false };
    sandbox.faults.add({ fault: { kind: "drop_after_commit" }, times: 1, write: true });
    await expect(run(connection, key, parcel)).rejects.toMatchObject({ kind: "ambiguous" });
    expect(await run(connection, key, parcel, true)).toMatchObject({ state: "done" });
    expect(sandbox.shop.order(key)?.trackingNumbers).toEqual(["T-1"]);
    const note: OrderCommand = { kind: "note", text: "x", visibleToCustomer: false };
    expect(await run(connection, key, note, true)).toMatchObject({ state: "rejected", code: "unknown_outcome" });
    expect(sandbox.shop.record?.(key)?.notes).toEqual([]);
  });

  test("an unsigned delivery is believed in nothing: the record is fetched", async () => {
    const { sandbox, connect } = await lab("link");
    const connection = await connect();
    const { key } = sandbox.shop.addProduct(mug(1));
    const { webhooks } = connection.ports;
    if (!webhooks) throw new Error("no webhook handler");
    const delivery: Delivery = deliveryOf(
      { event: "product", id: key, title: "A lie" },
      { headers: { "x-shop-token": "shared-secret-of-the-shop" }, receivedAt: new Date() },
    );
    expect(webhooks.verify(delivery, ["shared-secret-of-the-shop"])).toEqual({ outcome: "static" });
    expect(webhooks.verify(delivery, ["another"])).toMatchObject({ outcome: "refused" });
    const [event] = webhooks.read(delivery);
    if (!event) throw new Error("no event");
    const change = await webhooks.interpret(
      { ...event, headers: {}, body: delivery.body, trusted: true },
      connection.ctx,
    );
    expect(change).toMatchObject({ as: "products", products: [{ key, title: "Mug 1" }] });
  });
});

describe("a shop that only pushes", () => {
  test("a shop that only pushes is connected without a call, and its ports say so", async () => {
    const { sandbox, connect } = await lab("push");
    const connection = await connect();
    expect(sandbox.calls).toEqual([]);
    expect(Object.keys(connection.ports).sort()).toEqual(["orders", "webhooks"]);
    expect(connection.detected.warnings.map(textOf).join(" ")).toContain("stock");
    await expect(need(connection.ports, "orders").get("1", connection.ctx)).rejects.toMatchObject({
      kind: "unsupported",
    });
  });

  test("a signed delivery brings whole orders, items and stock", async () => {
    const { sandbox, connect, clock } = await lab("push");
    const connection = await connect();
    const { webhooks } = connection.ports;
    if (!webhooks) throw new Error("no webhook handler");
    const got: Delivery[] = [];
    const server = createServer((request, reply) => {
      void buffer(request).then((body) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        );
        got.push(deliveryOf(body, { headers, receivedAt: new Date(clock.now()) }));
        reply.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    const { webhookSecret = "" } = sandbox.shop.installWebhooks({ "": `http://127.0.0.1:${port}/` });
    sandbox.shop.addProduct(mug(1));
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 2 }], payment: "paid" });
    await sandbox.settle();
    await new Promise((resolve) => server.close(resolve));
    const reported = [];
    for (const delivery of got) {
      expect(webhooks.verify(delivery, [webhookSecret])).toEqual({ outcome: "signed" });
      expect(webhooks.verify({ ...delivery, body: Buffer.from(`${delivery.body} `) }, [webhookSecret])).toMatchObject({
        outcome: "refused",
      });
      for (const event of webhooks.read(delivery)) {
        expect(event.deliveryId).toMatch(/^e\d+$/);
        reported.push(
          await webhooks.interpret({ ...event, headers: {}, body: delivery.body, trusted: true }, connection.ctx),
        );
      }
    }
    expect(reported).toMatchObject([
      {
        as: "products",
        products: [
          { title: "Mug 1", variants: [{ sku: "MUG-1", price: "12.50", levels: [{ location: "", available: 11 }] }] },
        ],
      },
      {
        as: "orders",
        parts: [{ orderKey: key, status: "confirmed", financial: "paid", lines: [{ quantity: 2, channelTook: 2 }] }],
      },
    ]);
  });
});
