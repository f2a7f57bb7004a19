import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { compiledProgram, contentsOfSources, stampIn, timesOfSources } from "./compiled.ts";

let root: string;

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const touch = (file: string) => utimesSync(join(root, file), new Date(), new Date(2_000_000_000_000));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "argosy-compiled-"));
  for (const file of [
    "package-lock.json",
    "scripts/build-server.ts",
    "src/run.ts",
    "src/hub/ar.json",
    "src/hub/orders.ts",
  ])
    write(file, "before");
  write(
    stampIn("."),
    JSON.stringify({ folder: "abc", contents: contentsOfSources(root), times: timesOfSources(root) }),
  );
});
afterEach(() => rmSync(root, { recursive: true }));

test("a hub whose sources were compiled starts from there", () => {
  expect(compiledProgram(root, {})).toBe(pathToFileURL(join(root, "dist/server/abc/run.mjs")).href);
});

test.each([
  ["another size", () => write("src/hub/orders.ts", "after a while")],
  ["the same size", () => touch("src/hub/orders.ts")],
  ["a new name", () => write("src/hub/new.ts", "")],
  ["other packages", () => write("package-lock.json", "after a while")],
  ["other words", () => write("src/hub/ar.json", "after a while")],
  ["another way to compile", () => write("scripts/build-server.ts", "after a while")],
])("sources that were edited, with %s, are read instead", (_how, edit) => {
  edit();
  expect(compiledProgram(root, {})).toBeUndefined();
});

test("compiled sources that were copied count as the same, edited ones do not, whatever their size", () => {
  touch("src/hub/orders.ts");
  expect(compiledProgram(root, { NODE_ENV: "production" })).toBeDefined();
  write("package-lock.json", "newest");
  expect(compiledProgram(root, { NODE_ENV: "production" })).toBeUndefined();
  write("package-lock.json", "before");
  write("src/hub/orders.ts", "newest");
  expect(compiledProgram(root, { NODE_ENV: "production" })).toBeUndefined();
});

test("tests are not part of the program", () => {
  write("src/hub/orders.test.ts", "after");
  write("src/hub/testing-orders.ts", "after");
  expect(compiledProgram(root, {})).toBeDefined();
});

test("sources are read where connectors come from packages: both share the kit", () => {
  expect(compiledProgram(root, { CONNECTORS: "argosy-connector-etsy" })).toBeUndefined();
});

test("a hub that was never compiled reads its sources", () => {
  rmSync(join(root, "dist"), { recursive: true });
  expect(compiledProgram(root, {})).toBeUndefined();
});
