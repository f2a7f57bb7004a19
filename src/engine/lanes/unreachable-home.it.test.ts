/** Of several homes of lanes and deliveries one is away, or does not answer: the others' work goes on. */
import pg from "pg";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectionId, type OrganizationId } from "../../commerce/ids.ts";
import { type Database, type Home, type Tx, txOf } from "../../db/database.ts";
import { type TestDatabase, testDatabase } from "../../db/testing.ts";
import { busyLanes, laneCounts } from "../../hub/admin/work.ts";
import { sampleStore } from "../../hub/listings/samples.ts";
import { findRoute, newWebhookKey, openRoute } from "../../hub/stores/routes.ts";
import { createPendingWork } from "../background/pending-work.ts";
import { testClock } from "../testing.ts";
import { createRenewal, type Leased, type Renewed } from "./lane-renewal.ts";
import { createLaneRunner, wakeLanes } from "./lanes.ts";

let db: TestDatabase;
let organization: OrganizationId;
let store: string;
/** Nobody listens there. */
const dead = new pg.Pool({ connectionString: "postgresql://argosy@127.0.0.1:1/nothing" });
const nowhere: Home = { ingest: txOf(dead), scheduler: txOf(dead), operator: txOf(dead), isAway: true, returns: 0 };
/** As where a server stands still. */
const never: Tx = {
  rows: () => new Promise(() => undefined),
  one: () => new Promise(() => undefined),
  maybe: () => new Promise(() => undefined),
  run: () => new Promise(() => undefined),
};
const silent: Home = { ingest: never, scheduler: never, operator: never, isAway: false, returns: 0 };
const clock = testClock();
const log = pino({ level: "silent" });

beforeAll(async () => {
  db = await testDatabase();
  organization = await db.newOrganization();
  store = await sampleStore(db, organization);
  await db.owner.run("delete from argosy.lane");
});
afterAll(async () => {
  await dead.end();
  await db[Symbol.asyncDispose]();
});

/** The database with another home before its own. */
const beside = (home: Home): Database => {
  const homes = [home, ...db.database.homes()];
  return { ...db.database, homes: () => homes };
};
const KINDS = [
  { of: "a home that is away", home: nowhere, says: "ECONNREFUSED" },
  { of: "a home that does not answer", home: silent, says: "does not answer" },
];

const wake = () =>
  db.database.tenant(organization, (tx) => wakeLanes(tx, organization, [store], "inbox", new Date(clock.now())));

test.each(KINDS)("lanes elsewhere are claimed beside $of", async ({ home }) => {
  const database = beside(home);
  await wake();
  const done: string[] = [];
  const work = async ({ connection }: { connection: string }) => {
    done.push(connection);
    return { nextDue: null };
  };
  const lanes = createLaneRunner({ db: database, clock, log, concurrency: 2, work: { inbox: work } });
  expect((await createPendingWork({})(database.homes(), clock)).lanes).toContain("inbox");
  expect(await busyLanes(database.homes(), new Date(clock.now()), 10)).toHaveLength(1);
  expect(await laneCounts(database.homes(), new Date(clock.now()))).toMatchObject([{ kind: "inbox", ready: 1 }]);
  await lanes.runUntilIdle();
  expect(done).toEqual([store]);
});

test.each(KINDS)("leases elsewhere are renewed beside $of", async ({ home }) => {
  const token = "0bd6bfe4-9d0c-4c37-9f0f-3b4d4a4a5b11";
  await wake();
  await db.owner.run("update argosy.lane set lease_token = $1, lease_until = now() where connection_id = $2", [
    token,
    store,
  ]);
  const lane = { organization: organization as string, connection: store, kind: "inbox", token, version: 0n };
  const away = { ...lane, organization: "6d1a7e2e-6f0c-4f0e-8d6b-0f6f1d0d7a10", connection: connectionId(store) };
  const renewal = createRenewal<Leased>({
    homeOf: (of: string) => (of === organization ? db.database.homeOf(of) : home),
  });
  // The second asks again only whoever has answered.
  for (let round = 0; round < 2; round += 1) {
    const renewed = new Map<Leased, Renewed>();
    await renewal({ leased: [lane, away], leaseAt: null, leaseMs: 10_000 }, (each) => {
      for (const [one, is] of each) renewed.set(one, is);
    });
    expect([renewed.get(lane), renewed.get(away)]).toEqual(["renewed", home === nowhere ? "left" : undefined]);
  }
});

test.each(KINDS)(
  "keys of stores elsewhere are found beside $of, and an unknown key may be there",
  async ({ home, says }) => {
    const database = beside(home);
    const key = newWebhookKey();
    await db.database.tenant(organization, (tx) =>
      openRoute(tx, { key, purpose: "webhook", connectionId: connectionId(store), provider: "fakeshop" }),
    );
    const now = new Date(clock.now());
    expect(await findRoute(database, key, "webhook", now)).toMatchObject({ connectionId: store });
    await expect(findRoute(database, newWebhookKey(), "webhook", now)).rejects.toThrow(says);
    expect(await findRoute(db.database, newWebhookKey(), "webhook", now)).toBeNull();
  },
);
