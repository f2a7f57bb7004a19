import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmbedded } from "./embedded.ts";
import { canEnter, privateFolder, serviceUser } from "./embedded-binaries.ts";
import { processInfo, waitForEnd } from "./processes.ts";

let folder: string;
const messages: string[] = [];
const log = (message: string) => messages.push(message);
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-embedded-"));
  await chmod(folder, 0o755);
  messages.length = 0;
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const start = (dataDir = join(folder, "data")) => startEmbedded({ dataDir, log, isThrowAway: true });

/** Another process that starts the same server and says so; killed after the test. */
async function startElsewhere(dataDir: string): Promise<ChildProcess> {
  const program = `
    const { startEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, "embedded.ts"))});
    const server = await startEmbedded({ dataDir: ${JSON.stringify(dataDir)}, log: () => {}, isThrowAway: true });
    console.log(server.ownerUrl);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await once(createInterface(child.stdout), "line");
  return child;
}

async function query<T>(url: string, text: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(dataDir: string): Promise<number> {
  return Number((await readFile(join(dataDir, "postgres/postmaster.pid"), "utf8")).split("\n")[0]);
}

/** How many pages of memory the kernel has given a process: minflt of /proc/PID/stat, the eighth field behind its name. */
async function pagesGiven(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[7]);
}

describe("the embedded server", () => {
  test("the embedded server retains its data from one start to the next and listens on no port", async () => {
    const first = await start();
    await query(first.ownerUrl, "create table kept as select 42 as value");
    expect(await query(first.ownerUrl, "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
    expect(await query(first.ownerUrl, "show idle_in_transaction_session_timeout")).toEqual([
      { idle_in_transaction_session_timeout: "10min" },
    ]);
    const pid = await serverPid(join(folder, "data"));
    await first.stop();
    expect(await processInfo(pid)).toBeUndefined();
    const second = await start();
    expect(await query(second.ownerUrl, "select value from kept")).toEqual([{ value: 42 }]);
    await second.stop();
  });

  test.skipIf(process.platform !== "linux")(
    "the embedded server retains the memory a large statement took for the next one",
    async () => {
      const server = await start();
      const client = new pg.Client({ connectionString: server.ownerUrl });
      await client.connect();
      const rows = JSON.stringify(Array.from({ length: 4_000 }, (_, n) => ({ n, text: "x".repeat(500) })));
      const large = () =>
        client.query("select count(text) from json_to_recordset($1) as r(n int, text text, none text)", [rows]);
      const { rows: own } = await client.query<{ pid: number }>("select pg_backend_pid() as pid");
      const pid = own[0]?.pid ?? 0;
      for (let n = 0; n < 3; n += 1) await large();
      const before = await pagesGiven(pid);
      await large();
      // It took 1,799 before the server kept any.
      expect((await pagesGiven(pid)) - before).toBeLessThan(300);
      await client.end();
      await server.stop();
    },
  );

  test("the embedded server ends with its parent, and a start right after a kill -9 finds the committed data", async () => {
    const dataDir = join(folder, "data");
    const parent = await startElsewhere(dataDir);
    const pid = await serverPid(dataDir);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const server = await start(dataDir);
    expect(await processInfo(pid)).toBeUndefined();
    expect(await query(server.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
    const again = await startElsewhere(dataDir);
    const orphan = await serverPid(dataDir);
    again.kill("SIGKILL");
    expect(await waitForEnd(orphan, 15_000)).toBe(true);
  });

  test("the embedded server is shared by a second process and left running when that one stops", async () => {
    const dataDir = join(folder, "data");
    await startElsewhere(dataDir);
    const shared = await start(dataDir);
    expect(await query(shared.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    await shared.stop();
    expect(await processInfo(await serverPid(dataDir))).toBeDefined();
  });

  test("the embedded server is taken over by a process that shares it when its owner is killed", async () => {
    const dataDir = join(folder, "data");
    const owner = await startElsewhere(dataDir);
    const shared = await start(dataDir);
    const pid = await serverPid(dataDir);
    owner.kill("SIGKILL");
    await expect.poll(() => serverPid(dataDir).catch(() => pid), { timeout: 60_000 }).not.toBe(pid);
    await expect
      .poll(() => query(shared.ownerUrl, "select 1 as one").catch(() => []), { timeout: 60_000 })
      .toHaveLength(1);
    await shared.stop();
    expect(await serverPid(dataDir).catch(() => "stopped")).toBe("stopped");
  });

  test("the embedded server starts over a stale process id that another program has now", async () => {
    const dataDir = join(folder, "data");
    await (await start(dataDir)).stop();
    const stale = [process.pid, join(dataDir, "postgres"), 1, 5432, join(dataDir, "socket"), "", "1 1", "ready   "];
    await writeFile(join(dataDir, "postgres/postmaster.pid"), `${stale.join("\n")}\n`);
    const server = await start(dataDir);
    expect(await query(server.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test("the embedded server comes back by itself when the server process is killed", async () => {
    const server = await start();
    process.kill(await serverPid(join(folder, "data")), "SIGKILL");
    await expect
      .poll(() => query(server.ownerUrl, "select 1 as one").catch(() => []), { timeout: 60_000 })
      .toHaveLength(1);
    expect(messages.join("\n")).toContain("started again");
    await server.stop();
  });

  test("the embedded server finishes what a killed first start left half made", async () => {
    const dataDir = join(folder, "data");
    await mkdir(join(dataDir, "postgres.new/base"), { recursive: true });
    await chmod(dataDir, 0o711);
    const server = await start(dataDir);
    expect(await query(server.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test("the embedded server works below a very long path, where a socket's name would not fit", async () => {
    const server = await start(join(folder, "a-rather-long-folder-name".repeat(5), "data"));
    expect(await query(server.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test.skipIf(process.getuid?.() !== 0)(
    "the server's user reaches its private folder also where nothing was made before",
    async () => {
      const user = await serviceUser(undefined);
      const socket = join(folder, "not-there-yet", "socket");
      await privateFolder(socket, user);
      expect(canEnter(socket, user)).toBe(true);
    },
  );

  test("the embedded server refuses the folder of another major version in one sentence", async () => {
    const dataDir = join(folder, "data");
    await mkdir(join(dataDir, "postgres"), { recursive: true });
    await writeFile(join(dataDir, "postgres/PG_VERSION"), "99\n");
    await expect(start(dataDir)).rejects.toThrow(
      /^The database in .* is PostgreSQL 99 from a newer version of Argosy; .*\.$/,
    );
  });

  test.skipIf(process.getuid?.() !== 0)(
    "the embedded server as root stores its data elsewhere when its user cannot enter the folder",
    async () => {
      await chmod(folder, 0o700);
      const dataDir = join(folder, "data");
      const server = await start(dataDir);
      await query(server.ownerUrl, "create table kept as select 42 as value");
      await server.stop();
      const elsewhere = (await readFile(join(dataDir, "postgres.location"), "utf8")).trim();
      expect(messages.join("\n")).toContain(elsewhere);
      const again = await start(dataDir);
      expect(await query(again.ownerUrl, "select value from kept")).toEqual([{ value: 42 }]);
      await again.stop();
      await rm(elsewhere, { recursive: true });
    },
  );
});
