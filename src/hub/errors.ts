import { type HubText, type Message, textOf } from "../commerce/message.ts";
import type { ProblemCode } from "../commerce/problem-codes.ts";
import type { FieldError } from "./answer-schemas.ts";

/** What is wrong with one part of a request. */
export interface Detail extends Pick<FieldError, "message" | "said"> {
  readonly field: string;
  readonly code?: ProblemCode | undefined;
}

/** A refusal with a reason a person can act on; http turns `kind` into the status code. */
export class HubError extends Error {
  override name = "HubError";
  readonly code: ProblemCode;
  readonly kind: "validation" | "not_found" | "conflict" | "forbidden" | "limit" | "busy";
  /** The message as one of the hub's messages, where it names what it is about. */
  readonly said: Message | undefined;
  readonly userMessage: HubText;
  readonly field: string | undefined;
  readonly details: readonly Detail[];

  /** `where` names the field that is wrong, or everything that is. */
  constructor(code: ProblemCode, kind: HubError["kind"], message: HubText, where?: string | readonly Detail[]) {
    const text = textOf(message);
    super(text);
    this.code = code;
    this.kind = kind;
    // Words by the code where the message has none of its own.
    this.userMessage = typeof message === "string" ? { code: code as Message["code"], gaps: { text }, text } : message;
    this.said = typeof message === "object" && "code" in message ? message : undefined;
    this.field = typeof where === "string" ? where : undefined;
    this.details = typeof where === "string" ? [{ field: where, message: text, said: this.said }] : (where ?? []);
  }
}

/** What who saves an old copy is told (decision 609). */
export const EDITED_MEANWHILE =
  "Someone else changed this after you opened it. Check the current values, then save again.";
