/** What an official OpenAPI description gives a new connector: calls, schemas, answers of the sandbox, and their test. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Exchanged } from "../src/connectors/kit/http/call-log.ts";
import { openApiSpec } from "../src/connectors/kit/testing/spec-json.ts";
import { type Doc, isDoc, type Operation, operationsOf } from "./connector-spec-operations.ts";
import { sampleOf } from "./connector-spec-sample.ts";
import { schemasOf } from "./connector-spec-schemas.ts";

export interface Described {
  readonly files: readonly { readonly file: string; readonly text: string }[];
  /** Operations the description itself is wrong about: no answer was made for them. */
  readonly notes: readonly string[];
}

/** JSON or YAML; a platform may describe each part of its API in a file of its own. Throws an Error where one is no OpenAPI 3. */
export function readDescriptions(paths: readonly string[]): Doc {
  return joined(
    paths.map((path): Doc => {
      const document: Doc = parse(readFileSync(path, "utf8"));
      if (typeof document?.openapi === "string" && document.openapi.startsWith("3.")) return document;
      throw new Error(`${path} is no OpenAPI 3 description.`);
    }),
  );
}

/** One description of several: of an operation that two describe, the first one's. */
export function joined(documents: readonly Doc[]): Doc {
  const paths: Record<string, Doc> = {};
  const components: Record<string, Record<string, unknown>> = {};
  for (const [index, document] of documents.entries()) {
    const one = withFreeNames(document, components, `${index + 1}`);
    for (const [path, item] of docsIn(one.paths)) paths[path] = { ...item, ...paths[path] };
    for (const [kind, parts] of docsIn(one.components)) components[kind] = { ...parts, ...components[kind] };
  }
  return { ...documents[0], paths, components };
}

/** Where another description means something else by a name, all of this one's get names of their own: they refer to each other. */
function withFreeNames(document: Doc, components: Readonly<Record<string, Doc>>, suffix: string): Doc {
  const own = docsIn(document.components).flatMap(([kind, parts]) =>
    Object.entries(parts).map(([name, part]) => ({ kind, name, part })),
  );
  const isAnother = ({ kind, name, part }: (typeof own)[number]) =>
    JSON.stringify(components[kind]?.[name] ?? part) !== JSON.stringify(part);
  if (!own.some(isAnother)) return document;
  const text = own.reduce(
    (all, { kind, name }) =>
      all.replaceAll(`"#/components/${kind}/${name}"`, `"#/components/${kind}/${name}${suffix}"`),
    JSON.stringify(document),
  );
  const one: Doc = JSON.parse(text);
  const renamed = docsIn(one.components).map(([kind, parts]) => [
    kind,
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [`${name}${suffix}`, part])),
  ]);
  return { ...one, components: Object.fromEntries(renamed) };
}

const docsIn = (node: unknown): [string, Doc][] =>
  Object.entries(isDoc(node) ? node : {}).flatMap(([name, value]) => (isDoc(value) ? [[name, value]] : []));

/**
 * The files of a package, its sources in `src`. `words`: only operations whose path or name holds one of them.
 */
export function describedFiles(
  document: Doc,
  { id, words = [] }: { id: string; words?: readonly string[] },
): Described {
  const operations = operationsOf(document).filter(
    ({ path, name }) =>
      words.length === 0 || words.some((word) => `${path} ${name}`.toLowerCase().includes(word.toLowerCase())),
  );
  if (operations.length === 0) throw new Error(`The description has no operation of ${words.join(", ")}.`);
  const { text: schemas, nameOf } = schemasOf(document, operations);
  const notes: string[] = [];
  const routes = routesText(document, operations, notes);
  const files = [
    { file: `specs/${id}/openapi.json`, text: `${JSON.stringify(document, null, 2)}\n` },
    { file: "src/spec.ts", text: filled("spec", { id }) },
    { file: "src/described-schemas.ts", text: schemas },
    { file: "src/described-calls.ts", text: callsText(operations, nameOf) },
    { file: "src/sandbox-described.ts", text: routes },
    { file: "src/described.test.ts", text: testText(operations, nameOf) },
  ];
  return { files, notes };
}

/** A text of connector-described/ with its gaps filled: sources of a package, no modules of this repository. */
function filled(name: string, gaps: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(import.meta.dirname, "connector-described", `${name}.txt`), "utf8");
  return text.replaceAll(/@@(\w+)@@/g, (_all, gap: string) => gaps[gap] ?? "");
}

type NameOf = (operation: Operation) => string | undefined;

function callsText(operations: readonly Operation[], nameOf: NameOf): string {
  const used = operations.flatMap((one) => nameOf(one) ?? []);
  return filled("calls", {
    names: [...new Set(used)]
      .sort()
      .map((name) => `  ${name},`)
      .join("\n"),
    calls: operations.map((operation) => callText(operation, nameOf(operation))).join("\n"),
  });
}

function callText(
  { name, method, path, summary, inPath, inQuery, body }: Operation,
  schema: string | undefined,
): string {
  const isName = (one: string) => /^[A-Za-z_]\w*$/.test(one);
  const key = (one: string) => (isName(one) ? one : JSON.stringify(one));
  const value = (one: string) => (isName(one) ? `params.${one}` : `params[${JSON.stringify(one)}]`);
  const fields = [
    ...inPath.map((one) => `${key(one)}: string`),
    ...inQuery.map(({ name: one, required }) => `${key(one)}${required ? "" : "?"}: string | undefined`),
  ];
  const url = path.replaceAll(/\{([^}]+)\}/g, (_all, one: string) => `\${encodeURIComponent(${value(one)})}`);
  const query = inQuery.map(({ name: one }) => `${key(one)}: ${value(one)}`);
  const call = [
    `method: "${method}"`,
    `url: ${url.includes("${") ? `\`${url}\`` : JSON.stringify(url)}`,
    ...(query.length > 0 ? [`query: given({ ${query.join(", ")} })`] : []),
    ...(body === undefined ? [] : [body === "form" ? "form: given(params.form)" : "json: params.json"]),
    `operation: "${name}"`,
  ];
  const all = [...fields, ...(body === undefined ? [] : [body === "form" ? "form: Given" : "json: Json"])];
  const params = all.length > 0 ? `params: { ${all.map((one) => `readonly ${one}`).join("; ")} }` : "_params: Given";
  return `/** ${method} ${path}: ${summary} */
export async function ${name}(${params}, ctx: Context) {
${
  schema === undefined
    ? `  return ctx.http.request({ ${call.join(", ")} });`
    : `  const { body } = await ctx.http.json({ ${call.join(", ")} });
  return parseResponse(${schema}, body, { ctx, what: "${name}" });`
}
}
`;
}

/** An answer that fits the description, made of its schema; undefined where none could be made that does. */
function answerOf(document: Doc, operation: Operation): unknown {
  if (operation.schema === undefined) return undefined;
  const { request: _, response } = openApiSpec({ document, pathOf: ({ url }) => new URL(url).pathname });
  const { status, method, path, examples } = operation;
  return [sampleOf(document, operation.schema), ...examples].find((answer) => {
    const exchange: Exchanged = {
      ...{ operation: operation.name, method, status, requestBody: "", requestHeaders: {}, responseHeaders: {} },
      ...{ url: `https://api.example${path.replaceAll(/\{[^}]+\}/g, "1")}`, responseBody: JSON.stringify(answer) },
    };
    return typeof answer === "object" && response(exchange) === "valid";
  });
}

function answerOrNote(document: Doc, operation: Operation, notes: string[]): unknown {
  try {
    return answerOf(document, operation);
  } catch (error) {
    // Descriptions name types that JSON Schema has not: what is made of the others is worth having.
    notes.push(`${operation.name}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

function routesText(document: Doc, operations: readonly Operation[], notes: string[]): string {
  const routes = operations.map((operation) => {
    const { name, method, path, status } = operation;
    const answer = answerOrNote(document, operation, notes);
    const json = answer === undefined ? "" : `, json: ${JSON.stringify(answer)}`;
    return `  { operation: "${name}", method: "${method}", path: "${path}", status: ${status}${json} },`;
  });
  return filled("routes", { routes: routes.join("\n") });
}

function testText(operations: readonly Operation[], nameOf: NameOf): string {
  const named = operations.flatMap((one) => {
    const schema = nameOf(one);
    return schema === undefined ? [] : [`  ${one.name}: schemas.${schema},`];
  });
  return filled("test", { schemas: named.join("\n") });
}
