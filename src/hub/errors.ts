/** A refusal with a reason a person can act on; http turns `kind` into the status code. */
export class HubError extends Error {
  override name = "HubError";
  readonly code: string;
  readonly kind: "validation" | "not_found" | "conflict" | "forbidden" | "limit";
  readonly field: string | undefined;

  constructor(code: string, kind: HubError["kind"], message: string, field?: string) {
    super(message);
    this.code = code;
    this.kind = kind;
    this.field = field;
  }
}
