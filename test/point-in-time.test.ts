/** Going back to a moment before the damage, by the very commands of docs/operations.md, on a PostgreSQL server of one's own. */
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, readFileSync } from "node:fs";
import { appendFile, chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { asUser, type ServiceUser, serviceUser } from "../src/db/embedded-binaries.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { singleClient } from "../src/db/single-client.ts";
import { freePort } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";

const NEEDED = ["initdb", "pg_ctl", "pg_basebackup", "pg_isready", "psql"];
/** Where Debian has them, and where the operator's shell finds them; the newest first. */
const folders = [
  ...globSync("/usr/lib/postgresql/*/bin").sort((a, b) => b.localeCompare(a, "en", { numeric: true })),
  ...(process.env.PATH ?? "").split(":"),
];
const binaries = folders.find((folder) => NEEDED.every((name) => existsSync(join(folder, name))));
if (binaries === undefined)
  process.stderr.write(
    `SKIPPED: going back to a point in time is not tried: ${NEEDED.join(", ")} are nowhere here. Install PostgreSQL 15 or newer (on Debian: apt-get install postgresql).\n`,
  );

let folder: string;
let user: ServiceUser | undefined;
let port: number;
let url: string;

beforeAll(async () => {
  if (binaries === undefined) return;
  user = await serviceUser(undefined);
  folder = await mkdtemp(join(tmpdir(), "argosy-moment-"));
  await chmod(folder, 0o755);
  for (const name of ["", "backups", "backups/wal", "postgresql"]) {
    await mkdir(join(folder, name), { recursive: true });
    if (user) await chown(join(folder, name), user.uid, user.gid);
  }
  port = await freePort();
  url = `http://127.0.0.1:${await freePort()}`;
}, HUBS_START_MS);

afterAll(async () => {
  if (binaries === undefined) return;
  for (const name of ["main", "recovered"]) stopServer(name);
  await rm(folder, { recursive: true, force: true });
});

/** The blocks of the chapter in order: what to configure, and what to type. */
function documented(): { readonly conf: string; readonly typed: readonly string[] } {
  const page = readFileSync(new URL("../docs/operations.md", import.meta.url), "utf8");
  const chapter = /### Back to a point in time\n(.*?)\n## /s.exec(page)?.[1] ?? "";
  const blocks = [...chapter.matchAll(/^( *)```(conf|sh)\n(.*?)^\1```$/gms)].map(
    ([, indent = "", kind, text = ""]) => ({
      kind,
      text: text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
  const of = (expected: string) => blocks.filter(({ kind }) => kind === expected).map(({ text }) => text);
  return { conf: of("conf").join(""), typed: of("sh") };
}

/** The same with the folders, the port and the moment of this test. */
function here(text: string, moment = ""): string {
  const changed: readonly (readonly [string, string])[] = [
    ["/var/lib/postgresql/", join(folder, "postgresql/")],
    ["/backups/", join(folder, "backups/")],
    ["localhost:5432", `localhost:${port}`],
    ["--port=5432", `--port=${port}`],
    ["2026-11-22 10:42:00+00", moment],
  ];
  return changed.reduce((all, [from, to]) => all.replaceAll(from, to), text);
}

/** Types it as the server's user would. */
function type(text: string): void {
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-u", "-c", text], {
    ...asUser(user),
    env: { ...process.env, PATH: `${binaries}:${process.env.PATH ?? ""}`, LC_ALL: "C" },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${text}\nended with ${status}:\n${stdout}${stderr}`);
}

function stopServer(name: string): void {
  const data = join(folder, "postgresql", name);
  if (existsSync(join(data, "postmaster.pid"))) type(`pg_ctl --pgdata=${data} --mode=fast --wait stop`);
}

const address = (database: string) => `postgresql://postgres@localhost:${port}/${database}`;

async function ask<T>(sql: string, database = "argosy"): Promise<T[]> {
  const client = singleClient({ connectionString: address(database) });
  await client.connect();
  try {
    return (await client.query(sql)).rows as T[];
  } finally {
    await client.end();
  }
}

/** The hub on that server while something is done with it. */
async function whileHubRuns<T>(work: () => Promise<T>): Promise<T> {
  const keys = { current: keyFromHex("5e".repeat(32)) };
  const hub = spawnHub({ database: { ownerUrl: address("argosy") }, keys }, { url });
  try {
    await untilReady(url);
    return await work();
  } finally {
    const ended = hub.exitCode === null ? once(hub, "exit") : undefined;
    hub.kill("SIGTERM");
    await ended;
  }
}

const add = (seller: Seller, title: string) => seller.post("/products", { title, variants: [{ sku: title }] });
const titles = async (seller: Seller) =>
  (await seller.get<{ items: { title: string }[] }>("/products")).items.map(({ title }) => title).sort();

test.skipIf(binaries === undefined)(
  "a server goes back to just before the damage, by the commands of the handbook, and the hub goes on holding back [F22]",
  async () => {
    const { conf, typed } = documented();
    const [baseBackup = "", recover = "", holdBack = "", ...more] = typed;
    expect([conf !== "", holdBack !== "", more]).toEqual([true, true, []]);
    const main = join(folder, "postgresql/main");
    type(`initdb --pgdata=${main} --username=postgres --auth=trust --encoding=UTF8 --locale=C`);
    const place = `listen_addresses = 'localhost'\nunix_socket_directories = '${folder}'\n`;
    await appendFile(join(main, "postgresql.conf"), place + here(conf));
    type(`pg_ctl --pgdata=${main} --log=${main}/log --options=--port=${port} start`);
    await ask("create database argosy", "postgres");

    const { seller, moment } = await whileHubRuns(async () => {
      const owner = await signUpSeller({ url, name: "Owner", organization: "Moment", slug: "moment" });
      await add(owner, "Before the base backup");
      type(here(baseBackup));
      await add(owner, "After the base backup");
      const [row] = await ask<{ moment: string }>("select clock_timestamp()::text as moment");
      await add(owner, "After the moment");
      return { seller: owner, moment: row?.moment ?? "" };
    });
    await ask("truncate argosy.product cascade");
    stopServer("main");

    type(here(recover, moment));
    type(here(holdBack));
    await whileHubRuns(async () => {
      expect(await titles(seller)).toEqual(["After the base backup", "Before the base backup"]);
      expect(await (await fetch(`${url}/readyz`)).json()).toMatchObject({ outbound: "held back" });
      await add(seller, "After the recovery");
      expect(await titles(seller)).toHaveLength(3);
    });
  },
  3 * HUBS_START_MS,
);
