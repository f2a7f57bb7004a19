/** What a register sends and the hub takes can be read again, and one bad sale costs nobody else. */
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { money } from "../commerce/money.ts";
import { leastShareOfBudget } from "../commerce/testing-slice-length.ts";
import { redeemOwn } from "../hub/promotions/gift-card-ledger.ts";
import { type PosHub, posHub, type Shop } from "./testing-pos.ts";

let { hub, ana, ok, shop } = {} as PosHub;

beforeAll(async () => {
  ({ hub, ana, ok, shop } = await posHub());
});
afterAll(() => hub?.[Symbol.asyncDispose]());

const EAN = 400_638_133_393_100;

/** Everything that shows a register's sales. */
async function readAll({ register, session }: Shop): Promise<void> {
  for (const url of [
    "/pos/registers",
    `/pos/registers/${register.id}`,
    `/pos/setup?registerId=${register.id}`,
    `/pos/sessions/${session.id}`,
    "/pos/sessions",
    "/pos/sales",
    "/orders",
    "/analytics/sales?from=2026-11-01&to=2026-11-30",
  ])
    await ok("GET", url);
  const { items } = await ok("GET", "/pos/sales");
  for (const { id } of items) await ok("GET", `/pos/sales/${id}`);
}

const codesOf = (results: readonly { ok: boolean; error?: { code: string } }[]) =>
  results.map((each) => (each.ok ? "ok" : each.error?.code));

test("a receipt numbered far out of the row is kept and noted, and the register counts on as before [B17]", async () => {
  const at = await shop();
  const prefix = at.register.prefix;
  const [first] = await at.send(at.sale([at.line()]));
  expect(first.sale.differences.map(({ figure }: { figure: string }) => figure)).not.toContain("number");
  for (const number of [`${prefix}-2147483648`, `${prefix}-999999999999`, "ZZ-000009"]) {
    const [{ sale }] = await at.send(at.sale([at.line()], { number }));
    expect(sale.differences).toContainEqual({
      figure: "number",
      shown: number,
      counted: "not of the register's own run",
    });
  }
  await readAll(at);
  expect((await ok("GET", `/pos/registers/${at.register.id}`)).lastRun).toBe(1);
});

test("a gift card or card nobody took is kept and noted on the sale, its order, its session and in the inbox", async () => {
  const at = await shop();
  const { code } = await ok("POST", "/gift-cards", { amountMinor: 2_000, currency: "EUR" });
  const by = { actor: { kind: "user", id: ana.userId, name: "Ana" }, now: new Date(hub.clock.now()) } as const;
  await hub.db.database.tenant(ana.organization, (tx) =>
    redeemOwn(tx, { code, amount: money(1_000n, "EUR"), key: "redeemed-1", reference: "redeemed-1", ...by }),
  );
  const paid = (redemptionKey: string, amount: number) => ({
    payments: [
      { key: "1", kind: "gift_card", amount, giftCard: { codeEnd: "1234", source: "hub", redemptionKey } },
      { key: "2", kind: "cash", amount: 1190 - amount },
    ],
  });
  const noted = async (more: object) => {
    const [{ sale }] = await at.send(at.sale([at.line()], more));
    return sale.differences.filter(({ figure }: { figure: string }) => figure === "gift_card");
  };
  expect(await noted(paid("redeemed-1", 1_000))).toEqual([]);
  expect(await noted(paid("redeemed-1", 1_190))).toEqual([{ figure: "gift_card", shown: 1_190, counted: 1_000 }]);
  expect(await noted(paid("made-up", 500))).toEqual([{ figure: "gift_card", shown: 500, counted: 0 }]);
  expect((await ok("GET", `/pos/sessions/${at.session.id}`)).differingCount).toBeGreaterThanOrEqual(2);
  const { items } = await ok("GET", "/alerts?state=open");
  expect(items.filter(({ kind }: { kind: string }) => kind === "order_total_differs").length).toBeGreaterThanOrEqual(2);
});

test("a sale that could not be shown again is its own failure: those beside it are kept, and the day can be closed", async () => {
  const at = await shop();
  const good = () => at.sale([at.line()]);
  const line = (more: object) => ({ ...at.line(1, { unitPrice: 1190 }), variantId: null, ...more });
  const many = Array.from({ length: 400 }, (_, n) => line({ key: String(n), unitPrice: 1_000_000_000_000 }));
  // What the device shows counts for nothing.
  const shown = {
    totals: { subtotal: 1, discount: 0, tax: 0, total: 1 },
    payments: [{ key: "1", kind: "cash", amount: 1 }],
  };
  const bad = [
    at.sale([line({ unitPrice: EAN, quantity: 23 })]),
    at.sale([line({ unitPrice: Number.MAX_SAFE_INTEGER, quantity: 1_000_000 })]),
    at.sale([line({ quantity: 1_000_000, unitPrice: 100_000_000_000_000 })], shown),
    at.sale(many, shown),
    at.sale([line({})], { soldAt: "9999-01-01T00:00:00Z" }),
    at.sale([line({})], { soldAt: "0000-01-01T00:00:00+14:00" }),
  ];
  const results = await at.send(good(), ...bad, good());
  expect(codesOf(results)).toEqual([
    "ok",
    "REQUEST_INVALID",
    "REQUEST_INVALID",
    "POS_SALE_TOO_LARGE",
    "POS_SALE_TOO_LARGE",
    "REQUEST_INVALID",
    "REQUEST_INVALID",
    "ok",
  ]);
  await readAll(at);
  const counts = [{ value: 100, count: 1 }];
  await ok("POST", `/pos/sessions/${at.session.id}/close`, { staffId: at.staff.id, counts });
});

test("a sale of before, whose sums are no whole numbers any more, is shown, voided, and its session closed", async () => {
  const at = await shop();
  const [{ sale }] = await at.send(at.sale([at.line()]));
  const huge = 23 * EAN;
  await hub.db.owner.run(
    `update argosy.pos_sale set total_minor = $2,
       totals = totals || jsonb_build_object('total', $2::bigint, 'subtotal', $2::bigint, 'net', $2::bigint),
       sale = jsonb_set(sale, '{lines,0,unitPrice}', to_jsonb($2::bigint))
     where id = $1`,
    [sale.id, huge],
  );
  const urls = [`/api/pos/sessions/${at.session.id}`, `/api/pos/sales/${sale.id}`, "/api/pos/sales"];
  for (const url of urls)
    expect((await hub.app.inject({ url, headers: { cookie: ana.cookie } })).statusCode, url).toBe(200);
  await hub.app.inject({
    method: "POST",
    url: `/api/pos/sessions/${at.session.id}/close`,
    headers: { cookie: ana.cookie, origin: hub.deps.config.appUrl },
    payload: { staffId: at.staff.id, counts: [] },
  });
  const next = { id: randomUUID(), registerId: at.register.id, staffId: at.staff.id, floatMinor: 0 };
  await ok("POST", "/pos/sessions", next);
});

test("a session nobody closed for months is shown and closed without being read whole, and takes no more of the thread than others", async () => {
  const at = await shop();
  const [{ sale }] = await at.send(at.sale([at.line()]));
  const one = await ok("GET", `/pos/sessions/${at.session.id}`);
  await hub.db.owner.run(
    `insert into argosy.pos_sale
     select c.* from argosy.pos_sale s, generate_series(2, 5000) as n,
       jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), 'number', 'M-' || n, 'order_id', null,
         'sold_at', s.sold_at + n / 3 * interval '1 microsecond')) as c
     where s.id = $1`,
    [sale.id],
  );
  await hub.db.owner.run(
    `insert into argosy.pos_cash_move (organization_id, id, session_id, direction, amount_minor, reason, staff_id,
       moved_at)
     select $1, gen_random_uuid(), $2, 'in', 1, 'change', $3, now() + n * interval '1 s'
     from generate_series(1, 600) as n`,
    [ana.organization, at.session.id, at.staff.id],
  );
  const url = `/api/pos/sessions/${at.session.id}`;
  const show = () => hub.app.inject({ url, headers: { cookie: ana.cookie } });
  expect(await leastShareOfBudget(show)).toBeLessThan(1);
  const { report, moves } = (await show()).json();
  expect(moves).toHaveLength(500);
  expect(report).toMatchObject({
    ...{ salesCount: 5_000, sales: 5_000 * one.report.sales, paidIn: 600 },
    expected: 600 + one.report.float + 5_000 * (one.report.expected - one.report.float),
  });
  const closed = await ok("POST", `/pos/sessions/${at.session.id}/close`, { staffId: at.staff.id, counts: [] });
  expect(closed.report.salesCount).toBe(5_000);
});

test("no select narrows a column that holds more than an int: one row would fail every reader of its list", async () => {
  const columns = await hub.db.owner.rows<{ name: string }>(
    `select distinct column_name as name
     from information_schema.columns
     where table_schema = 'argosy' and data_type = 'bigint'`,
  );
  const wide = new Set(columns.map(({ name }) => name));
  const root = join(import.meta.dirname, "../hub");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    /(?<!\.test)\.ts$/.test(name),
  );
  expect(files.length).toBeGreaterThan(200);
  const narrowed = files.flatMap((name) =>
    [...readFileSync(join(root, name), "utf8").matchAll(/\b(?:\w+\.)?(\w+)::int\b/g)].flatMap(([text, column = ""]) =>
      wide.has(column) ? `${name}: ${text}` : [],
    ),
  );
  expect(narrowed).toEqual([]);
});
