/** Several servers go back to one moment, as docs/distributed.md has an operator do it (on Citus, with servers of its own). */
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { appendFile, chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { expect, test } from "vitest";
import { organizationId } from "../src/commerce/ids.ts";
import { type Database, openDatabase } from "../src/db/database.ts";
import { distribute } from "../src/db/distributed/distribute.ts";
import { asUser, type ServiceUser, serviceUser } from "../src/db/embedded-binaries.ts";
import { homesOf } from "../src/db/home-list.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { migrate } from "../src/db/migrate.ts";
import { singleClient } from "../src/db/single-client.ts";
import { prepareJobs } from "../src/engine/jobs/jobs.ts";
import { freePort, until } from "./support/hub.ts";

const MOST_MS = 900_000;
const PROGRAMS = "/usr/lib/postgresql/15/bin";
const MARK = "argosy-2026-11-27T12:00";
const ORGANIZATION = organizationId(randomUUID());

interface Server {
  readonly folder: string;
  readonly user: ServiceUser | undefined;
  readonly name: string;
  readonly data: string;
  readonly port: number;
}

function run({ user, folder }: Pick<Server, "user" | "folder">, program: string, ...args: string[]): void {
  const { status, stderr, stdout } = spawnSync(join(PROGRAMS, program), args, {
    ...asUser(user),
    // Where servers look for certificates to sign in to each other.
    env: { ...process.env, HOME: folder },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stdout}${stderr}`);
}

const start = (server: Server) =>
  run(server, "pg_ctl", "-D", server.data, "-l", join(server.data, "log"), "-w", "start");
const stop = (server: Server, mode: "fast" | "immediate") =>
  run(server, "pg_ctl", "-D", server.data, "-m", mode, "-w", "stop");

async function ask<R>({ port }: Server, text: string, database = "argosy"): Promise<R[]> {
  const client = singleClient({ connectionString: `postgresql://postgres@127.0.0.1:${port}/${database}` });
  await client.connect();
  try {
    return (await client.query(text)).rows as R[];
  } finally {
    await client.end();
  }
}

/** A server that keeps its log. */
async function lay(folder: string, user: ServiceUser | undefined, name: string): Promise<Server> {
  const server = { folder, user, name, data: join(folder, name), port: await freePort() };
  await mkdir(join(folder, `${name}-log`));
  if (user) await chown(join(folder, `${name}-log`), user.uid, user.gid);
  run(server, "initdb", "-D", server.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
  await appendFile(
    join(server.data, "postgresql.conf"),
    `
port = ${server.port}
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
shared_preload_libraries = 'citus'
archive_mode = on
archive_command = 'cp %p ${folder}/${name}-log/%f'
max_prepared_transactions = 20
max_locks_per_transaction = 512
fsync = off
jit = off
`,
  );
  start(server);
  return server;
}

/** From its base backup and its log, up to the mark, at another address. */
async function restored(server: Server): Promise<Server> {
  const again = { ...server, data: `${server.data}-base`, port: await freePort() };
  await appendFile(
    join(again.data, "postgresql.conf"),
    `
port = ${again.port}
archive_mode = off
restore_command = 'cp ${server.folder}/${server.name}-log/%f %p'
recovery_target_name = '${MARK}'
recovery_target_action = 'promote'
`,
  );
  await writeFile(join(again.data, "recovery.signal"), "");
  start(again);
  await until("the server is no standby any more", () => ask<{ is: boolean }>(again, "select pg_is_in_recovery() is"), {
    wanted: (rows) => rows[0]?.is === false,
  });
  return again;
}

const write = (database: Database, name: string) =>
  database.tenant(ORGANIZATION, (tx) =>
    tx.run(
      `insert into saved_view (organization_id, member_id, subject, name, created_at, updated_at)
       values (argosy.tenant(), gen_random_uuid(), 'orders', $1, now(), now())`,
      [name],
    ),
  );

const rename = (server: Server, name: string) => ask(server, `update argosy.organization set name = '${name}'`);

test.runIf(process.env.TESTS_ON_CITUS)(
  "several servers go back to the mark they have in common, at other addresses, and the hub goes on [F22]",
  async () => {
    const user = await serviceUser(undefined);
    const folder = await mkdtemp(join(tmpdir(), "argosy-servers-"));
    await chmod(folder, 0o755);
    if (user) await chown(folder, user.uid, user.gid);
    const running = new Set<Server>();
    const current = keyFromHex("5e".repeat(32));
    const keys = { current, previous: [], origin: "this test", save: async () => undefined };
    const opened = async ({ port }: Server) => {
      const ownerUrl = `postgresql://postgres@127.0.0.1:${port}/argosy`;
      return openDatabase({ ownerUrl, keys, places: await homesOf(ownerUrl) });
    };
    try {
      const first = await lay(folder, user, "first");
      const second = await lay(folder, user, "second");
      for (const server of [first, second]) running.add(server);
      await ask(first, "create database argosy", "postgres");
      const ownerUrl = `postgresql://postgres@127.0.0.1:${first.port}/argosy`;
      await migrate({ ownerUrl, keys });
      await prepareJobs(ownerUrl);
      const nodes = [`127.0.0.1:${second.port}`];
      await distribute({ ownerUrl, key: current, nodes, places: 2, log: () => undefined });
      await ask(
        first,
        `insert into argosy.organization (organization_id, name, slug) values ('${ORGANIZATION}', 'New', 'new')`,
      );
      for (const server of [first, second])
        run(
          server,
          "pg_basebackup",
          "-h",
          "127.0.0.1",
          "-p",
          String(server.port),
          "-U",
          "postgres",
          "-c",
          "fast",
          "-D",
          `${server.data}-base`,
        );

      const before = await opened(first);
      try {
        await write(before, "before the mark");
        await rename(first, "Before");
        await ask(first, `select citus_create_restore_point('${MARK}')`);
        await write(before, "after the mark");
        await rename(first, "After");
      } finally {
        await before.close();
      }
      for (const server of [first, second]) {
        stop(server, "fast");
        running.delete(server);
      }

      const [coordinator, other] = [await restored(first), await restored(second)];
      for (const server of [coordinator, other]) running.add(server);
      for (const [was, is] of [
        [first, coordinator],
        [second, other],
      ] as const)
        await ask(
          coordinator,
          `select citus_update_node(nodeid, '127.0.0.1', ${is.port}) from pg_dist_node where nodeport = ${was.port}`,
        );
      const after = await opened(coordinator);
      try {
        await write(after, "restored");
        const rows = await after.tenant(ORGANIZATION, (tx) =>
          tx.rows("select v.name, o.name as organization from saved_view v cross join organization o order by 1"),
        );
        expect(rows).toEqual([
          { name: "before the mark", organization: "Before" },
          { name: "restored", organization: "Before" },
        ]);
        await rename(coordinator, "Restored");
      } finally {
        await after.close();
      }
    } finally {
      for (const server of running) stop(server, "immediate");
      await rm(folder, { recursive: true, force: true });
    }
  },
  MOST_MS,
);
