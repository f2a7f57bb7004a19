import { expect, test } from "vitest";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { later, orderLine, orderPart, testShop } from "./testing.ts";

const db = fixture(testDatabase);
const shop = fixture(() => testShop(db));

interface Marks {
  profit: number;
  search: number;
  sales: number;
}

const marksOf = (orderId: string) =>
  shop.run((tx) =>
    tx.one<Marks>(
      `select
         (select count(*)::int from argosy.profit_due
          where organization_id = argosy.tenant() and kind = 'order' and order_id = $1) as profit,
         (select count(*)::int from argosy.search_due
          where organization_id = argosy.tenant() and kind = 1 and subject_id = $1) as search,
         (select count(*)::int from argosy.sales_due where organization_id = argosy.tenant()) as sales`,
      [orderId],
    ),
  );

const forget = () =>
  shop.run(async (tx) => {
    for (const table of ["profit_due", "search_due", "sales_due"])
      await tx.run(`delete from argosy.${table} where organization_id = argosy.tenant()`);
  });

test("a new order with its line and payment is marked once for sums, profit and search, and a line of later again", async () => {
  const store = await shop.newStore();
  await store.list(await shop.newVariant(), "v1");
  await forget();
  const first = orderPart("8001", { lines: [orderLine({ variantKey: "v1", quantity: 1 })] });
  const [applied] = await store.apply([first]);
  const orderId = applied?.orderId ?? "";
  expect(await marksOf(orderId)).toEqual({ profit: 1, search: 1, sales: 1 });

  await forget();
  const more = orderLine({ key: "second", variantKey: "v1", quantity: 1 });
  await store.apply([later(first, 1, { lines: [...first.lines, more] })]);
  const { profit, search, sales } = await marksOf(orderId);
  expect([profit > 0, search > 0, sales > 0]).toEqual([true, true, true]);
});

test("a line is marked where the order its transaction wrote is another one, and where that was taken back", async () => {
  const store = await shop.newStore();
  await store.list(await shop.newVariant(), "w1");
  const [old] = await store.apply([orderPart("8002", { lines: [orderLine({ variantKey: "w1", quantity: 1 })] })]);
  const orderId = old?.orderId ?? "";
  await forget();
  const line = (n: number) =>
    `insert into argosy.order_line
       (organization_id, id, order_id, ext_key, position, title, quantity, ordered_quantity, unit_price, total_minor)
     select organization_id, argosy.new_id(), order_id, 'late-${n}', ${n}, title, 1, 1, unit_price, total_minor
     from argosy.order_line where organization_id = argosy.tenant() and order_id = $1 and ext_key not like 'late-%'`;
  await shop.run(async (tx) => {
    await tx.run("select set_config('argosy.orders_marked', $1, true)", [`{${crypto.randomUUID()}}`]);
    await tx.run(line(2), [orderId]);
  });
  expect(await marksOf(orderId)).toMatchObject({ profit: 1, search: 1 });

  await forget();
  await shop.run(async (tx) => {
    await tx.run("savepoint taken_back");
    await tx.run("select set_config('argosy.orders_marked', $1, true)", [`{${orderId}}`]);
    await tx.run("rollback to savepoint taken_back");
    await tx.run(line(3), [orderId]);
  });
  expect(await marksOf(orderId)).toMatchObject({ profit: 1, search: 1 });
});

/** As it is, and tells how often it was asked. */
const COUNTED = `
  create or replace function argosy.orders_marked() returns uuid[] language plpgsql as $$
  begin
    perform set_config('test.asked',
      (coalesce(nullif(current_setting('test.asked', true), ''), '0')::int + 1)::text, true);
    return coalesce(nullif(current_setting('argosy.orders_marked', true), '')::uuid[], '{}');
  end $$`;

test("a marked change is requested once a statement, however many lines a transaction writes", async () => {
  const store = await shop.newStore();
  await store.list(await shop.newVariant(), "x1");
  const [old] = await store.apply([orderPart("8003", { lines: [orderLine({ variantKey: "x1", quantity: 1 })] })]);
  const { body } = await db.owner.one<{ body: string }>(
    "select pg_get_functiondef('argosy.orders_marked()'::regprocedure) as body",
  );
  await db.owner.run(COUNTED);
  try {
    const requested = (lines: number) =>
      shop.run(async (tx) => {
        await tx.run("select set_config('argosy.orders_marked', $1, true)", [`{${old?.orderId}}`]);
        await tx.run(
          `insert into argosy.order_line (organization_id, id, order_id, ext_key, position, title, quantity,
             ordered_quantity, unit_price, total_minor)
           select organization_id, argosy.new_id(), order_id, $2 || '-' || n, n, title, 1, 1, unit_price, total_minor
           from argosy.order_line, generate_series(1, $2::int) n
           where organization_id = argosy.tenant() and order_id = $1 and ext_key not like '%-%'`,
          [old?.orderId, lines],
        );
        return (await tx.one<{ n: number }>("select current_setting('test.asked')::int as n")).n;
      });
    expect(await requested(40)).toBe(await requested(2));
  } finally {
    await db.owner.run(body);
  }
});

test("a customer whom an order makes known is written once, with the time of that order", async () => {
  const store = await shop.newStore();
  await store.list(await shop.newVariant(), "c1");
  await db.owner.run(
    `create function argosy.written_again() returns trigger language plpgsql
     as $$ begin raise 'The customer was written again.'; end $$`,
  );
  await db.owner.run(
    `create trigger written_again before update on argosy.customer
     for each row execute function argosy.written_again()`,
  );
  try {
    const contact = { name: "Nora New", email: "nora@example.test", quality: "real" } as const;
    const lines = [orderLine({ variantKey: "c1", quantity: 1 })];
    await store.apply([orderPart("8003", { lines, contact, placedAt: "2026-10-04T09:00:00Z" })]);
  } finally {
    await db.owner.run("drop function argosy.written_again() cascade");
  }
  const made = await shop.run((tx) =>
    tx.one(
      `select last_order_at as "lastOrderAt" from customer
       where organization_id = argosy.tenant() and email = 'nora@example.test'`,
    ),
  );
  expect(made).toEqual({ lastOrderAt: new Date("2026-10-04T09:00:00Z") });
});

test("a customer whom only an overtaken state of an order names has no order", async () => {
  const store = await shop.newStore();
  const contact = (name: string) => ({ name, email: `${name}@example.test`, quality: "real" }) as const;
  const old = orderPart("8004", { lines: [], contact: contact("early") });
  const newer = later(old, 10, { contact: contact("late") });
  await shop.meet(
    (tx) => store.applyIn(tx, [newer]),
    (tx) => store.applyIn(tx, [old]),
  );
  const lastOrders = await shop.run((tx) =>
    tx.rows<{ name: string; at: Date }>(
      `select name, last_order_at as at from customer
       where organization_id = argosy.tenant() and email like any ('{early@%,late@%}') order by name`,
    ),
  );
  expect(lastOrders).toEqual([
    { name: "early", at: new Date(0) },
    { name: "late", at: new Date(old.placedAt) },
  ]);
});
