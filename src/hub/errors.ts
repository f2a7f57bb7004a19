import type { ProblemCode } from "../commerce/problem-codes.ts";
import type { Sentence } from "../commerce/sentence.ts";

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
  readonly field: string | undefined;
  readonly details: readonly Detail[];

  /** `where` names the field that is wrong, or everything that is. */
  constructor(
    code: ProblemCode,
    kind: HubError["kind"],
    message: string | Sentence,
    where?: string | readonly Detail[],
  ) {
    const text = typeof message === "string" ? message : message.text;
    super(text);
    this.code = code;
    this.kind = kind;
    this.said = typeof message === "string" ? undefined : message;
    this.field = typeof where === "string" ? where : undefined;
    this.details = typeof where === "string" ? [{ field: where, message: text, said: this.said }] : (where ?? []);
  }
}
