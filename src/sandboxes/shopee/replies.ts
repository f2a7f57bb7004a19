/** Shopee's answers: always 200, the error's name in the body. */
import { type SandboxReply, type SandboxRequest, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";

export type Body = Readonly<Record<string, unknown>>;

let calls = 0;
/** For the support; only unique. */
function requestId(): string {
  calls += 1;
  return `sandbox${calls.toString(16).padStart(24, "0")}`;
}

/** An answer wrapped in `response`. */
export const ok = (response?: unknown, more: Body = {}): SandboxReply => ({
  status: 200,
  json: { error: "", message: "", request_id: requestId(), ...(response === undefined ? {} : { response }), ...more },
});

/** An answer without a wrapper: tokens and facts of the shop. */
export const bare = (fields: Body): SandboxReply => ({
  status: 200,
  json: { error: "", message: "", request_id: requestId(), ...fields },
});

export const failure = (error: string, message: string, more: Body = {}): SandboxReply => ({
  status: 200,
  json: { error, message, request_id: requestId(), ...more },
});

export const badParam = (detail: string): SandboxReply =>
  failure("error_param", `Wrong parameters, detail: ${detail}.`);

export function throttled(retryAfter: number | undefined): SandboxReply {
  const reply = failure(
    "error_rate_limit",
    "Too many requests. You have reached the rate limit. Please try again later.",
  );
  // Shopee tells no time; the header is the control's own.
  return withRetryAfter(reply, retryAfter);
}

export const bodyOf = (request: SandboxRequest): Body => {
  const json = request.json();
  return json !== null && typeof json === "object" && !Array.isArray(json) ? (json as Body) : {};
};

export const rows = (value: unknown): Body[] => (Array.isArray(value) ? (value as Body[]) : []);
export const text = (value: unknown): string => (typeof value === "string" ? value : "");
export const number = (value: unknown): number => (typeof value === "number" ? value : Number.NaN);

/** A page's bounds, or what is wrong with them. */
export function window(
  request: SandboxRequest,
  names: readonly [string, string],
  widest: number,
): readonly [number, number] | string {
  const [from, to] = names.map((name) => Number(request.query.get(name) ?? Number.NaN)) as [number, number];
  if (!Number.isInteger(from) || !Number.isInteger(to)) return `${names[0]} and ${names[1]} are required`;
  if (to <= from || to - from > widest) return "Start time must be earlier than end time and diff in 15days";
  return [from, to];
}
