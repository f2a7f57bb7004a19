/** A connector from outside: made as a package by the generator, packed and installed as a stranger would, in a hub that names it. */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ConnectedShop, connectShop } from "../demo/connect.ts";
import { type Seller, signUpSeller } from "../demo/seller.ts";
import { makePackage } from "../scripts/connector-maker.ts";
import { describedFiles } from "../scripts/connector-spec.ts";
import { checkConnectors } from "../scripts/doctor-checks.ts";
import { systemClock } from "../src/commerce/clock.ts";
import { type Catalog, openCatalog } from "../src/connectors/catalog.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { testDatabase } from "../src/db/testing.ts";
import { fixture } from "../src/db/testing-fixtures.ts";
import { quickHashing } from "../src/hub/accounts/testing-hashing.ts";
import { startSandbox } from "../src/sandboxes/index.ts";
import { type RunningHub, startHub } from "../src/start.ts";
import { sandboxConfig } from "./support/config.ts";
import { firstSyncDone, freePort, until } from "./support/hub.ts";
import { npm } from "./support/npm.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "argosy-outside-"));
const dataDir = join(folder, "data");
const installed = join(dataDir, "connectors/node_modules/argosy-corner-shop");
const db = fixture(testDatabase);

/** What npm would fetch for who develops a connector: the kit as it is packed, and packages of this repository. */
function giveKit(to: string): void {
  const kit = join(to, "node_modules/@argosy/connector-kit");
  mkdirSync(join(to, "node_modules/.bin"), { recursive: true });
  mkdirSync(join(to, "node_modules/@types"), { recursive: true });
  mkdirSync(kit, { recursive: true });
  spawnSync("tar", ["-xzf", join(folder, "argosy-connector-kit-1.0.0.tgz"), "--strip-components=1", "-C", kit]);
  symlinkSync(join(root, "node_modules"), join(kit, "node_modules"));
  for (const name of ["zod", "vitest", "@types/node"])
    symlinkSync(join(root, "node_modules", name), join(to, "node_modules", name));
  symlinkSync(join(root, "node_modules/typescript7/bin/tsc"), join(to, "node_modules/.bin/tsc"));
  for (const name of ["check", "conformance"])
    symlinkSync(join(kit, `bin/${name}.mjs`), join(to, `node_modules/.bin/argosy-${name}`));
}

beforeAll(() => {
  const kit = npm(["pack", "--pack-destination", folder], join(root, "connector-kit"));
  if (!kit.ok) throw new Error(`The kit cannot be packed: ${kit.text}`);
  const source = join(folder, "corner-shop");
  makePackage({ folder: source, packageName: "argosy-corner-shop", id: "corner_shop", name: "Corner Shop" });
  giveKit(source);
  const packed = npm(["pack", "--pack-destination", folder], source);
  if (!packed.ok) throw new Error(`The connector cannot be packed: ${packed.text}`);
  mkdirSync(dataDir);
  const place = ["--prefix", join(dataDir, "connectors"), "--offline"];
  const install = npm(["install", ...place, join(folder, "argosy-corner-shop-1.0.0.tgz")], folder);
  if (!install.ok) throw new Error(`The connector cannot be installed: ${install.text}`);
});

afterAll(async () => {
  await running?.stop();
  await sandbox?.close();
  rmSync(folder, { recursive: true, force: true });
});

let running: RunningHub | undefined;
let port = 0;
let logged: string[] = [];
let catalog: Catalog;
let sandbox: Sandbox;
let seller: Seller;
let store: ConnectedShop;
let run: { readonly id: string };

const settings = () => {
  const key = Buffer.from(db.keys.current.bytes).toString("hex");
  const ground = { port, databaseUrl: db.database.ownerUrl, key, dataDir };
  return sandboxConfig(ground, { CONNECTORS: "argosy-corner-shop" });
};

/** `laterMs`: the hub starts so much later than it is. */
async function start(laterMs = 0): Promise<RunningHub> {
  logged = [];
  const clock = { ...systemClock, now: () => systemClock.now() + laterMs };
  const log = pino({ level: "info" }, { write: (line) => void logged.push(line) });
  running = await startHub({ config: settings(), log, clock, hashing: quickHashing });
  return running;
}

interface Shown {
  readonly health: string;
  readonly state: string;
  readonly lastError: string | null;
}
const shown = () => seller.get<Shown>(`/stores/${store.id}`);
const orders = async () => (await seller.get<{ items: unknown[] }>("/orders")).items;
const alerts = async () => {
  const { items } = await seller.get<{ items: { kind: string; text: string; state: string }[] }>("/alerts");
  return items.filter(({ state }) => state === "open").map(({ kind, text }) => ({ kind, text }));
};
const shows = (quantity: number) =>
  until(`the shop shows ${quantity}`, async () => sandbox.shop.stockOf("LAMP") === quantity);

describe("a hub that names a connector's package", () => {
  test("a hub offers a package's connector, connects a shop of its sandbox, imports an order and sends stock [B41.1]", async () => {
    port = await freePort();
    const hub = await start();
    const log = pino({ level: "silent" });
    catalog = await openCatalog(settings(), { log });
    sandbox = await startSandbox("corner_shop", { clock: systemClock, seed: 1 }, catalog.connectors);
    const token = hub.setupToken ?? undefined;
    seller = await signUpSeller({ url: hub.url, name: "Ana", organization: "Ana", slug: "ana", setup: token });
    expect(await seller.get("/integrations/providers/corner_shop")).toMatchObject({ name: "Corner Shop" });
    const logo = await (await fetch(`${hub.url}/logos/corner_shop.svg`)).text();
    expect(logo).toContain("<title>Corner Shop</title><path");
    sandbox.shop.addProduct({ title: "Lamp", status: "active", variants: [{ sku: "LAMP", price: "9.00", stock: 20 }] });
    store = await connectShop(seller, sandbox, { sync: { importProducts: true, stockFrom: "channel" } });
    await firstSyncDone(seller, store);
    sandbox.shop.placeOrder({ lines: [{ sku: "LAMP", quantity: 2 }], payment: "paid" });
    await until("the order is here", async () => (await orders()).length === 1);
    await seller.post("/inventory/levels", { items: [{ sku: "LAMP", onHand: 30 }] });
    await shows(28);
    expect(await shown()).toMatchObject({ state: "active", health: "healthy" });
  });

  test("a hub without the package starts: the shop says which to install, one alert does, and nothing is lost", async () => {
    await running?.stop();
    renameSync(installed, join(folder, "taken-away"));
    await start();
    expect(logged.join("")).toContain("The package argosy-corner-shop is not installed.");
    expect(await checkConnectors({ config: settings() })).toEqual([
      expect.objectContaining({ state: "fault", says: expect.stringContaining("npm install --prefix") }),
    ]);
    await until("the shop says what it waits for", async () => (await shown()).health === "failing");
    expect(await shown()).toMatchObject({
      state: "active",
      lastError: expect.stringContaining("The package argosy-corner-shop is not installed on this hub."),
    });
    const refused = await seller.call("POST", "/integrations/providers/corner_shop/sync/orders");
    expect([refused.status, await refused.json()]).toMatchObject([409, { code: "CONNECTOR_MISSING" }]);
    // Asked for by the channel instead of its provider, the work is kept and waits.
    run = await seller.post<{ id: string }>("/runs", { storeId: store.id, type: "sync_inventory" });
    await until("the work waits", async () => {
      const { error } = await seller.get<{ error: string | null }>(`/runs/${run.id}`);
      return error?.includes("argosy-corner-shop");
    });
    const delivered = await fetch(Object.values(store.webhookUrls)[0] ?? "", { method: "POST", body: "{}" });
    expect(delivered.status).toBe(503);
    await seller.post("/inventory/levels", { items: [{ sku: "LAMP", onHand: 12 }] });
    expect(await orders()).toHaveLength(1);
    expect(await alerts()).toEqual([
      { kind: "connector_missing", text: expect.stringContaining("argosy-corner-shop") },
    ]);
  });

  test("a hub goes on where it was once the package is back", async () => {
    await running?.stop();
    sandbox.shop.placeOrder({ lines: [{ sku: "LAMP", quantity: 1 }], payment: "paid" });
    renameSync(join(folder, "taken-away"), installed);
    await start(120_000);
    await until("the order of meanwhile is here", async () => (await orders()).length === 2);
    await shows(9);
    await until("the shop is well", async () => (await shown()).health === "healthy");
    await until("no alert is left", async () => (await alerts()).length === 0);
    const ended = async () => (await seller.get<{ status: string }>(`/runs/${run.id}`)).status;
    await until("the work that waited is done", ended, { wanted: (status) => status === "done" });
  });
});

/** A folder that has nothing but the kit and the installed package. */
function emptyFolder(): string {
  const place = join(folder, "empty");
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "name": "a-folder", "private": true, "type": "module" }');
  giveKit(place);
  cpSync(installed, join(place, "node_modules/argosy-corner-shop"), { recursive: true });
  return place;
}

test("the installed package passes the suite, planted bugs and a simulated world in its folder by one command", () => {
  const place = emptyFolder();
  const command = join(place, "node_modules/.bin/argosy-check");
  const env = { ...process.env, SPECS_DIR: "", NO_COLOR: "1" };
  // All planted bugs are half a minute, and `npm run mutants` of the repository has them.
  const options = ["argosy-corner-shop", "--mutants", "stock:", "--hub", root, "--seeds", "1"];
  const { status, stdout, stderr } = spawnSync(command, options, { cwd: place, env, encoding: "utf8" });
  const text = `${stdout}${stderr}`;
  expect(text).toMatch(/suite {8}\d{3} passed, 0 failed/);
  expect(text).toMatch(/mutants {6}\d{2} noticed, 0 survived/);
  expect(text).toMatch(/simulation {3}1 seeds in \d+ s, 0 failed/);
  expect(text).toContain("Nothing to mend.");
  expect(status).toBe(0);
});

test("a package made with a platform's description has routes that fit it and schemas that read them", () => {
  const place = join(folder, "described");
  const row = { type: "object", required: ["id"], properties: { id: { type: "integer" }, total: { type: "number" } } };
  const schema = { type: "object", properties: { rows: { type: "array", items: row } } };
  const get = { operationId: "listOrders", responses: { 200: { content: { "application/json": { schema } } } } };
  const { files: more } = describedFiles({ openapi: "3.0.3", paths: { "/orders": { get } } }, { id: "described" });
  const of = { packageName: "argosy-described", id: "described", name: "Described" };
  makePackage({ folder: place, ...of, polling: true, more });
  giveKit(place);
  const env = { ...process.env, SPECS_DIR: "", NO_COLOR: "1" };
  const run = (command: string, ...args: string[]) =>
    spawnSync(join(place, "node_modules/.bin", command), args, { cwd: place, env, encoding: "utf8" }).stdout;
  expect(run("tsc", "-p", ".")).toBe("");
  expect(run("argosy-conformance", ".", "described.test")).toMatch(/Tests {2}1 passed/);
});

test("the kit's package names what its modules import, in the versions of this repository", () => {
  const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8"));
  const { dependencies, devDependencies } = read("package.json");
  const kit = read("connector-kit/package.json");
  expect({ ...dependencies, ...devDependencies }).toMatchObject(kit.dependencies);
});
