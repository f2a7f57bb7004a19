/**
 * Three Citus servers, each in a network of its own (Linux, root, Citus 13 for PostgreSQL 15), that can be killed,
 * frozen, slowed and cut off from each other while the hub still reaches all of them.
 */
import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const FOLDER = "/dev/shm/argosy-server-faults";
const BRIDGE = "argosy-faults";
const SHARES = "/sys/fs/cgroup/cpu";
const NETWORK = "10.231.7";
const COUNT = 3;
/** Of each 100 ms a slow server works so many. */
const SLOW = { works: 20, rests: 80 } as const;

export interface Node {
  /** `host:port`, as Citus knows it. */
  readonly address: string;
  readonly index: number;
}

export interface Nodes extends AsyncDisposable {
  /** The first coordinates. */
  readonly all: readonly Node[];
  /** A superuser's address of a database on the node that coordinates. */
  url(database: string): string;
  /** SIGKILL to all its processes. */
  kill(node: Node): Promise<void>;
  start(node: Node): Promise<void>;
  freeze(node: Node): Promise<void>;
  thaw(node: Node): Promise<void>;
  /** It works a fifth of the time; answers what ends it. */
  slow(node: Node): () => Promise<void>;
  /** Nothing goes between the two any more. */
  cut(one: Node, other: Node): Promise<void>;
  heal(): Promise<void>;
}

const addressOf = (index: number) => `${NETWORK}.${10 + index}:5432`;
const spaceOf = (index: number) => `${BRIDGE}-${index}`;
const cableOf = (index: number) => `argosyf${index}`;
const dataOf = (index: number) => join(FOLDER, `node${index}`);

const SETTINGS = `
shared_preload_libraries = 'citus'
unix_socket_directories = ''
wal_level = logical
fsync = off
full_page_writes = off
max_connections = 300
max_prepared_transactions = 120
max_worker_processes = 40
max_locks_per_transaction = 1024
shared_buffers = 128MB
jit = off
citus.max_cached_conns_per_worker = 1
`;

/** What this machine lacks for it; null: nothing. */
export async function missing(): Promise<string | null> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "root on Linux, for networks of its own";
  const hasCitus = await readFile("/usr/share/postgresql/15/extension/citus.control").then(
    () => true,
    () => false,
  );
  if (!hasCitus) return "Citus for PostgreSQL 15 (docs/distributed.md)";
  return run("ip", ["-V"]).then(
    () => null,
    () => "the program ip",
  );
}

export async function startNodes(): Promise<Nodes> {
  await takeAway();
  await mkdir(FOLDER, { recursive: true });
  await chmod(FOLDER, 0o777);
  await ip("link", "add", BRIDGE, "type", "bridge");
  await ip("addr", "add", `${NETWORK}.1/24`, "dev", BRIDGE);
  await ip("link", "set", BRIDGE, "up");
  const all = Array.from({ length: COUNT }, (_, index): Node => ({ index, address: addressOf(index) }));
  for (const node of all) await lay(node);
  for (const node of all) await start(node);
  for (const node of all) await ask(node, "create extension if not exists citus");
  const [first, ...others] = all;
  if (!first) throw new Error("There is no node.");
  await ask(first, `select citus_set_coordinator_host('${NETWORK}.10', 5432)`);
  for (const { index } of others) await ask(first, `select citus_add_node('${NETWORK}.${10 + index}', 5432)`);
  return {
    all,
    url: (database) => `postgresql://postgres@${first.address}/${database}`,
    kill: (node) => signal(node, "SIGKILL"),
    start,
    freeze: (node) => signal(node, "SIGSTOP"),
    thaw: (node) => signal(node, "SIGCONT"),
    slow,
    cut: (one, other) => isolate([one, other], "on"),
    heal: () => isolate(all, "off"),
    [Symbol.asyncDispose]: takeAway,
  };
}

const ip = (...args: string[]) => run("ip", args);
const within = (index: number, ...command: string[]) => ip("netns", "exec", spaceOf(index), ...command);
const asPostgres = (index: number, ...command: string[]) =>
  within(index, "runuser", "-u", "postgres", "--", ...command);

/**
 * A share of the processors of its own (control groups, version 1), as a machine of its own has: what one server does
 * slows the others only where all are busy, and then no more than one machine's worth.
 */
async function shareOf(index: number): Promise<string | null> {
  const folder = join(SHARES, spaceOf(index));
  return mkdir(folder, { recursive: true }).then(
    () => join(folder, "cgroup.procs"),
    () => null,
  );
}

/** A network with one cable to the bridge, and an empty server in it. */
async function lay({ index }: Node): Promise<void> {
  await ip("netns", "add", spaceOf(index));
  await ip("link", "add", cableOf(index), "type", "veth", "peer", "name", "eth0", "netns", spaceOf(index));
  await ip("link", "set", cableOf(index), "master", BRIDGE, "up");
  await within(index, "ip", "addr", "add", `${NETWORK}.${10 + index}/24`, "dev", "eth0");
  await within(index, "ip", "link", "set", "eth0", "up");
  await within(index, "ip", "link", "set", "lo", "up");
  const data = dataOf(index);
  const how = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
  await asPostgres(index, `${PROGRAMS}/initdb`, "-D", data, ...how);
  await writeFile(
    join(data, "postgresql.auto.conf"),
    `listen_addresses = 'localhost,${NETWORK}.${10 + index}'\n${SETTINGS}`,
  );
  await writeFile(join(data, "pg_hba.conf"), `host all all ${NETWORK}.0/24 trust\nhost all all localhost trust\n`);
}

async function start({ index }: Node): Promise<void> {
  const data = dataOf(index);
  await rm(join(data, "postmaster.pid"), { force: true });
  const program = `runuser -u postgres -- ${PROGRAMS}/pg_ctl -D ${data} -l ${join(data, "log")} -w start`;
  const share = await shareOf(index);
  // Joined before its network is entered, where the control groups are not to be seen.
  await run("sh", ["-c", `${share ? `echo $$ > ${share} && ` : ""}exec ip netns exec ${spaceOf(index)} ${program}`]);
}

async function ask({ address }: Node, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: `postgresql://postgres@${address}/postgres` });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

/** The server's own process and its children. Asked twenty times a second while it is slow: nothing else may wait for it. */
async function processesOf({ index }: Node): Promise<number[]> {
  const file = await readFile(join(dataOf(index), "postmaster.pid"), "utf8").catch(() => "");
  const own = Number(file.split("\n")[0] ?? "");
  if (!Number.isInteger(own) || own <= 0) return [];
  const children = await readFile(`/proc/${own}/task/${own}/children`, "utf8").catch(() => "");
  return [own, ...children.split(" ").filter(Boolean).map(Number)];
}

function sendTo(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
  }
}

async function signal(node: Node, name: NodeJS.Signals): Promise<void> {
  for (const pid of await processesOf(node)) sendTo(pid, name);
}

function slow(node: Node): () => Promise<void> {
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      await signal(node, "SIGSTOP");
      await pause(SLOW.rests);
      await signal(node, "SIGCONT");
      await pause(SLOW.works);
    }
  })();
  return async () => {
    isOver = true;
    await running;
    await signal(node, "SIGCONT");
  };
}

const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));

/** Isolated ports of a bridge reach its own address, where the hub is, but not each other. */
async function isolate(nodes: readonly Node[], state: "on" | "off"): Promise<void> {
  for (const { index } of nodes) await run("bridge", ["link", "set", "dev", cableOf(index), "isolated", state]);
}

/** Also what an earlier run left. A share goes once its last process has ended, or with the next run. */
async function takeAway(): Promise<void> {
  for (let index = 0; index < COUNT; index += 1) {
    await signal({ index, address: addressOf(index) }, "SIGKILL");
    await ip("link", "del", cableOf(index)).catch(() => undefined);
    await ip("netns", "del", spaceOf(index)).catch(() => undefined);
    await rmdir(join(SHARES, spaceOf(index))).catch(() => undefined);
  }
  await ip("link", "del", BRIDGE).catch(() => undefined);
  await rm(FOLDER, { recursive: true, force: true });
}
