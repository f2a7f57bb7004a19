/** One throw-away PostgreSQL server for everything measured in a run, with its disk settings as in service. */
import { randomUUID } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import pg from "pg";
import { startEmbedded } from "../src/db/embedded.ts";
import { cpuSecondsOfTree, memoryOfTree, parentOf } from "./processes.ts";

export interface Cluster {
  /** For files of hubs and of COPY; the server's user may write to `exchange`. */
  readonly folder: string;
  readonly exchange: string;
  url(database: string): string;
  create(database: string, template?: string): Promise<void>;
  drop(database: string): Promise<void>;
  /** A superuser's connection; the caller ends it. */
  connect(database: string): Promise<pg.Client>;
  /** Bytes of write-ahead log written so far: exact, for the whole server. */
  walBytes(): Promise<number>;
  checkpoint(): Promise<void>;
  /** Transactions committed in a database so far (the server tells with up to a second's delay). */
  commits(database: string): Promise<number>;
  cpuSeconds(): number;
  /** Of the server with all its processes, in bytes. */
  memory(): number;
  version: string;
  close(): Promise<void>;
}

export async function openCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "argosy-bench-"));
  // Started as root, the server runs as a user that has to get to its data.
  await chmod(folder, 0o711);
  const server = await startEmbedded({ dataDir: join(folder, "cluster"), log: () => undefined });
  const url = (database: string) => {
    const made = new URL(server.ownerUrl);
    made.pathname = `/${database}`;
    return made.href;
  };
  const admin = new pg.Client({ connectionString: url("postgres") });
  await admin.connect();
  const one = async (text: string, values: unknown[] = []) =>
    (await admin.query<{ value: string }>(text, values)).rows[0]?.value ?? "";
  // A checkpoint in the middle of one side's round would put its cost on that side.
  await admin.query("alter system set checkpoint_timeout = '1h'");
  await admin.query("alter system set max_wal_size = '16GB'");
  // For looking closer by hand: every statement with its time in the server's log.
  if (process.env["BENCH_LOG_STATEMENTS"]) {
    await admin.query("alter system set log_min_duration_statement = 0");
    await admin.query("alter system set log_line_prefix = '%m [%p] %d '");
  }
  await admin.query("select pg_reload_conf()");
  const postmaster = parentOf(Number(await one("select pg_backend_pid()::text as value")));
  const exchange = join(await one("select current_setting('data_directory') as value"), `bench-${randomUUID()}`);
  // A program that ends before it has read what is copied to it fails the statement.
  await admin.query(`copy (select 1) to program 'mkdir -m 700 ${exchange} && cat > /dev/null'`);
  return {
    folder,
    exchange,
    url,
    async create(database, template) {
      await admin.query(`create database ${database}${template ? ` template ${template} strategy file_copy` : ""}`);
    },
    async drop(database) {
      await admin.query(`drop database if exists ${database} with (force)`);
    },
    async connect(database) {
      const client = new pg.Client({ connectionString: url(database) });
      await client.connect();
      return client;
    },
    walBytes: async () => Number(await one("select pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text as value")),
    checkpoint: async () => void (await admin.query("checkpoint")),
    commits: async (database) =>
      Number(await one("select xact_commit::text as value from pg_stat_database where datname = $1", [database])),
    cpuSeconds: () => cpuSecondsOfTree(postmaster),
    memory: () => memoryOfTree(postmaster),
    version: await one("select current_setting('server_version') as value"),
    async close() {
      await admin.end();
      await server.stop();
      if (!process.env["BENCH_KEEP"]) await rm(folder, { recursive: true, force: true });
    },
  };
}
