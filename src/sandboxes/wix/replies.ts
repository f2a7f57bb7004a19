/** Answers in Wix's forms: application errors, validation errors, cursor pages, bulk verdicts. */
import type { Json } from "../../commerce/product.ts";
import { type SandboxReply, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";

export type Tree = { readonly [key: string]: Json };

export function asTree(value: Json | undefined): Tree {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Tree) : {};
}

export function asRows(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

export const ok = (json: object): SandboxReply => ({ status: 200, json });

export function applicationError(status: number, code: string, description: string): SandboxReply {
  return { status, json: { message: description, details: { applicationError: { code, description, data: {} } } } };
}

export function invalid(field: string, description: string, violatedRule = "VALIDATION"): SandboxReply {
  return {
    status: 400,
    json: {
      message: `${field} ${description}`,
      details: { validationError: { fieldViolations: [{ field, description, violatedRule }] } },
    },
  };
}

export const notFound = (what: string): SandboxReply => applicationError(404, "NOT_FOUND", `${what} not found`);

/** The documentation names no headers and no time to wait; `seconds` adds the one a proxy might. */
export const throttled = (seconds: number | undefined): SandboxReply =>
  withRetryAfter({ status: 429, json: { message: "Too many requests", details: {} } }, seconds);

export interface BulkReply {
  readonly id: string | null;
  readonly error?: { readonly code: string; readonly description: string } | undefined;
}

export function bulk(results: readonly BulkReply[]): SandboxReply {
  const failures = results.filter(({ error }) => error !== undefined).length;
  return ok({
    results: results.map(({ id, error }, originalIndex) => ({
      itemMetadata: {
        ...(id === null ? {} : { id }),
        originalIndex,
        success: error === undefined,
        ...(error ? { error } : {}),
      },
    })),
    bulkActionMetadata: {
      totalSuccesses: results.length - failures,
      totalFailures: failures,
      undetailedFailures: 0,
    },
  });
}
