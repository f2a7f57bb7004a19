/** A hub from a backup, in a database that holds none: of any version that wrote the backup up to this one. */
import type pg from "pg";
import type { Keys } from "../keys.ts";
import { KeyError } from "../keys.ts";
import { migrate } from "../migrate.ts";
import { singleClient } from "../single-client.ts";
import { StartError } from "../start-error.ts";
import { type Header, type Line, openBackup, type Row } from "./format.ts";
import type { BackedUp } from "./write.ts";

const BATCH_BYTES = 4_000_000;
const MOST_ROWS = 1_000;

/**
 * Makes the schema as it was when the backup was taken and fills it, all or nothing; the next start brings it up to
 * date. The hub then holds back what it would send, and looks at every number before it writes it: since the backup the
 * channels have gone on selling. Throws a StartError; a database with a hub in it is never written to.
 */
export async function restoreBackup(options: {
  readonly ownerUrl: string;
  readonly keys: Keys;
  readonly file: string;
}): Promise<BackedUp> {
  const { header } = await checkWhole(options.file);
  requireKey(header, options.keys);
  const owner = singleClient({ connectionString: options.ownerUrl, application_name: "argosy restore" });
  await owner.connect();
  try {
    await requireEmpty(owner);
    await migrate({ ...options, only: header.migrations });
    await owner.query("begin");
    await owner.query("set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0");
    const again = await openUp(owner);
    const count = await fill(owner, options.file);
    for (const statement of again.constraints) await owner.query(statement);
    for (const statement of again.triggers) await owner.query(statement);
    await lookBeforeWriting(owner);
    for (const statement of again.security) await owner.query(statement);
    await owner.query("commit");
    await owner.query("analyze");
    return count;
  } finally {
    await owner.end();
  }
}

/** Read to its end before anything is written. */
async function checkWhole(file: string) {
  const backup = await openBackup(file);
  for await (const _line of backup.lines);
  return backup;
}

function requireKey({ keyId }: Header, keys: Keys): void {
  if ([keys.current, ...keys.previous].some((key) => key.id === keyId)) return;
  throw new KeyError(
    `The backup was taken with the encryption key ${keyId}, but ${keys.isNew ? `${keys.origin} is missing` : `${keys.origin} holds another one (${keys.current.id})`}; give the right key.`,
  );
}

async function requireEmpty(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ holds: boolean }>(
    "select to_regclass('argosy_setup.migration') is not null as holds",
  );
  if (rows[0]?.holds)
    throw new StartError(`The database "${owner.database}" holds a hub already; restore into an empty one.`);
}

interface Again {
  readonly constraints: readonly string[];
  readonly triggers: readonly string[];
  readonly security: readonly string[];
}

const TABLES = `
  select format('%I.%I', n.nspname, c.relname) as name, c.relforcerowsecurity as "isForced" from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('argosy', 'auth') and c.relkind in ('r', 'p') order by 1`;
const FOREIGN_KEYS = `
  select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as made,
    format('alter table %s drop constraint %I', conrelid::regclass, conname) as dropped
  from pg_constraint
  where contype = 'f' and conparentid = 0 and connamespace in ('argosy'::regnamespace, 'auth'::regnamespace)
  order by conrelid::regclass::text, conname`;

/**
 * Rows come table by table, as they were: nothing refers to a row that is not there yet, no trigger tells of a change,
 * and the owner sees what it writes. Answers what makes all of it as it was.
 */
async function openUp(owner: pg.Client): Promise<Again> {
  const { rows: tables } = await owner.query<{ name: string; isForced: boolean }>(TABLES);
  const { rows: keys } = await owner.query<{ made: string; dropped: string }>(FOREIGN_KEYS);
  for (const { dropped } of keys) await owner.query(dropped);
  const forced = tables.filter(({ isForced }) => isForced);
  for (const { name } of forced) await owner.query(`alter table ${name} no force row level security`);
  for (const { name } of tables) await owner.query(`alter table ${name} disable trigger user`);
  await owner.query(`truncate ${tables.map(({ name }) => name).join(", ")}`);
  return {
    constraints: keys.map(({ made }) => made),
    triggers: tables.map(({ name }) => `alter table ${name} enable trigger user`),
    security: forced.map(({ name }) => `alter table ${name} force row level security`),
  };
}

async function fill(owner: pg.Client, file: string): Promise<BackedUp> {
  const { lines } = await openBackup(file);
  let into: Into | undefined;
  let batch: Row[] = [];
  let bytes = 0;
  const count = { tables: 0, rows: 0 };
  const flush = async () => {
    if (into && batch.length > 0) await insert(owner, into, batch);
    batch = [];
    bytes = 0;
  };
  for await (const line of lines) {
    if (isRow(line)) {
      batch.push(line);
      bytes += line.reduce((sum, value) => sum + (value?.length ?? 4), 0);
      count.rows += 1;
      if (batch.length >= MOST_ROWS || bytes >= BATCH_BYTES) await flush();
      continue;
    }
    await flush();
    if ("table" in line) {
      into = await intoOf(owner, line);
      count.tables += 1;
    }
    if ("sequence" in line) await owner.query("select setval($1::regclass, $2::bigint)", [line.sequence, line.value]);
  }
  return count;
}

const isRow = (line: Line): line is Row => Array.isArray(line);

interface Into {
  readonly table: string;
  readonly columns: readonly string[];
  readonly types: readonly string[];
}

/** The names are those of the catalog, not the file's: a file may be anybody's. */
async function intoOf(owner: pg.Client, reported: { table: string; columns: readonly string[] }): Promise<Into> {
  const { rows } = await owner.query<{ name: string; type: string }>(
    `select quote_ident(a.attname) as name, format_type(a.atttypid, a.atttypmod) as type
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('argosy', 'auth') and format('%I.%I', n.nspname, c.relname) = $1 and a.attnum > 0
       and not a.attisdropped`,
    [reported.table],
  );
  if (rows.length === 0) throw new StartError(`The backup names a table the schema does not have: ${reported.table}.`);
  const types = new Map(rows.map(({ name, type }) => [name, type]));
  return {
    ...reported,
    types: reported.columns.map((column) => {
      const type = types.get(column);
      if (type === undefined)
        throw new StartError(`The backup names a column the schema does not have: ${reported.table}.${column}.`);
      return type;
    }),
  };
}

async function insert(owner: pg.Client, { table, columns, types }: Into, rows: readonly Row[]): Promise<void> {
  const values = types.map((type, n) => `v${n}::${type}`).join(", ");
  const given = types.map((_, n) => `$${n + 1}::text[]`).join(", ");
  const names = types.map((_, n) => `v${n}`).join(", ");
  await owner.query(
    `insert into ${table} (${columns.join(", ")}) overriding system value
     select ${values}
     from unnest(${given}) as r(${names})`,
    types.map((_, n) => rows.map((row) => row[n] ?? null)),
  );
}

/** Nothing goes out before a person says so, and no number is written that was not read again. */
async function lookBeforeWriting(owner: pg.Client): Promise<void> {
  await owner.query(
    `update argosy.hub_state
     set outbound_paused_at = now(), outbound_paused_by = 'system'
     where outbound_paused_at is null`,
  );
  await owner.query(
    `update argosy.listing_stock set recheck = true, doubt_taken = 0, doubt_given = 0, due_at = least(due_at, now()),
       state = case when state = 'idle' then 'waiting' else state end
     where expected is not null and desired is not null`,
  );
}
