import { expect, test } from "vitest";
import type { Json } from "../../commerce/product.ts";
import type { TestConnection } from "../kit/testing/connection.ts";
import { delivery, openAccount } from "./testing.ts";
import { webhooks } from "./webhooks.ts";

const TOKEN = "t".repeat(43);

async function told(connection: TestConnection, method: string, topic: string, body: Json) {
  const arrived = delivery(method, topic, body);
  const [event] = webhooks.read(arrived);
  if (!event) throw new Error("no event");
  const { headers, body: bytes } = arrived;
  const change = await webhooks.interpret({ ...event, headers, body: bytes, trusted: true }, connection.ctx);
  return change.as === "orders" ? change.parts[0] : change;
}

test("the header's token is the proof, and a static one: nothing is signed", () => {
  const arrived = delivery("POST", "storefront/v4/order/1", {});
  expect(webhooks.verify(arrived, [TOKEN]).outcome).toBe("static");
  expect(webhooks.verify(arrived, ["other", TOKEN]).outcome).toBe("static");
  for (const secrets of [[], [""], ["other"]]) expect(webhooks.verify(arrived, secrets).outcome).toBe("refused");
  expect(webhooks.verify({ ...arrived, headers: {} }, [TOKEN])).toMatchObject({
    outcome: "refused",
    reason: expect.stringMatching(/underscores/),
  });
});

test("the reply depends on the call, and a duplicate is a success too", () => {
  const code = (method: string, topic: string, outcome: "stored" | "duplicate" | "refused") => {
    const { status, body } = webhooks.reply(outcome, delivery(method, topic, {}));
    const { statusCode, statusType } = JSON.parse(body ?? "");
    return [status, statusCode, statusType];
  };
  expect(code("POST", "storefront/v4/order/1", "stored")).toEqual([200, 1006, "SUCCESS"]);
  expect(code("POST", "storefront/v4/order/1", "duplicate")).toEqual([200, 1006, "SUCCESS"]);
  expect(code("PUT", "storefront/v4/order/1/shipped", "stored")).toEqual([200, 1008, "SUCCESS"]);
  expect(code("POST", "failureinventory/update", "duplicate")).toEqual([200, 1008, "SUCCESS"]);
  expect(code("POST", "storefront/v4/return/cou_1", "stored")).toEqual([200, 1008, "SUCCESS"]);
  expect(code("POST", "storefront/v4/order/1", "refused")).toEqual([401, 401, "ERROR"]);
});

test("an invoice that is asked for is not here, and only a proved caller hears so", () => {
  const arrived = delivery("GET", "storefront/v4/packet/downloadinvoice/88001", null);
  expect(webhooks.verify(arrived, [TOKEN])).toMatchObject({ outcome: "answer", reply: { status: 404 } });
  expect(webhooks.verify(arrived, ["other"]).outcome).toBe("refused");
});

test.each([
  ["POST", "storefront/v4/order/55", {}, "order", "55", "order"],
  ["PUT", "storefront/v4/order/55/ItemCancellation", {}, "order", "55", "order/ItemCancellation"],
  ["PUT", "storefront/v4/order/55/reassignReleaseUpdate", {}, "order", "55", "order/reassignReleaseUpdate"],
  ["PUT", "storefront/v4/order/55/onhold", {}, "order_status", "55", "order/onhold"],
  ["PUT", "storefront/v4/order/55/unhold", {}, "order", "55", "order/unhold"],
  ["PUT", "storefront/v4/order/55/itemNsts", {}, "order", "55", "order/itemNsts"],
  ["PUT", "storefront/v4/packet/9/lost", { sellerOrderId: 55 }, "order", "55", "packet/lost"],
  [
    "PUT",
    "storefront/v4/packet/9/shipped",
    { orderLineEntries: [{ sellerOrderId: "55" }] },
    "order",
    "55",
    "packet/shipped",
  ],
  ["PUT", "storefront/v4/packet/9/delivered", {}, "other", "9", "packet/delivered"],
  ["POST", "storefront/v4/return/cou_1", { sellerOrderId: "55" }, "order", "cou_1", "return"],
  ["PUT", "storefront/v4/return/cou_1/update", {}, "other", "cou_1", "return/update"],
  ["POST", "failureinventory/update", [], "other", "failureinventory/update", "failureinventory/update"],
  ["POST", "", {}, "other", "(root)", "(root)"],
])("%s %s is read", (method, topic, body, kind, ref, word) => {
  expect(webhooks.read(delivery(method, topic, body))).toEqual([{ kind, ref, topic: word }]);
});

test("a body is never believed: the order is fetched", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }] });
  const forged = { sellerOrderId: key, orderLineEntries: [{ orderLineId: "1", sku: "X", status_code: "DL" }] };
  expect(await told(connection, "POST", `storefront/v4/order/${key}`, forged)).toMatchObject({
    status: "confirmed",
    lines: [{ sku: "KRT-1" }],
  });
  expect(await told(connection, "POST", "storefront/v4/order/404404", forged)).toMatchObject({ as: "nothing" });
});

test("an event tells what the lines do not: hold, loss, returns", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 1 }], payment: "paid" });
  const event = (word: string) => told(connection, "PUT", `storefront/v4/order/${key}/${word}`, {});
  const back = (type: string, lineKey: string) =>
    told(connection, "POST", "storefront/v4/return/r1", { sellerOrderId: key, orderLineId: lineKey, type });
  expect(await event("onhold")).toMatchObject({ status: "on_hold", financial: "paid" });
  expect(await event("unhold")).toMatchObject({ status: "confirmed" });
  account.shop.shipOrder?.(key);
  const [line] = account.state.orders.get(key)?.lines ?? [];
  if (!line) throw new Error("no line");
  expect(await event("shipped")).toMatchObject({ status: "processing", fulfilment: "in_transit" });
  expect(await event("lost")).toMatchObject({ status: "cancelled", financial: "refunded", fulfilment: "returned" });
  expect(await back("COURIER_RETURN", line.id)).toMatchObject({
    status: "cancelled",
    financial: "refunded",
    returns: [{ key: "r1", state: "approved", reason: "Not delivered", lines: [{ lineKey: line.id }] }],
  });
  line.status = "DL";
  expect(await back("CUSTOMER_RETURN", line.id)).toMatchObject({
    status: "completed",
    financial: "refunded",
    fulfilment: "returned",
  });
  expect(await event("delivered")).toMatchObject({ status: "completed", keeps: ["financial"] });
});

test("one line of several that comes back is a part of the order", async () => {
  await using account = await openAccount();
  const connection = await account.connect();
  const key = account.shop.placeOrder({ lines: [{ sku: "KRT-1", quantity: 2 }], payment: "paid" });
  const lines = account.state.orders.get(key)?.lines ?? [];
  for (const line of lines) line.status = "DL";
  const body = { sellerOrderId: key, orderLineId: lines[0]?.id ?? "", type: "CUSTOMER_RETURN" };
  expect(await told(connection, "POST", "storefront/v4/return/cus_1", body)).toMatchObject({
    status: "completed",
    financial: "partially_refunded",
    fulfilment: "delivered",
  });
});
