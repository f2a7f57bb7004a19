/** Validation of GraphQL calls against a platform's introspection: documents, variables, and answers. */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { DocumentNode, GraphQLSchema, IntrospectionQuery, OperationDefinitionNode } from "graphql";
import { buildClientSchema, buildSchema, Kind, parse, validate, visit } from "graphql";
import { getVariableValues } from "graphql/execution/values.js";
import type { Exchanged } from "../http/call-log.ts";
import { plainJson } from "../parse/json.ts";
import { checkAnswer } from "./spec-graphql-answer.ts";
import type { SpecCheck, SpecValidator } from "./specs.ts";

export interface GraphqlSpecOptions {
  /**
   * The schema, gzipped or plain: an introspection result (`{data: {__schema}}` or `{__schema}`), or the schema language
   * itself in a file named `.graphql` or `.graphqls`.
   */
  readonly schemaFile: string;
  /** Which exchanges are GraphQL calls. */
  isGraphql(exchange: Exchanged): boolean;
  /** Arguments and variables that hold a document of their own (bulk operations). */
  readonly innerDocuments?: readonly string[] | undefined;
  /** Scalars that travel as numbers, where other platforms write text (Money). */
  readonly numberScalars?: readonly string[] | undefined;
}

interface Call {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

interface Checked {
  readonly document: DocumentNode | null;
  readonly problems: readonly string[];
}

const schemas = new Map<string, GraphQLSchema>();

/** The schema of a file; built once per process (it takes a second for the largest). */
export function loadSchema(file: string): GraphQLSchema {
  const cached = schemas.get(file);
  if (cached) return cached;
  const bytes = readFileSync(file);
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const schema = /\.graphqls?(\.gz)?$/.test(file) ? buildSchema(text, { assumeValid: true }) : introspected(text);
  schemas.set(file, schema);
  return schema;
}

function introspected(text: string): GraphQLSchema {
  const parsed = JSON.parse(text) as { data?: IntrospectionQuery } & IntrospectionQuery;
  return buildClientSchema(parsed.data ?? parsed, { assumeValid: true });
}

/** A validator for a connector whose calls are GraphQL; everything else is uncovered. */
export function graphqlSpec(options: GraphqlSpecOptions): SpecValidator {
  const documents = new Map<string, Checked>();
  const schema = () => loadSchema(options.schemaFile);
  const check = (query: string): Checked => {
    const cached = documents.get(query);
    if (cached) return cached;
    const checked = checkDocument(query, schema(), options.innerDocuments ?? []);
    documents.set(query, checked);
    return checked;
  };
  return {
    request(exchange) {
      if (!options.isGraphql(exchange)) return "uncovered";
      const call = readCall(exchange.requestBody);
      if (!call) return ["the body is no GraphQL call"];
      const { document, problems } = check(call.query);
      if (!document) return problems;
      const inner = (options.innerDocuments ?? []).flatMap((name) => {
        const value = call.variables[name];
        return typeof value === "string" && looksLikeDocument(value)
          ? check(value).problems.map((problem) => `inside ${name}: ${problem}`)
          : [];
      });
      return verification([...problems, ...variableProblems(document, call.variables, schema()), ...inner]);
    },
    response(exchange) {
      if (!options.isGraphql(exchange) || exchange.status !== 200) return "uncovered";
      const call = readCall(exchange.requestBody);
      const document = call ? check(call.query).document : null;
      if (!call || !document) return "uncovered";
      return verification(
        checkAnswer(schema(), document, call.variables, plainJson(exchange.responseBody), options.numberScalars),
      );
    },
  };
}

const verification = (problems: readonly string[]): SpecCheck => (problems.length === 0 ? "valid" : problems);

function readCall(body: string): Call | null {
  const value = body.startsWith("--") ? readForm(body) : plainJson(body);
  if (value === null || typeof value !== "object" || !("query" in value) || typeof value.query !== "string")
    return null;
  const variables =
    "variables" in value && value.variables !== null && typeof value.variables === "object" ? value.variables : {};
  return { query: value.query, variables: variables as Record<string, unknown> };
}

/** A call with files is a form: the call, a map of where files stand in its variables, and the files, which are texts here. */
function readForm(body: string): unknown {
  const part = (name: string) =>
    plainJson(new RegExp(`name="${name}"\\r\\n\\r\\n(.*?)\\r\\n--`, "s").exec(body)?.[1] ?? "");
  const [call, map] = [part("operations"), part("map")];
  for (const path of Object.values(map ?? {}).flat()) {
    const names = String(path).split(".");
    const last = names.pop() ?? "";
    const place = names.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), call);
    if (isRecord(place)) place[last] = "file";
  }
  return call;
}

const isRecord = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === "object";

function looksLikeDocument(text: string): boolean {
  return /^\s*(?:\{|query\b|mutation\b)/.test(text);
}

function checkDocument(query: string, schema: GraphQLSchema, innerNames: readonly string[]): Checked {
  let document: DocumentNode;
  try {
    document = parse(query);
  } catch (error) {
    return { document: null, problems: [error instanceof Error ? error.message : String(error)] };
  }
  const problems = validate(schema, document).map((error) => error.message);
  visit(document, {
    Argument(node) {
      if (
        !innerNames.includes(node.name.value) ||
        node.value.kind !== Kind.STRING ||
        !looksLikeDocument(node.value.value)
      )
        return;
      const inner = checkDocument(node.value.value, schema, []);
      problems.push(...inner.problems.map((problem) => `inside ${node.name.value}: ${problem}`));
    },
  });
  return { document, problems };
}

function variableProblems(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
  schema: GraphQLSchema,
): string[] {
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const definitions = operation?.variableDefinitions ?? [];
  const result = getVariableValues(schema, definitions, variables);
  const declared = new Set(definitions.map((definition) => definition.variable.name.value));
  const unknown = Object.keys(variables).filter((name) => !declared.has(name));
  return [
    ...("errors" in result && result.errors ? result.errors.map((error) => error.message) : []),
    ...unknown.map((name) => `variable $${name} is not declared`),
  ];
}
