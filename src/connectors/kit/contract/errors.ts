import { type HubText, textOf } from "../../../commerce/message.ts";
import type { Json } from "../../../commerce/product.ts";
import type { AnswerText } from "./answer-text.ts";

/**
 * The closed set of ways a platform call can go wrong (docs/architecture.md, "When something fails"). The engine's policy hangs
 * on the kind alone: whether an attempt is used up, when to come back, who has to act.
 */
export type ErrorKind =
  | {
      readonly kind: "throttled" /** Milliseconds to wait, as told by the platform or the bucket. */;
      readonly waitMs: number;
      /** A limit of this item, or of its kind of call, alone: the item comes again then, and the connection does not rest. */
      readonly ofItem?: true | undefined;
    }
  | {
      readonly kind: "transient";
      /** The platform says it is being maintained, for seconds as a rule: asked again soon, whatever wait it names. */
      readonly maintenance?: true | undefined;
      /** It took too long over a request that may be carried out again: a smaller one may succeed. */
      readonly slow?: true | undefined;
    }
  | { readonly kind: "auth_expired" }
  | { readonly kind: "auth_revoked" }
  | {
      readonly kind: "forbidden" /** The scope, role or plan that is missing, in the platform's word. */;
      readonly scope: string;
    }
  | {
      readonly kind: "suspended";
      /** A firewall or a security plugin in front of the platform refuses us, not the platform. */
      readonly by?: "firewall" | undefined;
    }
  | { readonly kind: "rejected"; readonly field?: string | undefined; readonly code?: string | undefined }
  | { readonly kind: "not_found" }
  | { readonly kind: "conflict" }
  | { readonly kind: "unsupported" }
  | { readonly kind: "facts_stale" }
  /** `problem` says what is wrong with the field at `path`: "is missing". */
  | { readonly kind: "drift"; readonly path: string; readonly problem?: string | undefined }
  | { readonly kind: "ambiguous" };

export type ErrorKindName = ErrorKind["kind"];

/** By it an error of another copy of the kit is known too: a package may have bundled its own. */
const BRAND: unique symbol = Symbol.for("argosy.ConnectorError");

/**
 * The only error a connector throws. `userMessage` is for the seller: what happened and what to do, no secrets; `message`
 * is its English.
 */
export class ConnectorError extends Error {
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && BRAND in value;
  }

  override name = "ConnectorError";
  readonly info: ErrorKind;
  readonly userMessage: AnswerText;
  /** The platform's own words or body, shortened and redacted, for the log. */
  readonly details: Json;

  constructor(info: ErrorKind, text: HubText, options: { cause?: unknown; details?: Json } = {}) {
    super(textOf(text), options.cause === undefined ? {} : { cause: options.cause });
    this.info = info;
    // What is thrown without a code is the platform's: connectors' own sentences have one (words.test.ts).
    this.userMessage = text as AnswerText;
    this.details = options.details ?? null;
  }

  get [BRAND](): true {
    return true;
  }

  get kind(): ErrorKindName {
    return this.info.kind;
  }
}

export function isConnectorError(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError;
}

export function isKind(error: unknown, ...kinds: readonly ErrorKindName[]): error is ConnectorError {
  return isConnectorError(error) && kinds.includes(error.kind);
}

/** The platform's no to what it was sent, which may be one item's; no trouble with the connection. */
export const isRefusal = (error: unknown): error is ConnectorError => isKind(error, "rejected", "not_found");

/** The platform's code of a refusal; the kind where it names none. */
export const refusalCode = ({ info }: ConnectorError): string =>
  (info.kind === "rejected" ? info.code : undefined) || info.kind;

/** What was asked, or null where the platform does not know the record: of a deletion, that it was gone before. */
export const nullIfNotFound = <T>(requested: Promise<T>): Promise<T | null> => nullIf("not_found", requested);

/** What was asked for; null where the platform refuses it as this kind. */
export async function nullIf<T>(kind: ConnectorError["info"]["kind"], requested: Promise<T>): Promise<T | null> {
  try {
    return await requested;
  } catch (error) {
    if (isKind(error, kind)) return null;
    throw error;
  }
}
