/** The hub as a process of its own, started as `npm start` starts it, and spoken to as a seller's program would. */
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { freePort } from "../test/support/start.ts";
import { cpuSeconds, end, peakMemory, spawnOn } from "./processes.ts";

const ROOT = join(import.meta.dirname, "..");
/** For looking closer by hand: BENCH_NODE_FLAGS="--cpu-prof --cpu-prof-dir=/tmp/profiles". */
const FLAGS = (process.env["BENCH_NODE_FLAGS"] ?? "").split(" ").filter((flag) => flag !== "");

export interface HubOptions {
  /** Holds the hub's data folder and log. */
  readonly folder: string;
  /** Absent: the hub's own embedded server. */
  readonly databaseUrl?: string | undefined;
  readonly role?: "all" | "web" | "worker" | undefined;
  readonly port?: number | undefined;
  /** The program; default src/main.ts. */
  readonly program?: string | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** For Node. */
  readonly flags?: readonly string[] | undefined;
  /** Null: not bound to a core. */
  readonly core?: number | null | undefined;
}

export interface Hub {
  readonly url: string;
  readonly pid: number;
  cpuSeconds(): number;
  peakMemory(): number;
  /** Freezes and thaws the process, so that its background work does not count on the other side. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/** Starts the hub and waits until it is ready. Throws with the end of its log when it ends before. */
export async function startHub(options: HubOptions): Promise<Hub> {
  await mkdir(options.folder, { recursive: true, mode: 0o711 });
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(options.folder, "hub.log");
  const log = openSync(logFile, "a");
  const child = spawnOn(
    options.core === undefined ? 0 : options.core,
    [process.execPath, ...FLAGS, ...(options.flags ?? []), options.program ?? join(ROOT, "src/main.ts")],
    {
      cwd: options.folder,
      env: {
        PATH: process.env["PATH"],
        NODE_ENV: "production",
        DATA_DIR: join(options.folder, "data"),
        PORT: String(port),
        APP_URL: url,
        ROLE: options.role ?? "all",
        ALLOW_PRIVATE_NETWORK: "true",
        ALLOW_HTTP_STORES: "true",
        ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }),
        ...options.env,
      },
      stdio: ["ignore", log, log],
    },
  );
  closeSync(log);
  await untilReady(child, url, logFile);
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    cpuSeconds: () => cpuSeconds(pid),
    peakMemory: () => peakMemory(pid),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    async stop() {
      child.kill("SIGCONT");
      await end(child);
    },
  };
}

async function untilReady(child: ChildProcess, url: string, logFile: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`The hub ended at its start:\n${(await readFile(logFile, "utf8")).slice(-2000)}`);
    const isReady = await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isReady) return;
    await delay(10);
  }
}

export interface Seller {
  readonly organization: string;
  readonly cookie: string;
  call<T>(method: string, path: string, body?: unknown): Promise<T>;
}

/** Signs up a person and makes their organization. */
export async function signUp(hub: Pick<Hub, "url">, slug = "bench"): Promise<Seller> {
  const headers = { "content-type": "application/json", origin: hub.url };
  const person = { name: "Bench", email: `${slug}@shop.example`, password: "correct horse battery staple" };
  const signed = await fetch(`${hub.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers,
    body: JSON.stringify(person),
  });
  if (!signed.ok) throw new Error(`Sign-up answered ${signed.status}: ${await signed.text()}`);
  const cookie = signed.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return openOrganization(hub, sellerOf(hub, cookie, ""), slug);
}

/** Makes an organization of the same person. */
export async function openOrganization(hub: Pick<Hub, "url">, seller: Seller, slug: string): Promise<Seller> {
  const made = await seller.call<{ id: string }>("POST", "/api/organizations", {
    name: slug,
    slug,
    currency: "EUR",
    zone: "UTC",
    language: "en",
  });
  return sellerOf(hub, seller.cookie, made.id);
}

/** The same person at another start of the hub. */
export function sellerOf(
  hub: Pick<Hub, "url">,
  cookie: string,
  organization: string,
  more: Readonly<Record<string, string>> = {},
): Seller {
  return {
    organization,
    cookie,
    async call(method, path, body) {
      const answer = await fetch(`${hub.url}${path}`, {
        method,
        headers: {
          cookie,
          origin: hub.url,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...more,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
      return text === "" ? undefined : JSON.parse(text);
    },
  };
}

/** Connects a sandbox as a seller connects a shop, and waits for the first sync to end when there is one. */
export async function connectStore(
  seller: Seller,
  sandbox: Pick<Sandbox, "provider" | "url" | "shop">,
  options: { name: string; stockFrom: "channel" | "hub" | "none" },
): Promise<string> {
  return connectShop(
    seller,
    { provider: sandbox.provider, url: sandbox.url, credentials: sandbox.shop.credentials() },
    options,
  );
}

export interface ShopAddress {
  readonly provider: string;
  readonly url: string;
  readonly credentials: Readonly<Record<string, string>>;
}

export async function connectShop(
  seller: Seller,
  shop: ShopAddress,
  options: { name: string; stockFrom: "channel" | "hub" | "none" },
): Promise<string> {
  const { storeId } = await seller.call<{ storeId: string }>("POST", "/api/stores", {
    provider: shop.provider,
    name: options.name,
    values: { ...shop.credentials, endpoint: shop.url },
    syncOptions: { importProducts: true, importOrdersDays: null, stockFrom: options.stockFrom },
  });
  await runsDone(seller, storeId);
  return storeId;
}

interface Run {
  readonly type: string;
  readonly status: string;
  readonly error: string | null;
}

/** Waits until no run of the store is under way. Throws when one failed. */
export async function runsDone(seller: Seller, storeId: string, everyMs = 50): Promise<void> {
  for (;;) {
    const { items } = await seller.call<{ items: Run[] }>("GET", `/api/runs?storeId=${storeId}&limit=5`);
    const failed = items.find((run) => run.status === "failed");
    if (failed) throw new Error(`The run ${failed.type} failed: ${failed.error}`);
    if (items.every((run) => run.status === "done")) return;
    await delay(everyMs);
  }
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 60_000,
): Promise<void> {
  const end = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`It did not happen within ${withinMs / 1000} s: ${what}.`);
    await delay(20);
  }
}
