/** The statements of a migration, and how a distributed database takes them. */
import { isSilent, type Token, tokensOf } from "./sql-tokens.ts";

/**
 * What is done with a statement: `rows` are read or written where they are, `code` (functions and triggers) is changed
 * where the database is coordinated and made anew for every place, all else is Citus's to carry out everywhere.
 */
export type Kind = "rows" | "code" | "shape";

const OF_ROWS = new Set(["insert", "update", "delete", "with", "select", "merge", "truncate"]);
const OF_CODE = /^(?:create(?: or replace)?|alter|drop) (?:function|procedure|trigger|constraint trigger) /u;

/** Parted at their semicolons, those in bodies of functions aside; without comments around them. */
export function statementsOf(text: string): string[] {
  const statements: string[] = [];
  let open = "";
  let message = "";
  for (const { text: part } of tokensOf(text)) {
    if (/^\$[a-z_]*\$$/iu.test(part)) open = open === "" ? part : open === part ? "" : open;
    if (part === ";" && open === "") {
      statements.push(message);
      message = "";
    } else if (open !== "" || !part.startsWith("--")) message += part;
  }
  return [...statements, message].map((statement) => statement.trim()).filter((statement) => statement !== "");
}

export function kindOf(statement: string): Kind {
  const text = textsOf(statement);
  if (OF_ROWS.has(text.split(" ", 1)[0] ?? "")) return "rows";
  return OF_CODE.test(text) ? "code" : "shape";
}

/** The tables a statement of rows writes, where it names their schema. */
export function writtenBy(statement: string): string[] {
  return [
    ...textsOf(statement).matchAll(/\b(?:insert into|update|delete from|truncate(?: table)?) argosy ?\. ?(\w+)/gu),
  ].map(([, table]) => table ?? "");
}

/** Whether a table that was made just before has to be spread first: keys refer to tables of their kind alone. */
export const refersToTables = (statement: string): boolean => /^alter table .* references /u.test(textsOf(statement));

/**
 * The same in statements that Citus takes: a table is altered in one way by each, a column's condition has a name and a
 * statement of its own, and indexes are made in the transaction that notes them.
 */
export function asCitusTakes(statement: string): string[] {
  const parts = tokensOf(statement);
  const altered = alteredTable(parts);
  if (!altered) return [statement.replace(/^((?:create|drop)\s+(?:unique\s+)?index)\s+concurrently\b/iu, "$1")];
  return subcommands(parts.slice(altered.end)).flatMap((given) => {
    const made = withoutCondition(given, altered.table);
    return made.map((text) => `${altered.head} ${text}`);
  });
}

interface Altered {
  /** `alter table argosy.name`, as it was said. */
  readonly head: string;
  readonly table: string;
  readonly end: number;
}

function alteredTable(parts: readonly Token[]): Altered | undefined {
  const given = parts.flatMap((token, at) => (isSilent(token) ? [] : [{ token, at }]));
  if (given[0]?.token.word !== "alter" || given[1]?.token.word !== "table") return undefined;
  let next = 2;
  while (["if", "exists", "only"].includes(given[next]?.token.word ?? "")) next++;
  if (given[next + 1]?.token.text === ".") next += 2;
  const last = given[next];
  if (!last) return undefined;
  const head = parts
    .slice(0, last.at + 1)
    .map(({ text }) => text)
    .join("");
  return { head, table: last.token.text, end: last.at + 1 };
}

/** Parted at the commas outside of parentheses. */
function subcommands(parts: readonly Token[]): Token[][] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const part of parts) {
    if (part.text === "(") depth++;
    if (part.text === ")") depth--;
    if (part.text === "," && depth === 0) found.push([]);
    else if (!part.text.startsWith("--")) found.at(-1)?.push(part);
  }
  return found;
}

/** A column that is added, and its condition by itself, under the name PostgreSQL would have given it. */
function withoutCondition(parts: readonly Token[], table: string): string[] {
  const given = parts.filter((part) => !isSilent(part));
  const text = (some: readonly Token[]) =>
    some
      .map((part) => part.text)
      .join("")
      .trim();
  const column = given[1]?.word === "column" ? given[2]?.text : undefined;
  const from = parts.findIndex((part, at) => part.word === "check" && depthAt(parts, at) === 0);
  if (given[0]?.word !== "add" || column === undefined || from < 0) return [text(parts)];
  let to = from + 1;
  while (to < parts.length && !(parts[to]?.text === ")" && depthAt(parts, to) === 1)) to++;
  const name = `${table}_${column}_check`;
  return [
    text([...parts.slice(0, from), ...parts.slice(to + 1)]),
    `add constraint ${name} ${text(parts.slice(from, to + 1))}`,
  ];
}

function depthAt(parts: readonly Token[], at: number): number {
  return parts.slice(0, at).reduce((depth, { text }) => depth + (text === "(" ? 1 : text === ")" ? -1 : 0), 0);
}

/** In small letters with single spaces, without comments. */
function textsOf(statement: string): string {
  return tokensOf(statement)
    .map((token) => (isSilent(token) ? " " : token.text))
    .join("")
    .replace(/\s+/gu, " ")
    .trim()
    .toLowerCase();
}

const ALTERS =
  /^(?:add |set \(|drop (?:column|constraint) |alter (?:column )?\w+ (?:set default|drop default|set not null|drop not null|set data type|type) |(?:no )?force row level security|(?:en|dis)able row level security|validate constraint |(?:at|de)tach partition |rename )/u;
const KINDS =
  /^(?:create (?:unlogged )?table |drop table |alter table |create (?:unique )?index |drop index |(?:create|alter|drop) policy |grant |revoke |comment on |create extension |do )/u;
const IN_BLOCKS = /\b(?:insert into|delete from|update argosy|drop trigger|truncate)\b/u;

const RULES: readonly (readonly [(text: string) => boolean, string])[] = [
  [(text) => /^(?:create|alter) policy .*\( ?select\b/u.test(text), "a policy with a subquery"],
  [
    (text) =>
      /^alter table .*\badd (?:column )?.*\b(?:smallserial|serial|bigserial|generated (?:always|by default) as identity)\b/u.test(
        text,
      ),
    "a column that counts, added to a table",
  ],
  [(text) => /^alter table .*\bset null \(/u.test(text), "a key that empties some columns, added to a table"],
  [(text) => text.startsWith("do ") && IN_BLOCKS.test(text), "rows or dropped triggers inside DO"],
  [
    (text) => text.startsWith("do ") && /\bpolicy\b/u.test(text) && /\( ?select argosy\.tenant/u.test(text),
    "a policy with a subquery",
  ],
  [
    (text) => /\badd column (?:(?!\badd\b).)*\b(?:references|unique|primary key)\b/u.test(text),
    "a column that is added with its key",
  ],
];

/** What of a statement a distributed database does not take; undefined where it takes all of it. */
export function refusalOf(statement: string): string | undefined {
  const kind = kindOf(statement);
  if (kind !== "shape") return undefined;
  const text = textsOf(statement);
  const broken = RULES.find(([isBroken]) => isBroken(text));
  if (broken) return broken[1];
  if (!KINDS.test(text)) return "a statement of this kind";
  const altered = asCitusTakes(statement).map(
    (each) => /^alter table (?:if exists )?(?:only )?\S+ (.*)$/u.exec(textsOf(each))?.[1],
  );
  const other = altered.find((each) => each !== undefined && !ALTERS.test(`${each} `));
  if (other !== undefined) return `ALTER TABLE ... ${other}`;
  if (altered.some((each) => /^add column .*\bcheck\b/u.test(each ?? ""))) return "a column with two conditions";
  return undefined;
}
