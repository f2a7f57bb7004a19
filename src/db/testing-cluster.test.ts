import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { saveCluster, takeCluster } from "./testing-cluster.ts";

let folder: string;
let storedIn: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-cluster-"));
  storedIn = join(folder, "kept");
  await place(folder, "data");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function place(at: string, name: string): Promise<void> {
  await mkdir(join(at, name), { recursive: true });
  await writeFile(join(at, name, "pg_control"), name);
}

const save = (keyHex: string) => saveCluster("v2", join(folder, "data"), { keyHex }, storedIn);

test("a kept cluster replaces other versions and what a run that died left, and is taken whole", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await place(storedIn, "v1");
  await place(storedIn, `unfinished-${pid}-a`);
  await save("ab");
  expect(await readdir(storedIn)).toEqual(["v2"]);
  expect(await takeCluster("v2", join(folder, "taken"), storedIn)).toEqual({ keyHex: "ab" });
  expect(await readFile(join(folder, "taken/pg_control"), "utf8")).toBe("data");
  expect(await takeCluster("v1", join(folder, "other"), storedIn)).toBeNull();
});

test("a cluster that another run is just keeping or has just kept stays as it is", async () => {
  const other = `unfinished-${process.pid}-b`;
  await place(storedIn, other);
  await save("ab");
  await save("cd");
  expect((await readdir(storedIn)).sort()).toEqual([other, "v2"]);
  expect(await readFile(join(storedIn, other, "pg_control"), "utf8")).toBe(other);
  expect(await takeCluster("v2", join(folder, "taken"), storedIn)).toEqual({ keyHex: "ab" });
});

test("a cluster that belongs to somebody else since its checkout was copied is made anew", async () => {
  await save("ab");
  await writeFile(join(storedIn, "v2/owner"), "4711");
  expect(await takeCluster("v2", join(folder, "taken"), storedIn)).toBeNull();
  await save("cd");
  expect(await takeCluster("v2", join(folder, "taken"), storedIn)).toEqual({ keyHex: "cd" });
});
