import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { HELD_AFTER_S, snapshotHolderSchema, snapshotHolders } from "../../hub/admin/held-snapshot.ts";
import {
  busyLanes,
  databaseVersions,
  failingConnectionSchema,
  failingConnections,
  laneCounts,
  laneCountsSchema,
  laneViewSchema,
  platformChangeSchema,
  platformChanges,
  queueCounts,
  queueCountsSchema,
} from "../../hub/admin/work.ts";
import { NEW_FIELD } from "../../hub/incoming-event-log/drift.ts";
import { type Route, routes } from "../route.ts";
import { list } from "../schemas.ts";

const route = routes({ tag: "admin", reads: "operator" });

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
    response: z
      .object({ jobs: z.array(queueCountsSchema), lanes: z.array(laneCountsSchema) })
      .meta({ id: "AdminQueues" }),
    handler: async ({ now, deps: { db } }) => ({
      jobs: await queueCounts(db.scheduler),
      lanes: await laneCounts(db.homes(), now),
    }),
  }),
  route.get("/admin/lanes", {
    summary: `Lanes that have something to do, the one due longest first; at most ${MOST}`,
    response: list(laneViewSchema),
    handler: async ({ now, deps: { db } }) => ({ items: await busyLanes(db.homes(), now, MOST) }),
  }),
  route.get("/admin/connections", {
    summary: `Connections that fail or need a person, the one failing longest first; at most ${MOST}`,
    response: list(failingConnectionSchema),
    handler: async ({ deps: { db } }) => ({ items: await failingConnections(db.homes(), MOST) }),
  }),
  route.get("/admin/platform-changes", {
    summary: `Fields that platforms added, left out or changed, over all channels and without their values; the latest ${MOST}`,
    query: z.object({ provider: z.string().max(100).optional() }),
    response: list(platformChangeSchema),
    handler: async ({ query: { provider }, deps: { db } }) => {
      const found = await platformChanges(db.homes(), { provider, limit: MOST });
      return { items: found.map((one) => ({ ...one, isNewField: one.problem === NEW_FIELD })) };
    },
  }),
  route.get("/admin/held-snapshots", {
    summary: `Open transactions that have kept the database from cleaning up for ${HELD_AFTER_S / 60} minutes, the oldest first`,
    response: list(snapshotHolderSchema),
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
