import type { ProblemCode } from "../commerce/problem-codes.ts";
import { type Sentence, type Told, textOf } from "../commerce/sentence.ts";

/** What is wrong with one part of a request. */
export interface Detail {
  readonly field: string;
  readonly code?: ProblemCode | undefined;
  readonly message: string;
  /** The message as one of the hub's sentences. */
  readonly said?: Sentence | undefined;
}

/** A refusal with a reason a person can act on; http turns `kind` into the status code. */
export class HubError extends Error {
  override name = "HubError";
  readonly code: ProblemCode;
  readonly kind: "validation" | "not_found" | "conflict" | "forbidden" | "limit" | "busy";
  /** The message as one of the hub's sentences, where it names what it is about. */
  readonly said: Sentence | undefined;
  readonly told: Told;
  readonly field: string | undefined;
  readonly details: readonly Detail[];

  /** `where` names the field that is wrong, or everything that is. */
  constructor(code: ProblemCode, kind: HubError["kind"], message: Told, where?: string | readonly Detail[]) {
    const text = textOf(message);
    super(text);
    this.code = code;
    this.kind = kind;
    // Words by the code where the message has none of its own.
    this.told = typeof message === "string" ? { code: code as Sentence["code"], gaps: { text }, text } : message;
    this.said = typeof message === "object" && "code" in message ? message : undefined;
    this.field = typeof where === "string" ? where : undefined;
    this.details = typeof where === "string" ? [{ field: where, message: text, said: this.said }] : (where ?? []);
  }
}
