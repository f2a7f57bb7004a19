/** What an answer of a Magento shop means, and its messages with the gaps filled in. */

import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import { ConnectorError, isConnectorError } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";

const refusalSchema = z.object({
  message: z.string(),
  parameters: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).optional(),
});

export interface Refusal {
  readonly message: string;
  readonly parameters: readonly (readonly [string, string])[];
}

/** The shop's refusal: its message and what belongs into the gaps, numbered from 1 or named. Null for any other body. */
export function refusalOf(text: string): Refusal | null {
  const parsed = refusalSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) return null;
  const { message, parameters = [] } = parsed.data;
  const entries = Array.isArray(parameters)
    ? parameters.map((value, index) => [String(index + 1), value] as const)
    : Object.entries(parameters);
  return { message, parameters: entries.map(([name, value]) => [name, textOf(value)] as const) };
}

function textOf(value: unknown): string {
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "");
}

/** "No such entity with %fieldName = %fieldValue" with both filled in. Row errors name gaps but number their values. */
export function filledMessage({ message, parameters }: Refusal): string {
  let position = 0;
  return message.replace(/%(\w+)/g, (gap, name: string) => {
    position += 1;
    const own = parameters.find(([key]) => key === name);
    return (own ?? parameters.find(([key]) => key === String(position)))?.[1] ?? gap;
  });
}

/** OAuth's own refusals; all other 401 of an integration are a missing right. */
const KEYS_REFUSED =
  /consumer having the specified key|token does not exist|token is not associated|signature is invalid|token has been revoked|consumer key has expired/i;
const NOT_ALLOWED = /isn't authorized to access/i;
const NO_ROUTE = /does not match any route/i;

/** The call that asks whether there is a REST interface at an address. */
export const ADDRESS_PROBE = "connect.address";
export const WEB_PAGE = "web_page";

/** What an answer means; runs before any retry. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) {
    const page = webPageFault(response, request);
    // While an address is tried, a web page says that it is the wrong one: the sign-in page of the admin, for example.
    return page && request.operation === ADDRESS_PROBE ? { kind: "rejected", field: "baseUrl", code: WEB_PAGE } : page;
  }
  const passing = passingFault(response);
  if (passing) return passing;
  const refusal = refusalOf(response.text);
  switch (status) {
    case 401:
      return unproved(refusal);
    case 402:
      return { kind: "suspended" };
    case 403:
      // Magento itself never answers 403: a firewall before it does.
      return { kind: "forbidden", scope: "the shop's firewall" };
    case 404:
      return NO_ROUTE.test(refusal?.message ?? "") ? { kind: "unsupported" } : { kind: "not_found" };
    case 405:
    case 406:
      return { kind: "unsupported" };
    case 409:
      return { kind: "conflict" };
    default:
      return { kind: "rejected", code: codeOf(refusal, status), field: fieldOf(refusal) };
  }
}

function unproved(refusal: Refusal | null): ErrorKind {
  const message = refusal?.message ?? "";
  if (NOT_ALLOWED.test(message))
    return { kind: "forbidden", scope: parameter(refusal, "resources") ?? "the integration's resources" };
  if (KEYS_REFUSED.test(message)) return { kind: "auth_revoked" };
  // A nonce is fresh in every attempt, so that the next one passes.
  if (/nonce/i.test(message)) return { kind: "transient" };
  return { kind: "auth_expired" };
}

function parameter(refusal: Refusal | null, name: string): string | undefined {
  return refusal?.parameters.find(([key]) => key === name)?.[1];
}

export const PAGE_TOO_LARGE = "page_too_large";
export const LIST_TOO_LONG = "list_too_long";
export const URL_KEY_TAKEN = "url_key_taken";

function codeOf(refusal: Refusal | null, status: number): string {
  const message = refusal ? `${refusal.message} ${refusal.parameters.map(([, value]) => value).join(" ")}` : "";
  if (/Maximum SearchCriteria pageSize/i.test(message)) return PAGE_TOO_LARGE;
  if (/Maximum items of type/i.test(message)) return LIST_TOO_LONG;
  if (/URL key for specified store already exists/i.test(message)) return URL_KEY_TAKEN;
  return String(status);
}

function fieldOf(refusal: Refusal | null): string | undefined {
  return parameter(refusal, "fieldName") ?? parameter(refusal, "field");
}

/** The same error with the gaps of the shop's message filled in; anything else is handed back as it is. */
export function withFullMessage(error: unknown): unknown {
  if (!isConnectorError(error)) return error;
  const refusal = refusalOf(bodyOf(error));
  if (!refusal?.message.includes("%")) return error;
  const text = filledMessage(refusal);
  const message = error.message.includes(refusal.message)
    ? error.message.replace(refusal.message, () => text)
    : `${error.message} (${text})`;
  return new ConnectorError(error.info, message, { cause: error, details: error.details });
}

/** The shop's own words, with their gaps filled in; undefined where an error is none of its refusals. */
export function shopText(error: ConnectorError): string | undefined {
  const refusal = refusalOf(bodyOf(error));
  return refusal === null ? undefined : filledMessage(refusal);
}

/** The largest number an input limit allows, as a refusal tells it; undefined when it tells none. */
export function reportedLimit(error: ConnectorError): number | undefined {
  const limit = Number(parameter(refusalOf(bodyOf(error)), "max"));
  return Number.isSafeInteger(limit) && limit > 0 ? limit : undefined;
}

function bodyOf({ details }: ConnectorError): string {
  return details !== null && typeof details === "object" && "body" in details && typeof details.body === "string"
    ? details.body
    : "";
}
