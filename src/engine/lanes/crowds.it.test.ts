/**
 * What an organization waits for beside busy ones, counted in turns instead of seconds: however long a turn of theirs
 * lasts, that many of them stand between a delivery and its own.
 */
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { platformText } from "../../connectors/kit/contract/answer-text.ts";
import type { Orders } from "../../connectors/kit/contract/ports.ts";
import type { WebhookHandler } from "../../connectors/kit/contract/webhooks.ts";
import { testDatabase } from "../../db/testing.ts";
import { NOON, sampleStore } from "../../hub/listings/samples.ts";
import { testClock, testEngine } from "../testing.ts";
import { createLaneRunner, wakeLanes } from "./lanes.ts";

const SLOTS = 16;
const LONG_AGO = new Date(NOON.getTime() - 600_000);
const breath = () => new Promise((resolve) => setImmediate(resolve));

/** Stores of one organization whose turns do not end before the test does. */
async function crowd(stores: number) {
  const db = await testDatabase();
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const quiet = await db.newOrganization();
  const quietStore = await sampleStore(db, quiet);
  let isOver = false;
  const lanes = createLaneRunner({
    db: db.database,
    clock: testClock(),
    log: pino({ level: "silent" }),
    concurrency: SLOTS,
    work: {
      async inbox({ organization }) {
        started.push(organization);
        if (organization === quiet) return { nextDue: null };
        if (!isOver) await new Promise<void>((resolve) => ends.push(resolve));
        return { nextDue: null };
      },
    },
  });
  const wake = (whose: OrganizationId, stores: readonly string[], at: number) =>
    db.database.tenant(whose, (tx) => wakeLanes(tx, whose, stores, "inbox", new Date(at)));
  const busy = await db.newOrganization();
  const theirs: string[] = [];
  for (let n = 0; n < stores; n += 1) theirs.push(await sampleStore(db, busy, `Shop ${n}`));
  await wake(busy, theirs, LONG_AGO.getTime());
  await db.owner.run("update argosy.lane set due_at = null where kind <> 'inbox' or organization_id = $1", [quiet]);
  const drains = [lanes.runUntilIdle()];
  const turnsOf = (whose: OrganizationId) => started.filter((organization) => organization === whose).length;
  return {
    async turns(count: number) {
      while (turnsOf(busy) < count) await breath();
    },
    /** Whether the quiet organization's delivery begins: none of the others' turns ends, so not where they take every hand. */
    async begins(): Promise<boolean> {
      const already = turnsOf(quiet);
      await wake(quiet, [quietStore], NOON.getTime());
      drains.push(lanes.runUntilIdle());
      while (turnsOf(quiet) === already && turnsOf(busy) < SLOTS) await breath();
      return turnsOf(quiet) > already;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      while (ends.length > 0) ends.shift()?.();
      await Promise.all(drains);
      await db[Symbol.asyncDispose]();
    },
  };
}

test("a delivery starts as if alone beside one organization with any number of busy stores [F19]", async () => {
  await using beside = await crowd(20);
  await beside.turns(SLOTS - 2);
  for (let n = 0; n < 5; n += 1) expect(await beside.begins()).toBe(true);
});

test("a delivery beside endless backlogs waits for one turn of each organization: twice what it takes alone [F19]", async () => {
  await using db = await testDatabase();
  const quiet = await db.newOrganization();
  const stores = new Map<OrganizationId, string>([[quiet, await sampleStore(db, quiet)]]);
  for (let n = 0; n < 2; n += 1) {
    const busy = await db.newOrganization();
    stores.set(busy, await sampleStore(db, busy));
  }
  await db.owner.run("update argosy.lane set due_at = null");
  const wake = (whose: OrganizationId, at: Date) =>
    db.database.tenant(whose, (tx) => wakeLanes(tx, whose, [stores.get(whose) ?? ""], "inbox", at));
  const started: string[] = [];
  const lanes = createLaneRunner({
    db: db.database,
    clock: testClock(),
    log: pino({ level: "silent" }),
    concurrency: 1,
    work: {
      async inbox({ organization }) {
        started.push(organization);
        if (started.length === 4) await wake(quiet, NOON);
        return { nextDue: organization === quiet || started.length > 12 ? null : LONG_AGO };
      },
    },
  });
  for (const whose of stores.keys()) if (whose !== quiet) await wake(whose, LONG_AGO);
  await lanes.runUntilIdle();
  // Woken while the fourth turn was under way: the other busy one may come first, and nobody twice.
  expect(started.indexOf(quiet)).toBeLessThanOrEqual(5);
  expect(started.indexOf(quiet)).toBeGreaterThan(3);
});

test("a webhook of another organization is understood beside sixteen stores whose platform does not answer", async () => {
  const gate: { open: () => void } = { open: () => undefined };
  const slow = new Promise<void>((resolve) => {
    gate.open = resolve;
  });
  let hanging = 0;
  const webhooks: WebhookHandler = {
    secrets: () => [],
    verify: () => ({ outcome: "static" }),
    read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: randomUUID() }],
    reply: () => ({ status: 200 }),
    async interpret({ ref }) {
      if (ref.startsWith("slow")) {
        hanging += 1;
        await slow;
      }
      return { as: "nothing", reason: "" };
    },
  };
  await using engine = await testEngine({ webhooks });
  const keyOf = async (store: string) =>
    (
      await engine.db.owner.one<{ key: string }>("select webhook_key as key from argosy.connection where id = $1", [
        store,
      ])
    ).key;
  const deliver = async (store: string, body: string) =>
    engine.engine.receive({
      provider: "fakeshop",
      key: await keyOf(store),
      topic: "o",
      method: "POST",
      query: {},
      headers: {},
      body: Buffer.from(body),
    });
  const other = await engine.db.newOrganization();
  const theirs = await sampleStore(engine.db, other);
  for (let n = 0; n < SLOTS; n += 1)
    await deliver(await sampleStore(engine.db, engine.organization, `Slow ${n}`), `slow ${n}`);
  const drains = [engine.engine.runUntilIdle()];
  while (hanging < SLOTS - 2) await breath();
  await deliver(theirs, "quick");
  drains.push(engine.engine.runUntilIdle());
  const processed = () =>
    engine.db.owner.rows("select 1 from argosy.inbox_event where ref = 'quick' and status <> 'pending'");
  while ((await processed()).length === 0) await breath();
  expect(hanging).toBe(SLOTS - 2);
  gate.open();
  await Promise.all(drains);
  expect(hanging).toBe(SLOTS);
});

test("a delivery begins beside sixteen stores of two organizations whose platforms do not answer", async () => {
  const answers: ServerResponse[] = [];
  let given = 0;
  const server = createServer((_request, answer) => {
    answers.push(answer);
    answer.on("close", () => (given += 1));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const webhooks: WebhookHandler = {
    secrets: () => [],
    verify: () => ({ outcome: "static" }),
    read: ({ body }) => [{ kind: "order", ref: Buffer.from(body).toString(), topic: "o", deliveryId: randomUUID() }],
    reply: () => ({ status: 200 }),
    async interpret({ ref }, ctx) {
      if (ref.startsWith("slow")) await ctx.http.json({ method: "GET", url: "/", operation: "orders.get" });
      return { as: "nothing", reason: "" };
    },
  };
  const auth = { baseUrl: () => `http://127.0.0.1:${port}`, authorize: <T>(request: T) => request, secretNames: [] };
  await using engine = await testEngine({ webhooks }, { auth }, {}, undefined, { slowAnswerMs: 1 });
  const deliver = async (store: string, body: string) => {
    const { key } = await engine.db.owner.one<{ key: string }>(
      "select webhook_key as key from argosy.connection where id = $1",
      [store],
    );
    const to = { provider: "fakeshop", key, topic: "o", method: "POST", query: {}, headers: {} };
    await engine.engine.receive({ ...to, body: Buffer.from(body) });
  };
  const second = await engine.db.newOrganization();
  const theirs = await sampleStore(engine.db, await engine.db.newOrganization());
  for (let n = 0; n < SLOTS; n += 1) {
    const whose = n % 2 === 0 ? engine.organization : second;
    await deliver(await sampleStore(engine.db, whose, `Slow ${n}`), `slow ${n}`);
  }
  const drains = [engine.engine.runUntilIdle()];
  while (answers.length < SLOTS) await breath();
  await deliver(theirs, "quick");
  drains.push(engine.engine.runUntilIdle());
  const processed = () =>
    engine.db.owner.rows("select 1 from argosy.inbox_event where ref = 'quick' and status <> 'pending'");
  while ((await processed()).length === 0) await breath();
  // None of them has been answered or given up meanwhile.
  expect([answers.length, given]).toEqual([SLOTS, 0]);
  for (const answer of answers) answer.setHeader("content-type", "application/json").end("{}");
  await Promise.all(drains);
  await new Promise((resolve) => server.close(resolve));
});

test("processes that start together run each scheduled check once, and so they do in each of its intervals [F23]", async () => {
  let runs = 0;
  const orders: Orders = {
    sweeps: [
      {
        id: "changed",
        mode: "changed",
        everyMs: 5 * 60_000,
        async *run({ cursor }) {
          runs += 1;
          yield { items: [], cursor: cursor ?? "c", safeToSave: true };
        },
      },
    ],
    get: async () => null,
    options: () => [],
    execute: async () => ({ state: "unsupported", text: platformText("") }),
    essential: {},
  };
  await using engine = await testEngine({ orders });
  const workers = [engine.engine, await engine.secondWorker(), await engine.secondWorker()];
  for (const expected of [1, 2, 3]) {
    await Promise.all(workers.map((worker) => worker.runUntilIdle()));
    expect(runs).toBe(expected);
    engine.clock.pass(5 * 60_000 + 30_000);
  }
});
