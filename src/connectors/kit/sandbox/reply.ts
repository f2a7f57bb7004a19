/** What a sandbox's server hears, answers, and is made of. */
import type { Json } from "../../../commerce/product.ts";
import type { SandboxOptions } from "./sandbox.ts";

export interface SandboxRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly text: string;
  /** The body by plain JSON.parse, so that text and numbers stay apart; null when it is empty or not JSON. */
  json(): Json;
}

export interface SandboxReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Sent as application/json; at most one of `json` and `text`. */
  readonly json?: Json | object | undefined;
  readonly text?: string | undefined;
  /** Sent as they are, in place of both: files, compressed documents. */
  readonly bytes?: Uint8Array | undefined;
}

export interface SandboxServerOptions {
  readonly provider: string;
  readonly options: SandboxOptions;
  handle(request: SandboxRequest): SandboxReply | Promise<SandboxReply>;
  /** Does the call change something in the shop? Default: any method but GET, HEAD and OPTIONS. */
  isWrite?(request: SandboxRequest): boolean;
  /** Further words that `FaultRule.path` may match, like a GraphQL operation's name. */
  labelOf?(request: SandboxRequest): string;
  /** The platform's answer to too many calls; undefined seconds: the answer that does not say how long. */
  throttleReply(seconds: number | undefined): SandboxReply;
  /** Removes a field where the platform's resource has it; default: every object of the answer that has it. */
  dropFieldFrom?(json: Json, field: string): Json;
  /**
   * Fields a record of its lists tells its own id in, where they are not `id`, `order_id`, `product_id`, `item_id`, `sku`
   * or `code` (`receipt_id`): by them the suite finds the record it makes unreadable.
   */
  readonly recordIds?: readonly string[] | undefined;
  onExpireTokens?(): void;
  onRevoke?(): void;
}

/** The reply to too many calls, with the header that says how long to wait where one is asked for. */
export const withRetryAfter = (reply: SandboxReply, seconds: number | undefined): SandboxReply =>
  seconds === undefined ? reply : { ...reply, headers: { ...reply.headers, "retry-after": String(seconds) } };

/** What a proxy in front of a shop without limits of its own says. */
export const tooManyRequests = (seconds: number | undefined): SandboxReply =>
  withRetryAfter({ status: 429, text: "Too Many Requests" }, seconds);

/** Ends a call of a sandbox with the shop's own no. */
export class Refusal extends Error {
  override name = "Refusal";
  readonly reply: SandboxReply;

  constructor(reply: SandboxReply) {
    super(`refused with ${reply.status}`);
    this.reply = reply;
  }
}

/** What `answer` says, or the no it ended with. */
export function orRefusal(answer: () => SandboxReply): SandboxReply {
  try {
    return answer();
  } catch (error) {
    if (error instanceof Refusal) return error.reply;
    throw error;
  }
}

/** A step the shop refuses at that moment is none its panel offers: nothing happens. */
export function ifOffered(step: () => unknown): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}
