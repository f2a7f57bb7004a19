/** What a process that draws says to the hub. */
import type { Message } from "../../commerce/message.ts";
import type { ProblemCode } from "../../commerce/problem-codes.ts";
import type { HubError } from "../../hub/errors.ts";

export type FromDrawing =
  | { readonly kind: "drawn"; readonly bytes: Uint8Array }
  | {
      readonly kind: "refused";
      readonly code: ProblemCode;
      readonly reason: HubError["kind"];
      readonly message: string | Message;
      readonly field: string | undefined;
    }
  | { readonly kind: "broken"; readonly why: string };
