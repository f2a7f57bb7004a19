/**
 * Counts types typed by hand beside the schema that declares the same fields: an answer is declared once, and its type
 * is inferred (`Answered` of src/hub/answer-schemas.ts), or held equal to it by the compiler (`schemaOf`). `node scripts/twins.ts` lists them.
 */
import { globSync, readFileSync } from "node:fs";
import process from "node:process";

/** Fewer fields are alike by chance. */
const LEAST = 4;
/** Of a type that extends another: who adds fewer says what is asked, not what is answered. */
const LEAST_ADDED = 10;
/** What callers may leave out is no answer. */
const SENT = /\bextends Optional<\{$/;
/** So much of the larger one has to stand in the other. */
const SHARE = 0.75;
const READ = /^src\/(?:hub|engine|http)\//;
const TESTS = /\.test\.ts$|(?:^|\/)(?:testing|samples)[-.\w]*\.ts$/;
/** What callers send is parsed, and its types are inferred as it is. */
const REQUEST = /(?:\b(?:query|params|body|querystring):|\w*(?:[qQ]uery|[pP]arams|[bB]ody)\s*=)\s*$/;

interface Source {
  readonly file: string;
  readonly text: string;
}

/** Fields that are declared together, and where. */
interface Declared {
  readonly file: string;
  readonly line: number;
  readonly name: string;
  readonly fields: ReadonlySet<string>;
  /** It has fields of others besides: of it alone these stand in a schema. */
  readonly isExtension?: boolean;
}

export interface Twin {
  readonly type: Declared;
  readonly schema: Declared;
  /** Fields both have. */
  readonly common: number;
}

const STRING_OR_COMMENT = /"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|\/\/.*/g;

/** The text with strings and comments blanked, so that every brace is one. */
const bare = (text: string): string => text.replace(STRING_OR_COMMENT, (found) => found.replace(/[^\n]/g, "_"));

/** What stands directly between the brace at `open` and its end: what is inside of other braces is left out. */
function ownPart(text: string, open: number): string {
  let depth = 0;
  let own = "";
  for (let at = open; at < text.length; at++) {
    const sign = text[at] ?? "";
    if ("{([".includes(sign)) depth++;
    if ("})]".includes(sign)) depth--;
    if (depth === 0) return own;
    if (depth === 1 && at > open) own += sign;
  }
  return own;
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split("\n").length;

/** Names of the fields of an object's literal; `...name` stands for those of the literal of that name in the same file. */
function fieldsAt(text: string, open: number): string[] {
  const own = ownPart(text, open);
  const named = [...own.matchAll(/(?:^|[,{\n])\s*(\w+)\s*(?=[:,\n]|$)/g)].map(([, name = ""]) => name);
  return [...named, ...[...own.matchAll(/\.\.\.(\w+)\s*(?=[,\n]|$)/g)].flatMap(([, name = ""]) => literal(text, name))];
}

function literal(text: string, name: string): string[] {
  const found = new RegExp(`\\bconst ${name} = \\{`).exec(text);
  return found ? fieldsAt(text, found.index + found[0].length - 1) : [];
}

function schemasOf({ file, text: raw }: Source): Declared[] {
  const text = bare(raw);
  return [...text.matchAll(/\.(?:object|extend|safeExtend)\((?:(\{)|(\w+)\))/g)].flatMap((found) => {
    const before = text.slice(0, found.index).replace(/\bz\s*$/, "");
    if (REQUEST.test(before)) return [];
    const fields = found[1] ? fieldsAt(text, found.index + found[0].length - 1) : literal(text, found[2] ?? "");
    const name = /.*\bconst (\w+)\b/s.exec(before)?.[1] ?? "";
    return fields.length < LEAST ? [] : [{ file, line: lineOf(text, found.index), name, fields: new Set(fields) }];
  });
}

function typesOf({ file, text: raw }: Source): Declared[] {
  const text = bare(raw);
  return [...text.matchAll(/^(?:export )?(?:interface (\w+)[^{;]*|type (\w+)[^={;]*= )\{/gm)].flatMap((found) => {
    const own = ownPart(text, found.index + found[0].length - 1);
    const fields = [...own.matchAll(/(?:^|[\n;])\s*(?:readonly )?(\w+)\??:/g)].map(([, name = ""]) => name);
    const name = found[1] ?? found[2] ?? "";
    const isExtension = /\bextends\b/.test(found[0]);
    if (fields.length < (isExtension ? LEAST_ADDED : LEAST) || SENT.test(found[0])) return [];
    return [{ file, line: lineOf(text, found.index), name, fields: new Set(fields), isExtension }];
  });
}

/** Types that the compiler holds equal to their schema (`schemaOf` of src/hub/answer-schemas.ts). */
const tiedIn = (text: string): string[] =>
  [...bare(text).matchAll(/\bschemaOf<([^>]+)>/g)].flatMap(([, named = ""]) => named.match(/\w+/g) ?? []);

/** Each type that repeats a schema, with the schema it is nearest to. */
export function twinsAmong(sources: readonly Source[]): { readonly schemas: number; readonly twins: readonly Twin[] } {
  const read = sources.filter(({ file }) => READ.test(file) && !TESTS.test(file));
  const schemas = read.filter(({ text }) => text.includes('from "zod"')).flatMap(schemasOf);
  const tied = new Set(read.flatMap(({ text }) => tiedIn(text)));
  const types = read.flatMap(typesOf).filter(({ name }) => !tied.has(name));
  const twins = types.flatMap((type): Twin[] => {
    const near = schemas
      .map((schema) => ({ type, schema, common: [...type.fields].filter((name) => schema.fields.has(name)).length }))
      .filter(
        ({ schema, common }) =>
          common >= LEAST &&
          common >= SHARE * Math.max(type.fields.size, type.isExtension === true ? 0 : schema.fields.size),
      )
      .toSorted((one, other) => other.common - one.common);
    return near.slice(0, 1);
  });
  return { schemas: schemas.length, twins };
}

/** What is wrong, where so many twins of each file are left from before. */
export function twinProblems(sources: readonly Source[], left: Readonly<Record<string, number>>): string[] {
  const byFile = Map.groupBy(twinsAmong(sources).twins, ({ type }) => type.file);
  const more = [...byFile].flatMap(([file, twins]) =>
    twins.length > (left[file] ?? 0)
      ? twins.map(
          ({ type, schema }) =>
            `${file}:${type.line} declares ${type.name} again, which ${schema.file}:${schema.line} has as a schema: infer it`,
        )
      : [],
  );
  const fewer = Object.entries(left).flatMap(([file, count]) => {
    const found = byFile.get(file)?.length ?? 0;
    return found < count
      ? [`${file} has ${found} types beside their schemas: scripts/exceptions.ts says ${count}`]
      : [];
  });
  return [...more, ...fewer];
}

if (import.meta.main) {
  const files = globSync("src/**/*.ts").map((file) => file.replaceAll("\\", "/"));
  const { schemas, twins } = twinsAmong(files.map((file) => ({ file, text: readFileSync(file, "utf8") })));
  for (const { type, schema, common } of twins)
    process.stdout.write(
      `${type.file}:${type.line} ${type.name} ${common} ${schema.file}:${schema.line} ${schema.name}\n`,
    );
  const fields = twins.reduce((sum, { common }) => sum + common, 0);
  process.stdout.write(`${twins.length} types of ${fields} fields stand beside one of ${schemas} schemas.\n`);
}
