/** What a run of the continuous check is about: the paths of the change under check, and a number for the rotation. */
import { changedPaths, git } from "./test-selection/changed-paths.ts";

export interface CheckedChange {
  /** Null where the history does not tell. */
  readonly changed: readonly string[] | null;
  /** Where the change begins, for people. */
  readonly since: string;
  readonly rotation: number;
  /** The rotation number is the number of commits, so that the next commit has the next one. */
  readonly countsCommits: boolean;
}

/** A fresh copy knows no branch to compare with; landing a change takes less than this. */
const WINDOW_S = 4 * 3600;

/**
 * The change under check: since `CHECK_BASE` where that is set, since the first parent where HEAD is a merge, else what
 * was committed in the four hours before HEAD.
 */
export function checkedChange(root: string, base: string | undefined): CheckedChange {
  const isShallow = git(root, "rev-parse", "--is-shallow-repository") !== "false";
  const counted = isShallow ? undefined : git(root, "rev-list", "--count", "HEAD");
  const hash = git(root, "rev-parse", "HEAD") ?? "0";
  const turn = {
    rotation: counted === undefined ? Number.parseInt(hash.slice(0, 8), 16) : Number(counted),
    countsCommits: counted !== undefined,
  };
  const start = base ?? (isShallow ? undefined : startOfChange(root));
  if (start === undefined) return { changed: null, since: "the history does not tell", ...turn };
  return { changed: changedPaths(root, start), since: git(root, "rev-parse", "--short", start) ?? start, ...turn };
}

function startOfChange(root: string): string | undefined {
  const isMerge = git(root, "rev-parse", "--verify", "--quiet", "HEAD^2") !== undefined;
  if (isMerge) return "HEAD^1";
  const committedAt = Number(git(root, "log", "-1", "--format=%ct", "HEAD"));
  const before = git(root, "rev-list", "-1", `--before=${committedAt - WINDOW_S}`, "HEAD");
  return before === "" ? undefined : before;
}
