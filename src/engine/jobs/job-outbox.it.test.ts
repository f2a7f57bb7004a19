import pg from "pg";
import pino from "pino";
import { expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { txOf } from "../../db/database.ts";
import { testDatabase } from "../../db/testing.ts";
import { fixture } from "../../db/testing-fixtures.ts";
import { createJobOutbox } from "./job-outbox.ts";

const db = fixture(testDatabase);
const log = pino({ level: "silent" });

async function queuedRun(): Promise<{ readonly organization: OrganizationId; readonly run: string }> {
  const organization = await db.newOrganization();
  const { id } = await db.owner.one<{ id: string }>(
    `insert into argosy.run (organization_id, kind, requested_by) values ($1, 'initial_sync', 'person') returning id`,
    [organization],
  );
  return { organization, run: id };
}

test("a job is carried when its transaction is committed, and only once", async () => {
  const { organization, run } = await queuedRun();
  const sent: unknown[] = [];
  const outbox = createJobOutbox({ homes: db.database.homes(), send: async (job) => void sent.push(job), log });
  const startAfter = new Date("2026-11-23T10:00:00Z");
  const write = (fails: boolean) =>
    db.database.tenant(organization, async (tx) => {
      await outbox.write(tx, { organization, run }, { group: organization, startAfter });
      if (fails) throw new Error("undone");
    });
  await expect(write(true)).rejects.toThrow("undone");
  await outbox.flush();
  expect(sent).toEqual([]);
  await write(false);
  await outbox.flush();
  await outbox.flush();
  expect(sent).toEqual([{ id: expect.any(String), organization, run, group: organization, startAfter }]);
});

test("a job the queue did not take is sent again under the same id", async () => {
  const { organization, run } = await queuedRun();
  const ids: string[] = [];
  const send = async ({ id }: { readonly id: string }) => {
    ids.push(id);
    if (ids.length === 1) throw new Error("the queue is away");
  };
  const outbox = createJobOutbox({ homes: db.database.homes(), send, log });
  await db.database.tenant(organization, (tx) => outbox.write(tx, { organization, run }, { group: organization }));
  await expect(outbox.flush()).rejects.toThrow("the queue is away");
  outbox.soon();
  await outbox.rest();
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test("jobs of a home that can be reached are carried although another one is away", async () => {
  const { organization, run } = await queuedRun();
  const dead = new pg.Pool({ connectionString: "postgresql://argosy@127.0.0.1:1/nothing" });
  const nowhere = { ingest: txOf(dead), scheduler: txOf(dead), operator: txOf(dead), isAway: true, returns: 0 };
  const sent: string[] = [];
  const homes = [nowhere, ...db.database.homes()];
  const outbox = createJobOutbox({ homes, send: async (job) => void sent.push(job.run), log });
  await db.database.tenant(organization, (tx) => outbox.write(tx, { organization, run }, { group: organization }));
  await expect(outbox.flush()).rejects.toThrow("ECONNREFUSED");
  expect(sent).toEqual([run]);
  await dead.end();
});
