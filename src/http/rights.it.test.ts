/** Rights of their own: what a packer sees and does, and that no answer tells what another right is for. */
import { expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import { workAll } from "../hub/automations/testing.ts";
import type { Document } from "./document/openapi.ts";
import { HIDDEN_FIELDS } from "./hidden-fields.ts";
import { type TestApp, testApp } from "./testing.ts";

const MONEY_OF_THE_HOUSE = /cost|belowMinimum|profit|margin|^cm\d|landed|stockValue|payout|settledMinor|roas/i;

/** They name no amount of the house. */
const HARMLESS = new Set(["unitsWithoutCost"]);

/** The names of all fields of an answer, with those of the schemas it refers to. */
function fieldsOf(schema: unknown, document: Document, seen: Set<unknown> = new Set()): string[] {
  if (typeof schema !== "object" || schema === null || seen.has(schema)) return [];
  seen.add(schema);
  const ref = "$ref" in schema ? String(schema.$ref).split("/").at(-1) : undefined;
  const named = ref === undefined ? [] : fieldsOf(document.components?.schemas?.[ref], document, seen);
  const own =
    "properties" in schema && typeof schema.properties === "object" ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...named, ...Object.values(schema).flatMap((inner) => fieldsOf(inner, document, seen))];
}

async function shopWithPacker(hub: TestApp) {
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const key = await ana.call("POST", "/api/api-keys", { name: "packing table", role: "packer" });
  await ana.call("POST", "/api/products", {
    title: "Mug",
    variants: [{ sku: "MUG", priceMinor: 1_000, costMinor: 400, currency: "EUR" }],
  });
  await ana.call("POST", "/api/inventory/levels", { items: [{ sku: "MUG", onHand: 10 }] });
  const order = await ana.call("POST", "/api/orders", {
    currency: "EUR",
    lines: [{ sku: "MUG", quantity: 2 }],
    financial: "paid",
    paymentKind: "prepaid",
  });
  return { ana, packer: hub.withKey(key.json.key), orderId: String(order.json.id) };
}

test("a packer makes a batch and ships, but cannot cancel, refund, edit or see settlements", async () => {
  await using hub = await testApp();
  const { packer, orderId } = await shopWithPacker(hub);
  expect((await packer.call("POST", "/api/pick-batches", { next: 10 })).status).toBe(201);
  for (const [method, url, body] of [
    ["POST", `/api/orders/${orderId}/cancel`, {}],
    ["POST", `/api/orders/${orderId}/refund`, { full: true }],
    ["POST", `/api/orders/${orderId}/status`, { status: "cancelled" }],
    ["POST", "/api/orders/bulk", { action: "cancel", orderIds: [orderId] }],
    ["POST", "/api/products", { title: "Bowl" }],
    ["GET", "/api/settlements", undefined],
    ["GET", "/api/purchase-orders", undefined],
    ["GET", "/api/analytics/profit", undefined],
    ["GET", `/api/orders/${orderId}/profit`, undefined],
    ["PATCH", "/api/organization", { name: "Mine" }],
  ] as const)
    expect((await packer.call(method, url, body)).json, `${method} ${url}`).toMatchObject({ code: "NOT_PERMITTED" });
  const shipped = await packer.call("POST", `/api/orders/${orderId}/fulfil`, {});
  expect(shipped.status, shipped.text).toBe(202);
});

test("a packer reads a product, its file and best sellers without what they cost", async () => {
  await using hub = await testApp();
  const { ana, packer } = await shopWithPacker(hub);
  const { json } = await ana.call("GET", "/api/products");
  const url = `/api/products/${json.items[0].id}`;
  expect((await ana.call("GET", url)).json.variants[0].costMinor).toBe(400);
  expect((await packer.call("GET", url)).json.variants[0]).toMatchObject({ costMinor: null, priceMinor: 1_000 });
  expect((await ana.call("GET", "/api/products/export")).text).toMatch(/^.*,Cost,/);
  expect((await packer.call("GET", "/api/products/export")).text).not.toMatch(/Cost|cost/);
  expect((await ana.call("GET", "/api/analytics/products")).json.stock).toMatchObject({ units: 10 });
  expect((await packer.call("GET", "/api/analytics/products")).json.stock).toBeNull();
});

test("a packer tries no automation that reads a cost or fills in a profit, and is not told what others found", async () => {
  await using hub = await testApp();
  const { ana, packer, orderId } = await shopWithPacker(hub);
  const margin = {
    name: "Margin",
    trigger: "product.changed",
    when: { field: "product.highest_cost", is: "at_least", value: { minor: 1, currency: "EUR" } },
    actions: [{ do: "add_tags", tags: ["dear"] }],
  };
  const profit = {
    name: "Profit",
    trigger: "order.received",
    when: { not: { field: "order.number", is: "is", value: "none" } },
    actions: [{ do: "add_note", text: "{{ order.profit }}" }],
  };
  const tryOn = (one: unknown) => ({ automations: [one] });
  for (const one of [margin, profit]) {
    expect((await packer.call("POST", "/api/automations/dry-run", tryOn(one))).json.code).toBe("NOT_PERMITTED");
    expect((await ana.call("POST", "/api/automations/dry-run", tryOn(one))).status).toBe(200);
    expect((await ana.call("POST", "/api/automations", { ...one, isOn: true })).status).toBe(201);
  }
  expect((await packer.call("POST", "/api/automations/dry-run", {})).json.code).toBe("NOT_PERMITTED");
  const harmless = { ...margin, when: { field: "product.variants", is: "is", value: 1 } };
  expect((await packer.call("POST", "/api/automations/dry-run", tryOn(harmless))).json).toMatchObject({
    productRows: [{ matches: [{ looked: [{ found: 1 }] }] }],
  });
  const { json } = await ana.call("GET", "/api/products");
  const url = `/api/products/${json.items[0].id}/automations`;
  expect((await ana.call("GET", url)).json.now).toMatchObject([{ looked: [{ found: { minor: 400 } }] }]);
  expect((await packer.call("GET", url)).json.now).toMatchObject([{ looked: [{ found: null, verdict: "yes" }] }]);
  expect((await packer.call("GET", `/api/orders/${orderId}/automations`)).status).toBe(200);
});

test("a member who may not see costs reads no rule that derives prices from them, and saves none", async () => {
  await using hub = await testApp();
  const { ana, packer } = await shopWithPacker(hub);
  const made = await ana.call("POST", "/api/api-keys", {
    name: "prices",
    role: "owner",
    actions: ["view", "edit_catalogue", "manage_members"],
  });
  const blind = hub.withKey(made.json.key);
  const ofCost = {
    name: "Cost plus",
    trigger: "product.changed",
    actions: [{ do: "set_channel_price", base: "cost", percent: 25 }],
  };
  const { json: rule } = await ana.call("POST", "/api/automations", ofCost);
  for (const caller of [packer, blind])
    for (const url of [
      `/api/automations/${rule.id}`,
      "/api/automations/export",
      `/api/automations/${rule.id}/versions`,
    ])
      expect((await caller.call("GET", url)).text).not.toContain("percent");
  expect((await ana.call("GET", `/api/automations/${rule.id}`)).json.actions).toEqual(ofCost.actions);
  const file = { format: "argosy.automations", formatVersion: 1, automations: [ofCost] };
  const [store] = await hub.db.database.tenant(ana.organization, (tx) =>
    tx.rows<{ id: string }>(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key)
       values (argosy.tenant(), 'commerce', 'custom', 'mine', 'Mine', 'active', 'mine') returning id`,
    ),
  );
  const priceRules = `/api/stores/${store?.id}/price-rules`;
  const refused = [
    await blind.call("POST", "/api/automations", ofCost),
    await blind.call("PUT", `/api/automations/${rule.id}`, ofCost),
    await blind.call("POST", "/api/automations/import", file),
    await blind.call("POST", "/api/automations/dry-run", { automations: [ofCost] }),
    await blind.call("GET", priceRules),
    await blind.call("POST", priceRules, { name: "Cost plus", base: "cost", markupPercent: "25" }),
    await blind.call("POST", priceRules, { name: "Floor", floorPercent: "0" }),
  ];
  expect(refused.map(({ json }) => json.code)).toEqual(refused.map(() => "NOT_PERMITTED"));
  expect((await blind.call("POST", priceRules, { name: "Plain", markupPercent: "5" })).status).toBe(201);
});

test("a member who may not see costs finds none by trying prices, moving costs or reading others' changes", async () => {
  await using hub = await testApp();
  const { ana } = await shopWithPacker(hub);
  const made = await ana.call("POST", "/api/api-keys", {
    name: "prices",
    role: "owner",
    actions: ["view", "edit_catalogue", "manage_members"],
  });
  const blind = hub.withKey(made.json.key);
  const trying = { where: {}, currency: "EUR", change: { set: 399 } };
  const preview = "/api/price-edits/preview";
  expect((await ana.call("POST", preview, trying)).json).toMatchObject({
    belowCost: 1,
    items: [{ isBelowCost: true, isBelowMinimum: false }],
  });
  expect((await blind.call("POST", preview, trying)).json).toMatchObject({
    ...{ changed: 1, belowCost: null, belowMinimum: null },
    items: [{ afterMinor: 399, costMinor: null, isBelowCost: null, isBelowMinimum: null }],
  });
  const cheaper = { where: {}, change: { cost: { add: -1 } } };
  for (const dryRun of [true, false])
    expect((await blind.call("POST", "/api/products/bulk-edit", { ...cheaper, dryRun })).json).toMatchObject({
      code: "NOT_PERMITTED",
    });
  expect((await ana.call("POST", "/api/products/bulk-edit", cheaper)).json).toMatchObject({ changed: 1 });
  const { json: supplier } = await ana.call("POST", "/api/suppliers", { name: "Kiln", currency: "EUR" });
  const bought = { supplierId: supplier.id, lines: [{ sku: "MUG", quantity: 1, unitCostMinor: 399 }] };
  const { json: order } = await ana.call("POST", "/api/purchase-orders", bought);
  expect(order).toMatchObject({ totalMinor: 399 });
  expect((await blind.call("PATCH", `/api/purchase-orders/${order.id}`, { note: "Soon" })).json).toMatchObject({
    ...{ note: "Soon", totalMinor: null },
    lines: [{ quantity: 1, unitCostMinor: null }],
  });
  const audited = "/api/audit?action=products.bulk-edit";
  expect((await ana.call("GET", audited)).text).toContain('"MUG costMinor":{"after":399,"before":400}');
  expect((await blind.call("GET", audited)).text).not.toMatch(/\b(?:400|399)\b/);
});

test("a key without the right to edit the catalog does not undo what an automation changed of a product", async () => {
  await using hub = await testApp();
  const { ana } = await shopWithPacker(hub);
  const made = await ana.call("POST", "/api/api-keys", { name: "support", role: "staff" });
  const rule = { name: "New", trigger: "product.created", actions: [{ do: "add_tags", tags: ["new"] }], isOn: true };
  await ana.call("POST", "/api/automations", rule);
  await ana.call("POST", "/api/products", { title: "Bowl", variants: [{ sku: "BOWL" }] });
  await workAll((work) => hub.db.database.tenant(ana.organization, work), new Date(Date.now() + 60_000));
  const { json } = await ana.call("GET", "/api/automations/runs");
  const url = `/api/automations/runs/${json.items[0].id}/undo`;
  expect((await hub.withKey(made.json.key).call("POST", url)).json.code).toBe("NOT_PERMITTED");
  expect((await ana.call("POST", url)).json.acts).toMatchObject([{ undone: true }]);
});

test("a key without the right to cancel neither cancels, sets the status, nor tries a cancellation again", async () => {
  await using hub = await testApp();
  const { ana, orderId } = await shopWithPacker(hub);
  const made = await ana.call("POST", "/api/api-keys", {
    name: "support",
    role: "staff",
    actions: ["view", "act_on_orders"],
  });
  const support = hub.withKey(made.json.key);
  const requested = [
    await support.call("POST", `/api/orders/${orderId}/status`, { status: "cancelled" }),
    await support.call("POST", "/api/orders/bulk", { action: "cancel", orderIds: [orderId] }),
    await support.call("POST", "/api/orders/bulk", { action: "status", status: "cancelled", orderIds: [orderId] }),
  ];
  expect(requested.map((answer) => [answer.status, answer.json.code])).toEqual(
    requested.map(() => [403, "CANCEL_FORBIDDEN"]),
  );
  expect((await support.call("POST", `/api/orders/${orderId}/cancel`, {})).json.code).toBe("NOT_PERMITTED");
  const cancelled = await ana.call("POST", `/api/orders/${orderId}/cancel`, {});
  const again = await support.call("POST", `/api/orders/${orderId}/commands/${cancelled.json.id}/retry`);
  expect(again.json.code).toBe("CANCEL_FORBIDDEN");
});

test("a key does what both its role and its maker's role may do, whichever of them may less", async () => {
  await using hub = await testApp();
  const { ana } = await shopWithPacker(hub);
  const key = async (role: string) =>
    hub.withKey((await ana.call("POST", "/api/api-keys", { name: role, role })).json.key);
  const [viewer, packer] = [await key("viewer"), await key("packer")];
  await hub.db.owner.run("update auth.member set role = 'packer' where organization_id = $1", [
    ana.organization satisfies OrganizationId,
  ]);
  expect((await viewer.call("GET", "/api/settlements")).status).toBe(403);
  expect((await viewer.call("GET", "/api/orders")).status).toBe(200);
  await hub.db.owner.run("update auth.member set role = 'viewer' where organization_id = $1", [ana.organization]);
  expect((await packer.call("POST", "/api/pick-batches", { next: 10 })).status).toBe(403);
  expect((await packer.call("GET", "/api/settlements")).status).toBe(403);
});

test("no answer open to whoever may look has a cost, a profit or a payout that is not hidden", async () => {
  await using hub = await testApp();
  const { json } = await hub.anonymous.call("GET", "/api/openapi.json");
  const document = json as Document;
  expect(fieldsOf(document.paths["/api/products/{id}"]?.["get"]?.responses, document)).toContain("costMinor");
  const reported = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => {
      const permission = operation["x-permission"];
      if (permission !== "view" && permission !== "pack_orders" && permission !== "edit_catalogue") return [];
      const fields = fieldsOf(operation.responses, document);
      return fields
        .filter((name) => MONEY_OF_THE_HOUSE.test(name) && !(name in HIDDEN_FIELDS) && !HARMLESS.has(name))
        .map((name) => `${method} ${path}: ${name}`);
    }),
  );
  expect(reported).toEqual([]);
});
