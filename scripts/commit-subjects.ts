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
/** The last commit before the first word was looked at. */
const IMPERATIVE_SINCE = "82f0eea862009ac65598b73571035176d6b5401b";
/** `web: ask once`; a platform's own name may begin the subject: `Shopify: ...`. */
const FORM = /^[\w/.-]+(?: [\w/.-]+)?: [\p{Ll}\d"'`(]/u;
/** What begins with a name: of a library, a language, a platform. */
const NAME = /^[\w/.-]+(?: [\w/.-]+)?: (?=\p{Lu}[\p{Lu}\d]|\p{Lu}\p{Ll}+\p{Lu})/u;
/**
 * Words no imperative begins with: articles, numbers and what stands for a noun; and by their ends participles, gerunds,
 * the third person and plurals. Of the first 69 subjects in form it finds the two that are none and no other.
 */
const NO_VERB =
  /^(?:the|an?|one|two|three|every|each|no|all|any|its?|this|that|these|those|what|which|whose|whoever|why|how|when|where|\d\S*|\p{L}+ed|\p{L}+ing|\p{L}+[^su\P{L}]s)$/u;
const VERBS_ALL_THE_SAME = /^(?:\w*(?:eed|shed|embed)|bring|ring|ping|string|alias|bias)$/;

interface Commit {
  readonly hash: string;
  readonly subject: string;
  readonly body: string;
}

/** What is wrong with commits since the checks were added; nothing where git does not know those commits. */
export function subjectProblems(
  root: string,
  since = SINCE,
  inFormSince = IN_FORM_SINCE,
  imperativeSince = IMPERATIVE_SINCE,
): string[] {
  return [
    ...commitsSince(root, since).flatMap((commit) => longSubject(commit) ?? []),
    ...commitsSince(root, inFormSince).flatMap(formProblems),
    ...commitsSince(root, imperativeSince).flatMap((commit) => noImperative(commit) ?? []),
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

/** Told by the first word alone, so that no list of verbs is needed; a name that begins a subject passes. */
export function noImperative({ hash, subject }: Pick<Commit, "hash" | "subject">): string | null {
  const [first = ""] = subject.replace(/^[^:]+: /, "").split(/[\s,;:]/);
  if (!NO_VERB.test(first) || VERBS_ALL_THE_SAME.test(first)) return null;
  return `commit ${hash} does not begin with what it does, like "area: ask once": ${subject}`;
}
