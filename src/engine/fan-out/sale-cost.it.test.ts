/** What a sale costs until every other store shows it: statements and transactions, which had crept up threefold once. */
import type pg from "pg";
import { expect, test } from "vitest";
import { type SentStatement, statementsOf } from "../../db/testing-statements.ts";
import { sellingShops } from "./testing.ts";

/** Looks for due lanes, and lanes put back: whether turns that end together share one is a matter of moments. */
const BY_MOMENTS = /^(?:with waiting as|select connection_id, kind, due from argosy\.release_lanes)/;

const sent = async (work: () => Promise<unknown>) =>
  (await statementsOf(work)).filter(({ text }) => !BY_MOMENTS.test(text));

/** Whole transactions, and statements that are one by themselves. */
function transactionsOf(statements: readonly SentStatement[]): string[][] {
  const under = new Map<pg.Client, string[]>();
  const pieces: string[][] = [];
  for (const { client, text } of statements) {
    const current = under.get(client);
    const piece = current ?? [];
    if (!current) pieces.push(piece);
    piece.push(text);
    if (text.startsWith("begin")) under.set(client, piece);
    if (text === "commit" || text === "rollback") under.delete(client);
  }
  return pieces;
}

const isProfit = (piece: readonly string[]) => piece.some((text) => text.includes("hashtextextended('profit '"));

/** A tenant's transaction that writes, and whose commit waits for the disk. */
const isDurable = ([begin = "", ...rest]: readonly string[]) =>
  begin.startsWith("begin; set local argosy.organization") &&
  !begin.includes("synchronous_commit = off") &&
  rest.some((text) => /^(?:with\b.*\b)?(?:insert|update|delete|merge)\b/is.test(text));

// Receiving and storing; in one transaction understanding, applying and carrying the order, its store and those of what it
// sold read beside that, what leaves marked with it; what is told of it; words and days counted; and for all other stores
// together: confirmed. 87 and 10 whatever their number; those whose answers come at different moments confirm by
// themselves.
const MAX = [
  { others: 1, statements: 87, transactions: 10 },
  { others: 5, statements: 91, transactions: 11 },
  { others: 17, statements: 103, transactions: 12 },
];

// The same, but that a number rises only after what is due of all stores was read anew.
const MAX_CANCELLED = [
  { others: 1, statements: 82, transactions: 6 },
  { others: 5, statements: 86, transactions: 7 },
  { others: 17, statements: 98, transactions: 8 },
];

const MAX_PROFIT = 34;

test.each(MAX)("a sale to $others other stores stays within its statements and transactions", async (most) => {
  const made = await sellingShops(most.others);
  await using _engine = made.engine;
  await made.list("MUG");
  // Plans, cursors and what a process remembers are made once.
  for (const order of ["o-1", "o-2"]) {
    await made.sell(order, "MUG");
    made.engine.clock.pass(60_000);
  }
  const pieces = transactionsOf(await sent(() => made.sell("o-3", "MUG")));
  const [profit, texts] = [pieces.filter(isProfit).flat(), pieces.filter((piece) => !isProfit(piece)).flat()];
  expect(await made.numbers("MUG")).toEqual([{ desired: 98, expected: 98 }]);
  // Carried where it was applied: nobody waits for the fan-out's lock.
  expect(texts.filter((text) => text.includes("pg_advisory_xact_lock(hashtextextended('argosy.changes"))).toEqual([]);
  // Every lane's turn begins with what was found out then.
  expect(texts.filter((text) => text.startsWith("select argosy.outbound_pause() as by"))).toHaveLength(1);
  expect(texts.filter((text) => text.startsWith("begin")).length).toBeLessThanOrEqual(most.transactions);
  // Notices ride on commits, one at a time in the whole server: none of them waits for the disk (decision 426).
  expect(pieces.filter(isDurable)).toEqual([]);
  expect(texts.length, texts.join("\n")).toBeLessThanOrEqual(most.statements);
  // A second later, for all that was sold until then, however many channels there are: the order, and its day.
  expect(profit.filter((text) => text.startsWith("begin")).length).toBeLessThanOrEqual(1);
  expect(profit.length).toBeLessThanOrEqual(MAX_PROFIT);
});

test("small tables that every sale updates are not analysed every few sales, which ends all plans that read them", async () => {
  const made = await sellingShops(1);
  await using _engine = made.engine;
  const hot = ["listing_stock", "change_mark", "lane", "level", "connection"];
  const found = await made.engine.db.owner.rows<{ name: string; options: string[] | null }>(
    "select relname as name, reloptions as options from pg_class where oid = any ($1::regclass[])",
    [hot.map((table) => `argosy.${table}`)],
  );
  const thresholds = ["vacuum_threshold", "vacuum_insert_threshold", "analyze_threshold"].map(
    (name) => `autovacuum_${name}=5000`,
  );
  expect(found.filter(({ options }) => thresholds.every((one) => options?.includes(one)))).toHaveLength(hot.length);
});

test.each(MAX_CANCELLED)("cancelling a sale shown on $others other stores goes the way of the sale", async (most) => {
  const made = await sellingShops(most.others);
  await using _engine = made.engine;
  await made.list("MUG");
  for (const order of ["o-1", "o-2", "o-3"]) {
    await made.sell(order, "MUG");
    made.engine.clock.pass(60_000);
  }
  await made.cancel("o-1");
  made.engine.clock.pass(60_000);
  const pieces = transactionsOf(await sent(() => made.cancel("o-2"))).filter((piece) => !isProfit(piece));
  const texts = pieces.flat();
  expect(await made.numbers("MUG")).toEqual([{ desired: 100, expected: 100 }]);
  expect(texts.filter((text) => text.includes("pg_advisory_xact_lock(hashtextextended('argosy.changes"))).toEqual([]);
  expect(pieces.filter(isDurable)).toEqual([]);
  expect(texts.filter((text) => text.startsWith("begin")).length).toBeLessThanOrEqual(most.transactions);
  expect(texts.length, texts.join("\n")).toBeLessThanOrEqual(most.statements);
});
