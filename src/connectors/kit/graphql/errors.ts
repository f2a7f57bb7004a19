/** What the `errors` of a GraphQL answer mean. Platforms add codes of their own; what none of them names is judged here. */
import type { Json } from "../../../commerce/product.ts";
import type { ErrorKind } from "../contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../contract/platform-http.ts";
import { answerJson } from "../http/answer-json.ts";

export interface GraphqlError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly extensions: Readonly<Record<string, unknown>>;
}

export interface ErrorRules {
  /** The platform's own codes and words; undefined: the common meaning of the code. */
  kindOf(error: GraphqlError, body: Readonly<Record<string, unknown>>): ErrorKind | undefined;
  /** An error beside good data that only leaves this field out, and is no failure of the call. */
  leavesOut?(error: GraphqlError): boolean;
}

/** The kind of failure an answer's errors mean; null for none, or for those that only leave a field out. */
export function classifyErrors(
  response: PlatformResponse,
  request: PlatformRequest,
  { kindOf, leavesOut }: ErrorRules,
): ErrorKind | null {
  if (!response.text.includes('"errors"')) return null;
  // What is no JSON has none: the caller's reading of the body says so with its path.
  const body = asObject(answerJson(response));
  const errors = readErrors(body);
  if (errors.length === 0) return null;
  const kinds = errors.map((error) => kindOf(error, body) ?? commonKind(error));
  // One right that is missing says less than anything else that failed.
  const worst = kinds.find((kind) => kind.kind !== "forbidden") ?? null;
  const hasData = body.data !== null && body.data !== undefined;
  if (!worst && hasData && leavesOut && errors.every((error) => leavesOut(error))) return null;
  const kind = worst ?? kinds[0] ?? null;
  // Broken off inside the platform: whether a write took effect is not known.
  return kind?.kind === "transient" && request.safe === false ? { kind: "ambiguous" } : kind;
}

/** Codes that servers share (Apollo's, which most are built on). */
function commonKind({ code, message, path }: GraphqlError): ErrorKind {
  switch (code) {
    case "UNAUTHENTICATED":
      return { kind: "auth_expired" };
    case "FORBIDDEN":
    case "ACCESS_DENIED":
      return { kind: "forbidden", scope: message };
    case "INTERNAL_SERVER_ERROR":
    case "SERVICE_UNAVAILABLE":
    case "TIMEOUT":
      return { kind: "transient" };
    case "THROTTLED":
    case "TOO_MANY_REQUESTS":
      return { kind: "throttled", waitMs: 0 };
  }
  return { kind: "rejected", code: code || "GRAPHQL", field: path.join(".") || undefined };
}

function readErrors(body: Readonly<Record<string, unknown>>): GraphqlError[] {
  if (typeof body.errors === "string") return [{ code: "", message: body.errors, path: [], extensions: {} }];
  if (!Array.isArray(body.errors)) return [];
  return body.errors.map((entry) => {
    const error = asObject(entry);
    const extensions = asObject(error.extensions);
    return {
      code: asText(extensions.code),
      message: asText(error.message),
      path: Array.isArray(error.path) ? error.path : [],
      extensions,
    };
  });
}

/** Words of the first errors of an answer, for people and logs; empty when there are none. */
export function errorText(body: Json): string {
  return readErrors(asObject(body))
    .slice(0, 3)
    .map((error) => error.message)
    .join("; ");
}

export function asObject(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === "object" ? (value as Record<string, unknown>) : {};
}

export function asText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
