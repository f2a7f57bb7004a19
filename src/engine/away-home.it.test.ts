/** Of several homes of lanes and deliveries one is away: the others' work goes on. */
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionId, type OrganizationId } from "../commerce/ids.ts";
import { type Database, type Home, txOf } from "../db/database.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { busyLanes, laneCounts } from "../hub/admin/work.ts";
import { sampleStore } from "../hub/listings/samples.ts";
import { findRoute, newWebhookKey, openRoute } from "../hub/stores/routes.ts";
import { renewLeases } from "./lane-renewal.ts";
import { createLaneRunner, wakeLanes } from "./lanes.ts";
import { testClock } from "./testing.ts";
import { lookForWork } from "./waiting-work.ts";

let db: TestDatabase;
let organization: OrganizationId;
let store: string;
let database: Database;
/** Nobody listens there. */
const dead = new pg.Pool({ connectionString: "postgresql://argosy@127.0.0.1:1/nothing" });
const nowhere: Home = { ingest: txOf(dead), scheduler: txOf(dead), operator: txOf(dead), isAway: true, returns: 0 };
const clock = testClock();
const log = pino({ level: "silent" });

beforeAll(async () => {
  db = await testDatabase();
  organization = await db.newOrganization();
  store = await sampleStore(db, organization);
  await db.owner.run("delete from argosy.lane");
  const homes = [nowhere, ...db.database.homes()];
  database = { ...db.database, homes: () => homes };
});
afterAll(async () => {
  await dead.end();
  await db[Symbol.asyncDispose]();
});

const wake = () =>
  db.database.tenant(organization, (tx) => wakeLanes(tx, organization, [store], "inbox", new Date(clock.now())));

test("its lanes are claimed by nobody, all others are", async () => {
  await wake();
  const done: string[] = [];
  const work = async ({ connection }: { connection: string }) => {
    done.push(connection);
    return { nextDue: null };
  };
  const lanes = createLaneRunner({ db: database, clock, log, concurrency: 2, work: { inbox: work } });
  expect((await lookForWork(database.homes(), clock)).lanes).toContain("inbox");
  expect(await busyLanes(database.homes(), new Date(clock.now()), 10)).toHaveLength(1);
  expect(await laneCounts(database.homes(), new Date(clock.now()))).toMatchObject([{ kind: "inbox", ready: 1 }]);
  await lanes.runUntilIdle();
  expect(done).toEqual([store]);
});

test("leases elsewhere are renewed, and its own are neither renewed nor another's", async () => {
  const token = "0bd6bfe4-9d0c-4c37-9f0f-3b4d4a4a5b11";
  await wake();
  await db.owner.run("update argosy.lane set lease_token = $1, lease_until = now() where connection_id = $2", [
    token,
    store,
  ]);
  const lane = { organization: organization as string, connection: store, kind: "inbox", token, version: 0n };
  const away = { ...lane, organization: "6d1a7e2e-6f0c-4f0e-8d6b-0f6f1d0d7a10", connection: connectionId(store) };
  const whose = { homeOf: (of: string) => (of === organization ? database.homeOf(of) : nowhere) };
  const renewed = await renewLeases(whose, [lane, away], { leaseAt: null, leaseMs: 10_000 });
  expect([renewed.get(lane), renewed.get(away)]).toEqual([true, false]);
});

test("keys of stores elsewhere are known; of one that is not known anywhere it is said that it may be there", async () => {
  const key = newWebhookKey();
  await db.database.tenant(organization, (tx) =>
    openRoute(tx, { key, purpose: "webhook", connectionId: connectionId(store), provider: "fakeshop" }),
  );
  const now = new Date(clock.now());
  expect(await findRoute(database, key, "webhook", now)).toMatchObject({ connectionId: store });
  await expect(findRoute(database, newWebhookKey(), "webhook", now)).rejects.toThrow("ECONNREFUSED");
  expect(await findRoute(db.database, newWebhookKey(), "webhook", now)).toBeNull();
});
