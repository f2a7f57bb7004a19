import { expect, test } from "vitest";
import { mergeSettings } from "./setting-rules.ts";
import { DEFAULT_SETTINGS, readSettings } from "./settings.ts";

test("a store without settings syncs orders every 5 and stock every 30 minutes, one way, prices off [A10.1, C4.8]", () => {
  expect(readSettings({ shopDomain: "a.example" })).toEqual(DEFAULT_SETTINGS);
  expect(DEFAULT_SETTINGS.orders.intervalMinutes).toBe(5);
  expect(DEFAULT_SETTINGS.inventory).toMatchObject({ intervalMinutes: 30 });
  expect(DEFAULT_SETTINGS.policy.stock).toBe("hub");
  expect(DEFAULT_SETTINGS.prices.newItems).toBe(false);
});

test("a change touches only what it names and keeps the provider's own values", () => {
  const before = { shopDomain: "a.example", orders: { intervalMinutes: 15 } };
  const after = mergeSettings(before, { orders: { enabled: false }, inventory: { holdLeast: 5 } });
  expect(after).toEqual({
    shopDomain: "a.example",
    orders: { intervalMinutes: 15, enabled: false },
    inventory: { holdLeast: 5 },
  });
});

test.each([
  [{ orders: { intervalMinutes: 4 } }, "settings.orders.intervalMinutes"],
  [{ orders: { intervalMinutes: 5.5 } }, "settings.orders.intervalMinutes"],
  [{ inventory: { intervalMinutes: 29 } }, "settings.inventory.intervalMinutes"],
  [{ inventory: { direction: "two_way" } }, "settings.inventory.direction"],
  [{ policy: { price: "mine" } }, "settings.policy.price"],
  [{ orders: { statuses: ["nonsense-status"] } }, "settings.orders.statuses"],
  [{ orders: { fulfilledBy: "me" } }, "settings.orders.fulfilledBy"],
  [{ webhooks: { topics: ["order.created"] } }, "settings.webhooks.topics"],
  [{ orders: { speed: 1 } }, "settings.orders.speed"],
  [{ orders: [] }, "settings.orders"],
  [{ orders: { statusMap: { "awaiting-pickup": "shipped" } } }, "settings.orders.statusMap"],
  [{ orders: { statusMap: ["processing"] } }, "settings.orders.statusMap"],
])("%j is refused naming the field", (change, field) => {
  expect(() => mergeSettings({}, change)).toThrow(expect.objectContaining({ code: "STORE_SETTING", field }));
});

test("the policy alone says whether stock edited on the channel is overwritten or enters here [A10.5]", () => {
  expect(readSettings({}).policy.stock).toBe("hub");
  expect(readSettings(mergeSettings({}, { policy: { stock: "newest" } })).policy.stock).toBe("newest");
});
