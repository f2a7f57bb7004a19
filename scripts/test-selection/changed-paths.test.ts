import { spawnSync } from "node:child_process";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { allPaths, changedPaths, defaultBase } from "./changed-paths.ts";

let root: string;
const git = (...args: string[]) => {
  const author = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"];
  const { status, stderr } = spawnSync("git", [...author, ...args], { cwd: root, encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
};
const commit = (file: string, text: string) => {
  writeFileSync(join(root, file), text);
  git("add", ".");
  git("commit", "--quiet", "--message", file);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "argosy-changed-"));
  git("init", "--quiet", "--initial-branch", "main");
  commit(".gitignore", "ignored\n");
  commit("first.ts", "1");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("changed, new and moved files count, ignored ones do not", () => {
  commit("moved.ts", "2");
  renameSync(join(root, "moved.ts"), join(root, "there.ts"));
  writeFileSync(join(root, "first.ts"), "3");
  writeFileSync(join(root, "new ö.ts"), "");
  writeFileSync(join(root, "ignored"), "");
  expect(changedPaths(root, "HEAD").toSorted()).toEqual(["first.ts", "moved.ts", "new ö.ts", "there.ts"]);
  expect(allPaths(root).toSorted()).toContain("new ö.ts");
});

test("a branch is compared with the commit it left the main branch at", () => {
  git("switch", "--quiet", "--create", "work");
  commit("work.ts", "1");
  expect(changedPaths(root, defaultBase(root))).toEqual(["work.ts"]);
});

test("uncommitted changes are compared with HEAD", () => {
  git("switch", "--quiet", "--create", "work");
  commit("work.ts", "1");
  writeFileSync(join(root, "more.ts"), "");
  expect(defaultBase(root)).toBe("HEAD");
  expect(changedPaths(root, "HEAD")).toEqual(["more.ts"]);
});

test("an unknown commit is rejected", () => {
  expect(() => changedPaths(root, "nowhere")).toThrow('git knows no commit "nowhere"');
});
