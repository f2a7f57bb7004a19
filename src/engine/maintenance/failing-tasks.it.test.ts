/** One task of the upkeep that fails keeps no other from being done, nor another organization's. */
import pg from "pg";
import { expect, test } from "vitest";
import type { OrganizationId } from "../../commerce/ids.ts";
import { type Database, type Home, txOf } from "../../db/database.ts";
import { prepareJobs } from "../jobs/jobs.ts";
import { type TestEngine, testEngine } from "../testing.ts";

const saveKey = (engine: TestEngine, organization: OrganizationId) =>
  engine.db.owner.run(
    `insert into argosy.idempotency (organization_id, key, route, request_hash, created_at)
     values ($1, gen_random_uuid()::text, 'x', 'x', '2020-01-01')`,
    [organization],
  );

const keys = async (engine: TestEngine) => (await engine.db.owner.rows("select from argosy.idempotency")).length;

test("an organization whose task fails keeps its retention, and the others theirs [F13] [F29]", async () => {
  await using engine = await testEngine({});
  await prepareJobs(engine.db.database.ownerUrl);
  const other = await engine.db.newOrganization();
  await engine.inside((tx) =>
    tx.run(
      `insert into argosy.connection (organization_id, kind, provider, code, name, state, webhook_key, order_prefix,
           draft_expires_at)
       values (argosy.tenant(), 'commerce', 'fakeshop', 'draft', 'Draft', 'draft', 'draft', 'DR', '2020-01-01')`,
    ),
  );
  await engine.db.owner.run(
    `create function public.poison() returns trigger language plpgsql as $$ begin raise exception 'poison'; end $$;
     create trigger poison before update on argosy.connection for each row when (old.state = 'draft')
       execute function public.poison()`,
  );
  await saveKey(engine, engine.organization);
  await saveKey(engine, other);
  const worker = await engine.secondWorker();
  await worker.upkeep();
  expect(await keys(engine)).toBe(0);
  // A task behind the one that fails.
  const zones = await engine.db.owner.rows("select from argosy.analytics_state where zone is not null");
  expect(zones).toHaveLength(2);
});

test("organizations are maintained all the same where the owner's connection is broken [F13]", async () => {
  await using engine = await testEngine({});
  await prepareJobs(engine.db.database.ownerUrl);
  await saveKey(engine, engine.organization);
  const broken: Database = { ...engine.db.database, ownerUrl: "postgresql://nobody@127.0.0.1:1/none" };
  const worker = await engine.workerOn(broken);
  await worker.upkeep();
  expect(await keys(engine)).toBe(0);
});

test("organizations elsewhere are maintained where a home does not answer", async () => {
  await using engine = await testEngine({});
  await prepareJobs(engine.db.database.ownerUrl);
  await engine.inside((tx) =>
    tx.run("update argosy.connection set state = 'draft', draft_expires_at = '2020-01-01' where id = $1", [
      engine.store,
    ]),
  );
  const dead = new pg.Pool({ connectionString: "postgresql://argosy@127.0.0.1:1/nothing" });
  const nowhere: Home = {
    ...{ ingest: txOf(dead), scheduler: txOf(dead), operator: txOf(dead) },
    ...{ isAway: false, returns: 0 },
  };
  const homes = [nowhere, ...engine.db.database.homes()];
  const worker = await engine.workerOn({ ...engine.db.database, homes: () => homes });
  await worker.upkeep();
  await dead.end();
  expect(await engine.db.owner.rows("select from argosy.connection where state = 'draft'")).toEqual([]);
});
