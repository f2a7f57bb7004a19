/** A shop that refuses once, while its merchant saves an integration: orders and stock go on a minute later. */
import { expect, test } from "vitest";
import { fixture } from "../src/db/testing-fixtures.ts";
import { MINUTE, openLab, SECOND } from "./support/lab.ts";

const lab = fixture(() => openLab("refusals"));

test("an order that a Magento integration may not read for a moment is read a minute later", async () => {
  const magento = await lab.stocked("magento", { MUG: 10 });
  const body = JSON.stringify({
    message: "The consumer isn't authorized to access %resources.",
    parameters: { resources: "Magento_Sales::sales" },
  });
  const before = magento.sandbox.calls.length;
  magento.sandbox.faults.add({ fault: { kind: "status", status: 401, body }, path: "/orders", times: 1 });
  const key = magento.sandbox.shop.placeOrder({ lines: [{ sku: "MUG", quantity: 1 }], payment: "pending" });
  // Magento is asked every three minutes.
  await lab.pass(4 * MINUTE + 10 * SECOND, 30 * SECOND);
  expect(magento.sandbox.calls.slice(before).filter(({ status }) => status === 401)).toHaveLength(1);
  expect(await lab.orderKeys(magento)).toEqual([key]);
  expect(await lab.store(magento)).toMatchObject({ health: "healthy" });
  expect(await lab.alerts("&state=open")).toEqual([]);
});

test("stock that a switched-off PrestaShop web service refused is there a minute after it is on again", async () => {
  const shop = await lab.stocked("prestashop", { CUP: 10 });
  const body = JSON.stringify({ errors: [{ code: 22, message: "The PrestaShop webservice is disabled." }] });
  shop.sandbox.faults.add({ fault: { kind: "status", status: 503, body } });
  await lab.setStock({ CUP: 4 });
  await lab.pass(40 * SECOND, 10 * SECOND);
  shop.sandbox.faults.clear();
  expect(shop.sandbox.shop.stockOf("CUP")).toBe(10);
  await lab.pass(30 * SECOND, 10 * SECOND);
  expect(shop.sandbox.shop.stockOf("CUP")).toBe(4);
});
