/** Finds what docs and comments name that is not there: files, headings of pages, decisions. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, posix } from "node:path";

interface Page {
  readonly file: string;
  readonly text: string;
}

const LINK = /\[[^\]]*\]\(([^)\s]+)\)/g;
const FENCE = /^```[\s\S]*?^```/gm;
/** Of this project: a path that begins with one of its folders. */
const PATH = /`((?:src|docs|test|scripts|bench|demo|web|cli|sdk|deploy)\/[\w./*{},-]*[\w*}])`/g;
const TABLE = /\bargosy\.(?!mjs\b)([a-z_]\w*)/g;
const DECISION = /\bdecisions? (\d{1,3})\b/gi;
const COMMENT = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g;
/** A file a comment names without its folder. */
const NAMED = /(?<![\w./*-])([a-z][\w-]*(?:\.[\w-]+)*\.(?:tsx?|mjs|sql|md))\b/g;

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

const isThere = (path: string): boolean => existsSync(path) || globSync(path).length > 0;
/** Made by whoever follows the text, or by a build (folders of .gitignore): a fresh clone has them not. */
const NOT_OURS = /\/NNNN-|\/\.env$|\/(?:dist|coverage|node_modules|\.cache)(?:\/|$)/;

interface Known {
  /** Their numbers. */
  readonly decisions: ReadonlySet<number>;
  /** Words of the schema and the migrations, among them every table and function. */
  readonly schema: ReadonlySet<string>;
}

/** Files named by their path, decisions by their number and tables that are not there. */
export function missingNames({ file, text }: Page, known: Known): string[] {
  const paths = [...text.matchAll(PATH)].flatMap(([, path = ""]) =>
    NOT_OURS.test(path) || isThere(path) || isThere(posix.join(dirname(file), path))
      ? []
      : [`${file} names ${path}, which is not there`],
  );
  const numbers = [...text.matchAll(DECISION)].flatMap(([, number]) =>
    known.decisions.has(Number(number)) ? [] : [`${file} names decision ${number}, which is not there`],
  );
  const tables = (file.includes("/decisions/") ? [] : [...text.matchAll(TABLE)]).flatMap(([, name = ""]) =>
    known.schema.has(name) ? [] : [`${file} names argosy.${name}, which is not there`],
  );
  return [...paths, ...numbers, ...tables];
}

/** What the comments of a program name: files by their path or name alone, and decisions. */
export function missingInComments(
  { file, text }: Page,
  known: Known & { readonly names: ReadonlySet<string> },
): string[] {
  const comments = [...text.matchAll(COMMENT)].map(([comment]) => comment).join("\n");
  const names = [...comments.matchAll(NAMED)].flatMap(([, name = ""]) =>
    known.names.has(name) ? [] : [`${file} names ${name}, which is not there`],
  );
  return [...missingNames({ file, text: comments }, known), ...names];
}

/** All of this folder; `programs` are its files of TypeScript with their texts. */
export function staleReferences(programs: readonly Page[]): string[] {
  // The sheets of platforms name what is in their projects.
  const pages = globSync("{*.md,docs/**/*.md,src/**/*.md,web/*.md,deploy/**/*.md}", {
    exclude: ["docs/platforms/**"],
  }).map((file) => ({
    file: file.replaceAll("\\", "/"),
    text: readFileSync(file, "utf8"),
  }));
  const decisions = new Set(globSync("docs/decisions/*.md").map((file) => Number.parseInt(basename(file), 10)));
  const read = (path: string) => (path.endsWith(".md") && existsSync(path) ? readFileSync(path, "utf8") : null);
  const everything = globSync("**/*.{ts,tsx,mjs,sql,md}", { exclude: ["**/node_modules/**", "web/dist/**"] });
  const migrations = globSync("src/db/{schema,migrations}/*.sql").map((file) => readFileSync(file, "utf8"));
  const schema = new Set(migrations.flatMap((text) => text.match(/\w+/g) ?? []));
  const known = { decisions, schema, names: new Set(everything.map((file) => basename(file))) };
  return [
    ...pages.flatMap((page) => [...brokenLinks(page, read), ...missingNames(page, known)]),
    ...programs.flatMap((page) => missingInComments(page, known)),
  ];
}
