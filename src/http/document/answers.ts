/** What every operation answers beside its success: headers, and the problems by status with their codes. */
import type { Answer, Operation, Reference, Schema } from "./openapi.ts";

const headerRef = (name: string): Reference => ({ $ref: `#/components/headers/${name}` });
const text: Schema = { type: "string" };
const count: Schema = { type: "integer", minimum: 0 };

export const headers = {
  "X-Request-Id": { description: "The request's id, as in the log and the audit trail.", schema: text },
  "RateLimit-Limit": { description: "Requests a minute this member or key may make.", schema: count },
  "RateLimit-Remaining": { description: "Requests left at this moment.", schema: count },
  "RateLimit-Reset": { description: "Seconds until the allowance is full again.", schema: count },
  "Retry-After": { description: "Seconds to wait before the next try.", schema: count },
  ETag: {
    description: "The version of what people can change of it; send it with a change as `If-Match`.",
    schema: text,
  },
  "Idempotency-Replayed": {
    description: "`true` on an answer that was given before to the same `Idempotency-Key`.",
    schema: { type: "string", enum: ["true"] },
  },
} as const;

export const parameters = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description:
      "Chosen by the caller. A repeat within 24 hours gets the first answer; the same key with another request is 409.",
    schema: { type: "string", minLength: 1, maxLength: 255, pattern: "^[\\x21-\\x7e]+$" },
    example: "0b0a2f6e-order-1042",
  },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: false,
    description: "The `ETag` of what was read. If it has changed since, nothing is written: 409 `EDITED_MEANWHILE`.",
    schema: text,
    example: '"h_NH7S3D9TSc-5JkQOdiJt"',
  },
  Organization: {
    name: "X-Organization",
    in: "header",
    required: false,
    description:
      "The organization the request works in, for people who belong to several; default: the session's. A key has one.",
    schema: { type: "string", format: "uuid" },
    example: "5f0c8b6e-0f53-4a8f-8d0c-5a1e2b7c9d10",
  },
  AcceptLanguage: {
    name: "Accept-Language",
    in: "header",
    required: false,
    description: "The language of what connectors and the catalog say: `en` or `ar`.",
    schema: text,
    example: "en",
  },
} as const;

interface Refusal {
  readonly name: string;
  readonly means: string;
  readonly errorType: string;
  readonly code: string;
  readonly detail: string;
  /** The interface's own codes; rules of the hub add theirs (see Problem.code). */
  readonly codes: readonly string[];
  readonly waits?: boolean;
}

/** By status. Problems of a platform's (`PLATFORM_...`) come as 404, 409, 422, 429, 502 and 503. */
export const refusals: Readonly<Record<string, Refusal>> = {
  400: {
    name: "BadRequest",
    means: "The request's form is wrong; `details` names the fields.",
    errorType: "validation_error",
    code: "REQUEST_INVALID",
    detail: "limit: At most 200.",
    codes: ["REQUEST_INVALID", "IDEMPOTENCY_KEY", "TEXT_NUL", "UPLOAD_CUT", "VIEW_FILTER"],
  },
  401: {
    name: "NotSignedIn",
    means: "No valid session or API key.",
    errorType: "authentication_error",
    code: "NOT_SIGNED_IN",
    detail: "Sign in, or send an API key.",
    codes: ["NOT_SIGNED_IN", "API_KEY_INVALID"],
  },
  403: {
    name: "NotAllowed",
    means: "The role, the plan or the page the request comes from does not allow it.",
    errorType: "authorization_error",
    code: "NOT_PERMITTED",
    detail: "Your role may not do this.",
    codes: ["NOT_PERMITTED", "NO_ORGANIZATION", "NOT_OPERATOR", "ORIGIN", "PERSON_NEEDED"],
  },
  404: {
    name: "NotFound",
    means: "It does not exist, or belongs to another organization.",
    errorType: "validation_error",
    code: "NOT_FOUND",
    detail: "There is nothing at this address.",
    codes: ["NOT_FOUND", "ORGANIZATION_NOT_FOUND", "PLATFORM_NOT_FOUND"],
  },
  409: {
    name: "Conflict",
    means: "What is there stands against it.",
    errorType: "validation_error",
    code: "IDEMPOTENCY_REUSED",
    detail: "This Idempotency-Key came with another request before.",
    codes: [
      "IDEMPOTENCY_REUSED",
      "EDITED_MEANWHILE",
      "IDEMPOTENCY_IN_FLIGHT",
      "ANSWER_GONE",
      "TAKEN",
      "PLATFORM_CONFLICT",
    ],
  },
  413: {
    name: "TooLarge",
    means: "The body is larger than this route takes.",
    errorType: "validation_error",
    code: "BODY_TOO_LARGE",
    detail: "The request body is too large.",
    codes: ["BODY_TOO_LARGE"],
  },
  415: {
    name: "MediaType",
    means: "The body is not of a type this route takes.",
    errorType: "validation_error",
    code: "MEDIA_TYPE",
    detail: "Send the body as application/json.",
    codes: ["MEDIA_TYPE"],
  },
  422: {
    name: "Refused",
    means: "A rule of the hub or the platform refuses it; `detail` says which.",
    errorType: "platform_api_error",
    code: "PLATFORM_REJECTED",
    detail: "The SKU is already used by another product.",
    codes: ["PLATFORM_REJECTED", "PLATFORM_FORBIDDEN", "PLATFORM_AUTH_EXPIRED", "PLATFORM_UNSUPPORTED"],
  },
  429: {
    name: "TooManyRequests",
    means: "Too many requests; wait as `Retry-After` says.",
    errorType: "rate_limit_error",
    code: "TOO_MANY_REQUESTS",
    detail: "Too many requests. Slow down.",
    codes: ["TOO_MANY_REQUESTS", "TOO_MANY_REFUSALS", "TOO_MANY_STREAMS", "PLATFORM_THROTTLED"],
    waits: true,
  },
  500: {
    name: "InternalError",
    means: "A fault of the hub's, logged under the request id.",
    errorType: "internal_error",
    code: "INTERNAL",
    detail: "Something went wrong on our side; it has been logged.",
    codes: ["INTERNAL"],
  },
  502: {
    name: "PlatformUnclear",
    means: "The platform's answer cannot be relied on.",
    errorType: "sync_error",
    code: "PLATFORM_AMBIGUOUS",
    detail: "The platform did not say whether it was done.",
    codes: ["PLATFORM_AMBIGUOUS", "PLATFORM_DRIFT"],
  },
  503: {
    name: "Unreachable",
    means: "The platform or the database cannot be reached right now.",
    errorType: "network_error",
    code: "DATABASE_AWAY",
    detail: "The database cannot be reached right now. Try again in a moment.",
    codes: ["DATABASE_AWAY", "DATABASE_BUSY", "PLATFORM_TRANSIENT", "PLATFORM_SUSPENDED", "PLATFORM_FACTS_STALE"],
    waits: true,
  },
};

/** The shared answers, for the document's components. `titleOf` gives the title of an error type. */
export function refusalAnswers(titleOf: (errorType: string) => string): Record<string, Answer> {
  return Object.fromEntries(
    Object.entries(refusals).map(([status, refusal]) => [
      refusal.name,
      {
        description: `${refusal.means} Codes: ${refusal.codes.map((code) => `\`${code}\``).join(", ")}, and those of the hub's rules.`,
        headers: {
          "X-Request-Id": headerRef("X-Request-Id"),
          ...(refusal.waits && { "Retry-After": headerRef("Retry-After") }),
        },
        content: {
          "application/problem+json": {
            schema: { $ref: "#/components/schemas/Problem" },
            example: exampleProblem(Number(status), refusal, titleOf(refusal.errorType)),
          },
        },
      },
    ]),
  );
}

function exampleProblem(status: number, { errorType, code, detail, waits }: Refusal, title: string) {
  return {
    type: `https://hub.example.com/problems/${errorType}`,
    title,
    status,
    detail,
    said: null,
    instance: "/api/orders",
    errorType,
    code,
    details: code === "REQUEST_INVALID" ? [{ field: "limit", message: "At most 200." }] : [],
    retryable: waits === true,
    timestamp: "2026-11-20T09:50:28.474Z",
    requestId: "d337ea35-618e-4c83-b4e9-7607fa578646",
  };
}

/** Which problems an operation may answer with. */
export function refusalsOf(operation: Operation, { method, path }: { method: string; path: string }): string[] {
  const isPublic = operation["x-permission"] === "public" && !operation.tags.includes("sign in");
  const changes = method !== "get";
  return [
    "400",
    ...(isPublic ? [] : ["401", "403"]),
    "404",
    ...(changes || path.includes("{") || path.startsWith("/api/shipments/") ? ["409"] : []),
    ...(changes ? ["413", "415"] : []),
    "422",
    "429",
    "500",
    ...(changes || path.includes("{") ? ["502"] : []),
    "503",
  ];
}

/** The headers of a success. */
export function successHeaders(
  method: string,
  { isPublic, hasVersion }: { readonly isPublic: boolean; readonly hasVersion: boolean },
): Record<string, Reference> {
  const names = [
    "X-Request-Id",
    ...(isPublic ? [] : ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]),
    ...(hasVersion ? ["ETag"] : []),
    ...(method === "post" && !isPublic ? ["Idempotency-Replayed"] : []),
  ];
  return Object.fromEntries(names.map((name) => [name, headerRef(name)]));
}
