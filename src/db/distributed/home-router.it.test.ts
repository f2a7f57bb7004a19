/** What work hears whose server stops answering, or whose place has gone on elsewhere: an answer to try again, no fault. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { isDatabaseAway } from "../away.ts";
import { HomeUnreachable } from "../home-unreachable.ts";
import { newProcess } from "../hub-process.ts";
import { poolMaker, serverPools } from "../pools.ts";
import { inTenant } from "../tenant-transaction.ts";
import { type TestDatabase, testDatabase } from "../testing.ts";
import { HomeRouter } from "./home-router.ts";
import { type HomeServer, openHomeServer } from "./home-server.ts";

let db: TestDatabase;
const opened: HomeServer[] = [];
beforeAll(async () => {
  db = await testDatabase();
});
afterAll(async () => {
  for (const server of opened) if (!server.pools.app.ending) await server.close();
  await db[Symbol.asyncDispose]();
});

/** Nobody listens where it is looked at. */
function serverAway(node: string): HomeServer {
  const pool = poolMaker({ ...db.database, keys: db.keys, process: newProcess() }, () => undefined);
  const pools = serverPools(pool, { poolSize: 1 });
  const server = openHomeServer({ node, url: "postgresql://argosy@127.0.0.1:1/nothing", pools });
  opened.push(server);
  return server;
}

/** No such place was made: its guard refuses. */
const placeOn = (server: HomeServer) =>
  new HomeRouter(
    {
      schema: "argosy_place9",
      node: server.node,
      anchor: "1",
      from: 0,
      to: 0,
      shards: new Map(),
      copies: new Map(),
      functions: new Set(),
    },
    server,
    () => undefined,
  );

test("work whose server stops answering hears that it is away [F30]", async () => {
  const server = serverAway("one:5432");
  const working = server.pools.app.query("select pg_sleep(60)").catch((error: unknown) => error);
  await expect.poll(() => server.pools.app.totalCount - server.pools.app.waitingCount).toBe(1);
  await expect
    .poll(
      async () => (await db.owner.rows("select from pg_stat_activity where query like 'select pg_sleep(60)%'")).length,
    )
    .toBe(1);
  expect(await server.look([])).toBeNull();
  const error = await working;
  expect(error).toMatchObject({ message: "The server one:5432 does not answer." });
  // Before, it was taken for a fault of the work: requests were answered 500, deliveries set aside.
  expect(isDatabaseAway(error)).toBe(true);
});

test("work that waited for a connection while its place went on elsewhere is told to try again, and the place goes on [F31]", async () => {
  const organization = await db.newOrganization();
  const [before, after] = [serverAway("before:5432"), serverAway("after:5432")];
  const home = placeOn(before);
  const at = home.at();
  const busy = await before.pools.app.connect();
  const waits = inTenant(at, organization, { work: async (tx) => tx.one("select 1") }).catch((error: unknown) => error);
  await expect.poll(() => before.pools.app.waitingCount).toBe(1);
  expect(before.isInUse).toBe(true);
  home.release(after);
  busy.release();
  expect(await waits).toBeInstanceOf(HomeUnreachable);
  expect(home.state).toMatchObject({ is: "ready", server: "after:5432" });

  // It begins again after its server was forgotten, as a transaction does that met another one.
  expect(before.isInUse).toBe(false);
  await before.close();
  const late = inTenant(at, organization, { work: async (tx) => tx.one("select 1") });
  await expect(late).rejects.toBeInstanceOf(HomeUnreachable);
  expect(home.state.is).toBe("ready");
});
