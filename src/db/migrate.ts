import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { type Applied, afterBaseline, BASELINE, includesBaseline, makeBaseline } from "./baseline.ts";
import { distributedState, upgradeDistributed } from "./distributed/upgrade.ts";
import type { Keys } from "./keys.ts";
import { KeyError } from "./keys.ts";
import { ensureBossSchema, ensureRoles, hasRoles } from "./roles.ts";
import { singleClient } from "./single-client.ts";
import { StartError } from "./start-error.ts";

interface Migration extends Applied {
  readonly text: string;
  /** Statement by statement beside the work of others, outside a transaction: `NNNN-name.concurrently.sql`. */
  readonly isConcurrent: boolean;
}

export interface MigrateResult {
  /** File names applied now. */
  readonly applied: readonly string[];
}

/** The advisory lock of whoever sets something up as the owner. Any number that nothing else in the database locks. */
export const SETUP_LOCK = 4_702_013_001;

/**
 * Roles, the schema where the database is empty, then every migration file that is new, each in its own transaction (what
 * is changed beside the work of others: outside one); processes that start together wait.
 */
export async function migrate(options: {
  ownerUrl: string;
  keys: Keys;
  /** Other migrations after the schema than the hub's own. */
  folder?: string | undefined;
  /** How long a change waits for a table before it gives way. */
  lockWaitMs?: number | undefined;
  /** Only those of another hub, as they were: a backup of it is about to be filled in. */
  only?: readonly Applied[] | undefined;
  /** Called before each file is applied, in a hub that is not distributed. */
  before?: ((file: Pick<Migration, "number" | "name">) => Promise<void>) | undefined;
}): Promise<MigrateResult> {
  const all = await readMigrations(options.folder);
  const { only } = options;
  const files = only ? all.filter(({ number }) => only.some((each) => each.number === number)) : all;
  if (only) {
    includesBaseline(only, "backup");
    refuseNewer(files, afterBaseline(only));
  }
  const owner = singleClient({ connectionString: options.ownerUrl, application_name: "argosy migration" });
  await owner.connect();
  try {
    await lockSetup(owner);
    await prepare(owner);
    const done = await appliedMigrations(owner);
    const isEmpty = !includesBaseline(done, "database");
    refuseNewer(files, afterBaseline(done));
    const hadKey = await checkKey(owner, options.keys);
    const fresh = files.filter((file) => !done.some(({ number }) => number === file.number));
    const distributed = await distributedState(owner);
    // What says so of roles is carried out on every server, and would keep a hub from starting while one is away.
    const isSettled = distributed === "ready" && fresh.length === 0 && hadKey && (await hasRoles(owner));
    if (!isSettled) {
      await ensureRoles(owner, options.keys.current);
      await ensureBossSchema(owner);
    }
    if (isEmpty) await makeSchema(owner);
    if (distributed === "half" && fresh.length > 0) throw new StartError(HALF);
    if (distributed === "upgrading" || (distributed === "ready" && fresh.length > 0))
      await upgradeDistributed({ owner, ownerUrl: options.ownerUrl, files: fresh, note: (file) => note(owner, file) });
    else
      for (const file of fresh) {
        await options.before?.(file);
        await apply(owner, file, options.lockWaitMs ?? LOCK_WAIT_MS);
      }
    return { applied: [...(isEmpty ? [BASELINE] : []), ...fresh].map(({ name }) => name) };
  } finally {
    await owner.end();
  }
}

const SETUP_PAUSE_MS = 100;

/** Asked again and again: a statement that waits for the lock would be one that an index being built waits for. */
async function lockSetup(owner: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await owner.query<{ got: boolean }>("select pg_try_advisory_lock($1) as got", [SETUP_LOCK]);
    if (rows[0]?.got) return;
    await delay(SETUP_PAUSE_MS);
  }
}

const FOLDER = join(import.meta.dirname, "migrations");

/** All files of a folder, in their order. */
export async function readMigrations(folder = FOLDER): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })),
  );
  return files.map(({ name, text }, index) => {
    const number = Number(/^(\d{4})-[a-z0-9-]+(\.concurrently)?\.sql$/.exec(name)?.[1]);
    // Numbers may leave gaps (each part of the program counts in its own tens) but never repeat.
    if (!(number > BASELINE.number) || files[index - 1]?.name.startsWith(name.slice(0, 5)))
      throw new Error(`Migration ${name} has no number of its own above ${BASELINE.number}.`);
    const checksum = createHash("sha256").update(text).digest("hex");
    return { number, name, text, checksum, isConcurrent: name.endsWith(".concurrently.sql") };
  });
}

/** The book-keeping of the runner itself: it exists before the first migration. */
async function prepare(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ allowed: boolean }>(
    "select has_database_privilege(current_database(), 'create') as allowed",
  );
  if (!rows[0]?.allowed)
    throw new StartError(
      `The database user ${owner.user} may not create schemas in "${owner.database}"; its owner has to run: GRANT CREATE ON DATABASE ${owner.database} TO ${owner.user}`,
    );
  // A distributed database would make them on every server, of which one may be away.
  const there = await owner.query("select 1 where to_regclass('argosy_setup.installation') is not null");
  if (there.rows.length > 0) return;
  await owner.query(`
    create schema if not exists argosy;
    create schema if not exists argosy_setup;
    create table if not exists argosy_setup.migration (
      number int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now());
    create table if not exists argosy_setup.installation (
      only_row boolean primary key default true check (only_row), key_id text not null, created_at timestamptz not null default now());
  `);
}

async function appliedMigrations(owner: pg.Client): Promise<Applied[]> {
  const { rows } = await owner.query<Applied>(
    "select number, name, checksum from argosy_setup.migration order by number",
  );
  return rows;
}

function refuseNewer(files: readonly Migration[], done: readonly Applied[]): void {
  const texts = new Map(files.map((file) => [file.number, file]));
  for (const { number, checksum } of done) {
    const file = texts.get(number);
    if (file === undefined)
      throw new StartError(
        `The database was written by a newer version of Argosy (it holds migration ${number}, which this version does not know); start that version.`,
      );
    if (checksum !== file.checksum)
      throw new StartError(
        `The file of migration ${file.name} was changed after it was applied to this database; restore it and add a new migration instead.`,
      );
  }
}

const HALF =
  "This database was not distributed to the end: finish that with `argosy distribute`, of this version or the one it was begun with, then start this one.";

/** A key that did not set this database up opens none of its secrets: refuse before anything is written with it. Answers whether it is the one of before. */
async function checkKey(owner: pg.Client, keys: Keys): Promise<boolean> {
  const { rows } = await owner.query<{ key_id: string }>("select key_id from argosy_setup.installation");
  const existing = rows[0]?.key_id;
  if (existing !== undefined && existing !== keys.current.id && !keys.previous.some((key) => key.id === existing)) {
    const found = keys.isNew ? `${keys.origin} is missing` : `${keys.origin} holds another one (${keys.current.id})`;
    throw new KeyError(
      `The database was set up with the encryption key ${existing}, but ${found}; give the right key, or for a new key name the old one in ENCRYPTION_KEY_PREVIOUS.`,
    );
  }
  await keys.save();
  await owner.query(
    `insert into argosy_setup.installation (key_id)
     values ($1)
     on conflict (only_row) do update set key_id = excluded.key_id`,
    [keys.current.id],
  );
  return existing === keys.current.id;
}

async function makeSchema(owner: pg.Client): Promise<void> {
  try {
    await owner.query("begin");
    await owner.query("set local search_path = ''");
    await makeBaseline(owner);
    await note(owner, BASELINE);
    await owner.query("commit");
  } catch (error) {
    await owner.query("rollback");
    throw error;
  }
}

// A change that waits for a table keeps everybody behind it waiting: it gives way, and tries again.
const LOCK_WAIT_MS = 5_000;
const LOCK_TRIES = 60;

async function apply(owner: pg.Client, file: Migration, lockWaitMs: number): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      if (file.isConcurrent) return await applyEach(owner, file, lockWaitMs);
      return await applyOnce(owner, file, lockWaitMs);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const isLocked = cause instanceof pg.DatabaseError && cause.code === "55P03";
      if (!isLocked || tries >= LOCK_TRIES) throw error;
      await delay(lockWaitMs);
    }
  }
}

/** Without a search path, so that a file which leaves a schema out fails at once, whatever the database's user is called. */
async function applyOnce(owner: pg.Client, file: Migration, lockWaitMs: number): Promise<void> {
  try {
    await owner.query("begin");
    await owner.query("set local search_path = ''");
    await owner.query(`set local lock_timeout = ${lockWaitMs}`);
    await owner.query(file.text);
    await note(owner, file);
    await owner.query("commit");
  } catch (error) {
    await owner.query("rollback");
    throw new StartError(`Migration ${file.name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

async function note(owner: pg.Client, file: Applied): Promise<void> {
  await owner.query("insert into argosy_setup.migration (number, name, checksum) values ($1, $2, $3)", [
    file.number,
    file.name,
    file.checksum,
  ]);
}

const CREATE = /^create (?:unique )?index concurrently if not exists (\w+) on argosy\.\w+/i;
const DROP = /^drop index concurrently if exists argosy\.\w+$/i;
const POLICY = /^alter policy \w+ on argosy\.\w+ /i;

/**
 * Statement by statement, each safe to repeat: an index whose build was cut short is there but not valid, counts as
 * existing and slows every write, so it is dropped first.
 */
async function applyEach(owner: pg.Client, file: Migration, lockWaitMs: number): Promise<void> {
  try {
    for (const statement of statementsOf(file)) {
      // An index waits for transactions under way, which may be long ones, and keeps nobody waiting meanwhile. What
      // waits for a policy's table does: it gives way.
      await owner.query(`set lock_timeout = ${POLICY.test(statement) ? lockWaitMs : 0}`);
      const name = CREATE.exec(statement)?.[1];
      if (name !== undefined) await dropInvalid(owner, name);
      await owner.query(statement);
    }
    await note(owner, file);
  } catch (error) {
    throw new StartError(`Migration ${file.name} failed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

function statementsOf(file: Migration): string[] {
  const statements = file.text
    .replace(/--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim().replace(/\s+/g, " "))
    .filter((statement) => statement !== "");
  const isOther = (statement: string) => ![CREATE, DROP, POLICY].some((each) => each.test(statement));
  const other = statements.find(isOther);
  if (other !== undefined)
    throw new Error(
      `only CREATE INDEX CONCURRENTLY IF NOT EXISTS, DROP INDEX CONCURRENTLY IF EXISTS and ALTER POLICY, not: ${other}`,
    );
  return statements;
}

async function dropInvalid(owner: pg.Client, name: string): Promise<void> {
  const { rows } = await owner.query(
    `select 1 from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
     join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'argosy' and c.relname = $1 and not i.indisvalid`,
    [name],
  );
  if (rows.length > 0) await owner.query(`drop index concurrently argosy.${name}`);
}
