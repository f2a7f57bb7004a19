/** One record nobody can read holds up no other, keeps no cursor back, and is named so that it can be asked for again. */
import { expect } from "vitest";
import type { Ports } from "../contract/contract.ts";
import type { Sweep } from "../contract/ports.ts";
import type { TestConnection } from "../testing/connection.ts";
import type { Bench } from "./bench.ts";
import { createProducts, need } from "./bench.ts";
import type { Case } from "./case.ts";

const MINUTE_MS = 60_000;
const RECORDS = 5;
/** Which of them is made unreadable. */
const SPOILED = 1;
const RUNS = 3;
const SMALL = 50;
/** Between two runs: longer than any overlap, so that a cursor that stays back is seen. */
const LATER_MS = 6 * 60 * MINUTE_MS;

/** A sweep, and how records come to be that it tells. */
interface Walk<T> {
  readonly what: string;
  sweepOf(connection: TestConnection): Sweep<T> | undefined;
  keyOf(item: T): string;
  add(bench: Bench, index: number): string;
}

interface Reported {
  /** Places among the records added; -1 is what the shop had before. */
  readonly items: readonly number[];
  readonly unread: readonly number[];
  /** How many could not be read and were not named. */
  readonly unnamed: number;
}

/** What each of several runs tells, while records come in between. */
async function script<T>(bench: Bench, walk: Walk<T>, isSpoiled: boolean): Promise<Reported[]> {
  const connection = await bench.connect();
  const sweep = walk.sweepOf(connection);
  if (!sweep) throw new Error(`no sweep ${walk.what}`);
  bench.shop.addProduct(createProducts(0, { stock: 10_000 }));
  const keys: string[] = [];
  const add = async () => {
    await bench.clock.sleep(MINUTE_MS);
    keys.push(walk.add(bench, keys.length));
  };
  passSmallNumbers(bench, walk);
  for (let index = 0; index < RECORDS; index += 1) await add();
  if (isSpoiled) bench.sandbox.faults.add({ fault: { kind: "spoil_record", key: keys[SPOILED] ?? "" } });
  const runs: Reported[] = [];
  let cursor: string | null = null;
  for (let run = 0; run < RUNS; run += 1) {
    if (run > 0) await bench.clock.sleep(LATER_MS);
    if (run > 0) await add();
    const openIds = sweep.mode === "open_ids" ? keys : undefined;
    const items = new Set<number>();
    const unread = new Set<number>();
    let unnamed = 0;
    for await (const page of sweep.run({ cursor, openIds }, connection.ctx)) {
      for (const item of page.items) items.add(keys.indexOf(walk.keyOf(item)));
      for (const key of page.unreadKeys ?? []) unread.add(keys.indexOf(key));
      unnamed += page.unread ?? 0;
      if (page.safeToSave) cursor = page.cursor;
    }
    runs.push({ items: [...items].sort((a, b) => a - b), unread: [...unread], unnamed });
  }
  return runs;
}

/** Keys that are running numbers shall be no other record's (a state, a country). */
function passSmallNumbers<T>(bench: Bench, walk: Walk<T>): void {
  for (let index = 0; index < SMALL; index += 1) if (!(Number(walk.add(bench, 100 + index)) < SMALL)) return;
}

async function expectIsolated<T>(bench: Bench, walk: Walk<T>): Promise<void> {
  const whole = await script(await bench.twin(), walk, false);
  const spoiled = await script(await bench.twin(), walk, true);
  if (whole.some(({ items }) => items.includes(SPOILED)) && JSON.stringify(spoiled) === JSON.stringify(whole))
    throw new Error(
      `${walk.what}: no answer of the sandbox told the record by an id the suite knows, so none was made unreadable. Give its server the field's name: recordIds: ["receipt_id"]`,
    );
  for (const [run, reported] of spoiled.entries()) {
    const what = `${walk.what}, run ${run + 1}`;
    const expected = whole[run]?.items ?? [];
    expect(reported.items, `${what}: all others`).toEqual(expected.filter((index) => index !== SPOILED));
    expect(reported.unnamed, `${what}: unreadable records without a name`).toBe(0);
    const named = expected.includes(SPOILED) ? [SPOILED] : [];
    if (run === 0) expect(reported.unread, `${what}: the unreadable one`).toEqual(named);
    else expect(named, `${what}: nothing else is unreadable`).toEqual(expect.arrayContaining([...reported.unread]));
  }
}

const unreadCase = <T>(
  thing: string,
  sweepsOf: (ports: Ports) => readonly Sweep<T>[],
  walk: Pick<Walk<T>, "keyOf" | "add">,
): Case => ({
  name: `sweeps: ${thing} nobody can read is named, holds up no other, and no cursor`,
  damages: true,
  run: async (bench) => {
    for (const { id } of sweepsOf((await bench.connect()).ports))
      await expectIsolated(bench, {
        ...walk,
        what: `${thing} of ${id}`,
        sweepOf: ({ ports }) => sweepsOf(ports).find((sweep) => sweep.id === id),
      });
  },
});

export const unreadCases: readonly Case[] = [
  unreadCase("an order", (ports) => need(ports, "orders").sweeps, {
    keyOf: (part) => part.orderKey,
    add: ({ shop }) => shop.placeOrder({ lines: [{ sku: "MUG-0", quantity: 1 }], payment: "paid" }),
  }),
  unreadCase("a product", (ports) => need(ports, "products").sweeps, {
    keyOf: (product) => product.key,
    add: ({ shop }, index) => shop.addProduct(createProducts(8_000 + index)).key,
  }),
];
