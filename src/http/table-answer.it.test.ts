import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { indexAllDue } from "../hub/search/index-due.ts";
import { testApp } from "./testing.ts";

test("customers leave as a file a spreadsheet opens safely, page after page, and only for who manages members", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await hub.db.owner.run(
    `insert into argosy.customer (organization_id, name, email)
     select $1, case when i = 250 then '=cmd()' else 'Person ' || i end, 'p' || i || '@example.test'
     from generate_series(1, 450) i`,
    [ana.organization],
  );
  await indexAllDue((work) => hub.db.database.tenant(ana.organization, work));
  const file = await ana.call("GET", "/api/customers/export?bom=true");
  expect(file.status).toBe(200);
  expect(file.headers["content-type"]).toContain("text/csv");
  expect(file.headers["content-disposition"]).toBe('attachment; filename="customers.csv"');
  const rows = parse(file.text, { bom: true, columns: true }) as Record<string, string>[];
  expect(new Set(rows.map((row) => row["id"])).size).toBe(450);
  expect(rows.find((row) => row["email"] === "p250@example.test")?.["name"]).toBe("'=cmd()");
  const lines = (await ana.call("GET", "/api/customers/export?format=jsonl&q=Person")).text.trimEnd().split("\n");
  expect(lines).toHaveLength(449);
  expect((await ana.call("GET", "/api/customers/export?format=xls")).status).toBe(400);
  expect((await hub.anonymous.call("GET", "/api/customers/export")).status).toBe(401);
});

test("orders and their lines leave as files of exactly what the list shows [E1.5, E1.9]", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  await hub.db.owner.run(
    `with o as (insert into argosy.sales_order (organization_id, ext_key, ext_number, number, status, financial,
       fulfilment, currency, total_minor, contact,
         shipping_address, note, placed_at)
       select $1, 'P-' || i, '#' || i, 'SH-' || i, case when i % 3 = 0 then 'cancelled' else 'processing' end, 'paid',
         'unfulfilled', case when i % 2 = 0 then 'JPY' else 'KWD' end,
         i - 5, jsonb_build_object('name', 'Person ' || i, 'phone', '+2010' || i), '{"city":"Cairo"}', '-1+1',
         timestamptz '2026-11-01' + i * interval '1 minute'
       from generate_series(1, 230) i returning organization_id, id, number)
     insert into argosy.order_line (organization_id, order_id, ext_key, position, sku, title, ordered_quantity,
       quantity, unit_price, total_minor)
     select organization_id, id, k::text, k, number || '-' || k, '@title', 2, 1, 1.25, 250
     from o
     cross join generate_series(1, 2) k`,
    [ana.organization],
  );
  const listed: { number: string; placedAt: string }[] = [];
  for (let cursor = ""; ; ) {
    const { json } = await ana.call("GET", `/api/orders?status=processing&limit=100&cursor=${cursor}`);
    listed.push(...json.items);
    if (json.nextCursor === null) break;
    cursor = json.nextCursor;
  }
  const read = async (query: string) =>
    parse((await ana.call("GET", `/api/orders/export?${query}`)).text, { columns: true }) as Record<string, string>[];
  const rows = await read("status=processing");
  expect(rows.map((row) => [row["number"], row["placedAt"]])).toEqual(
    listed.map((order) => [order.number, order.placedAt]),
  );
  expect(rows.find((row) => row["number"] === "SH-1")).toMatchObject({
    currency: "KWD",
    total: "-0.004",
    customer: "Person 1",
    phone: "'+20101",
    note: "'-1+1",
    city: "Cairo",
    units: "4",
    platformId: "P-1",
    platformNumber: "#1",
  });
  expect(rows.find((row) => row["number"] === "SH-2")).toMatchObject({ currency: "JPY", total: "-3", subtotal: "" });
  const lines = await read("status=processing&rows=lines");
  expect(lines).toHaveLength(2 * listed.length);
  expect(
    lines.slice(0, 2).map((line) => [line["number"], line["sku"], line["title"], line["unitPrice"], line["lineTotal"]]),
  ).toEqual(
    ["1", "2"].map((k) => [
      listed[0]?.number,
      `${listed[0]?.number}-${k}`,
      "'@title",
      "1.25",
      listed[0]?.number === "SH-230" ? "250" : "0.250",
    ]),
  );
  const stock = await ana.call("GET", "/api/inventory/levels/export?format=csv");
  expect([stock.status, stock.text.split("\r\n")[0]?.split(",")[0]]).toEqual([200, "sku"]);
  expect((await ana.call("GET", "/api/orders/export?status=flying")).status).toBe(400);
});

test("any list is a file, page after page, narrowed as the list is; what its rows hold inside becomes columns", async () => {
  await using hub = await testApp();
  const ana = await hub.signUp("ana@example.test", "ana-shop");
  for (let n = 1; n <= 3; n += 1)
    await ana.call("POST", "/api/stock-documents", {
      kind: n === 3 ? "adjustment" : "purchase_invoice",
      partner: `=Partner ${n}`,
      lines: [],
    });
  const read = async (url: string) => {
    const answer = await ana.call("GET", url);
    expect(answer.status, answer.text).toBe(200);
    return parse(answer.text, { columns: true }) as Record<string, string>[];
  };
  expect((await read("/api/stock-documents?format=csv&kind=purchase_invoice")).map((row) => row["partner"])).toEqual([
    "'=Partner 2",
    "'=Partner 1",
  ]);
  const callLog = await read("/api/audit?format=csv&limit=1");
  const [own, ...listed] = (await ana.call("GET", "/api/audit?limit=200")).json.items as {
    seq: number;
    action: string;
  }[];
  // The file ends before the entry that tells of it, and leaves out nothing else.
  expect(own?.action).toBe("audit.export");
  expect(callLog.map((row) => [row["seq"], row["action"]])).toEqual(listed.map((row) => [`${row.seq}`, row.action]));
  for (const list of ["alerts", "runs", "conflicts", "returns", "inventory/history", "inventory/low-stock"]) {
    const answer = await ana.call("GET", `/api/${list}?format=csv`);
    expect(answer.headers["content-disposition"]).toMatch(/^attachment; filename="[a-z-]+\.csv"$/);
    expect(answer.text.split("\r\n")[0]?.split(",").length).toBeGreaterThan(5);
  }
  expect((await ana.call("GET", "/api/runs?format=jsonl")).text).toBe("");
  expect((await ana.call("GET", "/api/runs?format=csv&status=flying")).status).toBe(400);
});
