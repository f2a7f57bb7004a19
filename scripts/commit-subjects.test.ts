import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { longSubject, subjectProblems } from "./commit-subjects.ts";

test("a subject may have 72 characters, counted as people see them", () => {
  expect(longSubject(`abc1234 ${"é".repeat(72)}`)).toBeNull();
  expect(longSubject(`abc1234 ${"x".repeat(73)}`)).toMatch(/^commit abc1234 has a subject of 73 characters/);
});

test("commits are looked at since the check was added, and where history reaches back that far", () => {
  const root = mkdtempSync(join(tmpdir(), "subjects-"));
  try {
    const git = (...words: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...words], { cwd: root }).toString();
    const commit = (subject: string) => git("commit", "--quiet", "--allow-empty", "--message", subject);
    git("init", "--quiet");
    commit("Before the check ".repeat(6));
    const since = git("rev-parse", "HEAD").trim();
    commit("Keep it short");
    expect(subjectProblems(root, since)).toEqual([]);
    commit("Say everything that was done in one line, and everything that was not done as well");
    expect(subjectProblems(root, since)).toHaveLength(1);
    expect(subjectProblems(root, "0".repeat(40))).toEqual([]);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("without git history there is nothing to check", () => {
  const root = mkdtempSync(join(tmpdir(), "subjects-"));
  expect(subjectProblems(root)).toEqual([]);
  rmSync(root, { recursive: true });
});
