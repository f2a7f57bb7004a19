/**
 * Statements as a place takes them: a place is the part of a distributed database that holds some organizations' rows.
 * What names a table is given the name of its shard, and the table's own as an alias. A name this overlooks is one that
 * PostgreSQL does not find there, and so is a word taken for a table by mistake. Neither reads other rows.
 */
import { isSilent, type Token, tokensOf } from "./sql-tokens.ts";

export interface HomeNames {
  /** The schema of the place's own functions. */
  readonly schema: string;
  /** What tables of the schema `argosy` are called where their rows are: name -> name of the shard. */
  readonly shards: ReadonlyMap<string, string>;
  /** Tables of which every node has all rows: read where the statement runs, written through Citus. */
  readonly copies: ReadonlyMap<string, string>;
  /** Functions that name tables, of which the place has its own. */
  readonly functions: ReadonlySet<string>;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/u));

/** What may follow a table that was given no other name. */
const NO_ALIAS = words(
  `and cross default do else end except fetch for full group having inner intersect into join left limit loop natural
   offset on or order overriding returning right select set tablesample then union using values when where window with`,
);
/** What ends a list of tables. */
const AFTER_TABLES = words(
  "where group order having window union intersect except limit offset fetch for returning set values select loop then",
);
/** What INTO names a table after; elsewhere it names variables of a function, also ones called like a table. */
const INTO_TABLES = words("insert merge");
/** Functions whose arguments are parted by FROM. */
const PARTED_BY_FROM = words("extract substring trim overlay");

/** What stands between two parentheses, or outside of all. */
interface Frame {
  /** A comma is followed by a table. */
  isList: boolean;
  /** The next name is a table's. */
  wants: "table" | "written table" | null;
  readonly isParted: boolean;
}

/** The same statement for one place. Names of the schema `argosy` that are neither tables nor functions of the place stay. */
export function rewrite(text: string, names: HomeNames): string {
  const tokens = tokensOf(text);
  const given = tokens.flatMap((token, at) => (isSilent(token) ? [] : [{ token, at }]));
  const made = tokens.map((token) => token.text);
  const ownNames = commonTables(given.map(({ token }) => token));
  const frames: Frame[] = [newFrame("")];
  for (let index = 0; index < given.length; index++) {
    const word = (steps: number) => given[index + steps]?.token.word ?? "";
    const sign = (steps: number) => given[index + steps]?.token.text ?? "";
    const frame = frames.at(-1) ?? newFrame("");
    const at = given[index]?.at ?? 0;
    const isQualified = word(0) === "argosy" && sign(1) === ".";
    const name = isQualified ? word(2) : word(0);
    const isMeant = isQualified || (frame.wants !== null && !ownNames.has(name) && sign(1) !== ".");
    const last = index + (isQualified ? 2 : 0);
    const after = given.slice(last + 1, last + 3).map(({ token }) => token);
    const replaced =
      isMeant && name !== "" ? named(name, { wants: frame.wants, after, names, isQualified }) : undefined;
    if (replaced !== undefined) {
      made.splice(at, (given[last]?.at ?? at) - at + 1, replaced, ...blanks((given[last]?.at ?? at) - at));
      frame.wants = null;
      index = last;
    } else if (isQualified) {
      frame.wants = null;
      index = last;
    } else step(frames, { word, sign });
  }
  return made.join("");
}

const blanks = (count: number): string[] => Array.from({ length: count }, () => "");
const newFrame = (before: string, requires: Frame["wants"] = null): Frame => ({
  isList: requires !== null,
  wants: requires,
  isParted: PARTED_BY_FROM.has(before),
});

interface Around {
  /** The word so many parts on; "" where it is none. */
  readonly word: (steps: number) => string;
  readonly sign: (steps: number) => string;
}

/** Notes what a part that is no table's name says of those to come. */
function step(frames: Frame[], { word, sign }: Around): void {
  const frame = frames.at(-1);
  if (!frame) return;
  const requested = frame.wants;
  const here = word(0);
  if (sign(0) === "(") {
    const isGroup = requested === "table" && !["select", "with", "values"].includes(word(1)) && word(-1) !== "using";
    frame.wants = null;
    frames.push(newFrame(word(-1), isGroup ? "table" : null));
  } else if (sign(0) === ")") {
    if (frames.length > 1) frames.pop();
  } else if (sign(0) === ",") frame.wants = frame.isList ? "table" : null;
  else if (sign(0) === ";") Object.assign(frame, { isList: false, wants: null });
  else if (here === "from") {
    if (frame.isParted || word(-1) === "distinct") return;
    Object.assign(frame, { isList: true, wants: word(-1) === "delete" ? "written table" : "table" });
  } else if (here === "using") Object.assign(frame, { isList: sign(1) !== "(" || frame.isList, wants: "table" });
  else if (here === "join") frame.wants = "table";
  else if (here === "update" || (here === "into" && INTO_TABLES.has(word(-1))))
    Object.assign(frame, { isList: false, wants: "written table" });
  else if (here === "into" || AFTER_TABLES.has(here)) Object.assign(frame, { isList: false, wants: null });
  else if (here !== "only" && here !== "lateral") frame.wants = null;
}

/** The names a statement gives to its own parts. */
function commonTables(tokens: readonly Token[]): ReadonlySet<string> {
  const found = new Set<string>();
  tokens.forEach(({ word }, index) => {
    const before = tokens[index - 1];
    if (word === "" || !(before?.text === "," || before?.word === "with" || before?.word === "recursive")) return;
    let next = index + 1;
    if (tokens[next]?.text === "(") {
      while (next < tokens.length && tokens[next]?.text !== ")") next++;
      next++;
    }
    if (tokens[next]?.word !== "as") return;
    next++;
    while (["not", "materialized"].includes(tokens[next]?.word ?? "")) next++;
    if (tokens[next]?.text === "(") found.add(word);
  });
  return found;
}

interface Meant {
  readonly wants: Frame["wants"];
  readonly after: readonly Token[];
  readonly names: HomeNames;
  readonly isQualified: boolean;
}

function named(name: string, { wants, after, names, isQualified }: Meant): string | undefined {
  const isWritten = wants === "written table";
  const [next] = after;
  if (next?.text === "(" && !isWritten) {
    if (names.functions.has(name)) return `${names.schema}.${name}`;
    // A table before a parenthesis is named by its type or key.
    if (!isQualified) return undefined;
  }
  const copy = names.copies.get(name);
  if (copy !== undefined && isWritten) return `argosy.${name}`;
  const shard = names.shards.get(name) ?? copy;
  if (shard === undefined) return undefined;
  // A column named with its table.
  if (next?.text === ".") return name;
  return wants !== null && !hasAlias(after) ? `argosy.${shard} as ${name}` : `argosy.${shard}`;
}

function hasAlias([next]: readonly Token[]): boolean {
  if (!next) return false;
  return next.text.startsWith('"') || (next.word !== "" && !NO_ALIAS.has(next.word));
}

/** More texts than the hub has statements. */
const MAX_STORED = 5_000;

/** Answers what rewrites for one place and keeps what it made. */
export function rewriter(names: HomeNames): (text: string) => string {
  const cached = new Map<string, string>();
  return (text) => {
    const cachedValue = cached.get(text);
    if (cachedValue !== undefined) return cachedValue;
    const made = rewrite(text, names);
    if (cached.size >= MAX_STORED) cached.clear();
    cached.set(text, made);
    return made;
  };
}
