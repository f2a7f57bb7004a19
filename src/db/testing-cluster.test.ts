import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepCluster, takeCluster } from "./testing-cluster.ts";

let folder: string;
let keptIn: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "argosy-cluster-"));
  keptIn = join(folder, "kept");
  await place(folder, "data");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function place(at: string, name: string): Promise<void> {
  await mkdir(join(at, name), { recursive: true });
  await writeFile(join(at, name, "pg_control"), name);
}

const keep = (keyHex: string) => keepCluster("v2", join(folder, "data"), { keyHex }, keptIn);

test("a kept cluster replaces other versions and what a run that died left, and is taken whole", async () => {
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await place(keptIn, "v1");
  await place(keptIn, `unfinished-${pid}-a`);
  await keep("ab");
  expect(await readdir(keptIn)).toEqual(["v2"]);
  expect(await takeCluster("v2", join(folder, "taken"), keptIn)).toEqual({ keyHex: "ab" });
  expect(await readFile(join(folder, "taken/pg_control"), "utf8")).toBe("data");
  expect(await takeCluster("v1", join(folder, "other"), keptIn)).toBeNull();
});

test("a cluster that another run is just keeping or has just kept stays as it is", async () => {
  const other = `unfinished-${process.pid}-b`;
  await place(keptIn, other);
  await keep("ab");
  await keep("cd");
  expect((await readdir(keptIn)).sort()).toEqual([other, "v2"]);
  expect(await readFile(join(keptIn, other, "pg_control"), "utf8")).toBe(other);
  expect(await takeCluster("v2", join(folder, "taken"), keptIn)).toEqual({ keyHex: "ab" });
});

test("a cluster that belongs to somebody else since its checkout was copied is made anew", async () => {
  await keep("ab");
  await writeFile(join(keptIn, "v2/owner"), "4711");
  expect(await takeCluster("v2", join(folder, "taken"), keptIn)).toBeNull();
  await keep("cd");
  expect(await takeCluster("v2", join(folder, "taken"), keptIn)).toEqual({ keyHex: "cd" });
});
