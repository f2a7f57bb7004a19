/** POST /admin/api/{version}/graphql.json: token, validation, cost, throttling, execution. */
import { GraphQLError } from "graphql";
import {
  type Execution,
  formatGraphqlError,
  mutationsIn,
  readGraphql,
  runGraphql,
} from "../../connectors/kit/sandbox/graphql.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
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
function versionHeader(requested: string): Record<string, string> {
  const existing = VERSIONS.find((version) => version === requested) ?? VERSIONS[0];
  return { "x-shopify-api-version": existing, "x-request-id": "sandbox" };
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
  const call = readGraphql(request, adminSchema());
  if (!call) return { status: 400, headers, json: { errors: { query: "Required parameter missing or invalid" } } };
  const { document, problems, variables } = call;
  if (!document || problems.length > 0)
    return { status: 200, headers, json: { errors: problems.map((problem) => formatGraphqlError(problem, codeOf)) } };
  const requested = requestedCost(adminSchema(), document, variables);
  if (requested > MAX_SINGLE_QUERY) return { status: 200, headers, json: tooExpensive(requested) };
  if (!bucket.take(requested)) return { status: 200, headers, json: throttledBody(requested, bucket.status()) };
  const result = await runGraphql({ document, variables }, graphqlOf(state, token));
  const actual = Math.min(requested, actualCost(result.data, mutationsIn(document)));
  bucket.give(requested - actual);
  const cost = { requestedQueryCost: requested, actualQueryCost: actual, throttleStatus: bucket.status() };
  return { status: 200, headers, json: { ...result, extensions: { cost } } };
}

const graphqlOf = (state: ShopState, token: Token): Execution => {
  const scope = { state, unlimited: false };
  const secret = token.kind === "legacy" ? state.legacySecret : state.clientSecret;
  const root = { ...queryRoot(scope), ...mutationRoot(scope, secret), ...closedRoots(state) };
  return { schema: adminSchema(), root, codeOf };
};

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

const codeOf = ({ message }: { readonly message: string }): string =>
  CODES.find(([pattern]) => pattern.test(message))?.[1] ?? "INVALID_FIELD_ARGUMENTS";

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
