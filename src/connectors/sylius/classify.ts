import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { passingFault, webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";

export const API_ROLE = "ROLE_API_ACCESS";

/** What an answer means; runs before any retry. */
export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  const passing = passingFault(response);
  if (passing) return passing;
  if (status === 401) return unproved(response.text);
  if (status === 402) return { kind: "suspended" };
  if (status === 403) return { kind: "forbidden", scope: API_ROLE };
  // A record that is not there is a problem in the API's own form; any other 404 comes from the router before it.
  if (status === 404 && !isProblem(response)) return { kind: "suspended" };
  if (status === 404 || status === 410) return { kind: "not_found" };
  if (status === 405) return { kind: "unsupported" };
  if (status === 409) return { kind: "conflict" };
  const [violation] = violationsOf(response.text);
  return { kind: "rejected", code: violation?.code ?? String(status), field: violation?.propertyPath || undefined };
}

function isProblem({ headers }: PlatformResponse): boolean {
  return (headers["content-type"] ?? "").startsWith("application/problem+json");
}

/** A token that is merely old is renewed by a new login; a disabled or deleted administrator is not. */
function unproved(text: string): ErrorKind {
  return messageOf(text) === "Invalid credentials." ? { kind: "auth_revoked" } : { kind: "auth_expired" };
}

const message = z.object({ message: z.string() });

function messageOf(text: string): string {
  const parsed = message.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data.message : "";
}

const violations = z.object({
  violations: z.array(
    z.object({ propertyPath: z.string().nullish(), message: z.string().nullish(), code: z.string().nullish() }),
  ),
});

/** What the shop says is wrong with the data, field by field. */
function violationsOf(text: string): z.output<typeof violations>["violations"] {
  const parsed = violations.safeParse(jsonOrNull(text));
  return parsed.success ? parsed.data.violations : [];
}
