/** The command `argosy`, as somebody types it. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Seller } from "../demo/seller.ts";
import type { Sandbox } from "../src/connectors/kit/sandbox/sandbox.ts";
import { startEmbedded } from "../src/db/embedded.ts";
import { keyFromHex } from "../src/db/keys.ts";
import { testBucket } from "../src/hub/files/testing.ts";
import { commandIn } from "./support/argosy.ts";
import { rowsIn } from "./support/backup.ts";
import { firstSyncDone, type TestHub, testHub, until } from "./support/hub.ts";

const folder = mkdtempSync(join(tmpdir(), "argosy-cli-"));
let hub: TestHub;
let seller: Seller;
let sandbox: Sandbox;
let key: string;

const argosy = commandIn(folder);

beforeAll(async () => {
  hub = await testHub();
  seller = await hub.seller("cli");
  sandbox = await hub.sandbox("woocommerce");
  sandbox.shop.addProduct({
    title: "Soap",
    status: "active",
    variants: [{ sku: "SOAP-1", price: "12.50", stock: 6 }],
  });
  const store = await hub.connect(seller, sandbox, "Corner shop", { stockFrom: "channel" });
  await firstSyncDone(seller, store);
  key = (await seller.post<{ key: string }>("/api-keys", { name: "cli", role: "admin" })).key;
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await hub[Symbol.asyncDispose]();
});

test("a command without a hub says how to sign in; a wrong key is refused and not stored", async () => {
  expect(await argosy(["status"])).toMatchObject({ code: 1, error: expect.stringContaining("argosy login --url") });
  expect(await argosy(["login", "--url", hub.url, "--key", "argosy_wrong"])).toMatchObject({ code: 1 });
  expect((await argosy(["status"])).error).toContain("argosy login --url");
});

test("a signed-in command stores the key for this user alone, and shows how channels are", async () => {
  expect(await argosy(["login", "--url", hub.url])).toMatchObject({ code: 1, error: expect.stringMatching(/^No key/) });
  expect(await argosy(["login", "--url", hub.url], {}, `${key}\n`)).toMatchObject({ code: 0, error: "" });
  expect(statSync(join(folder, "argosy/hub.json")).mode & 0o777).toBe(0o600);
  const { out } = await argosy(["status"]);
  expect(out).toMatch(/Corner shop +woocommerce +active/);
  expect(JSON.parse((await argosy(["status", "--json"])).out)).toMatchObject([{ name: "Corner shop" }]);
  expect((await argosy(["retry", "corner shop"])).out).toContain("Nothing had failed.");
  expect((await argosy(["retry", "elsewhere"])).error).toContain("There are: Corner shop");
});

test("automations are imported switched off, tried on the last orders, switched on and exported", async () => {
  const gifts = { name: "Gifts", trigger: "order.received", actions: [{ do: "add_tags", tags: ["gift"] }] };
  const file = join(folder, "automations.json");
  writeFileSync(file, JSON.stringify({ automations: [gifts] }));
  expect((await argosy(["automations", "import", file])).out).toContain("Added 1, switched off.");
  const [{ id }] = JSON.parse((await argosy(["automations", "--json"])).out);
  expect((await argosy(["automations", "dry-run", "--orders", "5"])).out).toMatch(/ of \d+ orders\./);
  expect((await argosy(["automations", "on", id])).out).toContain("Gifts is on.");
  expect((await argosy(["automations"])).out).toMatch(/Gifts +order\.received +on/);
  expect(JSON.parse((await argosy(["automations", "export"])).out)).toMatchObject({ automations: [gifts] });
  expect((await argosy(["automations", "runs"])).code).toBe(0);
  await seller.put(`/automations/${id}`, { ...gifts, name: "Presents" });
  expect((await argosy(["automations", "versions", id])).out).toMatch(/^2 .*Presents.*\n1 .*Gifts/m);
  expect((await argosy(["automations", "restore", id, "1"])).out).toContain("saved as version 3");
  expect((await argosy(["automations", "restore", id, "9"])).error).toContain("There is no version 9.");
  writeFileSync(file, "no JSON");
  expect(await argosy(["automations", "import", file])).toMatchObject({
    code: 1,
    error: expect.stringContaining("is no JSON"),
  });
});

test("the audit trail is found unbroken", async () => {
  expect(await argosy(["verify-audit"])).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^The audit trail is unbroken: [1-9]\d* entries\.\n$/),
  });
});

test("an order is listed once it was synced, and exported", async () => {
  const order = sandbox.shop.placeOrder({ lines: [{ sku: "SOAP-1", quantity: 2 }] });
  expect(await argosy(["sync", "Corner shop", "orders"])).toMatchObject({ code: 0 });
  await until("the order is there", async () => (await seller.get<{ items: unknown[] }>("/orders")).items.length === 1);
  expect((await argosy(["orders", "--to-ship"])).out).toContain(order);
  expect((await argosy(["export", "orders", "--out", "orders.csv"])).out).toContain("orders.csv");
  expect(readFileSync(join(folder, "orders.csv"), "utf8")).toContain(order);
  expect((await argosy(["export", "stock"])).out).toMatch(/SOAP-1/);
  expect((await argosy(["sync", "Corner shop", "everything"])).error).toContain("orders, products, inventory");
});

test("a file of products is checked, then written", async () => {
  writeFileSync(join(folder, "products.csv"), "SKU,Title,Price\nMUG-1,Mug,8.00\n");
  expect((await argosy(["import", "products.csv", "--check"])).out).toContain("1 create");
  expect((await seller.get<{ items: unknown[] }>("/variants?sku=MUG-1")).items).toEqual([]);
  expect(await argosy(["import", "products.csv"])).toMatchObject({ code: 0, out: expect.stringContaining("1 create") });
  expect((await seller.get<{ items: unknown[] }>("/variants?sku=MUG-1")).items).toHaveLength(1);
});

test("a provider's required fields are listed, and a channel connected by them", async () => {
  expect((await argosy(["providers"])).out).toContain("woocommerce");
  expect((await argosy(["providers", "woocommerce"])).out).toMatch(/consumerKey/i);
  expect(await argosy(["connect", "woocommerce", "--set", "nothing"])).toMatchObject({
    code: 1,
    error: expect.stringContaining("field=value"),
  });
  const other = await hub.sandbox("woocommerce", { seed: 2 });
  const set = Object.entries({ ...other.shop.credentials(), endpoint: other.url }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const { out, error } = await argosy(["connect", "woocommerce", "--name", "Second", "--set", ...set]);
  expect([out, error]).toEqual([expect.stringContaining("Connected: "), ""]);
});

/** The settings of the hub, for what works on its machine. */
const settings = () => ({
  DATABASE_URL: hub.db.database.ownerUrl,
  DATA_DIR: folder,
  ENCRYPTION_KEY: Buffer.from(hub.db.keys.current.bytes).toString("hex"),
});

test("files move to object storage and back, and the doctor tells how it is", async () => {
  await using bucket = await testBucket(join(folder, "objects"));
  const { endpoint, bucket: name, keyId, key: secret } = bucket.store;
  const env = {
    ...settings(),
    FILES_IN: "s3",
    S3_ENDPOINT: endpoint,
    S3_BUCKET: name,
    S3_ACCESS_KEY_ID: keyId,
    S3_SECRET_ACCESS_KEY: secret,
  };
  expect((await argosy(["doctor"], env)).out).toMatch(/ok +files: kept in object storage/);
  const ill = await argosy(["doctor"], { ...env, S3_SECRET_ACCESS_KEY: "another" });
  expect(ill).toMatchObject({ code: 1, out: expect.stringMatching(/FAULT +files: .* refuses this hub/) });
  const places = async () =>
    (await hub.owner.rows<{ away: boolean }>("select object_key is not null as away from argosy.stored_file")).map(
      ({ away }) => away,
    );
  const before = await places();
  expect(before.length).toBeGreaterThan(0);
  expect(before).not.toContain(true);
  const moved = `${before.length} files (0 MB) were moved.`;
  expect(await argosy(["move-files", "s3"], env)).toMatchObject({ code: 0, out: expect.stringContaining(moved) });
  expect(await places()).not.toContain(false);
  expect((await argosy(["move-files", "s3"], env)).out).toContain("0 files");
  expect(await argosy(["move-files", "database"], env)).toMatchObject({
    code: 1,
    error: expect.stringContaining("FILES_IN=database"),
  });
  const back = await argosy(["move-files", "database"], { ...env, FILES_IN: "database" });
  expect(back).toMatchObject({ code: 0, out: expect.stringContaining(moved) });
  expect(await places()).not.toContain(true);
  expect((await argosy(["move-files", "elsewhere"], env)).error).toContain("s3 or database");
});

test("servers are added, drained, and places moved to them, by the command that the handbook names", async () => {
  for (const args of [
    ["--add", "127.0.0.1:1"],
    ["--move", "1", "127.0.0.1:1"],
    ["--drain", "127.0.0.1:1"],
  ])
    expect(await argosy(["distribute", ...args], settings()), args.join(" ")).toMatchObject({
      code: 1,
      error: expect.stringContaining("This database is not distributed; run `argosy distribute` first."),
    });
  expect(await argosy(["distribute", "--move", "1"], settings())).toMatchObject({
    code: 1,
    error: expect.stringContaining("argosy distribute --move place host:port"),
  });
});

test("the doctor finds the hub well, and a wrong key", async () => {
  const env = settings();
  const well = await argosy(["doctor"], env);
  expect(well).toMatchObject({ code: 0, out: expect.stringMatching(/ok +encryption key: fits/) });
  expect(well.out).toMatch(/ok +schema: is this version's/);
  expect(well.out).toMatch(/ok +connections of sellers: none fails/);
  const ill = await argosy(["doctor"], { ...env, ENCRYPTION_KEY: "00".repeat(32) });
  expect(ill).toMatchObject({ code: 1, out: expect.stringMatching(/FAULT +encryption key: .* is not the key/) });
  const away = await argosy(["doctor"], { ...env, DATABASE_URL: "postgres://nobody@127.0.0.1:1/none" });
  expect(away).toMatchObject({ code: 1, out: expect.stringContaining("cannot be reached") });
  const misspelt = await argosy(["doctor"], { ...env, PORT: "many" });
  expect(misspelt).toMatchObject({ code: 1, out: expect.stringContaining("PORT") });
});

test("a backup comes out by the command and into a second database, row by row the same [F22]", async () => {
  const server = await secondServer();
  const into = { ...settings(), DATABASE_URL: server.ownerUrl };
  try {
    const written = await argosy(["backup", "hub.backup"], settings());
    expect(written).toMatchObject({ code: 0, error: "", out: expect.stringMatching(/holds [1-9]\d* rows/) });
    expect(statSync(join(folder, "hub.backup")).mode & 0o777).toBe(0o600);
    const other = { ...into, ENCRYPTION_KEY: "ab".repeat(32) };
    expect(await argosy(["restore", "hub.backup"], other)).toMatchObject({
      code: 1,
      error: expect.stringContaining("taken with the encryption key"),
    });
    const [, counted = ""] = /holds (\d+ rows of \d+ tables)/.exec(written.out) ?? [];
    expect(await argosy(["restore", "hub.backup"], into)).toMatchObject({
      code: 0,
      out: expect.stringContaining(`Restored ${counted}.`),
    });
    expect((await argosy(["restore", "hub.backup"], into)).error).toContain("holds a hub already");
    expect(await argosy(["backup", "again.backup"], into)).toMatchObject({ code: 0 });
    expect(await rowsIn(join(folder, "again.backup"))).toEqual(await rowsIn(join(folder, "hub.backup")));

    await keysRotate(into);
    expect(await argosy(["distribute"], { ...into, ENCRYPTION_KEY: NEW_KEY })).toMatchObject({
      code: 1,
      error: expect.stringContaining("Citus is not installed on this database server. Nothing was changed."),
    });
    expect(await argosy(["distribute", "elsewhere"], into)).toMatchObject({
      code: 1,
      error: expect.stringContaining("host:port"),
    });
  } finally {
    await server.stop();
  }
});

const NEW_KEY = "cd".repeat(32);

/** Seals the secrets of a hub nobody runs anew; the new key opens them alone afterwards. */
async function keysRotate(env: ReturnType<typeof settings>): Promise<void> {
  const both = { ...env, ENCRYPTION_KEY: NEW_KEY, ENCRYPTION_KEY_PREVIOUS: env.ENCRYPTION_KEY };
  expect(await argosy(["rotate-keys"], { ...env, ENCRYPTION_KEY: NEW_KEY })).toMatchObject({ code: 1 });
  const { id } = keyFromHex(NEW_KEY);
  expect(await argosy(["rotate-keys"], both)).toMatchObject({
    code: 0,
    error: "",
    out: expect.stringMatching(new RegExp(`^[1-9]\\d* secrets and \\d+ second factors .* sealed with key ${id}`)),
  });
  expect((await argosy(["rotate-keys"], both)).out).toMatch(/^0 secrets/);
  expect(await argosy(["doctor"], { ...env, ENCRYPTION_KEY: NEW_KEY })).toMatchObject({
    out: expect.stringMatching(/ok +encryption key: fits/),
  });
}

/** Its roles' passwords follow the key, which changes here: on the server of all tests no other could sign in. */
const secondServer = () => startEmbedded({ dataDir: join(folder, "second"), log: () => undefined, isThrowAway: true });
