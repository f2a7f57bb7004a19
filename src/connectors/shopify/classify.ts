/** What an answer of Shopify means: the table of the fact sheet's section 9 as one total function. */
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { costWaitMs } from "../kit/graphql/cost.ts";
import { asText, classifyErrors, type GraphqlError } from "../kit/graphql/errors.ts";

/** Fallback waits when Shopify does not say how long: one point bucket's second, a locked shop's hours. */
const DEFAULT_THROTTLE_MS = 1_000;

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
  return classifyErrors(response, request, { kindOf: kindOfError, leavesOut: isPersonalField });
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

function isPersonalField(error: GraphqlError): boolean {
  const last = error.path.findLast((step) => typeof step === "string");
  return error.path.length > 1 && typeof last === "string" && PERSONAL_FIELDS.has(last);
}

function kindOfError(error: GraphqlError, body: Readonly<Record<string, unknown>>): ErrorKind | undefined {
  switch (error.code) {
    case "THROTTLED":
      return { kind: "throttled", waitMs: costWaitMs(body, DEFAULT_THROTTLE_MS) };
    case "ACCESS_DENIED":
      return { kind: "forbidden", scope: asText(error.extensions.requiredAccess) || error.message };
    case "SHOP_INACTIVE":
      return { kind: "suspended" };
    case "RESOURCE_NOT_FOUND":
      return { kind: "not_found" };
  }
  if (/^throttled$/i.test(error.message.trim()))
    return { kind: "throttled", waitMs: costWaitMs(body, DEFAULT_THROTTLE_MS) };
  return /internal error/i.test(error.message) ? { kind: "transient" } : undefined;
}
