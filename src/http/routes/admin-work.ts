import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CONNECTION_HEALTH, CONNECTION_STATES } from "../../commerce/connection-states.ts";
import { HELD_AFTER_S, snapshotHolders } from "../../hub/admin/held-snapshot.ts";
import {
  busyLanes,
  databaseVersions,
  failingConnections,
  laneCounts,
  platformChanges,
  queueCounts,
} from "../../hub/admin/work.ts";
import { NEW_FIELD } from "../../hub/inbox/drift.ts";
import { type Route, routes } from "../route.ts";
import { list } from "../schemas.ts";

const route = routes({ tag: "admin", reads: "operator" });

const time = z.string().nullable();

const queue = z
  .object({
    name: z.string(),
    ready: z.int(),
    scheduled: z.int(),
    active: z.int(),
    failed: z.int(),
    oldestReadyAt: time,
  })
  .meta({ id: "AdminQueue" });
const laneKind = z
  .object({
    kind: z.string(),
    total: z.int(),
    ready: z.int(),
    active: z.int(),
    resting: z.int(),
    failing: z.int(),
    oldestReadyAt: time,
  })
  .meta({ id: "AdminLaneKind" });
const lane = z
  .object({
    organizationId: z.string(),
    organizationName: z.string(),
    storeId: z.string(),
    name: z.string(),
    provider: z.string(),
    kind: z.string(),
    dueAt: time,
    isActive: z.boolean(),
    failures: z.int(),
    breaker: z.string(),
    waiting: z.int().describe("pieces of work, counted up to 1,000"),
  })
  .meta({ id: "AdminLane" });
const connection = z
  .object({
    organizationId: z.string(),
    organizationName: z.string(),
    storeId: z.string(),
    name: z.string(),
    kind: z.string(),
    provider: z.string(),
    state: z.enum(CONNECTION_STATES),
    health: z.enum(CONNECTION_HEALTH),
    breaker: z.string(),
    failingSince: time,
    lastSuccessAt: time,
  })
  .meta({ id: "AdminConnection" });
const change = z
  .object({
    provider: z.string(),
    path: z.string().describe("the field, as the platform names it"),
    problem: z.string(),
    isNewField: z.boolean().describe("nothing is broken: the platform tells more than the connector reads"),
    stores: z.int().describe("channels it was seen in"),
    count: z.int(),
    firstAt: z.string(),
    lastAt: z.string(),
  })
  .meta({ id: "AdminPlatformChange" });
const snapshotHolder = z
  .object({
    kind: z.enum(["session", "prepared", "slot"]),
    name: z.string().describe("the session's process id, the prepared transaction's or the slot's name"),
    databaseUser: z.string().nullable(),
    application: z.string().nullable(),
    state: z.string().nullable(),
    seconds: z.int().nullable().describe("for how long; null of a slot, which does not tell"),
    remedy: z.string().describe("the statement that ends it"),
  })
  .meta({ id: "AdminSnapshotHolder" });
const versions = z
  .object({
    argosy: z.string(),
    node: z.string(),
    postgres: z.string(),
    migration: z.string().describe("the newest one applied"),
    migratedAt: z.string(),
    role: z.string().describe("of the process that answers"),
  })
  .meta({ id: "AdminVersions" });

const MOST = 200;

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")));

/** What the hub is busy with and what fails, across organizations: counts, names and states. */
export const adminWorkRoutes: readonly Route[] = [
  route.get("/admin/queues", {
    summary: "Job queues, and lanes by kind of work: how much is ready, under way, failing, and since when",
    response: z.object({ jobs: z.array(queue), lanes: z.array(laneKind) }).meta({ id: "AdminQueues" }),
    handler: async ({ now, deps: { db } }) => ({
      jobs: await queueCounts(db.scheduler),
      lanes: await laneCounts(db.homes(), now),
    }),
  }),
  route.get("/admin/lanes", {
    summary: `Lanes that have something to do, the one due longest first; at most ${MOST}`,
    response: list(lane),
    handler: async ({ now, deps: { db } }) => ({ items: await busyLanes(db.homes(), now, MOST) }),
  }),
  route.get("/admin/connections", {
    summary: `Connections that fail or need a person, the one failing longest first; at most ${MOST}`,
    response: list(connection),
    handler: async ({ deps: { db } }) => ({ items: await failingConnections(db.homes(), MOST) }),
  }),
  route.get("/admin/platform-changes", {
    summary: `Fields that platforms added, left out or changed, over all channels and without their values; the latest ${MOST}`,
    query: z.object({ provider: z.string().max(100).optional() }),
    response: list(change),
    handler: async ({ query: { provider }, deps: { db } }) => {
      const found = await platformChanges(db.homes(), { provider, limit: MOST });
      return { items: found.map((one) => ({ ...one, isNewField: one.problem === NEW_FIELD })) };
    },
  }),
  route.get("/admin/held-snapshots", {
    summary: `Open transactions that have kept the database from cleaning up for ${HELD_AFTER_S / 60} minutes, the oldest first`,
    response: list(snapshotHolder),
    handler: async ({ deps: { db } }) => ({ items: await db.operator((tx) => snapshotHolders(tx)) }),
  }),
  route.get("/admin/versions", {
    summary: "Versions of Argosy, Node, PostgreSQL and the schema",
    response: versions,
    handler: async ({ deps: { config, db } }) => ({
      argosy: version,
      node: process.version,
      role: config.role,
      ...(await db.operator(databaseVersions)),
    }),
  }),
];
