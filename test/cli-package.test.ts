/** The command `argosy` as a package: packed from the repository, installed below node_modules, and run from there. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestApp, testApp } from "../src/http/testing.ts";
import { commandIn } from "./support/argosy.ts";
import { npm, skipped } from "./support/npm.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "argosy-package-"));
const modules = join(folder, "node_modules");
const version: string = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version;
const tarball = `argosy-${version}.tgz`;

const isByNpm = process.env.ARGOSY_PACKAGE !== undefined;
let packed: readonly string[];
let hub: TestApp;
/** Why the package could not be installed; undefined where it is. */
let missing: string | undefined;

/** Of a package that is not installed by npm: the files of the tarball, beside the packages of this repository. */
function unpack(): void {
  mkdirSync(join(modules, "argosy"), { recursive: true });
  for (const name of readdirSync(join(root, "node_modules")).filter((each) => !each.startsWith(".")))
    symlinkSync(join(root, "node_modules", name), join(modules, name));
}

const argosy = commandIn(folder, join(modules, "argosy/cli/argosy.mjs"));

beforeAll(async () => {
  const answer = npm(["pack", "--json", "--pack-destination", folder], root);
  if (!answer.ok) throw new Error(`The package cannot be packed: ${answer.text}`);
  const [reported]: readonly { readonly files: readonly { readonly path: string }[] }[] = JSON.parse(answer.out);
  packed = reported?.files.map(({ path }) => path) ?? [];
  if (!isByNpm) {
    unpack();
    spawnSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", join(modules, "argosy")], { cwd: folder });
  } else {
    const installed = npm(["install", "--ignore-scripts", "--prefix", folder, join(folder, tarball)], folder);
    if (!installed.ok) missing = skipped("the command argosy installed by npm", installed.text);
  }
  hub = await testApp();
  await hub.app.listen({ port: 0, host: "127.0.0.1" });
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await hub[Symbol.asyncDispose]();
});

/** Files of the repository that a module reads when it is loaded; types are not read. */
function readBy(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8");
  const names = text.matchAll(/^(?:import|export) (?!type\b)[^;]*?"(\.[^"]+)";/gms);
  return [...names].map(([, name = ""]) => resolve("/", dirname(file), name).slice(1));
}

test("the package holds what its commands read, and neither tests nor screenshots", () => {
  expect(packed.filter((path) => /\.test\.ts$|\.png$|\/testing|^(docs|web|demo|bench|test)\//.test(path))).toEqual([]);
  expect(packed.length).toBeLessThan(600);
  const expected = packed.filter((path) => path.startsWith("cli/") || path.startsWith("scripts/"));
  for (const file of expected)
    for (const inner of readBy(file)) {
      expect(packed, `${file} reads ${inner}`).toContain(inner);
      if (!expected.includes(inner)) expected.push(inner);
    }
  expect(expected.length).toBeGreaterThan(50);
});

describe("the package installed below node_modules", () => {
  test("the package prints its version and its commands, and nothing else", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    expect(await argosy(["--version"])).toEqual({ out: `${version}\n`, error: "", code: 0 });
    const started = spawnSync(join(modules, isByNpm ? ".bin/argosy" : "argosy/cli/argosy.mjs"), [
      "help",
      "rotate-keys",
    ]);
    expect([started.status, String(started.stderr)]).toEqual([0, ""]);
  });

  test("the package works with a hub", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    const ana = await hub.signUp("ana@example.test", "ana-shop");
    const { key } = (await ana.call("POST", "/api/api-keys", { name: "command", role: "manager" })).json;
    const env = {
      ARGOSY_URL: `http://127.0.0.1:${(hub.app.server.address() as AddressInfo).port}`,
      ARGOSY_KEY: key,
    };
    expect(await argosy(["status"], env)).toMatchObject({
      code: 0,
      error: "",
      out: expect.stringContaining("No channel is connected"),
    });
  });

  test("the package on the hub's machine examines the hub and writes a backup", async (context) => {
    if (missing !== undefined) return context.skip(missing);
    const env = {
      DATABASE_URL: hub.db.database.ownerUrl,
      DATA_DIR: folder,
      ENCRYPTION_KEY: Buffer.from(hub.db.keys.current.bytes).toString("hex"),
    };
    expect(await argosy(["doctor"], env)).toMatchObject({
      code: 0,
      error: "",
      out: expect.stringMatching(/ok +schema: is this version's/),
    });
    expect(await argosy(["backup", "hub.backup"], env)).toMatchObject({ code: 0, error: "" });
    expect(readdirSync(folder)).toContain("hub.backup");
  });
});
