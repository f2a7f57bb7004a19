/** Processes of the version before beside those of this one, on this one's schema: what a rolling upgrade passes through. */
import { type ChildProcess, execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, expect, test } from "vitest";
import { connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { systemClock } from "../src/commerce/clock.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { type TestDatabase, testDatabase } from "../src/db/testing.ts";
import { firstSyncDone, freePort, startSandboxOf, until } from "./support/hub.ts";
import { HUBS_START_MS, spawnHub, untilReady } from "./support/process.ts";

const NAME = "argosy_beside";

const root = join(import.meta.dirname, "..");
const SCHEMA = ["src/db/migrations", "src/db/baseline"];
/** One of them is in every version that this one follows: the schema, or the last migration it stands for (decision 710). */
const BEGINS = [
  "src/db/baseline/foundation.sql",
  // Its folder before it was called baseline.
  "src/db/schema/foundation.sql",
  "src/db/migrations/1531-backorders.sql",
];
const isRequested = process.env.ARGOSY_VERSION_BEFORE === "1";
const BEFORE = isRequested ? commitBefore() : undefined;
if (isRequested && BEFORE === undefined)
  process.stderr.write("NOT TESTED: the version before beside this one, for this copy has no history that holds it.\n");

function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 && stdout.trim() !== "" ? stdout.trim() : undefined;
}

/**
 * The version before: what the last merge was merged into; without merges, or where that has the same schema, the newest
 * commit before the newest migration, or before the schema without any. Undefined where the history does not reach back so
 * far.
 */
function commitBefore(): string | undefined {
  const added = (path: string) => git("log", "-1", "--format=%H", "--diff-filter=A", "--", path);
  const merge = git("rev-list", "--merges", "--first-parent", "-1", "HEAD");
  const candidates = [merge, ...SCHEMA.map(added)].map((commit) => commit && `${commit}^1`);
  const isOlder = (commit: string) =>
    spawnSync("git", ["diff", "--quiet", commit, "HEAD", "--", ...SCHEMA], { cwd: root }).status === 1;
  /** An older one leaves a database that this version does not start on. */
  const isUpgradable = (commit: string) => BEGINS.some((file) => git("cat-file", "-t", `${commit}:${file}`) === "blob");
  const found = candidates.find((commit) => commit && isUpgradable(commit) && isOlder(commit));
  return found && git("rev-parse", "--short", found);
}

let server: TestDatabase | undefined;
const sandboxes: Sandbox[] = [];
let folder: string | undefined;
const processes: ChildProcess[] = [];

afterAll(async () => {
  for (const child of processes) child.kill("SIGKILL");
  for (const sandbox of sandboxes) await sandbox.close();
  await server?.owner.run(`drop database if exists ${NAME} with (force)`);
  await server?.[Symbol.asyncDispose]();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});

/** The program as it was, with the packages of today. */
function versionBefore(): string {
  folder = mkdtempSync(join(tmpdir(), "argosy-before-"));
  const packed = execFileSync("git", ["archive", `${BEFORE}`, "package.json", "src"], { cwd: root, maxBuffer: 1e9 });
  execFileSync("tar", ["-x", "-C", folder], { input: packed });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

async function end(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

/** The same organization at another process, by an API key. */
function at(url: string, key: string): Pick<Seller, "get" | "post"> {
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(method === "POST" && { "content-type": "application/json", "idempotency-key": crypto.randomUUID() }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return { get: (path) => ask("GET", path), post: (path, body = {}) => ask("POST", path, body) };
}

test.skipIf(BEFORE === undefined)(
  "orders and stock go through its web process and our worker, and the other way round, while the schema is ours [F21]",
  async () => {
    const before = versionBefore();
    server = await testDatabase();
    await server.owner.run(`create database ${NAME}`);
    const database = new URL(server.database.ownerUrl);
    database.pathname = `/${NAME}`;
    const own = { database: { ownerUrl: database.href }, keys: server.keys };
    const begin = async (role: "web" | "worker", version: { readonly root?: string; readonly url?: string } = {}) => {
      const address = `http://127.0.0.1:${await freePort()}`;
      const child = spawnHub(own, { ...version, url: version.url ?? address, at: address, role });
      processes.push(child);
      await untilReady(address);
      return { child, at: address };
    };
    const oldWeb = await begin("web", { root: before });
    const oldWorker = await begin("worker", { root: before, url: oldWeb.at });
    const first = await signUpSeller({ url: oldWeb.at, name: "Owner", organization: "Beside", slug: "beside" });
    const { key } = await first.post<{ key: string }>("/api-keys", { name: "beside", role: "admin" });
    const shops: Sandbox[] = [];
    const open = async (seller: Pick<Seller, "get" | "post">, stockFrom: "channel" | "hub") => {
      const shop = await startSandboxOf("woocommerce", { clock: systemClock, seed: 5 + shops.length });
      sandboxes.push(shop);
      shop.shop.addProduct({
        title: "Soap",
        status: "active",
        variants: [{ sku: "SOAP-1", price: "6.00", stock: 40 }],
      });
      const name = `Shop ${shops.length + 1}`;
      const store = await connectShop({ ...first, ...seller }, shop, {
        name,
        sync: { importProducts: true, stockFrom },
      });
      await firstSyncDone({ ...first, ...seller }, store);
      shops.push(shop);
      return shop;
    };
    let orders = 0;
    let onHand = 40;
    /** An order that comes by the shop's webhook, and stock changed by hand: both reach every shop. */
    const trade = async (seller: Pick<Seller, "get" | "post">, shop: Sandbox) => {
      shop.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 2 }], payment: "paid" });
      orders += 1;
      const levels = async () =>
        (await seller.get<{ items: { onHand: number; reserved: number }[] }>("/inventory/levels")).items;
      await until("the order reserves", levels, { wanted: ([level]) => level?.reserved === 2 * orders });
      await seller.post("/inventory/adjustments", { items: [{ sku: "SOAP-1", delta: 5 }] });
      onHand += 5;
      const shown = async () => shops.map((one) => one.shop.stockOf("SOAP-1"));
      await until("all shops show what is free", shown, {
        wanted: (numbers) => numbers.every((number) => number === onHand - 2 * orders),
      });
      expect(await levels()).toMatchObject([{ onHand, reserved: 2 * orders }]);
    };
    const byOld = await open(first, "channel");
    await trade(first, byOld);

    // Our web process brings the schema up to date; the other version's worker works on, also for what is connected now.
    const newWeb = await begin("web");
    const second = at(newWeb.at, key);
    const byNew = await open(second, "hub");
    await trade(second, byNew);
    await trade(first, byOld);
    await begin("worker", { url: oldWeb.at });
    await end(oldWorker.child);
    await trade(first, byOld);
    await trade(second, byNew);
    await end(oldWeb.child);
    const { items } = await second.get<{ items: unknown[] }>("/orders");
    expect(items).toHaveLength(orders);
  },
  4 * HUBS_START_MS,
);
