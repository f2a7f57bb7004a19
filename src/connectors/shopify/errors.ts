/** What an answer of Shopify means: the table of the fact sheet's section 9 as one total function. */
import type { Json } from "../../commerce/product.ts";
import type { ErrorKind } from "../kit/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/http.ts";

/** Fallback waits when Shopify does not say how long: one point bucket's second, a locked shop's hours. */
const DEFAULT_THROTTLE_MS = 1_000;

interface GraphqlError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly requiredAccess: string;
}

/** Personal data that Shopify blanks with ACCESS_DENIED beside otherwise good data (protected customer data). */
const PERSONAL_FIELDS = new Set([
  "customer",
  "email",
  "phone",
  "shippingAddress",
  "billingAddress",
  "displayName",
  "defaultEmailAddress",
  "defaultPhoneNumber",
  "name",
  "company",
  "address1",
  "address2",
  "city",
  "province",
  "provinceCode",
  "zip",
  "firstName",
  "lastName",
]);

/** The kind of failure an answer means; null for success (userErrors are read by the caller, per row). */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const byStatus = classifyStatus(response, request);
  if (byStatus !== undefined) return byStatus;
  if (!response.text.includes('"errors":')) return null;
  const body = parse(response.text);
  const errors = body ? readErrors(body) : [];
  if (!body || errors.length === 0) return null;
  const kind = classifyErrors(errors, body);
  // Broken off inside Shopify: whether a write took effect is not known.
  return kind?.kind === "transient" && request.safe === false ? { kind: "ambiguous" } : kind;
}

function classifyStatus(response: PlatformResponse, request: PlatformRequest): ErrorKind | null | undefined {
  const { status } = response;
  if (status >= 200 && status < 300) return undefined;
  const oauth = request.operation.startsWith("oauth.");
  if (oauth && (status === 400 || status === 401 || status === 403)) return { kind: "auth_revoked" };
  switch (status) {
    case 401:
      return { kind: "auth_expired" };
    case 402:
    case 423:
      return { kind: "suspended" };
    case 403:
      return { kind: "forbidden", scope: "IP allowlist or app access" };
    case 404:
    case 410:
      return oauth || request.operation === "bulk.download" ? { kind: "not_found" } : { kind: "suspended" };
    case 409:
      return { kind: "conflict" };
    case 408:
      return { kind: "transient" };
    case 429:
      return { kind: "throttled", waitMs: retryAfterMs(response) };
  }
  if (status >= 500) return { kind: "transient" };
  if (status >= 400) return { kind: "rejected", code: `HTTP_${status}` };
  return { kind: "drift", path: `HTTP ${status}` };
}

function retryAfterMs(response: PlatformResponse): number {
  const seconds = Number(response.headers["retry-after"] ?? "");
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : DEFAULT_THROTTLE_MS;
}

function classifyErrors(errors: readonly GraphqlError[], body: Record<string, unknown>): ErrorKind | null {
  const kinds = errors.map((error) => classifyError(error, body));
  const worst = kinds.find((kind) => kind.kind !== "forbidden");
  if (worst) return worst;
  if (body.data !== null && body.data !== undefined && errors.every(isPersonalField)) return null;
  return kinds[0] ?? null;
}

function isPersonalField(error: GraphqlError): boolean {
  const last = error.path.findLast((step) => typeof step === "string");
  return error.path.length > 1 && typeof last === "string" && PERSONAL_FIELDS.has(last);
}

function classifyError(error: GraphqlError, body: Record<string, unknown>): ErrorKind {
  switch (error.code) {
    case "THROTTLED":
      return { kind: "throttled", waitMs: throttledWaitMs(body) };
    case "ACCESS_DENIED":
      return { kind: "forbidden", scope: error.requiredAccess || error.message };
    case "INTERNAL_SERVER_ERROR":
    case "SERVICE_UNAVAILABLE":
    case "TIMEOUT":
      return { kind: "transient" };
    case "SHOP_INACTIVE":
      return { kind: "suspended" };
    case "MAX_COST_EXCEEDED":
      return { kind: "rejected", code: "MAX_COST_EXCEEDED" };
    case "RESOURCE_NOT_FOUND":
      return { kind: "not_found" };
  }
  if (/^throttled$/i.test(error.message.trim())) return { kind: "throttled", waitMs: throttledWaitMs(body) };
  if (/internal error/i.test(error.message)) return { kind: "transient" };
  return { kind: "rejected", code: error.code || "GRAPHQL", field: error.path.join(".") || undefined };
}

/** ceil((requested - available) / restoreRate) seconds, as Shopify's rate-limit page tells clients to wait. */
function throttledWaitMs(body: Record<string, unknown>): number {
  const cost = object(object(body.extensions).cost);
  const status = object(cost.throttleStatus);
  const missing = Number(cost.requestedQueryCost) - Number(status.currentlyAvailable);
  const rate = Number(status.restoreRate);
  if (!(missing > 0) || !(rate > 0)) return DEFAULT_THROTTLE_MS;
  return Math.ceil(missing / rate) * 1000;
}

function readErrors(body: Record<string, unknown>): GraphqlError[] {
  if (typeof body.errors === "string") return [{ code: "", message: body.errors, path: [], requiredAccess: "" }];
  if (!Array.isArray(body.errors)) return [];
  return body.errors.map((entry) => {
    const error = object(entry);
    const extensions = object(error.extensions);
    return {
      code: text(extensions.code),
      message: text(error.message),
      path: Array.isArray(error.path) ? error.path : [],
      requiredAccess: text(extensions.requiredAccess),
    };
  });
}

/** Words of the first errors of an answer, for people and logs; empty when there are none. */
export function errorWords(body: Json): string {
  return readErrors(object(body))
    .slice(0, 3)
    .map((error) => error.message)
    .join("; ");
}

function parse(body: string): Record<string, unknown> | null {
  try {
    return object(JSON.parse(body));
  } catch {
    // Not JSON: the caller's reading of the body says so with its path.
    return null;
  }
}

function object(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
