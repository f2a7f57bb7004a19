/** What keeps a hub from working well, asked of its settings, machine and database. Changes nothing. */
import { access, constants, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { createTransport } from "nodemailer";
import type { Config } from "../src/config.ts";
import { findPackage } from "../src/connectors/packages.ts";
import { BASELINE } from "../src/db/baseline.ts";
import { openDatabase } from "../src/db/database.ts";
import { homesOf } from "../src/db/home-list.ts";
import type { Keys } from "../src/db/keys.ts";
import { readMigrations } from "../src/db/migrate.ts";
import { roles, roleUrl } from "../src/db/roles.ts";
import { singleClient } from "../src/db/single-client.ts";
import { fileStorageOf } from "../src/hub/files/choose-storage.ts";

export interface Finding {
  readonly what: string;
  readonly state: "ok" | "warning" | "fault";
  /** What was seen, and of what is no "ok" what to do. */
  readonly says: string;
}

export interface Patient {
  readonly config: Config;
  readonly keys: Keys;
  readonly ownerUrl: string;
}

const ok = (what: string, says: string): Finding => ({ what, state: "ok", says });
const warning = (what: string, says: string): Finding => ({ what, state: "warning", says });
const fault = (what: string, says: string): Finding => ({ what, state: "fault", says });

const GB = 1024 ** 3;
const LEAST_FREE = 2 * GB;

/** The data folder: writable, with room. */
export async function checkFolder({ config }: Patient): Promise<Finding[]> {
  const what = "data folder";
  const place = (await stat(config.dataDir).catch(() => null)) === null ? dirname(config.dataDir) : config.dataDir;
  try {
    await access(place, constants.W_OK);
  } catch {
    return [fault(what, `${place} cannot be written. Give it to the user who runs the hub, or set DATA_DIR.`)];
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const left = `${(free / GB).toFixed(1)} GB are free at ${place}`;
  return [
    free < LEAST_FREE ? warning(what, `Only ${left}. Make room: a full disk stops the database.`) : ok(what, left),
  ];
}

/** What the public address answers, seen from here. */
export async function checkAddress({ config }: Patient): Promise<Finding[]> {
  const what = "public address";
  const { appUrl } = config;
  if (!config.canReceiveWebhooks)
    return [
      warning(
        what,
        `${appUrl} is no public https address: channels are polled, and no webhooks are registered. Set APP_URL.`,
      ),
    ];
  try {
    const answer = await fetch(`${appUrl}/healthz`, { signal: AbortSignal.timeout(10_000) });
    if (answer.ok) return [ok(what, `${appUrl} answers`)];
    return [
      fault(what, `${appUrl}/healthz answers ${answer.status}. Does the proxy lead to this hub, and does it run?`),
    ];
  } catch (error) {
    const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    return [
      warning(what, `${appUrl} cannot be reached from this machine (${why}). Platforms may reach it all the same.`),
    ];
  }
}

/** Whether the mail server lets the hub in; no mail is sent. */
export async function checkMail({ config }: Patient): Promise<Finding[]> {
  const what = "mail";
  if (!config.smtpUrl)
    return [warning(what, "SMTP_URL is not set: no invitations, no new passwords and no alerts by mail.")];
  const transport = createTransport({ url: config.smtpUrl, connectionTimeout: 10_000, socketTimeout: 10_000 });
  try {
    await transport.verify();
    return [ok(what, "the mail server lets the hub in")];
  } catch (error) {
    return [fault(what, `The mail server refuses or does not answer (${String(error)}). Check SMTP_URL.`)];
  } finally {
    transport.close();
  }
}

/** Whether the object storage of files takes, gives back and removes what is kept in it. */
export async function checkFiles({ config }: Patient): Promise<Finding[]> {
  const what = "files";
  const { objects } = await fileStorageOf(config);
  if (!objects) return [ok(what, "kept in the database")];
  const trouble = await objects.check();
  if (trouble !== null) return [fault(what, trouble)];
  const place = `${config.objectStore?.endpoint}/${config.objectStore?.bucket}`;
  return [
    config.filesIn === "s3"
      ? ok(what, `kept in object storage at ${place}, which no backup of the database holds`)
      : warning(what, `${place} works, and new files are kept in the database: FILES_IN=s3 keeps them there.`),
  ];
}

/** The packages of connectors that are named: whether each is there and fits. None is run for it. */
export async function checkConnectors({ config }: Pick<Patient, "config">): Promise<Finding[]> {
  const what = "connectors";
  return config.connectors.map((name) => {
    const found = findPackage(name, config.dataDir);
    return "why" in found ? fault(what, found.says) : ok(what, `${name} ${found.version} brings ${found.id}`);
  });
}

/** The read replica: whether it is one, and how far behind. */
export async function checkReplica({ config, keys, ownerUrl }: Patient): Promise<Finding[]> {
  const what = "replica";
  if (!config.replica) return [];
  const db = await openDatabase({
    ownerUrl,
    keys,
    replica: config.replica,
    places: await homesOf(ownerUrl),
  });
  try {
    let state = await db.replicaState();
    // It plays back what the first look found written.
    if (state?.is === "behind") {
      await delay(1_500);
      state = await db.replicaState();
    }
    if (state?.is === "ready") return [ok(what, "follows the primary")];
    return [
      warning(
        what,
        state?.reason
          ? `It cannot be used (${state.reason}); reports are read from the primary. Check REPLICA_DATABASE_URL.`
          : "It is behind the primary, or only just being looked at; reports are read from the primary meanwhile.",
      ),
    ];
  } finally {
    await db.close();
  }
}

/** The places of a distributed database: on which servers they are, and whether a hub could work with them. */
export async function checkHomes({ keys, ownerUrl }: Patient): Promise<Finding[]> {
  const what = "places";
  const places = await homesOf(ownerUrl);
  if (places.length === 0) return [];
  const db = await openDatabase({ ownerUrl, keys, places });
  try {
    const states = db.places();
    const away = states.filter(({ is }) => is !== "ready");
    if (away.length === 0) {
      const servers = Object.entries(Object.groupBy(states, ({ server }) => server));
      const each = servers.map(([server, here = []]) => `${here.map(({ place }) => place).join(", ")} on ${server}`);
      return [ok(what, each.join("; "))];
    }
    return away.map(({ place, server, is }) =>
      fault(
        what,
        is === "away"
          ? `${place} is on ${server}, which does not answer. Its organizations wait; all others work.`
          : `${place} is not ready on ${server}. To end its move: argosy distribute --move ${place} <its server>`,
      ),
    );
  } finally {
    await db.close();
  }
}

interface Existing {
  readonly version: string;
  readonly ahead: number;
  readonly connections: number;
  readonly used: number;
  readonly idle: string;
  readonly held: number | null;
  readonly size: string;
}

const DATABASE = `
  select current_setting('server_version') as version,
    extract(epoch from clock_timestamp())::float8 * 1000 - $1 as ahead,
    current_setting('max_connections')::int as connections,
    -- What others do is hidden from an owner without pg_read_all_stats; how many they are is not.
    (select sum(numbackends)::int from pg_stat_database) as used,
    current_setting('idle_in_transaction_session_timeout') as idle,
    (select extract(epoch from clock_timestamp() - min(xact_start))::int
     from pg_stat_activity
     where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
       and (backend_xmin is not null or backend_xid is not null)) as held,
    pg_size_pretty(pg_database_size(current_database())) as size`;

const CLOCK_MOST_MS = 2_000;
const HELD_MOST_S = 600;
/** Of one process: the tenants' pool and some 17 more. */
const OTHER_CONNECTIONS = 17;

/** The database server: its clock, its connections, what holds it up. */
export async function checkServer({ ownerUrl, config }: Patient): Promise<Finding[]> {
  const client = singleClient({ connectionString: ownerUrl, application_name: "argosy doctor" });
  await client.connect();
  try {
    const { rows } = await client.query<Existing>(DATABASE, [Date.now()]);
    const [seen] = rows;
    if (!seen) throw new Error("The database answered nothing.");
    const each = config.databasePoolSize + OTHER_CONNECTIONS;
    return [
      ok("database", `PostgreSQL ${seen.version}, ${seen.size}`),
      Math.abs(seen.ahead) > CLOCK_MOST_MS
        ? warning(
            "clocks",
            `The database's clock is ${Math.round(seen.ahead / 1000)} s off this machine's. Run a time service on both.`,
          )
        : ok("clocks", "this machine and the database agree"),
      seen.connections - seen.used < each
        ? warning(
            "connections",
            `${seen.used} of ${seen.connections} are used, and a process of the hub wants up to ${each}. Raise max_connections.`,
          )
        : ok("connections", `${seen.used} of ${seen.connections} used`),
      seen.idle === "0"
        ? warning(
            "forgotten sessions",
            "Nothing ends a session that pauses inside a transaction: ALTER DATABASE ... SET idle_in_transaction_session_timeout = '10min'",
          )
        : ok("forgotten sessions", `ended after ${seen.idle}`),
      (seen.held ?? 0) > HELD_MOST_S
        ? warning(
            "open transactions",
            `One has been open for ${Math.round((seen.held ?? 0) / 60)} minutes and keeps the database from cleaning up.`,
          )
        : ok("open transactions", "none for long"),
    ];
  } finally {
    await client.end();
  }
}

interface Installed {
  readonly keyId: string | null;
  readonly migration: number | null;
}

interface Work {
  readonly failing: number;
  readonly needPerson: number;
  readonly lateSeconds: number | null;
  readonly heldBack: boolean;
}

const WORK = `
  select (select count(*)::int from argosy.connection where deleted_at is null and health = 'failing') as failing,
    (select count(*)::int
     from argosy.connection
     where deleted_at is null and state in ('needs_reauth', 'error')) as "needPerson",
    (select extract(epoch from now() - min(due_at))::int
     from argosy.lane
     where due_at <= now() and not coalesce(lease_until > now(), false)) as "lateSeconds",
    (select outbound_paused_at is not null from argosy.hub_state) as "heldBack"`;

const LATE_MOST_S = 300;

/** The hub in it: its key, its schema, and what of its work fails or waits. */
export async function checkHub({ ownerUrl, keys }: Patient): Promise<Finding[]> {
  const client = singleClient({ connectionString: ownerUrl, application_name: "argosy doctor" });
  await client.connect();
  try {
    const there = await client.query<{ there: boolean }>(
      "select to_regclass('argosy_setup.installation') is not null as there",
    );
    if (!there.rows[0]?.there) return [ok("hub", "none in this database yet; the first start makes one")];
    const { rows } = await client.query<Installed>(
      `select (select key_id from argosy_setup.installation) as "keyId",
         (select max(number)::int from argosy_setup.migration) as migration`,
    );
    const key = keyFinding(rows[0]?.keyId ?? null, keys);
    const found = [key, await schemaFinding(rows[0]?.migration ?? 0)];
    // Row level security holds the owner too; the operator's role sees counts of all, with a password made of the key.
    return key.state === "ok"
      ? [...found, ...(await checkWork(roleUrl(ownerUrl, keys.current, roles.operator)))]
      : found;
  } finally {
    await client.end();
  }
}

async function checkWork(operatorUrl: string): Promise<Finding[]> {
  const client = singleClient({ connectionString: operatorUrl, application_name: "argosy doctor" });
  await client.connect();
  try {
    const { rows } = await client.query<Work>(WORK);
    return rows.flatMap(workFindings);
  } finally {
    await client.end();
  }
}

function keyFinding(keyId: string | null, keys: Keys): Finding {
  const what = "encryption key";
  if (keyId === null || keyId === keys.current.id) return ok(what, `fits (${keys.origin})`);
  if (keys.previous.some(({ id }) => id === keyId))
    return warning(what, "is another than at the last start. Start the hub with both, then: npm run rotate-keys");
  return fault(what, `${keys.origin} is not the key this database was set up with. No stored credential opens.`);
}

async function schemaFinding(migration: number): Promise<Finding> {
  const newest = (await readMigrations()).at(-1)?.number ?? BASELINE.number;
  if (migration < BASELINE.number)
    return fault("schema", `is at ${migration}, older than this version can start from. Its start says what to do.`);
  if (migration === newest) return ok("schema", `is this version's (${migration})`);
  if (migration < newest)
    return warning(
      "schema",
      `is at ${migration}, this version brings ${newest}. The next start applies what is missing.`,
    );
  return fault("schema", `is at ${migration}, newer than this version (${newest}). Run the newer version of the hub.`);
}

function workFindings(work: Work): Finding[] {
  return [
    work.needPerson > 0
      ? warning(
          "connections of sellers",
          `${work.needPerson} need a person, ${work.failing} fail. See the operator's area.`,
        )
      : ok("connections of sellers", work.failing > 0 ? `${work.failing} fail at the moment` : "none fails"),
    (work.lateSeconds ?? 0) > LATE_MOST_S
      ? warning(
          "work",
          `Some has waited for ${Math.round((work.lateSeconds ?? 0) / 60)} minutes. Does a worker run (ROLE=all or worker)?`,
        )
      : ok("work", "none waits for long"),
    work.heldBack
      ? warning("outbound", "The operator holds back what goes to platforms. To go on: POST /api/admin/outbound/resume")
      : ok("outbound", "open"),
  ];
}

/** The program itself. */
export function checkProgram(node: string): Finding[] {
  const isPinned = process.versions.node === node;
  return [
    isPinned
      ? ok("Node", process.versions.node)
      : warning("Node", `is ${process.versions.node}; the hub is tested with ${node}. Start it with npm start.`),
  ];
}
