/** The analytics routes as a client sees them: reports, files, home and a store's figures. */
import { expect, test } from "vitest";
import { countAllDue } from "../hub/analytics/count.ts";
import { findRunningOut } from "../hub/analytics/running-out.ts";
import { logSync } from "../hub/sync-log/sync-log.ts";
import { testApp } from "./testing.ts";

test("an empty shop answers zeros; orders show in every report, in files and on the home page [I5.5]", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const run = <T>(work: Parameters<typeof hub.deps.db.tenant<T>>[1]) => hub.deps.db.tenant(ana.organization, work);
  const empty = await ana.call("GET", "/api/analytics/home");
  expect(empty.status).toBe(200);
  expect(empty.json).toMatchObject({ currency: "USD", stores: [], alerts: [], toShip: { count: 0, oldest: null } });
  expect(empty.json.sales.days).toHaveLength(30);
  expect(empty.json.sales.today.total).toMatchObject({ orders: 0, netMinor: 0, averageMinor: null, apart: [] });

  await ana.call("POST", "/api/products", { title: "=Cup", variants: [{ sku: "CUP", priceMinor: 1250 }] });
  await ana.call("POST", "/api/inventory/levels", { items: [{ sku: "CUP", onHand: 2 }] });
  const order = {
    currency: "USD",
    contact: { name: "Omar" },
    lines: [{ sku: "CUP", title: "Cup", quantity: 2, unitPrice: "12.50" }],
  };
  expect((await ana.call("POST", "/api/orders", order)).status).toBe(201);
  await countAllDue(run);
  await run((tx) => findRunningOut(tx, new Date(hub.clock.now())));
  const sales = await ana.call("GET", "/api/analytics/sales?compare=previous");
  expect(sales.json.total).toMatchObject({ orders: 1, units: 2, grossMinor: 2500, netMinor: 2500, averageMinor: 2500 });
  expect(sales.json.days.at(-1)).toMatchObject({ orders: 1, previous: { orders: 0 }, stores: [{ storeId: null }] });
  const { from, to } = sales.json;
  const products = await ana.call("GET", `/api/analytics/sales?by=product&from=${from}&to=${to}`);
  expect(products.json).toMatchObject({ days: [], stores: [], products: [{ sku: "CUP", units: 2 }] });
  const best = await ana.call("GET", `/api/analytics/products?storeId=hub,${ana.organization}&limit=1`);
  const elsewhere = await ana.call("GET", `/api/analytics/products?storeId=${ana.organization}`);
  expect(elsewhere.json.items).toEqual([]);
  expect(best.json).toMatchObject({ items: [{ sku: "CUP", onHand: 2 }], stock: { units: 2, unitsWithoutCost: 2 } });
  const home = await ana.call("GET", "/api/analytics/home");
  expect(home.json).toMatchObject({ isCounting: false, sales: { today: { total: { orders: 1 } } } });
  expect(home.json.runningOut).toMatchObject([{ sku: "CUP", available: 0, sold: 2 }]);

  const rows = async (query: string) => (await ana.call("GET", `/api/analytics/export?${query}`)).text.split("\r\n");
  const daily = await rows("report=days");
  expect([daily.length, daily.at(-2)]).toEqual([32, `${to},,,USD,1,0,2,25.00,0.00,25.00,25.00`]);
  expect((await rows("report=stores"))[1]).toBe(",,,USD,1,0,2,25.00,0.00,25.00,25.00");
  expect((await rows("report=products"))[1]).toMatch(/^CUP,'=Cup,2,0,USD,25.00,25.00,,2,0,50,,/);
  for (const wrong of ["from=2026-02-30", "by=week", "storeId=x"])
    expect((await ana.call("GET", `/api/analytics/sales?${wrong}`)).status, wrong).toBe(400);
  const long = await ana.call("GET", "/api/analytics/sales?from=2020-01-01");
  expect([long.status, long.json.code, long.json.details[0].field]).toEqual([422, "ANALYTICS_RANGE", "from"]);
});

test("a store's figures by hour, by day and as a file; another kind of id is no store", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  const { id } = await hub.db.owner.one<{ id: string }>(
    `insert into connection (organization_id, kind, provider, code, name, state, webhook_key)
     values ($1, 'commerce', 'acme', 'web', 'Web', 'active', 'k') returning id`,
    [ana.organization],
  );
  const at = new Date(hub.clock.now());
  const entry = {
    connectionId: id,
    action: "receive_order",
    status: "success",
    text: "Order",
    durationMs: 40,
    at,
  } as const;
  await hub.deps.db.tenant(ana.organization, (tx) => logSync(tx, [entry, { ...entry, status: "failed" }]));
  const day = await ana.call("GET", `/api/stores/${id}/metrics`);
  expect(day.json).toMatchObject({
    range: "24h",
    health: "unknown",
    total: { orders: 1, failed: 1, successPercent: 50 },
  });
  expect(day.json.points.at(-1)).toMatchObject({ succeeded: 1, failed: 1 });
  expect((await ana.call("GET", `/api/stores/${id}/metrics?range=30d`)).json.points).toHaveLength(30);
  const file = await ana.call("GET", `/api/stores/${id}/metrics/export?range=24h`);
  expect(file.text.split("\r\n")).toHaveLength(26);
  expect(file.headers["content-disposition"]).toContain("web-24h.csv");
  expect((await ana.call("GET", `/api/stores/${ana.organization}/metrics`)).status).toBe(404);
});
