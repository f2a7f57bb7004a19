/** An entry of the audit trail names the one thing it is about, also where the route takes many. */
import { expect, test } from "vitest";
import { testApp } from "./testing.ts";

test("a change of stock names its item, a change of several items none, added ad spend its label", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { variants } = (
    await ana.call("POST", "/api/products", {
      title: "Mug",
      variants: [
        { sku: "MUG-S", options: [{ name: "Size", value: "S" }] },
        { sku: "MUG-L", options: [{ name: "Size", value: "L" }] },
      ],
    })
  ).json;
  const [locationId] = (await ana.call("GET", "/api/locations")).json.items.map(({ id }: { id: string }) => id);
  const adjust = (...skus: string[]) =>
    ana.call("POST", "/api/inventory/adjustments", { items: skus.map((sku) => ({ sku, locationId, delta: 1 })) });
  const last = async () => (await ana.call("GET", "/api/audit?limit=1")).json.items[0];

  expect((await adjust("MUG-S")).json).toMatchObject({ succeeded: 1 });
  expect(await last()).toMatchObject({
    action: "inventory.adjustments",
    targetKind: "inventory",
    targetId: variants[0].id,
    targetName: "MUG-S",
  });
  await adjust("MUG-S", "MUG-L");
  expect(await last()).toMatchObject({ targetKind: "inventory", targetId: "", targetName: null });

  const spend = { label: "Flyers", date: "2026-11-20", amount: "12.50", currency: "USD", channelId: null };
  expect((await ana.call("POST", "/api/marketing/spend", spend)).status).toBe(201);
  expect(await last()).toMatchObject({ action: "marketing.spend", targetKind: "marketing", targetName: "Flyers" });
});
