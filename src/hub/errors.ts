/** What is wrong with one part of a request. */
export interface Detail {
  readonly field: string;
  readonly code?: string | undefined;
  readonly message: string;
}

/** A refusal with a reason a person can act on; http turns `kind` into the status code. */
export class HubError extends Error {
  override name = "HubError";
  readonly code: string;
  readonly kind: "validation" | "not_found" | "conflict" | "forbidden" | "limit";
  readonly field: string | undefined;
  readonly details: readonly Detail[];

  /** `where` names the field that is wrong, or everything that is. */
  constructor(code: string, kind: HubError["kind"], message: string, where?: string | readonly Detail[]) {
    super(message);
    this.code = code;
    this.kind = kind;
    this.field = typeof where === "string" ? where : undefined;
    this.details = typeof where === "string" ? [{ field: where, message }] : (where ?? []);
  }
}
