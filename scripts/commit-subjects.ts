/** Subjects of commits, as far as git history is at hand: a copy without it, or with its last part alone, has none to check. */
import { spawnSync } from "node:child_process";

const MOST = 72;
/** The last commit before subjects were checked. */
const SINCE = "d02648d4e842b03016fe134236e7af0db5264b79";

/** What is wrong with commits since the check was added; nothing where git does not know that commit. */
export function subjectProblems(root: string, since = SINCE): string[] {
  const { status, stdout } = spawnSync("git", ["log", "--no-merges", "--format=%h %s", `${since}..HEAD`], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) return [];
  return stdout.split("\n").flatMap((line) => longSubject(line) ?? []);
}

/** `line` is a commit's short hash and its subject. */
export function longSubject(line: string): string | null {
  const at = line.indexOf(" ");
  const [hash, subject] = [line.slice(0, at), line.slice(at + 1)];
  const length = [...subject].length;
  return length > MOST ? `commit ${hash} has a subject of ${length} characters; ${MOST} is the most: ${subject}` : null;
}
