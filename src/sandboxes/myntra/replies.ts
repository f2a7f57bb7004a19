import type { Json } from "../../commerce/product.ts";
import { type SandboxReply, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";

type Fields = { readonly [key: string]: Json };

export const success = (statusCode: number, statusMessage: string, fields: Fields = {}): SandboxReply => ({
  status: 200,
  json: { statusCode, statusMessage, statusType: "SUCCESS", ...fields },
});

export const failure = (statusCode: number, statusMessage: string, status = 200): SandboxReply => ({
  status,
  json: { statusCode, statusMessage, statusType: "ERROR" },
});

export const notFound = failure(2020, "No order found");

export function throttled(seconds: number | undefined): SandboxReply {
  return withRetryAfter(failure(429, "Too many requests", 429), seconds);
}

export const asDoc = (value: Json | undefined): Fields =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : {};
export const asList = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
export const asText = (value: Json | undefined): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";
