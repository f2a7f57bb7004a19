import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { appendFile, chown, readFile, rename, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { asUser, privateFolder, serverBinaries } from "./embedded-binaries.ts";
import { type EmbeddedFolder, findEmbeddedFolder, readIfThere, socketFolder } from "./embedded-folder.ts";
import { claim, release } from "./embedded-owner.ts";
import { processInfo, waitForEnd } from "./processes.ts";
import { singleClient } from "./single-client.ts";
import { StartError } from "./start-error.ts";

/** The PostgreSQL server that comes with the program, running as a child process. */
export interface EmbeddedServer {
  /** Connection string of its superuser, over a private Unix socket; the server listens on no port. */
  readonly ownerUrl: string;
  /** Stops the server, unless another process started it. */
  stop(): Promise<void>;
}

interface Options {
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** For throw-away databases of tests: no waiting for the disk. */
  readonly isThrowAway?: boolean | undefined;
}

interface LaunchOptions extends Options {
  readonly binaries: string;
  readonly socket: string;
}

const DATABASE = "argosy";
const STOP_MS = 30_000;
const LOG_BYTES = 20_000_000;

const settings = {
  // Every process of the installation holds some thirty connections.
  max_connections: "200",
  jit: "off",
  random_page_cost: "1.1",
  wal_compression: "on",
  // Plans made while tables were empty (those of foreign keys live as long as their connection) walk a whole tenant's
  // rows until the first ANALYZE: importing orders into a fresh database took 6 times as long in its first minute.
  autovacuum_naptime: "5s",
  // A session somebody forgot keeps everything changed since from being cleaned away (docs/operations.md).
  idle_in_transaction_session_timeout: "10min",
};
/**
 * What a server process frees stays its own up to 32 MB (glibc; other systems read none of it). A statement with many rows
 * takes a few MB, which were given back after it and fetched page by page from the kernel by the next: up to two thirds
 * of such a statement's processor time on a virtual machine (decision 498).
 */
const MAX_STORED_BYTES = String(32 * 2 ** 20);
const memory = {
  MALLOC_TRIM_THRESHOLD_: MAX_STORED_BYTES,
  MALLOC_MMAP_THRESHOLD_: MAX_STORED_BYTES,
  MALLOC_TOP_PAD_: String(2 ** 20),
};
// Nobody restores or follows it: a tenth of what the tests cost was its log.
const throwAwaySettings = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  wal_level: "minimal",
  max_wal_senders: "0",
  wal_compression: "off",
  // Its passwords guard nothing, and every connection would work theirs out 4,096 times over.
  scram_iterations: "1",
  // Most of its databases live for seconds, and new statistics would keep one from serving the next test
  // (decision 506).
  autovacuum: "off",
  checkpoint_timeout: "30min",
  max_wal_size: "1GB",
};

/**
 * Starts the server of a data folder, creating the database folder at first. A server left by a killed process is
 * stopped first; one that a live process owns is shared, and taken over when that process ends. It ends with its
 * owner, also when that is killed. Throws a StartError.
 */
export async function startEmbedded(options: Options): Promise<EmbeddedServer> {
  const folder = await findEmbeddedFolder(options.dataDir, options.log);
  const socket = await socketFolder(folder);
  return (await claim(folder)) ? startOwned(folder, options) : shareServer(folder, socket, options);
}

async function startOwned(folder: EmbeddedFolder, options: Options): Promise<EmbeddedServer> {
  try {
    const socket = await socketFolder(folder);
    const binaries = await serverBinaries({
      user: folder.user,
      copyTo: folder.user ? "/var/lib/argosy" : folder.base,
      log: options.log,
    });
    await stopLeftover(folder);
    const isNew = await ensureCluster(folder, binaries, options);
    const server = await runServer(folder, { ...options, binaries, socket });
    await ensureDatabase(server);
    if (isNew) options.log(`A new database was made in ${folder.data}.`);
    return server;
  } catch (error) {
    await release(folder);
    throw error;
  }
}

async function ensureDatabase(server: EmbeddedServer): Promise<void> {
  const url = new URL(server.ownerUrl);
  url.pathname = "/postgres";
  const client = singleClient({ connectionString: url.href });
  try {
    await client.connect();
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } catch (error) {
    await server.stop();
    throw error;
  } finally {
    await client.end();
  }
}

function urlOf(folder: EmbeddedFolder, socket: string): string {
  return `postgresql://argosy:${folder.password}@localhost/${DATABASE}?host=${encodeURIComponent(socket)}`;
}

/** postmaster.pid: process id, data folder, start time, port, socket folder, address, shared memory, status. */
async function postmaster(folder: EmbeddedFolder): Promise<{ pid: number; isReady: boolean } | undefined> {
  const lines = (await readIfThere(join(folder.data, "postmaster.pid")))?.split("\n");
  return lines && { pid: Number(lines[0]), isReady: lines[7]?.trim() === "ready" };
}

/** Uses the server another process owns; when that one ends, this one (or another sharer) starts the server again. */
async function shareServer(folder: EmbeddedFolder, socket: string, options: Options): Promise<EmbeddedServer> {
  const end = performance.now() + 60_000;
  while (!(await postmaster(folder))?.isReady) {
    if (await claim(folder)) return startOwned(folder, options);
    if (performance.now() > end)
      throw new StartError(`Another process uses ${folder.base}, but its database server does not get ready.`);
    await delay(50);
  }
  let taken: Promise<EmbeddedServer | undefined> | undefined;
  const takeOver = async () => ((await claim(folder)) ? startOwned(folder, options) : undefined);
  const watch = setInterval(() => {
    taken ??= takeOver().catch((error: unknown) => {
      options.log(`The database server could not be taken over: ${error}`);
      return undefined;
    });
    void taken.then((server) => {
      if (!server) taken = undefined;
    });
  }, 500);
  watch.unref();
  return {
    ownerUrl: urlOf(folder, socket),
    async stop() {
      clearInterval(watch);
      await (await taken)?.stop();
    },
  };
}

async function stopLeftover(folder: EmbeddedFolder): Promise<void> {
  const found = await postmaster(folder);
  if (!found) return;
  const left = await processInfo(found.pid);
  if (left?.command.includes("postgres") && left.command.includes(folder.data)) {
    for (const signal of ["SIGINT", "SIGQUIT"] as const) {
      process.kill(found.pid, signal);
      if (await waitForEnd(found.pid, STOP_MS)) break;
    }
  }
  // A number used again by another program would keep PostgreSQL from starting.
  if (!(await processInfo(found.pid))?.command.includes(folder.data))
    await rm(join(folder.data, "postmaster.pid"), { force: true });
}

async function ensureCluster(folder: EmbeddedFolder, binaries: string, options: Options): Promise<boolean> {
  const version = (await readIfThere(join(folder.data, "PG_VERSION")))?.trim();
  if (version !== undefined) {
    const serverVersion = (await readFile(join(binaries, "share/postgresql/postgres.bki"), "utf8")).slice(0, 40);
    const major = /PostgreSQL (\d+)/.exec(serverVersion)?.[1];
    if (version === major) return false;
    const which = Number(version) > Number(major) ? "a newer version of Argosy" : "an older version of Argosy";
    throw new StartError(
      `The database in ${folder.data} is PostgreSQL ${version} from ${which}; this one has PostgreSQL ${major}.`,
    );
  }
  // Made under another name, so that a start that was killed half-way leaves nothing that looks finished.
  const unfinished = `${folder.data}.new`;
  const passwordFile = join(folder.base, "initdb-password");
  await rm(unfinished, { recursive: true, force: true });
  await privateFolder(unfinished, folder.user);
  await writeFile(passwordFile, `${folder.password}\n`, { mode: 0o600 });
  if (folder.user) await chown(passwordFile, folder.user.uid, folder.user.gid);
  try {
    await initdb(folder, [join(binaries, "bin/initdb"), unfinished, passwordFile], options.isThrowAway === true);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, folder.data);
  return true;
}

async function initdb(
  clusterFolder: EmbeddedFolder,
  [program, folder, passwordFile]: [string, string, string],
  isThrowAway: boolean,
): Promise<void> {
  const args = [
    `--pgdata=${folder}`,
    "--username=argosy",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // The built-in provider sorts the same on every machine, so that a folder can move.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--no-instructions",
    ...(isThrowAway ? ["--no-sync", "--no-data-checksums"] : []),
  ];
  const child = spawn(program, args, { ...asUser(clusterFolder.user), stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  if (code !== 0) throw new StartError(`The database folder ${folder} could not be made: ${lastLine(output)}`);
}

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? "no reason was given";

async function runServer(folder: EmbeddedFolder, options: LaunchOptions): Promise<EmbeddedServer> {
  let isStopping = false;
  let running = await launch(folder, options);
  const watch = (started: Running) =>
    started.child.once("exit", async (code, signal) => {
      started.watchdog.kill();
      if (isStopping) return;
      options.log(`The database server ended (${signal ?? code}); it is started again.`);
      try {
        await delay(500);
        if (isStopping) return;
        running = await launch(folder, options);
        watch(running);
      } catch (error) {
        options.log(
          `The database server could not be started again: ${error instanceof Error ? error.message : error}`,
        );
      }
    });
  watch(running);
  return {
    ownerUrl: urlOf(folder, options.socket),
    async stop() {
      isStopping = true;
      await stopServer(running.child);
      if (!options.socket.startsWith(folder.base)) await rm(options.socket, { recursive: true, force: true });
      await release(folder);
    },
  };
}

interface Running {
  readonly child: ChildProcess;
  readonly watchdog: ChildProcess;
}

async function launch(folder: EmbeddedFolder, options: LaunchOptions): Promise<Running> {
  // After a kill the last backends of the old server may hold its shared memory for a moment.
  for (const waitMs of [300, 1_000, 3_000]) {
    const child = await spawnServer(folder, options);
    if (await untilReady(folder, child)) return { child, watchdog: watchdogFor(child) };
    await delay(waitMs);
  }
  const log = await readFile(join(folder.base, "postgres.log"), "utf8");
  throw new StartError(`The database server does not start (log: ${folder.base}/postgres.log): ${reasonIn(log)}`);
}

/** What the server said before its farewell. */
const reasonIn = (log: string) => log.split("\n").findLast((line) => /\b(FATAL|PANIC):/.test(line)) ?? lastLine(log);

async function spawnServer(folder: EmbeddedFolder, options: LaunchOptions): Promise<ChildProcess> {
  const flags = Object.entries({
    ...settings,
    ...(options.isThrowAway ? throwAwaySettings : {}),
    listen_addresses: "",
    unix_socket_directories: options.socket,
  }).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const logFile = join(folder.base, "postgres.log");
  await appendFile(logFile, "", { mode: 0o600 });
  if ((await stat(logFile)).size > LOG_BYTES) await truncate(logFile);
  const log = openSync(logFile, "a");
  // Detached: a Ctrl-C meant for us would stop the server before our work is done.
  const child = spawn(join(options.binaries, "bin/postgres"), ["-D", folder.data, ...flags], {
    ...asUser(folder.user),
    env: { ...memory, ...process.env },
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  await new Promise((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  child.unref();
  return child;
}

async function untilReady(folder: EmbeddedFolder, child: ChildProcess): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const found = await postmaster(folder);
    if (found?.pid === child.pid && found?.isReady) return true;
    await delay(10);
  }
  return false;
}

/** Stops the server when this process is gone, however it went: the pipe to the shell closes then. */
function watchdogFor(server: ChildProcess): ChildProcess {
  const script = 'read -r line; kill -INT "$1" 2>/dev/null';
  const watchdog = spawn("/bin/sh", ["-c", script, "argosy-watchdog", String(server.pid)], {
    cwd: "/",
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  watchdog.on("error", () => undefined);
  watchdog.unref();
  return watchdog;
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    if (await waitForEnd(child.pid, STOP_MS)) return;
  }
}
