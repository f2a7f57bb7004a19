/** The client package as strangers get it: packed, installed into an empty folder, type-checked and run on each Node. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testApp } from "../src/http/testing.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "argosy-client-"));
const NODES = ["20", "22", "24"];
const NPM_WAIT_MS = 90_000;

/** Why the package could not be installed; undefined where it is. */
let missing: string | undefined;

function npm(args: readonly string[], cwd: string): { readonly ok: boolean; readonly text: string } {
  const quiet = ["--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"];
  const { status, stdout, stderr } = spawnSync("npm", [...args, ...quiet], {
    cwd,
    encoding: "utf8",
    timeout: NPM_WAIT_MS,
  });
  return { ok: status === 0, text: `${stdout}${stderr}` };
}

/** Skipping is said where nobody overlooks it: a registry that does not answer is no reason to fail. */
function skipped(what: string, why: string): string {
  process.stderr.write(`\nNOT TESTED: ${what}. ${why.trim().split("\n").at(-1) ?? ""}\n`);
  return why;
}

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

function run(node: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (text += piece.toString()));
    child.on("close", () => resolve(text.trim()));
  });
}

describe("the client package", () => {
  test("holds its types against a strict program, and refuses what the interface does not know", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    const compiler = join(root, "node_modules/typescript7/bin/tsc");
    const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--skipLibCheck", "false"];
    expect(await run(process.execPath, [compiler, ...options, "--lib", "es2022,dom", "typed.ts"])).toBe("");
  });

  test.for(NODES)("runs on Node %s [I2.7]", async (version, context) => {
    if (missing !== undefined) return context.skip(missing);
    const node = nodeOf(version);
    if (node === undefined) return context.skip(`no Node ${version}`);
    await using hub = await testApp();
    const ana = await hub.signUp("ana@example.test", "ana-shop");
    const { key } = (await ana.call("POST", "/api/api-keys", { name: "program", role: "manager" })).json;
    await hub.app.listen({ port: 0, host: "127.0.0.1" });
    const url = `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}`;
    const said = JSON.parse(await run(node, ["program.mjs", url, key]));
    expect(said).toEqual({
      node: version,
      slug: "ana-shop",
      made: expect.stringContaining(`Shirts of Node ${version}.`),
      refusal: "ORDER_UNKNOWN",
    });
  });
});
