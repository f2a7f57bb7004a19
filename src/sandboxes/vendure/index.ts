/** A Vendure shop on a real HTTP port: its Admin API, sessions and rights. It calls nobody: there are no webhooks. */
import { GraphQLError } from "graphql";
import { documentLabel, isMutation, readGraphql, runGraphql } from "../../connectors/kit/sandbox/graphql.ts";
import type { Sandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { tooManyRequests } from "../../connectors/kit/sandbox/server.ts";
import { statefulSandbox } from "../../connectors/kit/sandbox/stateful.ts";
import { assetsRoot, type SentFile, withFile } from "./assets.ts";
import { catalogRoot } from "./catalog.ts";
import { createShop } from "./controls.ts";
import { draftsRoot } from "./drafts.ts";
import { type ListArgs, listOf } from "./lists.ts";
import { ordersRoot } from "./orders.ts";
import { schema } from "./schema.ts";
import { CHANNEL, NO_CODE, newState, type State } from "./state.ts";

/** Beyond the common controls: the shop's own books, for tests that need a special shop. */
export interface VendureSandbox extends Sandbox {
  readonly state: State;
}

const MOST_BYTES = 100 * 1024;

export const startSandbox = statefulSandbox({
  provider: "vendure",
  newState: ({ currency = "EUR", clock }, server) =>
    newState({ currency, now: () => clock.now(), random: server.random, filesAt: server.url }),
  handle,
  controls: createShop,
  isWrite: (request) => isUpload(request) || isMutation(request),
  labelOf: documentLabel,
  // Vendure has no limits of its own; this is the proxy before it.
  throttleReply: tooManyRequests,
  onExpireTokens: (state) => state.sessions.clear(),
  onRevoke(state) {
    state.sessions.clear();
    state.administrator.deleted = true;
  },
});

async function handle(request: SandboxRequest, state: State): Promise<SandboxReply> {
  const fail = (status: number, message: string) => ({
    status,
    json: { statusCode: status, message, timestamp: state.now(), path: request.path },
  });
  if (request.path !== "/admin-api") return fail(404, `Cannot ${request.method} ${request.path}`);
  const upload = isUpload(request) ? withFile(request.body, request.headers["content-type"] ?? "") : null;
  if (!upload && request.body.byteLength > MOST_BYTES) return fail(500, "");
  const call = readGraphql(upload ? { ...request, json: () => JSON.parse(upload.operations) } : request, schema);
  if (!call) return fail(400, "Unexpected token in JSON");
  if (!call.document || call.problems.length > 0) {
    const code = call.document ? "GRAPHQL_VALIDATION_FAILED" : "GRAPHQL_PARSE_FAILED";
    return { status: 400, json: { errors: call.problems.map((one) => told(one, code)) } };
  }
  const opened: { token?: string } = {};
  state.asksDefault = !request.headers["vendure-token"];
  const isMine = state.channel === CHANNEL.code || state.seesDefault || !state.asksDefault;
  const root = guarded(state, isMine && isProved(state, request.headers), opened);
  const { document } = call;
  const variables = upload?.file ? filed(call.variables, upload.file) : call.variables;
  const json = await runGraphql({ document, variables }, { schema, root });
  return {
    status: 200,
    json: plain(json),
    ...(opened.token ? { headers: handedOut(state, opened.token) } : {}),
  };
}

const isUpload = ({ headers }: SandboxRequest): boolean =>
  (headers["content-type"] ?? "").startsWith("multipart/form-data");

/** The file in its place among the variables. */
function filed(variables: Readonly<Record<string, unknown>>, file: SentFile): Readonly<Record<string, unknown>> {
  const [first, ...rest] = Array.isArray(variables["input"]) ? variables["input"] : [];
  return { ...variables, input: [{ ...first, file }, ...rest] };
}

/** A session by any of the ways the shop takes, or a key. Of a cookie both parts are wanted, the second of which signs the first. */
function isProved({ sessions, apiKeys, tokenMethod }: State, headers: SandboxRequest["headers"]): boolean {
  const [, bearer = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
  const [, cookie = ""] = /(?:^|; )session=([^;]+)(?=; session\.sig=\1-signed)/.exec(headers["cookie"] ?? "") ?? [];
  const key = headers["vendure-api-key"] ?? "";
  return (
    (tokenMethod.has("bearer") && sessions.has(bearer)) ||
    (tokenMethod.has("cookie") && sessions.has(cookie)) ||
    (tokenMethod.has("api-key") && apiKeys.has(String(key)))
  );
}

function handedOut({ tokenMethod }: State, token: string): Readonly<Record<string, string>> {
  return {
    ...(tokenMethod.has("bearer") ? { "vendure-auth-token": token } : {}),
    ...(tokenMethod.has("cookie")
      ? { "set-cookie": `session=${token}; path=/; httponly, session.sig=${token}-signed; path=/; httponly` }
      : {}),
  };
}

function told(problem: unknown, code: string) {
  return { message: problem instanceof GraphQLError ? problem.message : "Syntax Error", extensions: { code } };
}

/** What the database says has no code; what was wrong before any field was asked for is the caller's. */
function plain(json: Awaited<ReturnType<typeof runGraphql>>): object {
  const errors = json.errors?.map(({ extensions, ...error }) => {
    if (extensions?.["code"] === NO_CODE) return error;
    return { ...error, extensions: error.path ? extensions : { code: "BAD_USER_INPUT" } };
  });
  return errors ? { errors, data: json.data ?? null } : json;
}

type Resolver = (args: never) => unknown;

/** Which right a field of the interface asks for; null: none. */
const RIGHTS: Readonly<Record<string, string | null>> = {
  login: null,
  me: "Authenticated",
  activeChannel: "Authenticated",
  globalSettings: "Authenticated",
  stockLocations: "ReadStockLocation",
  orders: "ReadOrder",
  order: "ReadOrder",
  createDraftOrder: "CreateOrder",
  deleteDraftOrder: "DeleteOrder",
  addItemToDraftOrder: "CreateOrder",
  setCustomerForDraftOrder: "CreateOrder",
  setDraftOrderShippingAddress: "CreateOrder",
  setDraftOrderBillingAddress: "CreateOrder",
  eligibleShippingMethodsForDraftOrder: "CreateOrder",
  setDraftOrderShippingMethod: "CreateOrder",
  applyCouponCodeToDraftOrder: "CreateOrder",
  assets: "ReadAsset",
  createAssets: "CreateAsset",
  updateAsset: "UpdateAsset",
  products: "ReadProduct",
  product: "ReadProduct",
  productVariants: "ReadProduct",
  collections: "ReadCollection",
  customers: "ReadCustomer",
  promotions: "ReadPromotion",
  createProduct: "CreateProduct",
  createProductVariants: "CreateProduct",
  createProductOptionGroup: "CreateProduct",
  createProductOption: "CreateProduct",
  addOptionGroupToProduct: "UpdateProduct",
  updateProduct: "UpdateProduct",
  updateProductVariants: "UpdateProduct",
  deleteProduct: "DeleteProduct",
};

/** A session that has ended and a right that is missing are refused in the same words. */
function guarded(state: State, hasSession: boolean, opened: { token?: string }): Record<string, Resolver> {
  const root: Record<string, Resolver> = {
    ...assetsRoot(state),
    ...catalogRoot(state),
    ...ordersRoot(state),
    ...draftsRoot(state),
    ...otherRoot(state, opened),
  };
  return Object.fromEntries(
    Object.entries(root).map(([name, resolve]) => {
      const right = RIGHTS[name] === undefined ? "UpdateOrder" : RIGHTS[name];
      const isAllowed = right === null || (hasSession && state.permissions.has(right));
      return [name, isAllowed ? resolve : forbidden];
    }),
  );
}

function forbidden(): never {
  throw new GraphQLError("You are not currently authorized to perform this action", {
    extensions: { code: "FORBIDDEN" },
  });
}

function otherRoot(state: State, opened: { token?: string }): Record<string, Resolver> {
  const user = () => ({
    __typename: "CurrentUser",
    id: "2",
    identifier: state.administrator.username,
    channels: [{ ...CHANNEL, code: state.channel, permissions: [...state.permissions] }],
  });
  const byId = ({ id }: { readonly id: string }) => ({ id });
  return {
    login({ username, password }: { username: string; password: string }) {
      const { administrator } = state;
      if (administrator.deleted || administrator.username !== username || administrator.password !== password)
        return {
          __typename: "InvalidCredentialsError",
          errorCode: "INVALID_CREDENTIALS_ERROR",
          message: "The provided credentials are invalid",
        };
      opened.token = state.token();
      state.sessions.add(opened.token);
      return user();
    },
    me: user,
    activeChannel: () => ({
      ...CHANNEL,
      code: state.channel,
      defaultCurrencyCode: state.currency,
      pricesIncludeTax: true,
      defaultLanguageCode: "en",
      trackInventory: true,
      outOfStockThreshold: 0,
    }),
    globalSettings: () => ({
      trackInventory: true,
      outOfStockThreshold: 0,
      serverConfig: { moneyStrategyPrecision: state.precision },
    }),
    stockLocations: (args: ListArgs) => listOf(state.locations, args, byId),
    collections: (args: ListArgs) => listOf(state.collections.values(), args, byId),
    customers: (args: ListArgs) =>
      listOf(state.customers.values(), args, ({ id, emailAddress }) => ({ id, emailAddress })),
    promotions: (args: ListArgs) => {
      const { totalItems, items } = listOf(state.promotions, args, ({ id, code }) => ({ id, couponCode: code }));
      const row = (one: State["promotions"][number]) => ({
        ...one,
        name: one.code,
        couponCode: one.code,
        enabled: true,
        startsAt: null,
        usageLimit: null,
        perCustomerUsageLimit: null,
      });
      return { totalItems, items: items.map(row) };
    },
  };
}
