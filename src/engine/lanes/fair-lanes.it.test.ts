/** Lanes under crowds and skewed clocks: who has its turn when, and whose a lane is. */
import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Clock } from "../../commerce/clock.ts";
import { type ConnectionId, connectionId, type OrganizationId } from "../../commerce/ids.ts";
import { type Database, openDatabase, type Tx } from "../../db/database.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { openLine } from "../../db/testing-line.ts";
import { NOON, sampleStore } from "../../hub/listings/samples.ts";
import { type TestClock, testClock } from "../testing.ts";
import { createLaneRunner, holdLane, type Lane, type LaneKind, LeaseLost, wakeLanes } from "./lanes.ts";
import { releaseSlotWhileWaiting } from "./worker-slots.ts";

let db: TestDatabase;
let organization: OrganizationId;
let store: ConnectionId;
let clock: TestClock;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  organization = await db.newOrganization();
  store = connectionId(await sampleStore(db, organization));
  await db.owner.run("delete from argosy.lane");
  clock = testClock();
});

type Work = (lane: Lane, signal: AbortSignal) => unknown;

/** A runner whose lanes sleep after each turn. */
function runner(
  work: Partial<Record<LaneKind, Work>>,
  how: { readonly concurrency: number; readonly clock?: Clock; readonly database?: Database },
) {
  const asleep = Object.entries(work).map(([kind, turn]) => [
    kind,
    async (lane: Lane, signal: AbortSignal) => {
      await turn(lane, signal);
      return { nextDue: null };
    },
  ]);
  return createLaneRunner({
    db: how.database ?? db.database,
    clock: how.clock ?? clock,
    log: pino({ level: "silent" }),
    concurrency: how.concurrency,
    work: Object.fromEntries(asleep),
  });
}

const wake = (whose: OrganizationId, stores: readonly string[], kind: LaneKind, dueAt: number) =>
  db.database.tenant(whose, (tx) => wakeLanes(tx, whose, stores, kind, new Date(dueAt)));

/** A promise to be kept by the test. */
function signal(): { readonly done: Promise<void>; set(): void } {
  let set: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    set = resolve;
  });
  return { done, set };
}

const breath = () => new Promise((resolve) => setImmediate(resolve));

/** Nine more stores of the organization, and one of another. */
async function crowd() {
  const other = await db.newOrganization();
  const stores: string[] = [];
  for (let n = 0; n < 9; n += 1) stores.push(await sampleStore(db, organization, `Shop ${n}`));
  const theirs = await sampleStore(db, other);
  await db.owner.run("delete from argosy.lane");
  return { other, stores, theirs };
}

test("organizations take turns, however long one of them has been waiting with how much", async () => {
  const { other, stores, theirs } = await crowd();
  const seen: string[] = [];
  const lanes = runner({ inbox: ({ organization: whose }) => void seen.push(whose) }, { concurrency: 2 });
  await wake(organization, stores, "inbox", NOON.getTime() - 600_000);
  await wake(other, [theirs], "inbox", NOON.getTime());
  await lanes.runUntilIdle();
  expect(seen).toHaveLength(10);
  expect(seen.slice(0, 2)).toContain(other);
});

test("an organization with ten stores' backlogs costs each of ten others a turn in ten", async () => {
  const { stores } = await crowd();
  const others = await Promise.all(Array.from({ length: 10 }, () => db.newOrganization()));
  await wake(organization, [store, ...stores], "inbox", NOON.getTime() - 3_600_000);
  for (const other of others) await wake(other, [await sampleStore(db, other)], "inbox", NOON.getTime());
  const rounds = 6;
  const seen: string[] = [];
  const lanes = createLaneRunner({
    db: db.database,
    clock,
    log: pino({ level: "silent" }),
    concurrency: 1,
    work: {
      inbox: async ({ organization: whose }) => {
        seen.push(whose);
        return { nextDue: seen.length < rounds * 11 ? new Date(clock.now()) : null };
      },
    },
  });
  await lanes.runUntilIdle();
  const under = seen.slice(0, rounds * 11);
  for (const other of others) {
    const at = under.flatMap((whose, index) => (whose === other ? [index] : []));
    // Ten of them alone would each have every tenth turn.
    expect(at).toHaveLength(rounds);
    for (const [n, index] of at.entries()) expect(index - (at[n - 1] ?? index - 11)).toBeLessThanOrEqual(11);
  }
});

test("one organization's slow stores keep neither another's from their turn nor its own other kinds", async () => {
  const { other, stores, theirs } = await crowd();
  const [slowEnds, othersBegan, inboxBegan] = [signal(), signal(), signal()];
  let slow = 0;
  const lanes = runner(
    {
      inbox: () => inboxBegan.set(),
      outbound({ organization: whose }) {
        if (whose === other) return othersBegan.set();
        slow += 1;
        return slowEnds.done;
      },
    },
    { concurrency: 6 },
  );
  await wake(organization, stores, "outbound", NOON.getTime() - 1_000);
  const drained = lanes.runUntilIdle();
  while (slow < 4) await breath();
  await wake(organization, [store], "inbox", NOON.getTime());
  await wake(other, [theirs], "outbound", NOON.getTime());
  const more = lanes.runUntilIdle();
  await Promise.all([othersBegan.done, inboxBegan.done]);
  expect(slow).toBe(4);
  slowEnds.set();
  await Promise.all([drained, more]);
  expect(slow).toBe(9);
});

test("a turn that waits for a platform's rate limit frees its worker slot", async () => {
  const second = await sampleStore(db, organization, "Second");
  await db.owner.run("delete from argosy.lane");
  const limit = signal();
  const ended: string[] = [];
  const lanes = runner(
    {
      async inbox({ connection }) {
        if (connection === store) await releaseSlotWhileWaiting(() => limit.done);
        else limit.set();
        ended.push(connection);
      },
    },
    { concurrency: 1 },
  );
  await wake(organization, [store], "inbox", NOON.getTime() - 1_000);
  await wake(organization, [second], "inbox", NOON.getTime());
  lanes.start();
  while (ended.length < 2) await breath();
  expect(ended).toEqual([second, store]);
  await lanes.stop(1_000);
});

test("an organization with a hundred waiting turns keeps its other worker slots busy, and leaves room for others", async () => {
  const { other, theirs } = await crowd();
  const many: string[] = [];
  for (let n = 0; n < 110; n += 1) many.push(await sampleStore(db, organization, `Hung ${n}`));
  await db.owner.run("delete from argosy.lane");
  const [answer, othersBegan] = [signal(), signal()];
  let waiting = 0;
  const lanes = runner(
    {
      async inbox({ organization: whose }) {
        if (whose === other) return othersBegan.set();
        waiting += 1;
        await releaseSlotWhileWaiting(() => answer.done, 0);
      },
    },
    { concurrency: 6 },
  );
  await wake(organization, many, "inbox", NOON.getTime() - 1_000);
  lanes.start();
  while (waiting < 104) await breath();
  await wake(other, [theirs], "inbox", NOON.getTime());
  lanes.wake();
  await othersBegan.done;
  expect(waiting).toBe(104);
  answer.set();
  while (waiting < many.length) await breath();
  await lanes.stop(1_000);
});

/** The clock of a machine, so many milliseconds from the right time; nobody waits for it. */
const machine = (ms: number): Clock => ({
  now: () => Date.now() + ms,
  async sleep(_ms, aborted) {
    await breath();
    aborted?.throwIfAborted();
  },
});

test("machines whose clocks differ do not take each other's lanes: leases go by the database's [F11]", async () => {
  const [began, ends] = [signal(), signal()];
  const hold: Work = () => {
    began.set();
    return ends.done;
  };
  let taken = 0;
  const take: Work = () => {
    taken += 1;
  };
  await wake(organization, [store], "inbox", Date.now() - 120_000);
  const drained = runner({ inbox: hold }, { concurrency: 4, clock: machine(0) }).runUntilIdle();
  await began.done;
  for (const ms of [30_000, 15 * 60_000, -60_000])
    await runner({ inbox: take }, { concurrency: 4, clock: machine(ms) }).runUntilIdle();
  expect(taken).toBe(0);
  ends.set();
  await drained;
});

test("a worker cut off from the database ends its turns before their leases end, and commits nothing once another has its lane [F28]", async () => {
  await using line = await openLine(db.database.ownerUrl);
  const cutOff = await openDatabase({ ownerUrl: line.url, keys: db.keys });
  const [began, taken] = [signal(), signal()];
  const mark = (tx: Tx, by: string) => tx.run("update argosy.connection set name = $1 where id = $2", [by, store]);
  let reason = "";
  let written: Promise<unknown> | undefined;
  const lanes = runner(
    {
      inbox: (lane, aborted) =>
        new Promise((_resolve, reject) => {
          // It does not look whether it was told to stop: the database itself has to refuse it.
          written = taken.done.then(() =>
            cutOff.tenant(organization, async (tx) => {
              await holdLane(tx, lane);
              await mark(tx, "the worker that was cut off");
            }),
          );
          written.catch(() => undefined);
          aborted.addEventListener("abort", () => {
            reason = String(aborted.reason);
            reject(aborted.reason);
          });
          began.set();
        }),
    },
    { concurrency: 4, clock: machine(0), database: cutOff },
  );
  await wake(organization, [store], "inbox", Date.now() - 1_000);
  lanes.start();
  await began.done;
  line.cut();
  const start = performance.now();
  const monotonic = vi.spyOn(performance, "now").mockImplementation(() => start + 9_500);
  while (reason === "") await breath();
  monotonic.mockRestore();
  expect(reason).toContain("could not be renewed in time");
  // Ten seconds by the database's clock.
  await db.owner.run("update argosy.lane set lease_until = now() where lease_until is not null");
  let other = 0;
  const take: Work = async (lane) => {
    other += 1;
    await db.database.tenant(organization, async (tx) => {
      await holdLane(tx, lane);
      await mark(tx, "the other worker");
    });
  };
  await runner({ inbox: take }, { concurrency: 4, clock: machine(0) }).runUntilIdle();
  expect(other).toBe(1);
  line.heal();
  taken.set();
  await expect(written).rejects.toThrow(LeaseLost);
  await lanes.stop(1_000);
  await cutOff.close();
  const { name } = await db.owner.one<{ name: string }>("select name from argosy.connection where id = $1", [store]);
  expect(name).toBe("the other worker");
});
