import { setTimeout as delay } from "node:timers/promises";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type ConnectionId, connectionId, type OrganizationId } from "../../commerce/ids.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { NOON, sampleStore } from "../../hub/listings/samples.ts";
import { type TestClock, testClock } from "../testing.ts";
import { claimedRows, wakeAndClaim } from "./lane-claims.ts";
import { createLaneRunner, type Lane, type LaneResult, type LaneRunner, type LaneWork, wakeLanes } from "./lanes.ts";

let db: TestDatabase;
let organization: OrganizationId;
let store: ConnectionId;
let clock: TestClock;

beforeAll(async () => {
  db = await testDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());
beforeEach(async () => {
  await db.owner.run("delete from argosy.lane");
  organization = await db.newOrganization();
  store = connectionId(await sampleStore(db, organization));
  await db.owner.run("delete from argosy.lane");
  clock = testClock();
});

const IDLE: LaneResult = { nextDue: null };
const at = (ms: number) => new Date(NOON.getTime() + ms);

function runner(inbox: LaneWork, how: { concurrency?: number; outbound?: LaneWork } = {}): LaneRunner {
  const none: LaneWork = async () => IDLE;
  return createLaneRunner({
    db: db.database,
    clock,
    log: pino({ level: "silent" }),
    concurrency: how.concurrency ?? 4,
    work: { inbox, outbound: how.outbound ?? none, sweep: none },
  });
}
const wake = (when: Date = new Date(clock.now()), kind: Lane["kind"] = "inbox") =>
  db.database.tenant(organization, (tx) => wakeLanes(tx, organization, [store], kind, when));
const lane = (kind: Lane["kind"] = "inbox") =>
  db.owner.one<{ due_at: Date | null; lease_token: string | null; failures: number }>(
    "select due_at, lease_token, failures from argosy.lane where organization_id = $1 and kind = $2",
    [organization, kind],
  );
/** A promise to be kept by the test. */
function signal(): { readonly done: Promise<void>; set(): void } {
  let set: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    set = resolve;
  });
  return { done, set };
}

test("a wake-up during a turn brings another turn, however the first one ends", async () => {
  let turns = 0;
  const lanes = runner(async () => {
    turns += 1;
    if (turns === 1) await wake();
    return IDLE;
  });
  await wake();
  expect(await lanes.runUntilIdle()).toBe(2);
  expect(await lane()).toEqual({ due_at: null, lease_token: null, failures: 0 });
});

test("turns that send are cut short, of one organization or of all, and come again; others go on", async () => {
  const started = signal();
  const end = signal();
  let turns = 0;
  const lanes = runner(async () => end.done.then(() => IDLE), {
    async outbound(_lane, aborted) {
      turns += 1;
      if (turns > 1) return IDLE;
      started.set();
      await new Promise((_resolve, reject) => aborted.addEventListener("abort", () => reject(aborted.reason)));
      return IDLE;
    },
  });
  await wake();
  await wake(undefined, "outbound");
  const drained = lanes.runUntilIdle();
  await started.done;
  lanes.interrupt("outbound", "00000000-0000-4000-8000-000000000000");
  expect(lanes.active).toBe(2);
  lanes.interrupt("outbound", organization);
  end.set();
  await drained;
  expect(turns).toBe(2);
  expect(await lane("outbound")).toEqual({ due_at: null, lease_token: null, failures: 0 });
});

test("a lane that fails backs off, longer each time, and forgets it after a turn that went well", async () => {
  let fails = true;
  const lanes = runner(async () => {
    if (fails) throw new Error("broken");
    return IDLE;
  });
  await wake();
  await lanes.runUntilIdle();
  expect(await lane()).toEqual({ due_at: at(15_000), lease_token: null, failures: 1 });
  clock.pass(14_999);
  expect(await lanes.runUntilIdle()).toBe(0);
  clock.pass(1);
  await lanes.runUntilIdle();
  expect(await lane()).toMatchObject({ due_at: at(45_000), failures: 2 });
  fails = false;
  clock.pass(30_000);
  await lanes.runUntilIdle();
  expect(await lane()).toEqual({ due_at: null, lease_token: null, failures: 0 });
});

test("a lane does not run before the time its last turn set", async () => {
  let turns = 0;
  const lanes = runner(async () => ({ nextDue: ++turns === 1 ? at(60_000) : null }));
  await wake();
  await lanes.runUntilIdle();
  expect([turns, (await lane()).due_at]).toEqual([1, at(60_000)]);
  clock.pass(60_000);
  await lanes.runUntilIdle();
  expect(turns).toBe(2);
});

test("an unreachable database does not count as a failure of the lane", async () => {
  let turns = 0;
  const lanes = runner(async () => {
    turns += 1;
    if (turns === 1) throw Object.assign(new Error("terminating connection"), { code: "57P01" });
    return IDLE;
  });
  await wake();
  await lanes.runUntilIdle();
  expect([turns, (await lane()).failures]).toEqual([2, 0]);
});

test("the kinds of one connection work side by side, one kind never twice", async () => {
  const [inboxEnds, outboundBegan] = [signal(), signal()];
  let max = 0;
  let now = 0;
  const lanes = runner(
    async () => {
      now += 1;
      max = Math.max(max, now);
      await inboxEnds.done;
      now -= 1;
      return IDLE;
    },
    {
      outbound: async () => {
        outboundBegan.set();
        return IDLE;
      },
    },
  );
  const second = runner(async () => {
    throw new Error("the lane was taken twice");
  });
  await wake();
  await wake(undefined, "outbound");
  const drained = lanes.runUntilIdle();
  await outboundBegan.done;
  await wake();
  expect(await second.runUntilIdle()).toBe(0);
  inboxEnds.set();
  await drained;
  expect(max).toBe(1);
});

test("a lease that ran out goes to another worker; the first one's end changes nothing of the second's", async () => {
  const [firstBegan, firstEnds, secondBegan, secondEnds] = [signal(), signal(), signal(), signal()];
  const first = runner(async () => {
    firstBegan.set();
    await firstEnds.done;
    return IDLE;
  });
  const second = runner(async () => {
    secondBegan.set();
    await secondEnds.done;
    return { nextDue: at(3_600_000) };
  });
  await wake();
  const firstDrain = first.runUntilIdle();
  await firstBegan.done;
  const { lease_token: firstToken } = await lane();
  // The first worker hangs for longer than its lease.
  clock.pass(10_001);
  const secondDrain = second.runUntilIdle();
  await secondBegan.done;
  const { lease_token: secondToken } = await lane();
  expect(secondToken).not.toBe(firstToken);
  firstEnds.set();
  await firstDrain;
  expect((await lane()).lease_token).toBe(secondToken);
  secondEnds.set();
  await secondDrain;
  expect(await lane()).toEqual({ due_at: at(3_600_000), lease_token: null, failures: 0 });
});

test("heartbeats keep a long turn's lease, and tell a turn that lost it", async () => {
  const began = signal();
  let reason: unknown;
  const lanes = runner(
    (_lane, aborted) =>
      new Promise((_resolve, reject) => {
        began.set();
        aborted.addEventListener("abort", () => {
          reason = aborted.reason;
          reject(reason);
        });
      }),
  );
  await wake();
  lanes.start();
  await began.done;
  const before = clock.now();
  // The clock leaps from heartbeat to heartbeat; the lease outlives many times its length.
  while (clock.now() < before + 60_000) await new Promise((resolve) => setImmediate(resolve));
  expect(reason).toBeUndefined();
  await db.owner.run("update argosy.lane set lease_token = null, lease_until = null, due_at = null");
  while (reason === undefined) await new Promise((resolve) => setImmediate(resolve));
  expect(String(reason)).toContain("lost to another worker");
  await lanes.stop(1_000);
  expect(lanes.active).toBe(0);
});

test("a heartbeat waits for nobody: a lane somebody is waking keeps its lease, and those beside it are renewed", async () => {
  const ends = signal();
  const [began, alsoBegan] = [signal(), signal()];
  const turn = (started: { set(): void }): LaneWork => {
    return async (_lane, aborted) => {
      started.set();
      await ends.done;
      aborted.throwIfAborted();
      return IDLE;
    };
  };
  const lanes = runner(turn(began), { outbound: turn(alsoBegan) });
  await wake();
  await wake(undefined, "outbound");
  lanes.start();
  await began.done;
  await alsoBegan.done;
  const until = (kind: Lane["kind"]) =>
    db.owner.one<{ at: Date }>("select lease_until as at from argosy.lane where organization_id = $1 and kind = $2", [
      organization,
      kind,
    ]);
  try {
    const inbox = await db.database.tenant(organization, async (tx) => {
      await wakeLanes(tx, organization, [store], "inbox", new Date(clock.now()));
      const [held, beside] = [await until("inbox"), await until("outbound")];
      // However long it takes: beside it heartbeats go on.
      while ((await until("outbound")).at <= beside.at) await new Promise((resolve) => setImmediate(resolve));
      expect(await until("inbox")).toEqual(held);
      return held;
    });
    while ((await until("inbox")).at <= inbox.at) await new Promise((resolve) => setImmediate(resolve));
  } finally {
    ends.set();
    await lanes.stop(1_000);
  }
  expect(lanes.active).toBe(0);
});

test("stopping lets a turn end in peace, cuts a longer one short, and leaves its lane due and free", async () => {
  const [began, quick] = [signal(), signal()];
  const lanes = runner(
    (_lane, aborted) =>
      new Promise((_resolve, reject) => aborted.addEventListener("abort", () => reject(aborted.reason))),
    {
      outbound: async () => {
        began.set();
        await quick.done;
        return IDLE;
      },
    },
  );
  await wake();
  await wake(undefined, "outbound");
  const drained = lanes.runUntilIdle();
  await began.done;
  quick.set();
  await lanes.stop(50);
  await drained;
  expect(await lane("outbound")).toEqual({ due_at: null, lease_token: null, failures: 0 });
  const inbox = await lane();
  expect([inbox.lease_token, inbox.failures]).toEqual([null, 0]);
  expect(inbox.due_at?.getTime()).toBeLessThanOrEqual(clock.now());
});

test("a lane claimed while the process stops is released without a turn", async () => {
  await wake();
  let [turns, drained, stopped] = [0, Promise.resolve(0), Promise.resolve()];
  const lanes = runner(() => Promise.resolve(IDLE).finally(() => (turns += 1)));
  await db.database.tenant(organization, async (tx) => {
    await tx.run("lock table argosy.lane in access exclusive mode");
    drained = lanes.runUntilIdle();
    stopped = lanes.stop(0);
    // The claim waits for this transaction, which outlasts the time of grace: timers end in their order.
    await tx.run("select 1");
    await delay(0);
  });
  await stopped;
  expect([(await lane()).lease_token, await drained, turns, lanes.active]).toEqual([null, 1, 0, 0]);
});

test("more due lanes than worker slots are all processed, never more at once, also with statistics of one lane", async () => {
  const stores = await Promise.all(
    Array.from({ length: 9 }, (_, index) => sampleStore(db, organization, `Shop ${index}`)),
  );
  await db.owner.run("delete from argosy.lane");
  await wake(new Date(clock.now() + 60_000));
  // The plan made now joins row by row, and what stands inside the loop is run again for every row.
  await db.owner.run("vacuum analyze argosy.lane");
  const seen: string[] = [];
  let max = 0;
  let now = 0;
  const lanes = runner(
    async ({ connection }) => {
      now += 1;
      max = Math.max(max, now);
      seen.push(connection);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return IDLE;
    },
    { concurrency: 2 },
  );
  await db.database.tenant(organization, (tx) => wakeLanes(tx, organization, stores, "inbox", new Date(clock.now())));
  await lanes.runUntilIdle();
  expect(seen.toSorted()).toEqual(stores.toSorted());
  expect(max).toBeLessThanOrEqual(2);
});

/** Wakes the outbound lane for the runner, as whoever makes work for it does; answers whether its turn has begun. */
async function wakeFor(lanes: LaneRunner): Promise<boolean> {
  const ticket = lanes.claim("outbound", [organization]);
  const how = { connections: [store], kind: "outbound", at: new Date(clock.now()) } as const;
  const woken = await db.database.tenant(organization, (tx) => wakeAndClaim(tx, how, ticket));
  const taken = claimedRows(organization, "outbound", woken);
  ticket?.begin(taken);
  return taken.length > 0;
}

test("a free lane is claimed by the commit that wakes it; a busy one gets another turn", async () => {
  await wake(at(-1), "outbound");
  const end = signal();
  const started: boolean[] = [];
  let turns = 0;
  const lanes = runner(
    async () => {
      started.push(await wakeFor(lanes));
      started.push(await wakeFor(lanes));
      end.set();
      return IDLE;
    },
    {
      async outbound() {
        turns += 1;
        if (turns === 2) await end.done;
        return IDLE;
      },
    },
  );
  // Its own turn first, so that the lane sleeps.
  await lanes.runUntilIdle();
  await wake();
  await lanes.runUntilIdle();
  expect(started).toEqual([true, false]);
  expect(turns).toBe(3);
  expect(await lane("outbound")).toEqual({ due_at: null, lease_token: null, failures: 0 });
});

test("no lane is claimed without a free worker slot, and unused reservations are released", async () => {
  await wake(at(-1), "outbound");
  const other = await db.newOrganization();
  const claimed: boolean[] = [];
  const lanes = runner(
    async () => {
      const one = lanes.claim("outbound", [organization, other]);
      const more = lanes.claim("outbound", [organization]);
      one?.begin([]);
      const again = lanes.claim("outbound", [organization]);
      again?.begin([]);
      claimed.push(one !== null, more !== null, again !== null, lanes.claim("webhook", [organization]) !== null);
      return IDLE;
    },
    { concurrency: 2 },
  );
  await lanes.runUntilIdle();
  await wake();
  await lanes.runUntilIdle();
  expect(claimed).toEqual([true, false, true, false]);
  // Outside its work, as in a process that has not started or is ending, nobody takes for it.
  expect(lanes.claim("outbound", [organization])).toBeNull();
});
