import type { Json } from "../../commerce/product.ts";
import { type SandboxReply, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";

export const ok = (json: object | Json): SandboxReply => ({ status: 200, json });

export function failure(status: number, errorCode: string, errorMessage: string): SandboxReply {
  return { status, json: { errors: [{ errorCode, errorMessage, message: errorMessage }] } };
}

export const oauthFailure = (status: number, error: string, description: string): SandboxReply => ({
  status,
  json: { error, error_description: description },
});

export const notFound = failure(404, "NOT_FOUND", "There is no such resource.");

/** Flipkart documents no limit and no answer to too many calls; gateways say 429. */
export function throttled(seconds: number | undefined): SandboxReply {
  return withRetryAfter(failure(429, "TOO_MANY_REQUESTS", "Too many requests."), seconds);
}

export type Doc = { readonly [key: string]: Json };

export const asDoc = (value: Json | undefined): Doc =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Doc) : {};

export const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

export const asText = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** One answer a shipment, under the key the call uses. */
export function answered(
  key: "status" | "processingStatus",
  answers: readonly { readonly shipmentId: string; readonly problem: readonly [string, string] | null }[],
): SandboxReply {
  return ok({
    shipments: answers.map(({ shipmentId, problem }) => ({
      shipmentId,
      [key]: problem === null ? "SUCCESS" : "FAILURE",
      ...(problem === null ? {} : { errorCode: problem[0], errorMessage: problem[1] }),
    })),
  });
}
