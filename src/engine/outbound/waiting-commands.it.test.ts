/** Many orders whose first command waits for a channel that fails: what a look reads does not grow with what waits behind. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { mostRowsRead } from "../../db/testing-plans.ts";
import { type TestEngine, testEngine } from "../testing.ts";
import { takeDue } from "./commands.ts";
import { dueTimes } from "./due-times.ts";

/** By hand ARGOSY_COMMANDS=100000. */
const COMMANDS = Number(process.env.ARGOSY_COMMANDS ?? 4_000);
const MAX_ROWS = 500;
const NOW = new Date("2026-11-20T12:00:00Z");
const LATER = new Date("2026-11-20T15:00:00Z");

let engine: TestEngine;
const orderId = "('00000005-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
const FIRST_ORDER = "00000005-0000-7000-8000-000000000001";

/** The next command of each order, due at noon. */
const ask = (name: string) =>
  engine.db.owner.run(
    `insert into argosy.command (organization_id, order_id, connection_id, kind, input, idempotency_key, due_at,
       requested_by)
     select $1, ${orderId}, $2, 'note', '{}', $3, $4, 'x'
     from generate_series(1, ${COMMANDS / 2}) as n`,
    [engine.organization, engine.store, name, NOW],
  );

const dues = async () =>
  (
    await engine.db.owner.rows<{ due: Date | null }>(
      "select due_at as due from argosy.command where order_id = $1 order by seq",
      [FIRST_ORDER],
    )
  ).map(({ due }) => due);

beforeAll(async () => {
  engine = await testEngine({});
  await engine.db.owner.run(`begin; set local session_replication_role = replica;
    insert into argosy.sales_order (organization_id, id, connection_id, ext_key, ext_number, number, status, financial,
      fulfilment, currency, placed_at)
    select '${engine.organization}', ${orderId}, '${engine.store}', n::text, n::text, 'S' || n, 'confirmed', 'paid',
      'unfulfilled', 'USD', now()
    from generate_series(1, ${COMMANDS / 2}) as n;
    commit`);
  await ask("first");
  await ask("second");
});
afterAll(() => engine[Symbol.asyncDispose]());

const queries = () =>
  Promise.all([
    mostRowsRead(engine.db, engine.organization, (tx) => dueTimes(tx, [engine.store])),
    mostRowsRead(engine.db, engine.organization, (tx) => takeDue(tx, engine.store, NOW)),
  ]);

test("a query of many due commands reads only those it takes", async () => {
  await engine.db.owner.run("vacuum analyze argosy.command");
  for (const { rows, text } of await queries()) expect(rows, text).toBeLessThan(MAX_ROWS);
});

test("a query does not read commands behind the first of each order that waits for later [F29]", async () => {
  await engine.db.owner.run("update argosy.command set due_at = $1 where idempotency_key = 'first'", [LATER]);
  await ask("third");
  await engine.db.owner.run("vacuum analyze argosy.command");
  for (const { rows, text, ms } of await queries()) {
    if (process.env.ARGOSY_COMMANDS) console.info(`${COMMANDS} commands: ${rows} rows, ${ms} ms`);
    expect(rows, text).toBeLessThan(MAX_ROWS);
  }
  expect(await dues()).toEqual([LATER, LATER, LATER]);
});

test("a command behind another is due when that one is requested for earlier, or ends", async () => {
  const change = (set: string, at: Date) =>
    engine.db.owner.run(
      `update argosy.command set ${set} where order_id = '${FIRST_ORDER}' and idempotency_key = 'first'`,
      [at],
    );
  await change("due_at = $1", NOW);
  expect(await dues()).toEqual([NOW, NOW, NOW]);
  await change("due_at = $1", LATER);
  await change("state = 'cancelled', due_at = null, finished_at = $1", NOW);
  expect(await dues()).toEqual([null, NOW, NOW]);
  const taken = await engine.inside((tx) => takeDue(tx, engine.store, NOW));
  expect(taken.map((command) => command.idempotency_key)).toEqual(["second"]);
});
