/** POST /admin/api/{version}/graphql.json: token, validation, cost, throttling, execution. */
import type { DocumentNode, FormattedExecutionResult, GraphQLFormattedError } from "graphql";
import { execute, GraphQLError, Kind, parse, validate } from "graphql";
import type { SandboxReply, SandboxRequest } from "../../kit/sandbox-server.ts";
import type { LeakyBucket } from "./cost.ts";
import { actualCost, requestedCost } from "./cost.ts";
import { mutationRoot } from "./mutations.ts";
import { queryRoot } from "./queries.ts";
import { adminSchema } from "./schema.ts";
import type { ShopState, Token } from "./state.ts";
import { runJobs } from "./state.ts";

const VERSIONS = ["2026-01", "2026-04", "2026-07", "2026-10"] as const;
const MAX_SINGLE_QUERY = 1000;

export interface GraphqlServer {
  handle(request: SandboxRequest, version: string): SandboxReply | Promise<SandboxReply>;
  throttled(seconds: number | undefined): SandboxReply;
}

export function graphqlServer(state: ShopState, bucket: LeakyBucket): GraphqlServer {
  return {
    handle: (request, version) => answer(state, bucket, request, version),
    throttled(seconds) {
      if (seconds === undefined)
        return {
          status: 429,
          json: {
            errors: "Exceeded 2 calls per second for api client. Reduce request rates to resume uninterrupted service.",
          },
        };
      const { restoreRate, maximumAvailable } = bucket.status();
      const throttleStatus = { maximumAvailable, currentlyAvailable: 0, restoreRate };
      return {
        status: 200,
        headers: versionHeader("2026-10"),
        json: throttledBody(seconds * restoreRate, throttleStatus),
      };
    },
  };
}

function throttledBody(requestedQueryCost: number, throttleStatus: object): object {
  return {
    errors: [
      {
        message: "Throttled",
        extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
      },
    ],
    extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus } },
  };
}

/** A retired version falls forward to the oldest supported one. */
function versionHeader(asked: string): Record<string, string> {
  const known = VERSIONS.find((version) => version === asked) ?? VERSIONS[0];
  return { "x-shopify-api-version": known, "x-request-id": "sandbox" };
}

async function answer(
  state: ShopState,
  bucket: LeakyBucket,
  request: SandboxRequest,
  version: string,
): Promise<SandboxReply> {
  const headers = versionHeader(version);
  const token = state.tokens.get(request.headers["x-shopify-access-token"] ?? "");
  if (!token || token.expiresMs <= state.clock.now())
    return {
      status: 401,
      headers,
      json: { errors: "[API] Invalid API key or access token (unrecognized login or wrong password)" },
    };
  runJobs(state);
  const call = readCall(request);
  if (!call) return { status: 400, headers, json: { errors: { query: "Required parameter missing or invalid" } } };
  const { problems } = call;
  if (!call.document || problems.length > 0) return { status: 200, headers, json: { errors: problems.map(format) } };
  const requested = requestedCost(adminSchema(), call.document, call.variables);
  if (requested > MAX_SINGLE_QUERY) return { status: 200, headers, json: tooExpensive(requested) };
  if (!bucket.take(requested)) return { status: 200, headers, json: throttledBody(requested, bucket.status()) };
  const result = await run(state, token, { document: call.document, variables: call.variables });
  const mutations = call.document.definitions.reduce(
    (sum, node) =>
      sum +
      (node.kind === Kind.OPERATION_DEFINITION && node.operation === "mutation"
        ? node.selectionSet.selections.length
        : 0),
    0,
  );
  const actual = Math.min(requested, actualCost(result.data, mutations));
  bucket.give(requested - actual);
  const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() };
  return { status: 200, headers, json: { ...result, extensions: { cost } } };
}

interface Read {
  readonly document: DocumentNode | null;
  /** What is wrong with it by the schema; what could not be parsed at all has no document. */
  readonly problems: readonly unknown[];
}

interface Call extends Read {
  readonly variables: Readonly<Record<string, unknown>>;
}

function readCall(request: SandboxRequest): Call | null {
  const body = request.json();
  if (body === null || typeof body !== "object" || !("query" in body) || typeof body.query !== "string") return null;
  const variables =
    "variables" in body && body.variables !== null && typeof body.variables === "object" ? { ...body.variables } : {};
  return { ...readOnce(body.query), variables: variables as Record<string, unknown> };
}

// A client sends the same few documents again and again; checking one costs more than answering it.
const MOST_REMEMBERED = 200;
const remembered = new Map<string, Read>();

function readOnce(text: string): Read {
  const known = remembered.get(text);
  if (known) return known;
  const read = parseAndCheck(text);
  if (remembered.size < MOST_REMEMBERED) remembered.set(text, read);
  return read;
}

function parseAndCheck(text: string): Read {
  try {
    const document = parse(text);
    return { document, problems: validate(adminSchema(), document) };
  } catch (error) {
    return { document: null, problems: [error] };
  }
}

async function run(
  state: ShopState,
  token: Token,
  call: { document: DocumentNode; variables: Readonly<Record<string, unknown>> },
): Promise<FormattedExecutionResult> {
  const scope = { state, unlimited: false };
  const secret = token.kind === "legacy" ? state.legacySecret : state.clientSecret;
  const result = await execute({
    schema: adminSchema(),
    document: call.document,
    rootValue: { ...queryRoot(scope), ...mutationRoot(scope, secret), ...closedRoots(state) },
    variableValues: call.variables,
  });
  const errors = result.errors?.map(format);
  return errors
    ? { errors, ...(result.data === undefined ? {} : { data: result.data }) }
    : { data: result.data ?? null };
}

/** What the app's scopes do not open, where a shop's owner can take a scope away. */
function closedRoots({ scopes }: ShopState): Readonly<Record<string, () => never>> {
  if (scopes.some((scope) => /^(read|write)_orders$/.test(scope))) return {};
  const denied = (field: string) => (): never => {
    const extensions = { code: "ACCESS_DENIED", requiredAccess: "`read_orders` access scope." };
    throw new GraphQLError(`Access denied for ${field} field.`, { extensions });
  };
  return { order: denied("order"), orders: denied("orders") };
}

const CODES: readonly (readonly [RegExp, string])[] = [
  [/^Cannot query field|^Field .* doesn't exist/, "undefinedField"],
  [/^Variable "\$/, "INVALID_VARIABLE"],
  [/^Unknown argument|must include/, "argumentNotAccepted"],
  [/^Syntax Error/, "PARSE_ERROR"],
];

function format(error: unknown): GraphQLFormattedError {
  const known = error as GraphQLError;
  const code = CODES.find(([pattern]) => pattern.test(known.message))?.[1] ?? "INVALID_FIELD_ARGUMENTS";
  const extensions =
    known.originalError && !known.extensions?.code
      ? { code: "INTERNAL_SERVER_ERROR", bug: known.originalError.stack }
      : { code, ...known.extensions };
  return { message: known.message, ...(known.path ? { path: [...known.path] } : {}), extensions };
}

function tooExpensive(cost: number): object {
  return {
    errors: [
      {
        message: `Query cost is ${cost}, which exceeds the single query max cost limit (${MAX_SINGLE_QUERY}).`,
        extensions: {
          code: "MAX_COST_EXCEEDED",
          cost,
          maxCost: MAX_SINGLE_QUERY,
          documentation: "https://shopify.dev/api/usage/rate-limits",
        },
      },
    ],
  };
}
