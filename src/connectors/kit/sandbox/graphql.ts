/** For sandboxes of GraphQL platforms: a call read, checked by the schema, executed, and its errors as servers tell them. */
import type {
  DocumentNode,
  FormattedExecutionResult,
  GraphQLError,
  GraphQLFormattedError,
  GraphQLSchema,
} from "graphql";
import { execute, Kind, parse, validate } from "graphql";
import type { SandboxReply, SandboxRequest } from "./server.ts";

interface Read {
  readonly document: DocumentNode | null;
  /** What is wrong with it by the schema; what could not be parsed at all has no document. */
  readonly problems: readonly unknown[];
}

export interface GraphqlCall extends Read {
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The platform's code of an error by its words; undefined: BAD_USER_INPUT. */
export type CodeOf = (error: GraphQLError) => string | undefined;

/** The call of a request; null when its body is none. */
export function readGraphql(request: SandboxRequest, schema: GraphQLSchema): GraphqlCall | null {
  const body = request.json();
  if (body === null || typeof body !== "object" || !("query" in body) || typeof body.query !== "string") return null;
  const variables =
    "variables" in body && body.variables !== null && typeof body.variables === "object" ? { ...body.variables } : {};
  return { ...readOnce(body.query, schema), variables: variables as Record<string, unknown> };
}

// A client sends the same few documents again and again; checking one costs more than answering it.
const MOST_REMEMBERED = 200;
const cached = new WeakMap<GraphQLSchema, Map<string, Read>>();

function readOnce(text: string, schema: GraphQLSchema): Read {
  const cachedValue = cached.get(schema) ?? new Map<string, Read>();
  cached.set(schema, cachedValue);
  const read = cachedValue.get(text) ?? parseAndCheck(text, schema);
  if (cachedValue.size < MOST_REMEMBERED) cachedValue.set(text, read);
  return read;
}

function parseAndCheck(text: string, schema: GraphQLSchema): Read {
  try {
    const document = parse(text);
    return { document, problems: validate(schema, document) };
  } catch (error) {
    return { document: null, problems: [error] };
  }
}

export interface Execution {
  readonly schema: GraphQLSchema;
  readonly root: Readonly<Record<string, unknown>>;
  readonly codeOf?: CodeOf | undefined;
}

/** Executes a call that was found in order. A fault of the sandbox itself is INTERNAL_SERVER_ERROR with its trace. */
export async function runGraphql(
  { document, variables }: { readonly document: DocumentNode; readonly variables: GraphqlCall["variables"] },
  { schema, root, codeOf }: Execution,
): Promise<FormattedExecutionResult> {
  const result = await execute({ schema, document, rootValue: root, variableValues: variables });
  const errors = result.errors?.map((error) => formatGraphqlError(error, codeOf));
  return errors
    ? { errors, ...(result.data === undefined ? {} : { data: result.data }) }
    : { data: result.data ?? null };
}

export function formatGraphqlError(error: unknown, codeOf: CodeOf = () => undefined): GraphQLFormattedError {
  const existing = error as GraphQLError;
  const extensions =
    existing.originalError && !existing.extensions?.code
      ? { code: "INTERNAL_SERVER_ERROR", bug: existing.originalError.stack }
      : { code: codeOf(existing) ?? "BAD_USER_INPUT", ...existing.extensions };
  return { message: existing.message, ...(existing.path ? { path: [...existing.path] } : {}), extensions };
}

/** A whole answer, for platforms whose limits and proof were looked at before. */
export async function serveGraphql(request: SandboxRequest, execution: Execution): Promise<SandboxReply> {
  const call = readGraphql(request, execution.schema);
  const refused = (problems: readonly unknown[]) => ({
    errors: problems.map((problem) => formatGraphqlError(problem, execution.codeOf)),
  });
  if (!call) return { status: 400, json: refused([new Error("The body is no GraphQL call.")]) };
  const { document, problems, variables } = call;
  if (!document || problems.length > 0) return { status: 400, json: refused(problems) };
  return { status: 200, json: await runGraphql({ document, variables }, execution) };
}

/** How many mutations a document holds. */
export function mutationsIn(document: DocumentNode): number {
  return document.definitions.reduce(
    (sum, node) =>
      sum +
      (node.kind === Kind.OPERATION_DEFINITION && node.operation === "mutation"
        ? node.selectionSet.selections.length
        : 0),
    0,
  );
}

/** For `startSandboxServer`: writes are told from reads, and calls from each other, by the document. */
export const isMutation = ({ text }: SandboxRequest): boolean => /^\s*\{\s*"query"\s*:\s*"\s*mutation\b/.test(text);
export const documentLabel = ({ text }: SandboxRequest): string => text.slice(0, 600);
