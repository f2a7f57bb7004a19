/** Errors a sandboxed process reports, as the hub throws them. */
import type { Message } from "../../commerce/message.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import { HubError } from "../../hub/errors.ts";

export type Refusal =
  | {
      readonly kind: "refused";
      readonly code: ProblemCode;
      readonly reason: HubError["kind"];
      readonly message: string | Message;
      readonly field: string | undefined;
    }
  /** What it was given broke what works on it. */
  | { readonly kind: "broken"; readonly why: string };

/** Of an error, in the process. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof HubError) {
    const { code, kind, field, said, message } = error;
    return { kind: "refused", code, reason: kind, message: said ?? message, field };
  }
  return { kind: "broken", why: (error instanceof Error ? error.message : String(error)).slice(0, 200) };
}

/** In the hub. */
export const errorOf = (refusal: Extract<Refusal, { kind: "refused" }>): HubError =>
  new HubError(refusal.code, refusal.reason, refusal.message, refusal.field);
