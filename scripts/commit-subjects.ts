/**
 * Subjects and bodies of commits, as far as git history is at hand: a copy without it, or with its last part alone, has
 * none to check.
 */
import { spawnSync } from "node:child_process";

const MOST = 72;
/** The last commit before subjects were checked. */
const SINCE = "d02648d4e842b03016fe134236e7af0db5264b79";
/** The last commit before `area: what, in lower case` and a body were asked for. */
const IN_FORM_SINCE = "9a3d64e76edb6e25ebe9ad6c5ad1fc40cf3cb3fc";
/** `web: ask once`; a platform's own name may begin the subject: `Shopify: ...`. */
const FORM = /^[\w/.-]+(?: [\w/.-]+)?: [\p{Ll}\d"'`(]/u;
/** What begins with a name: of a library, a language, a platform. */
const NAME = /^[\w/.-]+(?: [\w/.-]+)?: (?=\p{Lu}[\p{Lu}\d]|\p{Lu}\p{Ll}+\p{Lu})/u;

interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly body: string;
}

/** What is wrong with commits since the checks were added; nothing where git does not know those commits. */
export function subjectProblems(root: string, since = SINCE, inFormSince = IN_FORM_SINCE): string[] {
  return [
    ...commitsSince(root, since).flatMap((commit) => longSubject(commit) ?? []),
    ...commitsSince(root, inFormSince).flatMap(formProblems),
  ];
}

function commitsSince(root: string, since: string): Commit[] {
  const { status, stdout } = spawnSync("git", ["log", "--no-merges", "--format=%h%x1f%s%x1f%b%x1e", `${since}..HEAD`], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) return [];
  return stdout
    .split("\x1e")
    .map((text) => text.trim().split("\x1f"))
    .flatMap(([hash = "", subject = "", body = ""]) => (hash === "" ? [] : [{ hash, subject, body: body.trim() }]));
}

export function longSubject({ hash, subject }: Pick<Commit, "hash" | "subject">): string | null {
  const length = [...subject].length;
  return length > MOST ? `commit ${hash} has a subject of ${length} characters; ${MOST} is the most: ${subject}` : null;
}

export function formProblems({ hash, subject, body }: Commit): string[] {
  const isInForm = FORM.test(subject) || NAME.test(subject);
  return [
    ...(isInForm ? [] : [`commit ${hash} has no subject like "area: what it does", in lower case: ${subject}`]),
    ...(body === "" ? [`commit ${hash} has no body that says why: ${subject}`] : []),
  ];
}
