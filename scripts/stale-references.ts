/** Finds what docs and comments name that is not there: files, headings of pages, decisions, tables, names of code. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, posix } from "node:path";
import { decisionNumbers, INDEX, readDecisionPages } from "./decision-index.ts";
import { NAMES_OF_OTHERS } from "./exceptions.ts";

interface Page {
  readonly file: string;
  readonly text: string;
}

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const FENCE = /^```[\s\S]*?^```/gm;
/** Of this project: a path that begins with one of its folders. */
const FOLDERS = "(?:src|docs|test|scripts|bench|demo|web|cli|sdk|deploy|connector-kit|mutation)";
const PATH = new RegExp(`\`(${FOLDERS}\\/[\\w./*{},-]*[\\w*}])\``, "g");
/** The same in running text: a file by its ending, of a page perhaps with its heading. */
const PLAIN_PATH = new RegExp(
  `(?<![\\w./:@<\`-])(${FOLDERS}\\/[\\w./-]*\\.(?:tsx?|mjs|sql|md|json|sh|ya?ml))(?:#([\\w-]+))?`,
  "g",
);
const TABLE = /\bargosy\.(?!mjs\b)([a-z_]\w*)/g;
const DECISIONS = /\bdecisions? \d{1,3}\b(?:(?:,| and|, and) \d{1,3}\b)*/gi;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g;
/** A file a comment names without its folder. */
const NAMED = /(?<![\w./*-])([a-z][\w-]+(?:\.[\w-]+)*\.(?:tsx?|mjs|sql|md))\b/g;

const CODE = /`([^`\n]+)`/g;
/** Two words joined as programs and schemas join them. */
const JOINED = /(?<![\w./-])(?:[a-z]+(?:_[a-z0-9]+)+|[a-z]+(?:[A-Z][a-z0-9]+)+)(?![\w/-]|\.\w)/g;

/** The anchor GitHub gives a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

export function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of text.replace(FENCE, "").matchAll(/^#{1,6} (.+)$/gm)) {
    const anchor = anchorOf(heading);
    let name = anchor;
    for (let n = 1; anchors.has(name); n += 1) name = `${anchor}-${n}`;
    anchors.add(name);
  }
  for (const [, id = ""] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** Links to files and headings that are not there; `read` answers a file's text, null where there is none. */
export function brokenLinks({ file, text }: Page, read: (path: string) => string | null): string[] {
  return [...text.replace(FENCE, "").matchAll(LINK)].flatMap(([, target = ""]) => {
    if (/^(?:[a-z]+:|\/)/i.test(target)) return [];
    const [path = "", anchor] = decodeURI(target).split("#");
    const to = path === "" ? file : posix.normalize(posix.join(dirname(file), path));
    const found = path === "" ? text : read(to);
    if (found === null) return existsSync(to) ? [] : [`${file} links to ${to}, which is not there`];
    if (anchor === undefined || !to.endsWith(".md") || anchorsOf(found).has(anchor)) return [];
    return [`${file} links to a heading #${anchor} of ${to}, which is not there`];
  });
}

const isThere = (path: string, from: string): boolean =>
  ["", dirname(from), "web"].some((root) => {
    const whole = posix.join(root, path);
    return existsSync(whole) || globSync(whole).length > 0;
  });
/** Made by whoever follows the text, or by a build (folders of .gitignore): a fresh clone has them not. */
const NOT_OURS = /\/NNNN-|\/\.env$|\/(?:dist|coverage|node_modules|\.cache)(?:\/|$)/;

interface Existing {
  /** Their numbers. */
  readonly decisions: ReadonlySet<number>;
  /** Words of the schema and the migrations, among them every table and function. */
  readonly schema: ReadonlySet<string>;
}

/** Files named by their path, decisions by their number and tables that are not there. */
export function missingNames({ file, text }: Page, existing: Existing): string[] {
  const paths = [...text.matchAll(PATH), ...text.matchAll(PLAIN_PATH)].flatMap(([, path = "", anchor]) => {
    if (NOT_OURS.test(path)) return [];
    if (!isThere(path, file)) return [`${file} names ${path}, which is not there`];
    const isHeading = anchor === undefined || !existsSync(path) || anchorsOf(readFileSync(path, "utf8")).has(anchor);
    return isHeading ? [] : [`${file} names a heading #${anchor} of ${path}, which is not there`];
  });
  const numbers = [...text.matchAll(DECISIONS)]
    .flatMap(([named]) => named.match(/\d+/g) ?? [])
    .filter((number) => !existing.decisions.has(Number(number)))
    .map((number) => `${file} names decision ${number}, which is not there`);
  const tables = (file.includes("/decisions/") ? [] : [...text.matchAll(TABLE)]).flatMap(([, name = ""]) =>
    existing.schema.has(name) ? [] : [`${file} names argosy.${name}, which is not there`],
  );
  return [...paths, ...numbers, ...tables];
}

/** Texts that quote titles cut off, tell of the past, map names of the past, or speak of a platform. */
const WITHOUT_CODE =
  /^(?:CHANGELOG|docs\/(?:faults|glossary))\.md$|^(?:docs\/providers|src\/sandboxes\/|src\/connectors\/(?!kit\/))/;

interface ListedCode extends Existing {
  /** Of files, without their folders. */
  readonly names: ReadonlySet<string>;
  /** Of all programs, without their comments. */
  readonly words: ReadonlySet<string>;
}

/** What a text writes as code: files by their name alone, and functions, fields, tables or columns. */
export function missingCode({ file, text }: Page, existing: ListedCode): string[] {
  if (WITHOUT_CODE.test(file)) return [];
  const code = [...text.replace(FENCE, "").matchAll(CODE)].map(([, inside = ""]) => inside).join("\n");
  const files = [...code.matchAll(NAMED)].map(([, name = ""]) => name).filter((name) => !existing.names.has(name));
  const texts = [...code.matchAll(JOINED)].map(([word]) => word).filter((word) => !existing.words.has(word));
  const names = new Set([...files, ...texts].filter((name) => !NAMES_OF_OTHERS.has(name)));
  return [...names].map((name) => `${file} names ${name}, which is not there`);
}

/** What the comments of a program name: files by their path or name alone, decisions, and what is written as code. */
export function missingInComments({ file, text }: Page, existing: ListedCode): string[] {
  const comments = commentsOf(text).join("\n");
  const names = [...comments.matchAll(NAMED)].flatMap(([, name = ""]) =>
    existing.names.has(name) ? [] : [`${file} names ${name}, which is not there`],
  );
  const found = [...missingNames({ file, text: comments }, existing), ...names];
  return [...new Set([...found, ...missingCode({ file, text: comments }, existing)])];
}

const commentsOf = (text: string): string[] => [...text.matchAll(COMMENT)].map(([comment]) => comment);

const textsOf = (texts: readonly string[]): Set<string> =>
  new Set(texts.flatMap((text) => text.match(/\b[a-z]+[A-Z_]\w*/g) ?? []));

/** All of this folder; `programs` are its files of TypeScript with their texts. */
export function staleReferences(programs: readonly Page[]): string[] {
  // The sheets of platforms name what is in their projects.
  const pages = globSync("**/*.md", { exclude: ["**/node_modules/**", "web/dist/**", "docs/platforms/**"] }).map(
    (file) => ({
      file: file.replaceAll("\\", "/"),
      text: readFileSync(file, "utf8"),
    }),
  );
  const read = (path: string) => (path.endsWith(".md") && existsSync(path) ? readFileSync(path, "utf8") : null);
  const everything = globSync("**/*.{ts,tsx,mjs,sql,md}", { exclude: ["**/node_modules/**", "web/dist/**"] });
  const others = globSync("{src,test,web/src,deploy,docs/monitoring}/**/*.{mjs,json,sql,graphql,gql,yaml,yml,txt,sh}");
  const migrations = globSync("src/db/{baseline,migrations}/*.sql").map((file) => readFileSync(file, "utf8"));
  const existing = {
    decisions: decisionNumbers(readDecisionPages(), readFileSync(INDEX, "utf8")),
    schema: new Set(migrations.flatMap((text) => text.match(/\w+/g) ?? [])),
    names: new Set(everything.map((file) => basename(file))),
    words: textsOf([
      ...programs.map(({ text }) => text.replace(COMMENT, "")),
      ...others.map((file) => readFileSync(file, "utf8")),
    ]),
  };
  return [
    ...pages.flatMap((page) => [
      ...brokenLinks(page, read),
      ...missingNames(page, existing),
      ...missingCode(page, existing),
    ]),
    ...programs.flatMap((page) => missingInComments(page, existing)),
  ];
}
