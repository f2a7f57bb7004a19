/** What each channel does with discounts is told by what its connector opens. */
import { expect, test } from "vitest";
import { message } from "../commerce/message.ts";
import type { Ports } from "../connectors/kit/contract/contract.ts";
import { fakeShop } from "../engine/testing.ts";
import { sampleStore } from "../hub/listings/samples.ts";
import { testApp } from "./testing.ts";

test("each channel says whether its codes are checked and whether orders are created there", async () => {
  const discounts: Ports["discounts"] = {
    countsWithOrder: true,
    validate: async () => ({ valid: false, reason: "unknown", text: message("service.noDiscounts") }),
  };
  let ports: Ports = {};
  const connectors = new Map([["fakeshop", fakeShop(() => ports)]]);
  await using hub = await testApp({ deps: { connectors } });
  const seller = await hub.signUp("seller@example.test", "seller");
  const store = await sampleStore(hub.db, seller.organization);
  const told = async () => (await seller.call("GET", "/api/discounts/channels")).json.items;
  const existing = { storeId: store, name: "Shop", provider: "fakeshop" };
  expect(await told()).toEqual([{ ...existing, checksCodes: false, createsOrders: false, countsUse: false }]);
  ports = { discounts };
  expect(await told()).toEqual([{ ...existing, checksCodes: true, createsOrders: false, countsUse: true }]);
});
