import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formProblems, longSubject, noImperative, subjectProblems } from "./commit-subjects.ts";

test("a subject may have 72 characters, counted as people see them", () => {
  expect(longSubject({ hash: "abc1234", subject: "é".repeat(72) })).toBeNull();
  expect(longSubject({ hash: "abc1234", subject: "x".repeat(73) })).toMatch(
    /^commit abc1234 has a subject of 73 characters/,
  );
});

test("a subject names its area and goes on in lower case, and a body says why", () => {
  const problems = (subject: string, body = "Because.") => formProblems({ hash: "abc1234", subject, body });
  for (const subject of ["web: ask once", "hub/stock: 3 more", "Google Ads: read spend", "db: PostgreSQL 18 in tests"])
    expect([subject, problems(subject)]).toEqual([subject, []]);
  expect(problems("Ask once")).toEqual([expect.stringContaining("area: what it does")]);
  expect(problems("web: Ask once")).toEqual([expect.stringContaining("area: what it does")]);
  expect(problems("web: ask once", "")).toEqual(["commit abc1234 has no body that says why: web: ask once"]);
});

test("a subject begins with a verb in the imperative", () => {
  const problem = (subject: string) => noImperative({ hash: "abc1234", subject });
  for (const subject of [
    "web: ask once",
    "db: seed the demo",
    "web: bring back the tabs",
    "hub: address a customer by name",
    "Google Ads: pass the key",
    "web: focus the first field",
    "db: PostgreSQL 18 in tests",
  ])
    expect([subject, problem(subject)]).toEqual([subject, null]);
  for (const subject of [
    "docs: all faults played at length",
    "web: one field finds a variant",
    "web: the tabs stay",
    "hub: 3 more states",
    "engine: added a lane",
    "hub: fixing the count",
    "docs: figures of the soak",
    "web: keeps the page",
  ])
    expect(problem(subject)).toContain("does not begin with what it does");
});

test("commit subjects are checked since the check was added, where history reaches back that far", () => {
  const root = mkdtempSync(join(tmpdir(), "subjects-"));
  try {
    const git = (...texts: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.com", ...texts], { cwd: root }).toString();
    const commit = (...messages: readonly string[]) =>
      git("commit", "--quiet", "--allow-empty", ...messages.flatMap((message) => ["--message", message]));
    git("init", "--quiet");
    commit("Before the check ".repeat(6));
    const since = git("rev-parse", "HEAD").trim();
    commit("Keep it short");
    expect(subjectProblems(root, since)).toEqual([]);
    commit("Say everything that was done in one line, and everything that was not done as well");
    expect(subjectProblems(root, since)).toHaveLength(1);
    expect(subjectProblems(root, "0".repeat(40))).toEqual([]);
    commit("web: ask once", "Twice was once too often.");
    commit("Ask twice");
    expect(subjectProblems(root, "0".repeat(40), `${since}~0`)).toHaveLength(6);
    expect(subjectProblems(root, "0".repeat(40), git("rev-parse", "HEAD~1").trim())).toHaveLength(2);
  } finally {
    rmSync(root, { recursive: true });
  }
});

test("a folder without git history has no commit to check", () => {
  const root = mkdtempSync(join(tmpdir(), "subjects-"));
  expect(subjectProblems(root)).toEqual([]);
  rmSync(root, { recursive: true });
});
