/** What a form or a description may say wrongly, and what the words of a shop mean: every fault has its place and its words. */

import { describe, expect, test } from "vitest";
import { textOf } from "../../commerce/message.ts";
import { need } from "../kit/conformance/bench.ts";
import { refusal } from "../kit/conformance/case.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import { attemptCommand } from "../kit/testing/commands.ts";
import { deliveryOf } from "../kit/testing/delivery.ts";
import { connector } from "./index.ts";
import { type Described, described, mug, openLabs, set } from "./testing.ts";

const lab = openLabs();

describe("a dry run", () => {
  test("a dry run names every wrong field of every list at once, and nothing is connected", async () => {
    const { sandbox, connect } = await lab("cursor");
    sandbox.shop.addProduct(mug(1));
    sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const change = (manifest: Described) => {
      set("reads/products/map/title", "nom")(manifest);
      set("reads/orders/map/total", "money.total_minor * 0.37")(manifest);
      set("reads/orders/map/tota", "1")(manifest);
    };
    const error = await refusal(connect({ change }));
    expect(error.info).toMatchObject({ kind: "rejected", field: "manifest" });
    for (const place of [
      "reads.products: record 1: title:",
      "reads.orders: record 1: total:",
      'Unrecognized key: "tota"',
    ])
      expect(error.message).toContain(place);
  });

  test("a dry run names what does not compile before it calls the shop", async () => {
    const { sandbox, connect } = await lab("cursor");
    const error = await refusal(connect({ change: set("reads/orders/map/number", "no.(") }));
    expect(error.message).toContain("reads.orders.map.number:");
    expect(sandbox.calls).toEqual([]);
  });

  test("a dry run requires each secret the description uses", async () => {
    const { connect } = await lab("page");
    const error = await refusal(connect({ values: { apiKey: "" } }));
    expect(error.info).toMatchObject({ kind: "rejected", field: "apiKey" });
  });

  test("a dry run refuses a time zone that does not exist", async () => {
    const { connect } = await lab("page");
    expect((await refusal(connect({ values: { timeZone: "Cairo" } }))).info).toMatchObject({ field: "timeZone" });
  });

  test("a shop that pushes needs no dry run, but an address and a currency", async () => {
    const { connect } = await lab("push");
    const without = (currency: string) =>
      connect({ values: { manifest: "", baseUrl: "https://own.example/", currency } });
    expect((await refusal(without(""))).info).toMatchObject({ field: "currency" });
    const connection = await without("EGP");
    expect(Object.keys(connection.ports).sort()).toEqual(["inbound", "orders", "webhooks"]);
    expect(connection.detected.account).toEqual({
      externalId: expect.stringContaining("127.0.0.1"),
      name: "own.example",
    });
  });

  test("a dry run whose check is not satisfied says so", async () => {
    const { connect } = await lab("page");
    const error = await refusal(connect({ change: set("check/success", "$exists(body.shopkeeper)") }));
    expect(error.message).toContain("check");
  });

  test("a dry run of an existing store only warns, and names the statuses without a meaning", async () => {
    const { sandbox, connect } = await lab("cursor");
    const connection = await connect();
    sandbox.shop.addProduct(mug(1));
    sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const manifest = described("cursor", set("statusMap/order", { new: "pending" }));
    const info = { ...connection.info, settings: { ...connection.info.settings, manifest } };
    const detected = await connector.connect.detect(connection.context({ connection: info }));
    expect(detected.warnings.map(textOf).join("\n")).toContain(
      "orders.status: a status the connection description gives no meaning",
    );
  });
});

describe("fields that decide nothing", () => {
  const ordered = async (change: Parameters<typeof set>[0], value: string) => {
    const { sandbox, connect } = await lab("cursor");
    sandbox.shop.addProduct(mug(1));
    const connection = await connect({ change: set(change, value) });
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    return { connection, read: () => need(connection.ports, "orders").get(key, connection.ctx) };
  };

  test.each([
    ["note", "$number('words')", "note"],
    ["tags", "[{ 'a': 1 }]", "tags.*"],
    ["shippingAddress", "{ 'name': 'Ada', 'country': 'Egypt' }", "shippingAddress.country"],
  ])(
    "a field such as the %s keeps no order out: what cannot be read is left out and reported",
    async (field, expression, path) => {
      const { connection, read } = await ordered(`reads/orders/map/${field}`, expression);
      expect(await read()).toMatchObject({ lines: [{ sku: "MUG-1", quantity: 1 }] });
      expect(connection.drifts).toMatchObject([
        { path: `orders.${path}`, problem: expect.stringContaining("left out") },
      ]);
    },
  );

  test("a field that decides something fails the order", async () => {
    const { read } = await ordered("reads/orders/map/total", "$number('words')");
    await expect(read()).rejects.toThrow(ConnectorError);
  });
});

describe("a status without a meaning", () => {
  test("an order whose status has no meaning waits and is reported; it is never lost", async () => {
    const { sandbox, connect } = await lab("cursor");
    sandbox.shop.addProduct(mug(1));
    const connection = await connect({ change: set("statusMap/order", {}) });
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const part = await need(connection.ports, "orders").get(key, connection.ctx);
    expect(part).toMatchObject({ status: "on_hold", platformStatus: "ok", unknownStatus: "ok" });
    expect(connection.drifts).toMatchObject([{ path: "orders.status" }]);
  });

  test("every word of every map is one of ours, and every word of ours maps out or is refused", async () => {
    const { sandbox, connect } = await lab("cursor");
    sandbox.shop.addProduct(mug(1));
    const key = sandbox.shop.placeOrder({ lines: [{ sku: "MUG-1", quantity: 1 }] });
    const connection = await connect();
    const orders = need(connection.ports, "orders");
    const part = await orders.get(key, connection.ctx);
    if (!part) throw new Error("no order");
    const order = { key, number: part.number, currency: "USD", status: part.status, platformStatus: "ok", lines: [] };
    const offered = orders.options(order).find((one) => one.kind === "status")?.statuses;
    expect(offered).toEqual(["confirmed", "processing"]);
    for (const status of ["pending", "confirmed", "processing", "completed", "cancelled", "on_hold"] as const) {
      const { state } = await attemptCommand(connection, order, { kind: "status", status }, { idempotencyKey: status });
      expect(state, status).toBe(offered?.includes(status) ? "done" : "unsupported");
    }
  });
});

test("a store whose description no longer fits the hub's own form still opens, and lets nobody in", () => {
  const info = { account: { externalId: "1" }, facts: {}, settings: { manifest: '{"manifestVersion":0}' } };
  const { webhooks, ...others } = connector.open(info);
  expect(others).toEqual({});
  const delivery = deliveryOf("{}", { receivedAt: new Date() });
  expect(webhooks?.verify(delivery, ["a-secret-of-somebody"]).outcome).toBe("refused");
});
