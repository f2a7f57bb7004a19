/**
 * For tests: the database of a test that is over is emptied and given to the next one of its process, with its open
 * connections. New sessions load the schema, the policies and the functions anew, which took longer than the tests.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Database, Tx } from "./database.ts";
import type { TestServer } from "./test-server.ts";
import { databaseOn, type TestDatabase } from "./testing-database.ts";
import { emptyDatabase, type FreshState, readFreshState } from "./testing-empty.ts";

/** More are dropped: tests that open several databases at once are few. */
const MOST_IDLE = 3;

interface Stored {
  readonly test: TestDatabase;
  readonly fresh: FreshState;
}

const idle: Stored[] = [];
let fresh: Promise<FreshState> | undefined;

/** A migrated database without rows; disposing of it empties it for the next, or drops it where it is not as before. */
export async function reusedDatabaseOn(server: TestServer): Promise<TestDatabase> {
  return lend(idle.pop() ?? (await save(server)));
}

async function save(server: TestServer): Promise<Stored> {
  const test = await databaseOn(server);
  fresh ??= readFreshState(test.owner);
  return { test, fresh: await fresh };
}

/** Until it is given back: what a test left running afterwards does not reach the next test. */
function lend(stored: Stored): TestDatabase {
  const { test } = stored;
  const lent = lentDatabase(test.database);
  return {
    ...test,
    database: lent.database,
    async [Symbol.asyncDispose]() {
      await lent.end();
      const canServeAgain = !lent.isKnownElsewhere() && idle.length < MOST_IDLE && (await isEmptied(stored));
      if (canServeAgain) idle.push(stored);
      else await test[Symbol.asyncDispose]();
    },
  };
}

async function isEmptied({ test, fresh: state }: Stored): Promise<boolean> {
  return (await isQuiet(test.owner)) && emptyDatabase(test.owner, state);
}

const QUIET_TRIES = 100;

/** Whether all statements have ended, within two seconds. */
async function isQuiet(owner: Tx): Promise<boolean> {
  for (let attempt = 0; attempt < QUIET_TRIES; attempt++) {
    const { busy } = await owner.one<{ busy: boolean }>(
      `select exists (
         select from pg_catalog.pg_stat_activity
         where datname = pg_catalog.current_database()
           and pid <> pg_catalog.pg_backend_pid()
           and backend_type = 'client backend'
           and (state <> 'idle' or application_name = 'pgboss')) as busy`,
    );
    if (!busy) return true;
    await delay(20);
  }
  return false;
}

function lentDatabase(whole: Database) {
  let isOver = false;
  let existsElsewhere = false;
  const stops: (() => Promise<void>)[] = [];
  const guarded = <T>(work: () => Promise<T>): Promise<T> =>
    isOver ? Promise.reject(new Error("The test of this database is over.")) : work();
  const guardedTx = (tx: Tx): Tx => ({
    rows: <T>(text: string, params?: readonly unknown[]) => guarded(() => tx.rows<T>(text, params)),
    one: <T>(text: string, params?: readonly unknown[]) => guarded(() => tx.one<T>(text, params)),
    maybe: <T>(text: string, params?: readonly unknown[]) => guarded(() => tx.maybe<T>(text, params)),
    run: (text, params) => guarded(() => tx.run(text, params)),
  });
  const ingest = guardedTx(whole.ingest);
  const scheduler = guardedTx(whole.scheduler);
  const [own] = whole.homes();
  if (!own) throw new Error("A database has one home at least.");
  const home = { ingest, scheduler, operator: guardedTx(own.operator), isAway: false, returns: 0 };
  const address = (url: string) => {
    // Whoever connects by itself may stay connected.
    existsElsewhere = true;
    return url;
  };
  const database: Database = {
    tenant: (organization, work, how) => guarded(() => whole.tenant(organization, work, how)),
    beside: (organization, work, how) => (isOver ? null : whole.beside(organization, work, how)),
    report: (organization, work) => guarded(() => whole.report(organization, work)),
    replicaState: () => guarded(() => whole.replicaState()),
    isSpread: false,
    homes: () => [home],
    homeOf: () => home,
    ingest,
    scheduler,
    auth: whole.auth,
    operator: (work) => guarded(() => whole.operator(work)),
    get ownerUrl() {
      return address(whole.ownerUrl);
    },
    // The queue's own sessions end with its engine: `isQuiet` looks for those that did not.
    bossUrl: whole.bossUrl,
    async listen(channel, onPayload) {
      const stop = await guarded(() => whole.listen(channel, onPayload));
      stops.push(stop);
      return stop;
    },
    process: whole.process,
    async onSession(begin) {
      const stop = await guarded(() => whole.onSession(begin));
      stops.push(async () => stop());
      return stop;
    },
    isReachable: () => whole.isReachable(),
    readiness: () => whole.readiness(),
    places: () => whole.places(),
    close() {
      existsElsewhere = true;
      return whole.close();
    },
  };
  return {
    database,
    isKnownElsewhere: () => existsElsewhere,
    async end() {
      isOver = true;
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}
