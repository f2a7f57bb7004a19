/** Everything a hub knows, as of one moment, into one file: the backup of a server that brings no pg_dump along. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import pg from "pg";
import { singleClient } from "../single-client.ts";
import { StartError } from "../start-error.ts";
import type { Header, Line } from "./format.ts";

export interface BackedUp {
  readonly tables: number;
  readonly rows: number;
}

// Rows are read so many at a time that they hold about this much.
const BATCH_BYTES = 4_000_000;
const MOST_ROWS = 5_000;

/**
 * Writes a backup while the hub runs. The file is there once it is whole, and readable by this user alone: it holds
 * personal data. Needs a database user that row level security does not hide rows from. Throws a StartError.
 */
export async function writeBackup(options: { readonly ownerUrl: string; readonly file: string }): Promise<BackedUp> {
  const owner = singleClient({ connectionString: options.ownerUrl, application_name: "argosy backup" });
  await owner.connect();
  const part = `${options.file}.part`;
  const count = { tables: 0, rows: 0 };
  try {
    await begin(owner);
    const lines = Readable.from(packed(owner, count));
    await pipeline(lines, createGzip(), createWriteStream(part, { mode: 0o600, flush: true }));
    await rename(part, options.file);
    return count;
  } catch (error) {
    await rm(part, { force: true });
    throw explained(error, owner);
  } finally {
    await owner.end();
  }
}

/** One snapshot for all tables, of each server of a distributed database (one connection to each); values written the same way whatever the server is set to. */
async function begin(owner: pg.Client): Promise<void> {
  await owner.query("begin isolation level repeatable read read only");
  await owner.query(
    `set local row_security = off; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0;
     set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';
     set local bytea_output = 'hex'; set local extra_float_digits = 1;
     set local citus.max_adaptive_executor_pool_size = 1`,
  );
}

function explained(error: unknown, owner: pg.Client): unknown {
  // 42501: row level security would leave rows out, which row_security = off refuses. 42P01: nothing was ever set up.
  const code = error instanceof pg.DatabaseError ? error.code : undefined;
  if (code === "42501")
    return new StartError(
      `The database user ${owner.user} does not see all rows; give a superuser's address as DATABASE_URL.`,
      { cause: error },
    );
  if (code === "42P01") return new StartError(`There is no hub in the database "${owner.database}".`, { cause: error });
  return error;
}

async function* packed(owner: pg.Client, count: { tables: number; rows: number }): AsyncGenerator<string> {
  const text = (line: Line | Header) => `${JSON.stringify(line)}\n`;
  yield text(await headerOf(owner));
  for (const { table, columns } of await tablesOf(owner)) {
    count.tables += 1;
    yield text({ table, columns });
    for await (const rows of rowsOf(owner, table, columns)) {
      count.rows += rows.length;
      yield rows.map(text).join("");
    }
  }
  const { rows: sequences } = await owner.query<{ sequence: string; value: string }>(SEQUENCES);
  for (const sequence of sequences) yield text(sequence);
  yield text({ rows: count.rows });
}

async function headerOf(owner: pg.Client): Promise<Header> {
  const { rows: migrations } = await owner.query<Header["migrations"][number]>(
    "select number, name, checksum from argosy_setup.migration order by number",
  );
  const { rows } = await owner.query<{ keyId: string; takenAt: string }>(
    `select key_id as "keyId", now()::text as "takenAt" from argosy_setup.installation`,
  );
  const [installation] = rows;
  if (!installation) throw new StartError(`There is no hub in the database "${owner.database}".`);
  return { format: "argosy-backup", ...installation, migrations };
}

/** The hub's own tables; not the job queue, which is made anew and filled from what waits, nor what lives for minutes. */
async function tablesOf(owner: pg.Client): Promise<{ table: string; columns: string[] }[]> {
  const { rows } = await owner.query<{ table: string; columns: string[] }>(
    `select format('%I.%I', n.nspname, c.relname) as table,
       (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('argosy', 'auth') and c.relkind in ('r', 'p') and not c.relispartition
       and c.relpersistence = 'p'
     order by 1`,
  );
  return rows;
}

const SEQUENCES = `
  select format('%I.%I', schemaname, sequencename) as sequence, last_value::text as value from pg_sequences
  where schemaname in ('argosy', 'auth') and last_value is not null order by 1`;

async function* rowsOf(owner: pg.Client, table: string, columns: readonly string[]): AsyncGenerator<string[][]> {
  const texts = columns.map((column) => `${column}::text`).join(", ");
  await owner.query(`declare backup no scroll cursor for select ${texts} from ${table}`);
  for (let size = 10; ; ) {
    const { rows } = await owner.query<string[]>({ text: `fetch ${size} from backup`, rowMode: "array" });
    if (rows.length > 0) yield rows;
    if (rows.length < size) break;
    const bytes = rows.reduce((sum, row) => sum + row.reduce((each, value) => each + (value?.length ?? 4), 0), 1);
    size = Math.max(1, Math.min(MOST_ROWS, Math.floor((BATCH_BYTES / bytes) * size)));
  }
  await owner.query("close backup");
}
