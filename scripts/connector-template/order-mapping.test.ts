import { expect, test } from "vitest";
import { FULFILMENT_STATUSES, ORDER_STATUSES } from "../../src/commerce/statuses.ts";
import { toOrderPart } from "./order-mapping.ts";
import { STATUSES } from "./statuses.ts";

const order = {
  id: 7,
  number: "1007",
  status: "paid",
  is_paid: true,
  currency: "JPY",
  created_at: "2026-11-20T10:00:00Z",
  updated_at: "2026-11-20T10:00:00Z",
  total: "1500",
  shipping: "300",
  tracking: [],
  customer: null,
  lines: [{ id: 1, variant_id: 2, product_id: 3, sku: null, title: "茶碗", quantity: 2, shipped: 0, price: "600" }],
};

test.each(Object.entries(STATUSES))("status %s has its two words", (word, [status, fulfilment]) => {
  expect(ORDER_STATUSES).toContain(status);
  expect(FULFILMENT_STATUSES).toContain(fulfilment);
  expect(toOrderPart({ ...order, status: word }, { drift: () => undefined })).toMatchObject({
    status,
    platformStatus: word,
  });
});

test("an unknown status holds the order and is reported", () => {
  const drifts: unknown[] = [];
  const part = toOrderPart({ ...order, status: "teleported" }, { drift: (report) => void drifts.push(report) });
  expect(part).toMatchObject({ status: "on_hold", platformStatus: "teleported" });
  expect(drifts).toHaveLength(1);
});

test("money of a currency without decimals stays exact", () => {
  const part = toOrderPart(order, { drift: () => undefined });
  expect(part.totals).toMatchObject({ subtotalMinor: 1_200n, shippingMinor: 300n, totalMinor: 1_500n });
});
