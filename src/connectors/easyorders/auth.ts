import { createHash } from "node:crypto";
import type { HubText } from "../../commerce/message.ts";
import type {
  Authenticate,
  CallbackInput,
  CallbackRequest,
  Completion,
  Connect,
  Context,
  Detected,
  HttpReply,
} from "../kit/contract/contract.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import { readBody } from "../kit/parse/parse.ts";
import { equalText } from "../kit/parse/signatures.ts";
import { field, JOIN, readList } from "./pages.ts";
import { installSchema } from "./schemas.ts";
import { readSettings } from "./settings.ts";
import { TOPICS } from "./webhooks.ts";
import { english, message } from "./words.ts";

const API_HOST = "https://api.easy-orders.net";
const API_PATH = "/api/v1/external-apps";
/** The seller's dashboard, whose page in the seller's browser calls our callback. */
const DASHBOARD = "https://app.easy-orders.net";
/** An order nobody has: the answer “record not found” proves a live key on an active store. */
const NO_ORDER = "00000000-0000-0000-0000-000000000000";

export const PERMISSIONS: readonly { readonly scope: string; readonly enables: string }[] = [
  { scope: "orders:read", enables: english("scope.receivingOrders") },
  { scope: "orders:update", enables: english("scope.orderStatusTrackingNotesCancelling") },
  { scope: "products:read", enables: english("scope.matchingProductsReadingStock") },
  { scope: "products:create", enables: english("scope.listingNewProducts") },
  { scope: "products:update", enables: english("scope.updatingStockPricesProducts") },
  { scope: "categories:read", enables: english("scope.readingCategories") },
  { scope: "categories:create", enables: english("scope.creatingCategories") },
  { scope: "categories:update", enables: english("scope.renamingCategories") },
];

export const auth: Authenticate = {
  baseUrl: (ctx) => `${ctx.connection.endpoint ?? API_HOST}${API_PATH}`,
  authorize: (request, ctx) => ({ ...request, headers: { ...request.headers, "Api-Key": ctx.secret("apiKey") } }),
  secretNames: ["apiKey", "orderWebhookSecret", "statusWebhookSecret"],
};

export const connect: Connect = {
  /** With a key the form suffices; without one the seller's browser goes to EasyOrders and brings a key back. */
  async begin(input, ctx) {
    checkForm(input.values);
    if (input.values.apiKey) return { step: "ready" };
    const [orders, status] = [ctx.publicUrl(TOPICS.order), ctx.publicUrl(TOPICS.status)];
    if (orders === null || status === null) {
      throw new ConnectorError({ kind: "rejected", field: "apiKey" }, message("error.connectingClickNeedsArgosyReach"));
    }
    const parameters: readonly (readonly [string, string])[] = [
      ["app_name", "Argosy"],
      ["app_description", "Keeps orders and stock of all your channels together."],
      ["app_icon", new URL("/icon.png", input.returnUrl).href],
      ["permissions", PERMISSIONS.map((permission) => permission.scope).join(",")],
      ["callback_url", input.callbackUrl],
      ["orders_webhook", orders],
      ["order_status_webhook", status],
      ["redirect_url", input.returnUrl],
    ];
    const query = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return { step: "redirect", url: `${ctx.connection.endpoint ?? DASHBOARD}/#/install-app?${query}` };
  },

  async complete(input) {
    if (input.kind === "callback") return completeInstall(input);
    const { values } = input;
    checkForm(values);
    const apiKey = values.apiKey;
    if (!apiKey) {
      throw new ConnectorError({ kind: "rejected", field: "apiKey" }, message("error.pasteApiKeySettingsPublic"));
    }
    return completion(values, { apiKey, storeId: values.storeId || undefined });
  },

  preflight,
  detect,
  disconnect,
};

/** The key as posted by the seller's browser; the one-time token of the address has been checked by the engine. */
function completeInstall({ begin: started, request }: CallbackInput): Completion {
  if (request.method !== "POST") {
    throw new ConnectorError({ kind: "rejected", code: "method" }, message("error.handsKeyOverPostNothing"));
  }
  if (request.headers.origin !== undefined && !equalText(request.headers.origin, DASHBOARD)) {
    throw new ConnectorError({ kind: "rejected", code: "origin" }, message("error.notComeDashboardNothingSaved"));
  }
  const body = readBody(installSchema, request.body, "hand-over of an Api-Key");
  return {
    ...completion(started.values, { apiKey: body.api_key, storeId: body.store_id }),
    reply: { status: 200, headers: { ...corsHeaders(), "content-type": "application/json" }, body: '{"ok":true}' },
  };
}

function completion(
  values: Readonly<Record<string, string>>,
  learned: { readonly apiKey: string; readonly storeId: string | undefined },
): Completion {
  const { orderWebhookSecret, statusWebhookSecret, storeUrl } = values;
  const host = storeUrl ? URL.parse(storeUrl)?.host : undefined;
  // Without a store id (no API tells it before the first product or order) the key itself names the account.
  const externalId = learned.storeId ?? `key-${createHash("sha256").update(learned.apiKey).digest("hex").slice(0, 16)}`;
  return {
    grant: {
      secrets: {
        apiKey: learned.apiKey,
        ...(orderWebhookSecret ? { orderWebhookSecret } : {}),
        ...(statusWebhookSecret ? { statusWebhookSecret } : {}),
      },
    },
    accounts: [{ externalId, name: host ?? "EasyOrders store" }],
    settings: {
      ...(values.currency ? { currency: values.currency.toUpperCase() } : {}),
      ...(values.phoneCountry ? { phoneCountry: values.phoneCountry.toUpperCase() } : {}),
      ...(storeUrl ? { storeUrl } : {}),
      ...(learned.storeId ? { storeId: learned.storeId } : {}),
    },
  };
}

function checkForm(values: Readonly<Record<string, string>>): void {
  const problems: readonly [string, boolean, HubText][] = [
    ["currency", /^[A-Za-z]{3}$/.test(values.currency ?? ""), message("said.chooseStoreCurrencyLikeEgp")],
    [
      "phoneCountry",
      /^[A-Za-z]{2}$/.test(values.phoneCountry ?? ""),
      message("said.chooseCountryCustomersPhoneNumbers"),
    ],
    [
      "storeUrl",
      !values.storeUrl || ["https:", "http:"].includes(URL.parse(values.storeUrl)?.protocol ?? ""),
      message("said.storeAddressBeginsHttps"),
    ],
  ];
  const bad = problems.find(([, isGood]) => !isGood);
  if (bad) throw new ConnectorError({ kind: "rejected", field: bad[0] }, bad[2]);
}

/** The browser asks first; only EasyOrders' own dashboard may post (seen live 2026-10). */
function preflight(request: CallbackRequest): HttpReply | null {
  if (request.method !== "OPTIONS") return null;
  if (request.headers.origin !== DASHBOARD) return { status: 403, headers: { vary: "Origin" }, body: "" };
  return { status: 204, headers: { ...corsHeaders(), "access-control-max-age": "600" }, body: "" };
}

function corsHeaders(): Record<string, string> {
  return {
    "access-control-allow-origin": DASHBOARD,
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": "content-type",
    vary: "Origin",
  };
}

/** One call for products, one for orders: there is no endpoint that describes the store or the key. */
async function detect(ctx: Context): Promise<Detected> {
  const { currency, storeId: existing } = readSettings(ctx.connection);
  const storeIdOfProducts = await probeProducts(ctx);
  const canReadOrders = await probeOrders(ctx);
  if (storeIdOfProducts === null && !canReadOrders) {
    throw new ConnectorError({ kind: "forbidden", scope: "orders:read" }, message("error.apiKeyNeitherReadOrders"));
  }
  const storeId = existing ?? storeIdOfProducts ?? undefined;
  const missing = [
    ...(storeIdOfProducts === null ? [{ scope: "products:read", disables: english("missing.productsStock") }] : []),
    ...(canReadOrders ? [] : [{ scope: "orders:read", disables: english("word.orders") }]),
  ];
  const { storeUrl } = ctx.connection.settings;
  const host = typeof storeUrl === "string" ? URL.parse(storeUrl)?.host : undefined;
  return {
    account: { externalId: storeId || ctx.connection.account.externalId, name: host ?? "EasyOrders store" },
    facts: { currency, ...(storeId ? { storeId } : {}) },
    locations: [],
    missingScopes: missing,
    warnings: [message("warning.tellsNeitherKeyPermissionsNor")],
  };
}

/** The store id from the first product, "" when there is none yet, null when products may not be read. */
async function probeProducts(ctx: Context): Promise<string | null> {
  try {
    const [first] = await readList("/products", [["limit", "1"], JOIN], "products.list", ctx);
    const id = field(first, "store_id");
    return typeof id === "string" ? id : "";
  } catch (error) {
    if (isConnectorError(error) && (error.kind === "forbidden" || error.kind === "rejected")) return null;
    throw explained(error);
  }
}

async function probeOrders(ctx: Context): Promise<boolean> {
  try {
    await ctx.http.request({ method: "GET", url: `/orders/${NO_ORDER}`, operation: "orders.get" });
    return true;
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    if (error.kind === "not_found") return true;
    if (error.kind === "forbidden" || error.kind === "rejected") return false;
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  if (!isConnectorError(error)) return error;
  const text =
    error.kind === "suspended"
      ? message("said.knowsKeyButStoreNot")
      : error.kind === "auth_revoked"
        ? message("said.notAcceptApiKeyCreate")
        : null;
  return text === null ? error : new ConnectorError(error.info, text, { cause: error, details: error.details });
}

/** Removes our two webhooks by their URL. The key itself can be revoked only in EasyOrders. */
async function disconnect(ctx: Context): Promise<void> {
  for (const topic of [TOPICS.order, TOPICS.status]) {
    const url = ctx.publicUrl(topic);
    if (url !== null) await deleteWebhook(url, ctx);
  }
}

/**
 * The page of this call shows `Authorization: Bearer` while all others use Api-Key: the latter first, the
 * former after 401 or 403 (which is right is UNVERIFIED).
 */
async function deleteWebhook(url: string, ctx: Context): Promise<void> {
  const call = {
    method: "DELETE",
    url: "/webhooks/delete-by-url",
    query: [["url", url]],
    operation: "webhooks.delete",
  } as const;
  try {
    const first = await ctx.http.request({ ...call, safe: true });
    if (first.status !== 401 && first.status !== 403) return;
    const headers = { Authorization: `Bearer ${ctx.secret("apiKey")}` };
    const second = await ctx.http.request({ ...call, safe: true, authenticated: false, headers });
    if (second.status === 401 || second.status === 403) {
      throw new ConnectorError({ kind: "forbidden", scope: "webhooks" }, message("error.notLetUsRemoveWebhook"));
    }
  } catch (error) {
    if (isConnectorError(error) && error.kind === "not_found") return;
    throw error;
  }
}
