import { expect, test } from "vitest";
import { fixture } from "../db/testing-fixtures.ts";
import { type Caller, testApp } from "./testing.ts";

const hub = fixture(testApp);
const ana = fixture((): Promise<Caller> => hub.signUp("ana@example.test", "ana-shop"));

const GIFTS = {
  name: "Gifts",
  trigger: "order.received",
  when: { field: "order.note", is: "contains", value: "gift" },
  actions: [
    { do: "add_tags", tags: ["gift"] },
    { do: "set_priority", priority: "high" },
  ],
};

test("an automation is made, saved as its next version, ordered, exported and imported, and an old copy is refused", async () => {
  const made = await ana.call("POST", "/api/automations", GIFTS);
  expect(made).toMatchObject({ status: 201, json: { name: "Gifts", version: 1, isOn: false, position: 1 } });
  const url = `/api/automations/${made.json.id}`;
  const saved = await ana.call("PUT", url, { ...GIFTS, name: "Presents", ifVersion: 1 });
  expect(saved.json).toMatchObject({ name: "Presents", version: 2 });
  expect(await ana.call("PUT", url, { ...GIFTS, ifVersion: 1 })).toMatchObject({
    status: 409,
    json: { code: "EDITED_MEANWHILE" },
  });
  const versions = await ana.call("GET", `${url}/versions`);
  expect(versions.json.items).toMatchObject([{ version: 2, definition: { name: "Presents" } }, { version: 1 }]);
  const { json: exported } = await ana.call("GET", "/api/automations/export");
  const imported = await ana.call("POST", "/api/automations/import", exported);
  expect(imported.json.items).toMatchObject([{ name: "Presents", isOn: false, position: 2, version: 1 }]);
  const [{ id }] = imported.json.items;
  const ordered = await ana.call("PUT", "/api/automations/order", { ids: [id] });
  expect(ordered.json.items.map((each: { id: string }) => each.id)).toEqual([id, made.json.id]);
  expect(await ana.call("DELETE", url)).toMatchObject({ status: 204 });
  const { json: callLog } = await ana.call("GET", "/api/audit?action=automations.update");
  expect(callLog.items).not.toHaveLength(0);
});

test("a shipping rule is added before the last one that is for everything", async () => {
  const rule = { trigger: "order.shipping_choice", actions: [{ do: "propose_courier", prefer: "cheapest" }] };
  const when = { field: "parcel.weight_grams", is: "at_most", value: 500 };
  for (const each of [{ name: "Otherwise" }, { name: "Light", when }, { name: "Lightest", when }])
    expect((await ana.call("POST", "/api/automations", { ...rule, ...each })).status).toBe(201);
  const { json } = await ana.call("GET", "/api/automations");
  const rules = json.items.filter((each: { trigger: string }) => each.trigger === rule.trigger);
  expect(rules.map((each: { name: string }) => each.name)).toEqual(["Light", "Lightest", "Otherwise"]);
});

test("an automation that cannot be read, or names what is not there, is refused with where", async () => {
  const wrong = { ...GIFTS, when: { any: [{ field: "order.units", is: "contains", value: 1 }] } };
  expect(await ana.call("POST", "/api/automations", wrong)).toMatchObject({
    status: 422,
    json: { code: "AUTOMATION_INVALID", details: [{ field: "when.any.0.is" }] },
  });
  const { json } = await ana.call("POST", "/api/automations/check", { automation: wrong });
  expect(json).toMatchObject({ isValid: false, problems: [{ path: "when.any.0.is" }] });
  const endpoint = "00000000-0000-4000-8000-000000000000";
  const calls = { ...GIFTS, actions: [{ do: "call_webhook", endpoint }], isOn: true };
  expect(await ana.call("POST", "/api/automations", calls)).toMatchObject({
    status: 422,
    json: { code: "AUTOMATION_REFERENCE", details: [{ field: "actions.0.endpoint" }] },
  });
  // Switched off, it is kept, and says what it names in vain, also in the list.
  const stored = await ana.call("POST", "/api/automations", { ...calls, isOn: false });
  const warnings = [{ field: "actions.0.endpoint", message: "There is no such webhook endpoint." }];
  expect(stored).toMatchObject({ status: 201, json: { isOn: false, warnings } });
  const { json: list } = await ana.call("GET", "/api/automations");
  expect(list.items.find((each: { id: string }) => each.id === stored.json.id)).toMatchObject({ warnings });
  const file = { format: "argosy.automations", formatVersion: 1, automations: [GIFTS, wrong] };
  expect(await ana.call("POST", "/api/automations/import", file)).toMatchObject({
    status: 422,
    json: { details: [{ field: "automations.1.when.any.0.is" }] },
  });
});
