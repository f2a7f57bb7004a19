/**
 * The emulated shop against calls captured on a running Vendure 3.7.3, each on a shop in which its ids exist. The captured
 * documents ask for more than the emulator knows: what it does not know is left out of the question, and of the rest
 * status, keys, types, states and codes have to be the same.
 */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type DocumentNode,
  type GraphQLInputType,
  getNamedType,
  isInputObjectType,
  Kind,
  parse,
  print,
  TypeInfo,
  typeFromAST,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";
import { request as send } from "undici";
import type { Json } from "../../commerce/product.ts";
import { comparing, type Doc, isDoc } from "../../connectors/kit/testing/captures.ts";
import { autoAdvancingClock } from "../../connectors/kit/testing/connection.ts";
import { classified, type Fidelity, fidelityReport, type ReplayedCall } from "../../connectors/kit/testing/fidelity.ts";
import { furnish, SCENES } from "./fidelity-scenes.ts";
import { startSandbox } from "./index.ts";
import { schema } from "./schema.ts";

interface Capture {
  readonly path: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: { readonly query: string; readonly variables: Doc };
  readonly status: number;
  readonly responseBody: Doc;
}

const ON_PURPOSE: Readonly<Record<string, string>> = {
  "refund-amount-and-lines": "The captured payment's handler pays nothing back by itself; the emulated card's does.",
};

/** For `npm run fidelity`. */
export async function measureFidelity(specsDir: string): Promise<Fidelity> {
  const dir = join(specsDir, "vendure/capture");
  const calls: ReplayedCall[] = [];
  for (const file of readdirSync(dir).sort()) {
    const name = file.replace(/\.json$/, "");
    const capture: Capture = JSON.parse(readFileSync(join(dir, file), "utf8"));
    const details = await replay(name, capture);
    if (details) calls.push(classified(name, details, ON_PURPOSE[name]));
  }
  return fidelityReport(calls, (call) => ON_PURPOSE[call]);
}

/** What differs; null for a call that has no counterpart here. */
async function replay(name: string, capture: Capture): Promise<readonly string[] | null> {
  const scene = SCENES[name];
  if (!scene || capture.path !== "/admin-api") return null;
  const sandbox = await startSandbox({ clock: autoAdvancingClock(), seed: 3, currency: "EUR" });
  try {
    furnish(sandbox);
    const { query, variables } = capture.requestBody;
    const isRefused = capture.status !== 200 || capture.responseBody["data"] === undefined;
    const requested = isRefused ? query : existingPart(query);
    const ours = scene(sandbox, variables);
    const answer = await send(`${sandbox.url}/admin-api`, {
      method: "POST",
      headers: { "content-type": "application/json", ...proof(capture.requestHeaders) },
      body: JSON.stringify({ query: requested, variables: isRefused ? ours : allowedValues(requested, ours) }),
    });
    const got = (await answer.body.json()) as Doc;
    if (answer.statusCode !== capture.status)
      return [`${answer.statusCode} instead of ${capture.status}: ${JSON.stringify(got).slice(0, 160)}`];
    return [
      ...errorDifferences(capture.responseBody["errors"], got["errors"]),
      ...differences(capture.responseBody["data"] ?? null, got["data"] ?? null, "data"),
    ];
  } finally {
    await sandbox.close();
  }
}

/** A captured session is ours; one that was made up stays so. */
function proof({ authorization, "vendure-api-key": key }: Capture["requestHeaders"]): Record<string, string> {
  const isGood = authorization === "Bearer <session token>" || key !== undefined;
  if (isGood) return { authorization: "Bearer session-of-the-replay" };
  return authorization === undefined ? {} : { authorization };
}

/** The document without fields, arguments and types the emulator does not know. */
function existingPart(query: string): string {
  const info = new TypeInfo(schema);
  const isEmpty = (node: { readonly selectionSet?: { readonly selections: readonly unknown[] } | undefined }) =>
    node.selectionSet?.selections.length === 0;
  const existing: DocumentNode = visit(
    parse(query),
    visitWithTypeInfo(info, {
      Field: {
        enter: (node) => (node.name.value === "__typename" || info.getFieldDef() ? undefined : null),
        leave: (node) => (isEmpty(node) ? null : undefined),
      },
      InlineFragment: {
        enter: (node) => (node.typeCondition && !schema.getType(node.typeCondition.name.value) ? null : undefined),
        leave: (node) => (isEmpty(node) ? null : undefined),
      },
      Argument: { enter: () => (info.getArgument() ? undefined : null) },
    }),
  );
  const [problem] = validate(schema, existing);
  if (problem) throw new Error(`The emulator does not know this call: ${problem.message} in ${print(existing)}`);
  return print(existing);
}

function allowedValues(query: string, variables: Doc): Doc {
  const [operation] = parse(query).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return variables;
  const types = new Map(
    operation.variableDefinitions?.map(({ variable, type }) => [
      variable.name.value,
      typeFromAST(schema, type as never),
    ]),
  );
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, allowedValue(value, types.get(name) as GraphQLInputType)]),
  );
}

function allowedValue(value: Json, type: GraphQLInputType | undefined): Json {
  const named = type && getNamedType(type);
  if (Array.isArray(value)) return value.map((one: Json) => allowedValue(one, named as GraphQLInputType));
  if (!isDoc(value) || !isInputObjectType(named)) return value;
  const fields = named.getFields();
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, one]) => {
      const field = fields[name];
      return field ? [[name, allowedValue(one, field.type)]] : [];
    }),
  );
}

/** The words are the shop's own; the code and where it happened count. */
function errorDifferences(expected: Json | undefined, got: Json | undefined): string[] {
  const told = (errors: Json | undefined) => {
    const [first] = Array.isArray(errors) ? errors : [];
    const { extensions, path } = isDoc(first) ? first : {};
    const code = isDoc(extensions) ? (extensions["code"] ?? null) : null;
    return first === undefined ? "no error" : `${String(code)} at ${JSON.stringify(path ?? null)}`;
  };
  return told(expected) === told(got) ? [] : [`${told(got)} instead of ${told(expected)}`];
}

const EXACT = new Set(["__typename", "errorCode", "state", "type", "active"]);

/** What is told here has to be in the capture; null is no type of its own, and of lists the first rows are compared. */
const differences = comparing((expected, got, path, compare) =>
  Object.entries(got).flatMap(([key, value]) => {
    if (!(key in expected)) return [`${path}.${key}: not in the capture`];
    const reported = expected[key] ?? null;
    if (EXACT.has(key) && typeof reported !== "object" && reported !== value && !path.endsWith("[0]"))
      return [`${path}.${key}: ${JSON.stringify(value)} instead of ${JSON.stringify(reported)}`];
    return compare(reported, value, `${path}.${key}`);
  }),
);
