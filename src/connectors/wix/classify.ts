/** What an answer of Wix means (sheet section 9). */

import { z } from "zod";
import type { ErrorKind } from "../kit/contract/errors.ts";
import type { PlatformRequest, PlatformResponse } from "../kit/contract/platform-http.ts";
import { webPageFault } from "../kit/http/faults.ts";
import { jsonOrNull } from "../kit/parse/json.ts";
import { scopeOf } from "./permissions.ts";

/** Wix names no time: it asks to begin with five seconds. */
const BACK_OFF_MS = 5_000;

const TAKEN = /ALREADY_(EXIST|SET|PAID)|DUPLICATE/;

const OF_THE_TREE = /^(PARENT_CATEGORY_NOT_IN_TREE|CATEGORY_DEPTH_LIMIT_EXCEEDED|TREE_CYCLE_DETECTED)$/;

const refusal = z.object({
  details: z
    .object({
      applicationError: z.object({ code: z.string().nullish() }).nullish(),
      validationError: z
        .object({ fieldViolations: z.array(z.object({ field: z.string().nullish() })).nullish() })
        .nullish(),
    })
    .nullish(),
});

export function classify(response: PlatformResponse, request: PlatformRequest): ErrorKind | null {
  const { status } = response;
  if (status >= 200 && status < 300) return webPageFault(response, request);
  const isToken = request.operation.startsWith("oauth.");
  if (isToken && [400, 401, 403, 404].includes(status)) return { kind: "auth_revoked" };
  switch (status) {
    case 401:
      return { kind: "auth_expired" };
    case 402:
      return { kind: "suspended" };
    case 403:
      return { kind: "forbidden", scope: scopeOf(request.operation) };
    case 404:
      return { kind: "not_found" };
    case 409:
      // Taken (a SKU, an address) is for a person to solve; a stale revision is for the next attempt.
      return TAKEN.test(refusalOf(response.text).code ?? "")
        ? { kind: "rejected", ...refusalOf(response.text) }
        : { kind: "conflict" };
    case 428:
      // A move that the tree of categories does not allow says nothing about the catalog.
      if (OF_THE_TREE.test(refusalOf(response.text).code ?? ""))
        return { kind: "rejected", ...refusalOf(response.text) };
      // The other catalog, or an app that is not installed: what is known of the site is no longer true.
      return { kind: "facts_stale" };
    case 429:
      return { kind: "throttled", waitMs: BACK_OFF_MS };
  }
  if (status >= 500 || status === 408 || status < 400) return { kind: "transient" };
  return { kind: "rejected", ...refusalOf(response.text) };
}

/** The application's code and the field at fault, where the body tells them. */
function refusalOf(text: string): { readonly code?: string; readonly field?: string } {
  if (!text.trimStart().startsWith("{")) return {};
  const { data } = refusal.safeParse(jsonOrNull(text));
  const code = data?.details?.applicationError?.code;
  const field = data?.details?.validationError?.fieldViolations?.[0]?.field;
  return { ...(code ? { code } : {}), ...(field ? { field } : {}) };
}
