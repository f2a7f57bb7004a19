/**
 * What an organization waits for beside busy ones, counted in turns instead of seconds: however long a turn of theirs
 * lasts, that many of them stand between a delivery and its own.
 */
import { randomUUID } from "node:crypto";
import pino from "pino";
import { expect, test } from "vitest";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Door } from "../connectors/kit/door.ts";
import { testDatabase } from "../db/testing.ts";
import { NOON, sampleStore } from "../hub/listings/samples.ts";
import { createLaneRunner, wakeLanes } from "./lanes.ts";
import { testClock, testEngine } from "./testing.ts";

const HANDS = 16;
const breath = () => new Promise((resolve) => setImmediate(resolve));

/** Organizations whose turns end when the test says so; each of their stores comes again at once. */
async function crowd(busy: number, storesEach: number) {
  const db = await testDatabase();
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const quiet = await db.newOrganization();
  const quietStore = await sampleStore(db, quiet);
  let isOver = false;
  let claims = 0;
  const { scheduler } = db.database;
  const lanes = createLaneRunner({
    db: {
      ...db.database,
      scheduler: {
        ...scheduler,
        async rows(text, params) {
          const found = await scheduler.rows(text, params);
          claims += 1;
          return found as never;
        },
      },
    },
    clock: testClock(),
    log: pino({ level: "silent" }),
    concurrency: HANDS,
    work: {
      async inbox({ organization }) {
        begun.push(organization);
        if (organization === quiet) return { nextDue: null };
        if (!isOver) await new Promise<void>((resolve) => ends.push(resolve));
        // Always longer ago than any delivery of the quiet one: a backlog that is never worked off.
        return { nextDue: isOver ? null : new Date(NOON.getTime() - 600_000) };
      },
    },
  });
  const wake = (whose: OrganizationId, stores: readonly string[], at: number) =>
    db.database.tenant(whose, (tx) => wakeLanes(tx, whose, stores, "inbox", new Date(at)));
  for (let n = 0; n < busy; n += 1) {
    const organization = await db.newOrganization();
    const stores: string[] = [];
    for (let s = 0; s < storesEach; s += 1) stores.push(await sampleStore(db, organization, `Shop ${s}`));
    await wake(organization, stores, NOON.getTime() - 600_000);
  }
  await db.owner.run("UPDATE argosy.lane SET due_at = NULL WHERE kind <> 'inbox' OR organization_id = $1", [quiet]);
  const drains = [lanes.drain()];
  const turns = async (count: number) => {
    while (begun.length < count) await breath();
  };
  return {
    turns,
    /** How many turns of others end before the quiet organization's delivery has its own. */
    async waitedFor(): Promise<number> {
      const already = begun.length;
      await wake(quiet, [quietStore], NOON.getTime());
      const looked = claims;
      drains.push(lanes.drain());
      if (ends.length < HANDS) while (claims === looked) await breath();
      for (let ended = 0; ended < 3 * HANDS; ended += 1) {
        if (begun.slice(already).includes(quiet)) return ended;
        const before = begun.length;
        ends.shift()?.();
        await turns(before + 1);
      }
      return Number.POSITIVE_INFINITY;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      while (ends.length > 0) ends.shift()?.();
      await Promise.all(drains);
      await db[Symbol.asyncDispose]();
    },
  };
}

test("beside one organization with any number of busy stores a delivery begins as if alone", async () => {
  await using beside = await crowd(1, 20);
  await beside.turns(HANDS - 2);
  for (let n = 0; n < 5; n += 1) expect(await beside.waitedFor()).toBe(0);
});

test("beside as many busy organizations as there are hands a delivery waits for one turn of each: twice what it takes alone", async () => {
  await using beside = await crowd(HANDS, 2);
  await beside.turns(HANDS);
  for (let n = 0; n < 3; n += 1) expect(await beside.waitedFor()).toBeLessThanOrEqual(HANDS);
});

test("a webhook of another organization is understood beside sixteen stores whose platform does not answer", async () => {
  const gate: { open: () => void } = { open: () => undefined };
  const slow = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  let hanging = 0;
  const door: Door = {
    secrets: () => [],
    verify: () => ({ outcome: "static" }),
    read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: randomUUID() }],
    reply: () => ({ status: 200 }),
    async understand({ ref }) {
      if (ref.startsWith("slow")) {
        hanging += 1;
        await slow;
      }
      return { as: "nothing", reason: "" };
    },
  };
  await using engine = await testEngine({ door });
  const keyOf = async (store: string) =>
    (
      await engine.db.owner.one<{ key: string }>("SELECT webhook_key AS key FROM argosy.connection WHERE id = $1", [
        store,
      ])
    ).key;
  const deliver = async (store: string, body: string) =>
    engine.engine.receive({
      provider: "sandshop",
      key: await keyOf(store),
      topic: "o",
      method: "POST",
      query: {},
      headers: {},
      body: Buffer.from(body),
    });
  const other = await engine.db.newOrganization();
  const theirs = await sampleStore(engine.db, other);
  for (let n = 0; n < HANDS; n += 1)
    await deliver(await sampleStore(engine.db, engine.organization, `Slow ${n}`), `slow ${n}`);
  const drains = [engine.engine.drain()];
  while (hanging < HANDS - 2) await breath();
  await deliver(theirs, "quick");
  drains.push(engine.engine.drain());
  const processed = () =>
    engine.db.owner.rows("SELECT 1 FROM argosy.inbox_event WHERE ref = 'quick' AND status <> 'pending'");
  while ((await processed()).length === 0) await breath();
  expect(hanging).toBe(HANDS - 2);
  gate.open();
  await Promise.all(drains);
  expect(hanging).toBe(HANDS);
});
