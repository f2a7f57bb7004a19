/** The client package as strangers get it: packed, installed into an empty folder, type-checked and run on each Node. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testApp } from "../src/http/testing.ts";
import { firstSyncDone, testHub } from "./support/hub.ts";
import { npm, skipped } from "./support/npm.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "argosy-client-"));
const NODES = ["20", "22", "24"];
const EXAMPLES = readdirSync(join(root, "sdk/examples")).sort();

/** Why the package could not be installed; undefined where it is. */
let missing: string | undefined;

const imported = (names: string) => ["import {", names, "} from", '"@argosy/client";'].join(" ");

const program = `
${imported("body, createHub, Problem")}
const [url, apiKey] = process.argv.slice(2);
const hub = createHub({ url, apiKey });
const { slug } = await body(hub.GET("/api/organization"));
const made = await body(hub.POST("/api/categories", { body: { name: "Shirts of Node " + process.versions.node } }));
const refusal = await hub.GET("/api/orders/{id}", { params: { path: { id: "5f0c8b6e-0f53-4a8f-8d0c-5a1e2b7c9d10" } } })
  .catch((error) => (error instanceof Problem ? error.code : String(error)));
console.log(JSON.stringify({ node: process.versions.node.split(".")[0], slug, made: made.name, refusal }));
`;

const typed = `
${imported("body, createHub")}
const hub = createHub({ url: "https://hub.example", apiKey: "argosy_x" });
const page = await body(hub.GET("/api/orders", { params: { query: { limit: 5 } } }));
export const total: string | number | null | undefined = page.items[0]?.totalMinor;
// @ts-expect-error there is no such path
await hub.GET("/api/nothing");
// @ts-expect-error a role nobody has
await hub.POST("/api/api-keys", { body: { name: "till", role: "emperor" } });
`;

beforeAll(() => {
  const packed = npm(["pack", "--pack-destination", folder], join(root, "sdk"));
  if (!packed.ok) throw new Error(`The package cannot be packed: ${packed.text}`);
  writeFileSync(join(folder, "package.json"), '{ "name": "a-program", "private": true, "type": "module" }');
  writeFileSync(join(folder, "program.mjs"), program);
  writeFileSync(join(folder, "typed.ts"), typed);
  cpSync(join(root, "sdk/examples"), folder, { recursive: true });
  const installed = npm(["install", "./argosy-client-1.0.0.tgz"], folder);
  if (!installed.ok) missing = skipped("the client package in a fresh folder", installed.text);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A Node of this version: the one that runs the tests, or its binary from the registry, kept beside the modules. */
function nodeOf(version: string): string | undefined {
  if (process.versions.node.startsWith(`${version}.`)) return process.execPath;
  const name = `node-${process.platform}-${process.arch}`;
  const home = join(root, "node_modules/.cache", `node-${version}`);
  const binary = join(home, "node_modules", name, "bin/node");
  if (existsSync(binary)) return binary;
  const got = npm(["install", "--prefix", home, "--no-save", `${name}@${version}`], root);
  if (got.ok && existsSync(binary)) return binary;
  skipped(`the client package on Node ${version}`, got.text);
  return undefined;
}

function run(node: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(node, args, {
      cwd: folder,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (text += piece.toString()));
    child.on("close", () => resolve(text.trim()));
  });
}

describe("the client package", () => {
  test("the client package holds its types against a strict program, and refuses what the interface does not have", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    const compiler = join(root, "node_modules/typescript7/bin/tsc");
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--skipLibCheck", "false"];
    expect(await run(process.execPath, [compiler, ...options, "--lib", "es2022,dom", "typed.ts"])).toBe("");
  });

  test("the README quotes every example, as it is", () => {
    const readme = readFileSync(join(root, "sdk/README.md"), "utf8");
    for (const name of EXAMPLES) {
      const text = readFileSync(join(root, "sdk/examples", name), "utf8");
      expect(readme, name).toContain(`\`\`\`ts\n${text}\`\`\``);
    }
  });

  test("the examples hold against the types, and do in a hub what they say", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    const compiler = join(root, "node_modules/typescript7/bin/tsc");
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
    const types = ["--typeRoots", join(root, "node_modules/@types"), "--types", "node", "--skipLibCheck"];
    expect(await run(process.execPath, [compiler, ...options, ...types, ...EXAMPLES])).toBe("");
    await using hub = await testApp();
    const ana = await hub.signUp("ana@example.test", "ana-shop");
    const { key } = (await ana.call("POST", "/api/api-keys", { name: "examples", role: "manager" })).json;
    await hub.app.listen({ port: 0, host: "127.0.0.1" });
    const env = { ARGOSY_URL: `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}`, ARGOSY_KEY: key };
    const said = (name: string) => run(process.execPath, [name], env);
    expect(await said("create-product.ts")).toBe("Created Mug");
    expect(await said("create-product.ts")).toBe("Not created: PRODUCT_SKU_TAKEN");
    expect(await said("receive-stock.ts")).toBe("MUG-1: 24 on hand");
    expect(await said("receive-stock.ts")).toBe("MUG-1: 24 on hand");
    // Nothing waits in this hub; whatever goes wrong would be said.
    expect(await said("orders-to-ship.ts")).toBe("");
  });

  test("the example prints every order that waits to be shipped, page after page, the one due first on top", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    await using hub = await testHub();
    const seller = await hub.seller("shippers");
    const sandbox = await hub.sandbox("woocommerce", { seed: 5 });
    sandbox.shop.addProduct({ title: "Soap", status: "active", variants: [{ sku: "SOAP", price: "6.00", stock: 90 }] });
    // More than a page of fifty; with shipping and tax each is 13.25.
    const placed = Array.from({ length: 52 }, () =>
      sandbox.shop.placeOrder({ lines: [{ sku: "SOAP", quantity: 1 }], payment: "paid" }),
    );
    const store = await hub.connect(seller, sandbox, "Soaps", { stockFrom: "channel", importOrdersDays: 30 });
    await firstSyncDone(seller, store);
    const { number } = await seller.post<{ number: string }>("/orders", {
      currency: "USD",
      financial: "paid",
      contact: { name: "Omar" },
      lines: [{ sku: "SOAP", quantity: 2, unitPrice: "12.50" }],
    });
    const { key } = await seller.post<{ key: string }>("/api-keys", { name: "examples", role: "manager" });
    const text = await run(process.execPath, ["orders-to-ship.ts"], { ARGOSY_URL: hub.url, ARGOSY_KEY: key });
    const lines = text.split("\n");
    const reported = lines.map((line) => /^(\S+) (Soaps|manual order) (\d+ [A-Z]{3})$/.exec(line)?.slice(1));
    const amount = (row: readonly string[] | undefined) => `${row?.[1]} ${row?.[2]}`;
    expect(
      reported.filter((row) => amount(row) === "Soaps 1325 EUR"),
      text,
    ).toHaveLength(placed.length);
    expect(new Set(reported.map((row) => row?.[0])).size).toBe(placed.length + 1);
    // Ordered last, it is due last.
    expect(reported.at(-1)).toEqual([number, "manual order", "2500 USD"]);
  });

  test.for(NODES)("the client package runs on Node %s [I2.7]", async (version, context) => {
    if (missing !== undefined) return context.skip(missing);
    const node = nodeOf(version);
    if (node === undefined) return context.skip(`no Node ${version}`);
    await using hub = await testApp();
    const ana = await hub.signUp("ana@example.test", "ana-shop");
    const { key } = (await ana.call("POST", "/api/api-keys", { name: "program", role: "manager" })).json;
    await hub.app.listen({ port: 0, host: "127.0.0.1" });
    const url = `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}`;
    const text = JSON.parse(await run(node, ["program.mjs", url, key]));
    expect(text).toEqual({
      node: version,
      slug: "ana-shop",
      made: expect.stringContaining(`Shirts of Node ${version}.`),
      refusal: "ORDER_UNKNOWN",
    });
  });
});
