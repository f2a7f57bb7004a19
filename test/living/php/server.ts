/** The shop's web server: PHP's own, with workers, which can be ended in the middle; or whoever serves it already. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { until } from "../../support/until.ts";

const FEW_WORKERS = 3;
/** A machine that is busy takes a minute over the first answer of a large shop. */
const PATIENCE_MS = 4 * 60_000;

export interface ShopServer {
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const isAnswered = (address: string) =>
  fetch(address, { redirect: "manual" }).then(
    (answer) => answer.status < 500,
    () => false,
  );

interface Served {
  readonly folder: string;
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  /** What PHP does with a request, and a path below the shop's that answers when it serves. */
  readonly router: string;
  readonly probe: string;
  /** For PHP, as `-d` takes them. */
  readonly settings?: readonly string[];
  /** More than buyers at a time, where the shop calls itself while it serves one. */
  readonly workers?: number;
}

/** Null where somebody else serves the address: then nobody here may end it. */
export async function serve({ folder, url, env, router, probe, ...options }: Served): Promise<ShopServer | null> {
  const { settings = [], workers = FEW_WORKERS } = options;
  const isThere = () => isAnswered(`${url}/${probe}`);
  if (await isThere()) return null;
  const { host } = new URL(url);
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = undefined;
    if (ending?.pid === undefined || ending.exitCode !== null || ending.signalCode !== null) return;
    const exit = once(ending, "exit");
    // Its workers with it.
    process.kill(-ending.pid, signal);
    await exit;
  };
  const server: ShopServer = {
    async start() {
      child = spawn(
        "php",
        [...["opcache.enable_cli=1", ...settings].flatMap((one) => ["-d", one]), "-S", host, "-t", folder, router],
        { env: { ...process.env, ...env, PHP_CLI_SERVER_WORKERS: String(workers) }, stdio: "ignore", detached: true },
      );
      await until(`the shop serves ${url}`, isThere, { ms: PATIENCE_MS });
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
  // Before the shop's database is put back.
  process.prependOnceListener("exit", () => {
    if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  });
  await server.start();
  return server;
}
