/** From "no answer" or "a bad answer" to the closed set of error kinds. */

import type { Message } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import type { Connector } from "../contract/contract.ts";
import type { ErrorKind } from "../contract/errors.ts";
import { ConnectorError } from "../contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../contract/platform-http.ts";
import { EgressError } from "./egress.ts";
import { NO_SERVER, NOT_AN_API, platformText, sellerMessage } from "./error-messages.ts";
import type { Redactor } from "./redact.ts";
import { looksLikeHtml } from "./retry.ts";
import type { TransportError } from "./transport.ts";
import { isSafe } from "./wire.ts";

/** A failed attempt. `response` is absent when no answer came. */
export interface Failure {
  readonly kind: ErrorKind;
  readonly response?: PlatformResponse | undefined;
  /** Why there was no answer, or what was wrong with it; no platform data. */
  readonly problem: string;
}

/** Statuses of gateways and crashed servers: the write may have been carried out before. */
const OUTCOME_UNKNOWN = new Set([500, 502, 504, 520, 522, 524]);

/** A gateway gave up waiting for the shop behind it. */
const TOOK_TOO_LONG = new Set([408, 504, 524]);

const DETAILS_LIMIT = 2_000;

/** What an answer means; a write that is not safe to repeat turns a crash's "try again" into "unknown". */
export async function answerFailure(
  connector: Connector,
  response: PlatformResponse,
  request: PlatformRequest,
): Promise<Failure | null> {
  const reported = request.classify ? await request.classify(response) : connector.classify(response, request);
  if (reported === null) return null;
  const kind = isShutOut(response, reported) ? FIREWALL : reported;
  const isUnknown = kind.kind === "transient" && !isSafe(request) && OUTCOME_UNKNOWN.has(response.status);
  if (isUnknown) return { kind: { kind: "ambiguous" }, response, problem: "" };
  const isSlow = kind.kind === "transient" && TOOK_TOO_LONG.has(response.status);
  return { kind: isSlow ? { ...kind, slow: true } : kind, response, problem: "" };
}

const FIREWALL: ErrorKind = { kind: "suspended", by: "firewall" };

/** A web page with 403 is no answer of an API: whatever stands before it refuses us until a person lets us in. */
const isShutOut = (response: PlatformResponse, { kind }: ErrorKind): boolean =>
  response.status === 403 && looksLikeHtml(response) && (kind === "transient" || kind === "forbidden");

/** The field of the form that holds the shop's address; absent where the platform has one address for all. */
export const addressFieldOf = ({ meta }: Connector): string | undefined =>
  meta.setupFormFields.find((field) => field.type === "url")?.id;

/**
 * A web page with a success status where JSON was due, while an address is tried: not a temporary problem, but the
 * wrong address (the admin's sign-in page, a landing page). Null where it is neither.
 */
export function wrongAddress(connector: Connector, response: PlatformResponse): Failure | null {
  const field = addressFieldOf(connector);
  const isPage = response.status >= 200 && response.status < 300 && looksLikeHtml(response);
  return field !== undefined && isPage
    ? {
        kind: { kind: "rejected", field, code: NOT_AN_API },
        response: { ...response, text: "" },
        problem: "a web page",
      }
    : null;
}

/** Nothing answers at the address that is being tried: the platform is not to blame for what was typed. Null otherwise. */
export function silentAddress(connector: Connector, error: TransportError | EgressError): Failure | null {
  const field = addressFieldOf(connector);
  const isSilent = !(error instanceof EgressError) && error.reason === "unreachable";
  return field !== undefined && isSilent
    ? { kind: { kind: "rejected", field, code: NO_SERVER }, problem: error.message }
    : null;
}

/** What a missing answer means. Only what certainly never left us may be repeated when the request is unsafe. */
export function transportFailure(error: TransportError | EgressError, request: PlatformRequest): Failure {
  const problem = error.message;
  if (error instanceof EgressError) {
    return {
      kind: error.permanent ? { kind: "rejected", code: "egress", field: "url" } : { kind: "transient" },
      problem,
    };
  }
  if (error.reason === "redirect") return { kind: { kind: "rejected", code: "redirect", field: "url" }, problem };
  if (error.sent && !isSafe(request)) return { kind: { kind: "ambiguous" }, problem };
  if (error.reason === "too_large")
    return { kind: request.halves ? { kind: "transient", slow: true } : { kind: "drift", path: "(size)" }, problem };
  return { kind: { kind: "transient", ...(error.reason === "timeout" && { slow: true }) }, problem };
}

/** The error of a call, with the platform's words and a short redacted piece of the answer. */
export function failureError(
  failure: Failure,
  connector: Connector,
  request: PlatformRequest,
  redactor: Redactor,
): ConnectorError {
  const { response, kind } = failure;
  const isOwnFault = kind.kind === "rejected" && kind.code === NO_SERVER;
  const text = response ? platformText(response.text) : isOwnFault ? "" : failure.problem;
  const details: Json = {
    operation: request.operation,
    ...(response
      ? {
          status: response.status,
          body: redactor.text(response.text.slice(0, 2 * DETAILS_LIMIT)).slice(0, DETAILS_LIMIT),
        }
      : {}),
    ...(failure.problem ? { problem: redactor.text(failure.problem) } : {}),
  };
  return new ConnectorError(kind, redacted(sellerMessage(kind, connector.meta.name, text), redactor), { details });
}

/** Messages without the secrets that a platform may have quoted. */
const redacted = (messages: readonly Message[], redactor: Redactor): readonly Message[] =>
  messages.map(({ code, gaps, text }) => ({
    code,
    gaps: Object.fromEntries(
      Object.entries(gaps).map(([name, value]) => [name, typeof value === "string" ? redactor.text(value) : value]),
    ),
    text: redactor.text(text),
  }));
