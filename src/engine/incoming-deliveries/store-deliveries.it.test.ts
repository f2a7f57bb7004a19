import { randomUUID } from "node:crypto";
import pino from "pino";
import { expect, test } from "vitest";
import { openDatabase, type Tx } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { NOON, sampleChannel, sampleStore } from "../../hub/listings/samples.ts";
import type { LaneClaimer } from "../lanes/lane-claims.ts";
import { testClock } from "../testing.ts";
import type { DeliveryRow } from "./delivery-row.ts";
import { readDue } from "./read-due-deliveries.ts";
import { createDeliveryWriter, type DeliveryWriterOptions } from "./store-deliveries.ts";

const db = fixture(testDatabase);
const at = fixture(() => sampleChannel(db));

const row = (dedupKey: string, more: Partial<DeliveryRow> = {}): DeliveryRow => ({
  organization: at.here,
  connection: at.shop,
  kind: "order",
  ref: dedupKey,
  topic: "orders/create",
  dedupKey,
  trusted: true,
  headers: "{}",
  body: Buffer.from(`body of ${dedupKey}`),
  versionKind: null,
  versionValue: null,
  receivedAt: NOON,
  traceId: randomUUID(),
  traceSpan: null,
  ...more,
});

const NOBODY: LaneClaimer = { claim: () => null, holds: () => false };
const writerOn = (
  ingest: Tx,
  onStored: () => void,
  claimer = NOBODY,
  whileStoring?: DeliveryWriterOptions["whileStoring"],
) =>
  createDeliveryWriter({
    whileStoring,
    ingest,
    clock: testClock(),
    log: pino({ level: "silent" }),
    claimer,
    onStored,
  });

/** The pool, with the number of statements it carried out; `gate` holds the first one back. */
function counted(gate?: Promise<void>): { readonly ingest: Tx; statements: number } {
  const made = {
    statements: 0,
    ingest: {
      ...db.database.ingest,
      async rows<T>(text: string, params?: readonly unknown[]) {
        made.statements += 1;
        if (made.statements === 1) await gate;
        return db.database.ingest.rows<T>(text, params);
      },
    },
  };
  return made;
}

const stored = (prefix: string) =>
  db.owner.rows<{ dedup_key: string; body: string }>(
    `select dedup_key, convert_from(body, 'UTF8') as body
     from argosy.inbox_event
     where organization_id = $1 and starts_with(dedup_key, $2)
     order by dedup_key`,
    [at.here, prefix],
  );

test("deliveries that arrive during a write share the next one, each with its own bytes", async () => {
  let open: () => void = () => undefined;
  const pool = counted(new Promise((resolve) => (open = resolve)));
  let calls = 0;
  const writer = writerOn(pool.ingest, () => (calls += 1));
  const written = Promise.all(["g1", "g2", "g3", "g4"].map((key) => writer.write(row(key))));
  open();
  expect(await written).toEqual([true, true, true, true]);
  expect(pool.statements).toBe(2);
  expect(calls).toBe(2);
  expect(await stored("g")).toEqual(
    ["g1", "g2", "g3", "g4"].map((key) => ({ dedup_key: key, body: `body of ${key}` })),
  );
});

test("equal deliveries are stored once, in one group or later [F09] [A6.4]", async () => {
  const writer = writerOn(db.database.ingest, () => undefined);
  const first = await Promise.all([
    writer.write(row("first")),
    writer.write(row("twin")),
    writer.write(row("twin")),
    writer.write(row("twin")),
  ]);
  expect(first).toEqual([true, true, false, false]);
  expect(await writer.write(row("twin"))).toBe(false);
  expect(await stored("twin")).toHaveLength(1);
});

test("every delivery ten times over, through four processes at once, is stored once, and no statement fails [F09] [A6.4]", async () => {
  const failed: unknown[] = [];
  const keys = Array.from({ length: 60 }, (_, index) => `many${index}`);
  // Each process hears of them in another order: forwards, backwards, from the middle on.
  const orders = [keys, keys.toReversed(), [...keys.slice(30), ...keys.slice(0, 30)], keys.toReversed()];
  const processes = await Promise.all(
    orders.map(() => openDatabase({ ownerUrl: db.database.ownerUrl, keys: db.keys })),
  );
  const writers = processes.map(({ ingest }) => {
    const rows = async <T>(text: string, params?: readonly unknown[]) => {
      try {
        return await ingest.rows<T>(text, params);
      } catch (error) {
        failed.push(error);
        throw error;
      }
    };
    return writerOn({ ...ingest, rows }, () => undefined);
  });
  const answers = await Promise.all(
    orders.flatMap((order, process) =>
      Array.from({ length: 10 }, () => order.map((key) => writers[process]?.write(row(key)))).flat(),
    ),
  );
  expect(failed).toEqual([]);
  expect(answers.filter((isNew) => isNew)).toHaveLength(keys.length);
  expect(await stored("many")).toHaveLength(keys.length);
  await Promise.all(processes.map((each) => each.close()));
});

test("a delivery that cannot be stored fails alone; its group is stored [F29]", async () => {
  const writer = writerOn(db.database.ingest, () => undefined);
  const settled = await Promise.allSettled([
    writer.write(row("p0")),
    writer.write(row("p1")),
    writer.write(row("p2", { versionValue: `1${"0".repeat(60)}` })),
    writer.write(row("p3")),
  ]);
  expect(settled.map((one) => one.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect((await stored("p")).map((one) => one.dedup_key)).toEqual(["p0", "p1", "p3"]);
});

test("an unreachable database fails all waiting deliveries at once", async () => {
  const pool = counted();
  const away: Tx = {
    ...pool.ingest,
    rows: async () => {
      pool.statements += 1;
      throw Object.assign(new Error("the database system is shutting down"), { code: "57P03" });
    },
  };
  const writer = writerOn(away, () => undefined);
  const settled = await Promise.allSettled(["a", "b", "c", "d"].map((key) => writer.write(row(key))));
  expect(settled.every((one) => one.status === "rejected")).toBe(true);
  expect(pool.statements).toBe(2);
});

test("a stored delivery wakes the store's inbox lane [A6.3]", async () => {
  const writer = writerOn(db.database.ingest, () => undefined);
  await db.owner.run("update argosy.lane set due_at = null where organization_id = $1", [at.here]);
  await writer.write(row("wake"));
  expect(
    await db.owner.rows("select kind, due_at from argosy.lane where organization_id = $1 and due_at is not null", [
      at.here,
    ]),
  ).toEqual([{ kind: "inbox", due_at: NOON }]);
});

test("a locked lane delays no delivery, and wakes once it is free", async () => {
  const other = await sampleStore(db, at.here, "Other");
  const lanes = () =>
    db.owner.rows<{ connection_id: string }>(
      "select connection_id from argosy.lane where organization_id = $1 and kind = 'inbox' and due_at is not null",
      [at.here],
    );
  let calls = 0;
  const writer = writerOn(db.database.ingest, () => (calls += 1));
  await db.owner.run("update argosy.lane set due_at = null where organization_id = $1", [at.here]);
  await db.database.tenant(at.here, async (tx) => {
    await tx.run("select argosy.wake_lane($1, array[$2::uuid], 'inbox', $3)", [at.here, at.shop, NOON]);
    expect(await Promise.all([writer.write(row("held")), writer.write(row("free", { connection: other }))])).toEqual([
      true,
      true,
    ]);
    expect(await lanes()).toEqual([{ connection_id: other }]);
    expect(calls).toBe(2);
    await tx.run("update argosy.lane set due_at = null where organization_id = $1 and connection_id = $2", [
      at.here,
      at.shop,
    ]);
  });
  while (calls === 2) await new Promise((resolve) => setImmediate(resolve));
  expect(await lanes()).toHaveLength(2);
});

test("a missing lane is created before the delivery is answered", async () => {
  const fresh = await sampleStore(db, at.here, "Fresh");
  await db.owner.run("delete from argosy.lane where connection_id = $1", [fresh]);
  await writerOn(db.database.ingest, () => undefined).write(row("fresh", { connection: fresh }));
  expect(await db.owner.rows("select kind, due_at from argosy.lane where connection_id = $1", [fresh])).toEqual([
    { kind: "inbox", due_at: NOON },
  ]);
});

test("a turn reads four megabytes at most, or one larger delivery", async () => {
  const large = await sampleStore(db, at.here, "Large");
  const sizes = [1, 2, 2, 9, 1].map((megabytes) => megabytes * 1024 * 1024 - 1);
  for (const [nth, size] of sizes.entries())
    await db.owner.run(
      `insert into argosy.inbox_event (organization_id, connection_id, kind, ref, topic, body, due_at)
       values ($1, $2, 'order', 'x', 't', convert_to(repeat('x', $3), 'UTF8'), $4)`,
      [at.here, large, size, new Date(NOON.getTime() + nth)],
    );
  const taken: number[][] = [];
  for (let turns = 0; turns < 4; turns += 1)
    await db.database.tenant(at.here, async (tx) => {
      const due = await readDue(tx, large, new Date(NOON.getTime() + 1_000));
      taken.push(due.map((event) => event.body.length));
      await tx.run(
        `update argosy.inbox_event
         set status = 'processed'
         where organization_id = argosy.tenant() and id = any ($1::uuid[])`,
        [due.map((event) => event.id)],
      );
    });
  const [one = 0, two = 0, , nine = 0] = sizes;
  expect(taken).toEqual([[one, two], [two], [nine], [one]]);
});

test("storing claims a free lane; a busy one gets another turn", async () => {
  const shop = await sampleStore(db, at.here, "Taken");
  let calls = 0;
  const token = randomUUID();
  const started: unknown[][] = [];
  const claimer: LaneClaimer = {
    claim: () => ({ token, leaseAt: NOON, leaseMs: 10_000, begin: (rows) => void started.push([...rows]) }),
    holds: () => false,
  };
  const first = writerOn(db.database.ingest, () => (calls += 1));
  await first.write(row("t0", { connection: shop }));
  await expect.poll(() => calls).toBe(1);
  const writer = writerOn(db.database.ingest, () => (calls += 1), claimer);
  await writer.write(row("t1", { connection: shop }));
  const lane = () =>
    db.owner.one<{ seq: number; version: number; lease_token: string; lease_until: Date }>(
      `select seq::int as seq, version::int as version, lease_token, lease_until
       from argosy.lane
       where connection_id = $1 and kind = 'inbox'`,
      [shop],
    );
  const { seq, version, ...lease } = await lane();
  expect(lease).toEqual({ lease_token: token, lease_until: new Date(NOON.getTime() + 10_000) });
  expect(started).toEqual([
    [
      {
        organization_id: at.here,
        connection_id: shop,
        kind: "inbox",
        seq: BigInt(seq),
        version: BigInt(version),
        failures: 0,
      },
    ],
  ]);
  const other = writerOn(db.database.ingest, () => (calls += 1), {
    claim: () => ({
      token: randomUUID(),
      leaseAt: NOON,
      leaseMs: 10_000,
      begin: (rows) => void started.push([...rows]),
    }),
    holds: () => false,
  });
  await other.write(row("t2", { connection: shop }));
  expect(started.at(-1)).toEqual([]);
  // Of the one in between nobody was told.
  await expect.poll(() => calls).toBe(2);
  expect(await lane()).toMatchObject({ seq: seq + 1, lease_token: token });
});

test("the store of a single delivery is opened while it is stored, for the turn that claimed its lane", async () => {
  const shop = await sampleStore(db, at.here, "Ahead");
  const opened: string[] = [];
  const given: [string, string][] = [];
  const whileStoring: DeliveryWriterOptions["whileStoring"] = {
    start({ ref, id }) {
      opened.push(ref);
      return { commit: (token) => void given.push([token, id]), rollback: () => undefined };
    },
  };
  const token = randomUUID();
  let isHeld = false;
  const claimer: LaneClaimer = {
    claim: () => ({ token, leaseAt: NOON, leaseMs: 10_000, begin: () => undefined }),
    holds: () => isHeld,
  };
  // The first makes the lane.
  await writerOn(db.database.ingest, () => undefined).write(row("a0", { connection: shop }));
  const writer = writerOn(db.database.ingest, () => undefined, claimer, whileStoring);
  await writer.write(row("a1", { connection: shop }));
  const { id } = await db.owner.one<{ id: string }>("select id from argosy.inbox_event where dedup_key = 'a1'");
  expect({ opened, given }).toEqual({ opened: ["a1"], given: [[token, id]] });
  // What a channel tells of its products waits for a sale's calls, and a lane that is held is nobody's to take.
  await writer.write(row("a2", { connection: shop, kind: "product" }));
  isHeld = true;
  await writer.write(row("a3", { connection: shop }));
  expect({ opened, given }).toEqual({ opened: ["a1"], given: [[token, id]] });
});
