/**
 * B16: what a hub does for organizations that have nothing to do: statements a minute with one, a hundred and a thousand
 * organizations of five channels each, whose next checks lie a day ahead, against the same hub with one. Counted from the
 * server's log, so the figures do not depend on the machine.
 */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";
import { startHub, until } from "./hub.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";
import { memoryNow } from "./processes.ts";

const DATABASE = "b16";
const CHANNELS = 5;
const MINUTE_MS = 60_000;
/** The upkeep comes with the minute, within ten seconds. */
const ONE_UPKEEP_MS = 75_000;

const FILL = `
  with made as (
    insert into argosy.organization (organization_id, name, slug)
    select id, 'Rest', id::text from (select gen_random_uuid() as id from generate_series(1, $1)) as new
    returning organization_id
  ), channels as (
    insert into argosy.connection (organization_id, kind, provider, code, name, order_prefix, webhook_key, state,
      created_at, updated_at)
    select organization_id, 'commerce', 'woocommerce', 'shop-' || n, 'Shop', 'S' || n, gen_random_uuid()::text,
      'active', now(), now()
    from made, generate_series(1, ${CHANNELS}) as n
    returning organization_id, id
  )
  insert into argosy.sync_cursor (organization_id, connection_id, sweep, next_at, every_ms, turn_at)
  select organization_id, id, sweep, now() + interval '1 day', 86400000, now()
  from channels, unnest(array['orders:changed', 'products:changed', 'stock', 'account']) as sweep`;

/** Those the upkeep has been at. */
const KNOWN = "select 1 from argosy.analytics_state where hours_until is not null and paced_at is not null";

interface Rest {
  readonly organizations: number;
  readonly statements: number;
  readonly hubMs: number;
  readonly serverMs: number;
  readonly memory: number;
}

interface Resting {
  readonly bench: Bench;
  readonly hub: Awaited<ReturnType<typeof startHub>>;
  readonly client: pg.Client;
}

/** What is done once an hour belongs to no minute. */
async function awayFromTheHour(lengthMs: number): Promise<void> {
  const hour = 60 * MINUTE_MS;
  const left = hour - (Date.now() % hour);
  if (left < lengthMs) await delay(left);
  const since = Date.now() % hour;
  if (since < 2 * MINUTE_MS) await delay(2 * MINUTE_MS - since);
}

const statementsSince = async (log: string, from: number) =>
  (await readFile(log))
    .subarray(from)
    .toString("utf8")
    .match(/ LOG: {2}(?:statement|execute )/g)?.length ?? 0;

async function rest({ bench, hub, client }: Resting, organizations: number, minutes: number): Promise<Rest> {
  const { rows } = await client.query<{ count: number }>("select count(*)::int as count from argosy.organization");
  await client.query(FILL, [organizations - (rows[0]?.count ?? 0)]);
  await client.query("analyze");
  await awayFromTheHour(5 * ONE_UPKEEP_MS + minutes * MINUTE_MS);
  // What is done for an organization the first time is over, however long it takes for all of them.
  await until(async () => (await client.query(KNOWN)).rowCount === organizations, "all were looked after", 600_000);
  await delay(ONE_UPKEEP_MS);
  const log = join(bench.cluster.folder, "cluster/postgres.log");
  const from = (await readFile(log)).length;
  const [hubSeconds, serverSeconds] = [hub.cpuSeconds(), bench.cluster.cpuSeconds()];
  await delay(minutes * MINUTE_MS);
  const statements = (await statementsSince(log, from)) / minutes;
  expect(statements > 0, "no statement was logged");
  const found = {
    organizations,
    statements,
    hubMs: ((hub.cpuSeconds() - hubSeconds) * 1_000) / minutes,
    serverMs: ((bench.cluster.cpuSeconds() - serverSeconds) * 1_000) / minutes,
    memory: memoryNow(hub.pid),
  };
  bench.say(`${organizations} organizations: ${JSON.stringify(found)}`);
  return found;
}

async function measureRest(bench: Bench): Promise<Measure[]> {
  const { cluster } = bench;
  await cluster.create(DATABASE);
  const client = await cluster.connect(DATABASE);
  // For connections that begin from here on.
  await client.query(`alter database ${DATABASE} set log_statement = 'all'`);
  const hub = await startHub({
    folder: join(cluster.folder, DATABASE),
    databaseUrl: cluster.url(DATABASE),
    env: { ENCRYPTION_KEY: randomBytes(32).toString("hex") },
  });
  const found: Rest[] = [];
  try {
    for (const organizations of bench.quick ? [1, 20] : [1, 100, 1_000])
      found.push(await rest({ bench, hub, client }, organizations, bench.quick ? 1 : 3));
  } finally {
    await client.end();
    await hub.stop();
    await cluster.drop(DATABASE);
  }
  const [first] = found;
  return found.slice(1).map((one) => measureOf(one, first ?? one));
}

const told = ({ statements, hubMs, serverMs, memory }: Rest): string =>
  `${statements.toFixed(0)} a minute, ${hubMs.toFixed(0)} ms of the hub and ${serverMs.toFixed(0)} ms of the server, ${(memory / 2 ** 20).toFixed(0)} MB`;

function measureOf(many: Rest, one: Rest): Measure {
  return {
    id: "B16",
    what: `statements at rest with ${many.organizations.toLocaleString("en")} organizations of ${CHANNELS} channels`,
    floor: `with one: ${told(one)}`,
    ours: told(many),
    ratio: many.statements / one.statements,
    hold: 1.5,
    aim: 1.1,
    good: "below",
    beside: [
      `${((many.statements - one.statements) / (many.organizations - one.organizations)).toFixed(3)} statements an organization and minute`,
      ...besides(),
    ],
    figures: { one, many },
  };
}

export const atRest: Benchmark = (bench) => measureRest(bench);
