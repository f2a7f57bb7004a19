/** One row nobody can write keeps the others of its batch from nothing, wherever work is done in batches. */
import { expect, test } from "vitest";
import type { Ports } from "../../connectors/kit/contract/contract.ts";
import type { Fee } from "../../connectors/kit/contract/fees.ts";
import type { Sweep } from "../../connectors/kit/contract/ports.ts";
import { applyOrderParts } from "../../hub/orders/apply.ts";
import { actor, orderLine, orderPart } from "../../hub/orders/testing.ts";
import { fakeChannel } from "../outbound/testing.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const KEYS = Array.from({ length: 12 }, (_, n) => `o-${n}`);
const BAD = "o-7";
const PLACED = "2026-11-10T10:00:00Z";

/** Writes of a table that meet the condition raise, as an overflow would. */
const poison = (engine: TestEngine, table: string, condition: string) =>
  engine.db.owner.run(`
    create or replace function public.poison_${table}() returns trigger language plpgsql security definer as $$ begin
      if ${condition} then raise exception 'numeric value out of range' using errcode = '22003'; end if;
      return new; end $$;
    create trigger poison before insert or update on argosy.${table}
      for each row execute function public.poison_${table}()`);

const cure = (engine: TestEngine, table: string) => engine.db.owner.run(`drop trigger poison on argosy.${table}`);

async function pass(engine: TestEngine, times: number, ms = 30_000): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    engine.clock.pass(ms);
    await engine.engine.runUntilIdle();
  }
}

const alerts = async (engine: TestEngine) =>
  (
    await engine.inside((tx) =>
      tx.rows<{ title: string }>(
        `select title from argosy.alert
         where organization_id = argosy.tenant() and state <> 'resolved' and kind = 'work_failed'`,
      ),
    )
  ).map(({ title }) => title);

const count = async (engine: TestEngine, table: string, where = "true") =>
  (await engine.db.owner.rows(`select from argosy.${table} where ${where}`)).length;

const idOf = async (engine: TestEngine, key: string) =>
  (await engine.db.owner.one<{ id: string }>("select id from argosy.sales_order where ext_key = $1", [key])).id;

/** Twelve orders of the store; one a day where `apart`. */
async function sell(engine: TestEngine, { apart = false } = {}): Promise<void> {
  const parts = KEYS.map((key, n) => {
    const placedAt = apart ? new Date(Date.parse(PLACED) - n * 86_400_000).toISOString() : PLACED;
    return orderPart(key, { placedAt, lines: [orderLine({ quantity: 1, totalMinor: 1_000n })] });
  });
  await engine.inside((tx) =>
    applyOrderParts(tx, {
      connection: { id: engine.store, name: "Fakeshop", orderPrefix: "SA", stockCutoverAt: null },
      ...{ parts, compareAndSet: "none", source: "poll", actor, now: new Date(engine.clock.now()) },
    }),
  );
}

/** Eleven of twelve go through at once, the twelfth is told of once it failed three times, and goes through when it can. */
async function elevenOfTwelve(
  engine: TestEngine,
  of: { readonly table: string; readonly done: () => Promise<number>; readonly title: RegExp },
): Promise<void> {
  await engine.engine.runUntilIdle();
  expect(await of.done()).toBe(11);
  expect(await alerts(engine)).toEqual([]);
  await pass(engine, 3);
  expect(await alerts(engine)).toEqual([expect.stringMatching(of.title)]);
  await pass(engine, 2, 3_600_000);
  expect(await alerts(engine), "one alert, however often it fails").toHaveLength(1);
  await cure(engine, of.table);
  await pass(engine, 1, 3_600_000);
  expect(await of.done()).toBe(12);
  expect(await alerts(engine)).toEqual([]);
  expect(await count(engine, "parked_work")).toBe(0);
}

test("an order whose words cannot be written keeps no other out of the search [F13] [F29]", async () => {
  await using engine = await testEngine({});
  await sell(engine);
  await poison(engine, "search_document", `new.subject_id = '${await idOf(engine, BAD)}'`);
  const done = () => count(engine, "search_document", "kind = 1");
  await elevenOfTwelve(engine, { table: "search_document", done, title: /could not be updated in search/ });
});

test("a day that cannot be counted keeps no other day waiting [F13] [F29]", async () => {
  await using engine = await testEngine({});
  await sell(engine, { apart: true });
  await poison(engine, "sales_day", "new.day = '2026-11-03'");
  const done = () => count(engine, "sales_day");
  await elevenOfTwelve(engine, { table: "sales_day", done, title: /Sales figures of 2026-11-03/ });
});

test("an order whose profit cannot be written keeps no other's waiting [F13] [F29]", async () => {
  await using engine = await testEngine({});
  await sell(engine);
  await poison(engine, "order_profit", `new.order_id = '${await idOf(engine, BAD)}'`);
  const done = () => count(engine, "order_profit");
  await elevenOfTwelve(engine, { table: "order_profit", done, title: /The profit of .* could not be updated/ });
});

test("an order that cannot be compared with its statement keeps no other's case waiting [F13] [F29]", async () => {
  await using engine = await testEngine({});
  await sell(engine);
  await engine.engine.runUntilIdle();
  await poison(engine, "settlement_case", `new.order_id = '${await idOf(engine, BAD)}'`);
  // Paid nothing, as a statement says: each is a case.
  await engine.db.owner.run(
    `with s as (
       insert into argosy.settlement (organization_id, connection_id, reference, currency, source, created_at,
         updated_at, amount_minor, period_from, period_to)
       select $1, $2, 'P-1', 'EUR', 'api', now(), now(), 12, '2026-11-01', '2026-11-15' returning id)
     insert into argosy.settlement_line (organization_id, settlement_id, ext_key, order_key, order_id, kind,
       amount_minor, currency, occurred_at, text, raw)
     select $1, s.id, o.ext_key, o.ext_key, o.id, 'sale', 1, o.currency, '2026-11-15', '', '{}'
     from argosy.sales_order o, s`,
    [engine.organization, engine.store],
  );
  await engine.db.owner.run(
    "insert into argosy.settlement_due (organization_id, order_id) select organization_id, id from argosy.sales_order",
  );
  const done = () => count(engine, "settlement_case", "order_id is not null");
  await elevenOfTwelve(engine, { table: "settlement_case", done, title: /could not be compared with its statements/ });
});

test("an event that cannot be made a delivery keeps no other waiting [F13] [F29]", async () => {
  await using engine = await testEngine({});
  await engine.db.owner.run(
    `insert into argosy.webhook_endpoint (organization_id, url, event_types, created_by, created_at)
     values ($1, 'https://receiver.example', '{order.created}', 'test', now())`,
    [engine.organization],
  );
  await poison(engine, "webhook_delivery", `new.subject->>'n' = '7'`);
  await engine.db.owner.run(
    `insert into argosy.webhook_event (organization_id, type, subject)
     select $1, 'order.created', jsonb_build_object('n', n) from generate_series(1, 12) as n`,
    [engine.organization],
  );
  const done = () => count(engine, "webhook_delivery");
  await elevenOfTwelve(engine, { table: "webhook_delivery", done, title: /A order.created webhook/ });
});

/** A store whose list of fees has one page of twelve. */
function feesOf(): NonNullable<Ports["fees"]> {
  const items = KEYS.map(
    (key): Fee => ({
      ...{ key, orderKey: key, kind: "commission", text: "Commission", at: PLACED, raw: {} },
      amount: { minor: 100n, currency: "EUR" },
    }),
  );
  const sweep: Sweep<Fee> = {
    id: "recent",
    mode: "changed",
    everyMs: 3_600_000,
    async *run({ cursor }) {
      yield { items: cursor === null ? items : [], cursor: "read", safeToSave: true };
    },
  };
  return { sweeps: [sweep] };
}

test("a fee that cannot be stored keeps no other of its page waiting, nor the sweep [F13] [F29]", async () => {
  await using engine = await testEngine({ fees: feesOf() });
  await poison(engine, "channel_fee", `new.ext_key = '${BAD}'`);
  const done = () => count(engine, "channel_fee");
  await elevenOfTwelve(engine, { table: "channel_fee", done, title: /: fee o-7 could not be saved/ });
});

test("a number that cannot be stored keeps no other of its chunk unchecked, nor the sweep [F13] [F29]", async () => {
  const channel = fakeChannel();
  await using engine = await testEngine({ stock: channel.stock });
  for (const key of KEYS) await engine.listed(key, 5);
  await engine.engine.runUntilIdle();
  await poison(engine, "listing_stock", "new.observed = 666");
  for (const key of KEYS) channel.shown.set(key, key === BAD ? 666 : 3);
  await pass(engine, 1, 24 * 3_600_000);
  const failing = () => count(engine, "sync_cursor", "sweep = 'stock' and failing_since is not null");
  expect(await failing()).toBe(0);
  await pass(engine, 4);
  expect([...channel.shown.values()].filter((shown) => shown === 5)).toHaveLength(11);
  expect(await alerts(engine)).toEqual([expect.stringContaining("the stock of o-7 could not be checked")]);
  await cure(engine, "listing_stock");
  await pass(engine, 1, 3_600_000);
  await pass(engine, 4, 4_000);
  expect(channel.shown.get(BAD)).toBe(5);
  expect(await alerts(engine)).toEqual([]);
});
