/** What was changed since a commit, as git sees it. */
import { spawnSync } from "node:child_process";

/** Answers what git writes, without the line end; undefined where it refuses. */
export function git(root: string, ...args: string[]): string | undefined {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return status === 0 ? stdout.trimEnd() : undefined;
}

const lines = (text: string | undefined): string[] => (text ?? "").split("\0").filter((line) => line !== "");

/** Changed, added and deleted files, committed or not, and those git does not know yet. */
export function changedPaths(root: string, base: string): string[] {
  const changed = git(root, "diff", "--name-only", "--no-renames", "-z", base, "--");
  if (changed === undefined) throw new Error(`git knows no commit "${base}".`);
  return [...new Set([...lines(changed), ...lines(git(root, "ls-files", "--others", "--exclude-standard", "-z"))])];
}

/** Every file of the working tree but the ignored ones. */
export function allPaths(root: string): string[] {
  const listed = git(root, "ls-files", "--cached", "--others", "--exclude-standard", "-z");
  if (listed === undefined) throw new Error("This is no copy of a git repository.");
  return lines(listed);
}

/** HEAD where something is uncommitted, else the commit this branch left the main branch at. */
export function defaultBase(root: string): string {
  if (git(root, "status", "--porcelain") !== "") return "HEAD";
  const remote = git(root, "rev-parse", "--abbrev-ref", "--verify", "--quiet", "origin/HEAD");
  for (const branch of [remote, "main", "master"]) {
    const common = branch && git(root, "merge-base", "HEAD", branch);
    if (common) return common;
  }
  return "HEAD";
}
