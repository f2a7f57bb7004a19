import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkedChange } from "./check-change.ts";

const HEAD_AT_S = 1_795_000_000;
let root: string;
function git(args: readonly string[], at = HEAD_AT_S, cwd = root): string {
  const date = `${at} +0000`;
  const names = ["-c", "user.name=Tester", "-c", "user.email=tester@example.com"];
  const { status, stdout, stderr } = spawnSync("git", [...names, ...args], {
    cwd,
    encoding: "utf8",
    env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}
function commit(file: string, hoursBefore: number): void {
  writeFileSync(join(root, file), "");
  git(["add", "."]);
  git(["commit", "--quiet", "--message", file], HEAD_AT_S - hoursBefore * 3600);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "argosy-checked-"));
  git(["init", "--quiet", "--initial-branch", "main"]);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("the change is what was committed in the four hours before HEAD, and commits are counted", () => {
  commit("long-ago.ts", 30);
  commit("before.ts", 4.1);
  commit("first.ts", 3.9);
  commit("last.ts", 0);
  const change = checkedChange(root, undefined);
  expect(change).toMatchObject({ changed: ["first.ts", "last.ts"], rotation: 4, countsCommits: true });
  expect(change.since).toBe(git(["rev-parse", "--short", "HEAD~2"]));
});

test("a merge is compared with its first parent, whenever its commits were made", () => {
  commit("before.ts", 60);
  git(["switch", "--quiet", "--create", "work"]);
  commit("old-work.ts", 50);
  git(["switch", "--quiet", "main"]);
  commit("beside.ts", 40);
  git(["merge", "--quiet", "--no-edit", "work"]);
  expect(checkedChange(root, undefined).changed).toEqual(["old-work.ts"]);
});

test("a named base goes first", () => {
  commit("a.ts", 60);
  commit("b.ts", 50);
  commit("c.ts", 0);
  expect(checkedChange(root, "HEAD~2").changed).toEqual(["b.ts", "c.ts"]);
});

test("a history that begins within the four hours does not tell", () => {
  commit("a.ts", 1);
  commit("b.ts", 0);
  expect(checkedChange(root, undefined)).toMatchObject({ changed: null, rotation: 2 });
});

test("a shallow copy does not tell either, and takes its number from the commit", () => {
  commit("a.ts", 60);
  commit("b.ts", 0);
  const copy = join(root, "copy");
  git(["clone", "--quiet", "--depth", "1", `file://${root}`, copy]);
  const change = checkedChange(copy, undefined);
  expect(change).toMatchObject({ changed: null, countsCommits: false });
  expect(change.rotation).toBe(Number.parseInt(git(["rev-parse", "HEAD"]).slice(0, 8), 16));
});
