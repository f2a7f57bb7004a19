/** What a context and the calls made through it are given. */
import type { Clock } from "../../../commerce/clock.ts";
import type { Json } from "../../../commerce/product.ts";
import type { ConnectionInfo, Context, Log } from "../contract/context.ts";
import type { Bucket, Connector } from "../contract/contract.ts";
import type { Breaker } from "./breaker.ts";
import type { CallRecord, Exchanged } from "./call-log.ts";
import type { Egress } from "./egress.ts";
import type { PlatformLimiter, Priority } from "./platform-limiter.ts";
import type { Redactor } from "./redact.ts";
import type { ShopClock } from "./shop-clock.ts";
import type { TokenKeeper } from "./tokens.ts";

/** Secrets beside the grant's: the form's, the app's, those of webhooks. A live view: asked at every use. */
export interface SecretSource {
  get(name: string): string | undefined;
  /** All of them, also those the connector does not know: masked wherever they appear. */
  values?(): Iterable<string>;
}

export interface DriftReport {
  readonly path: string;
  readonly problem: string;
  readonly value?: Json | undefined;
}

export interface Waits {
  /** Longest stay in the line of a bucket; default 30 s. */
  readonly queueMs: number;
  /** A platform's "slow down" up to this long is waited out inside the call; default 5 s. */
  readonly throttleMs: number;
  /** Until the first byte of an answer; default 15 s, or the request's own `timeoutMs` when that is longer. */
  readonly headersMs: number;
  /** The same of a list ("orders.list", "slips.changed"): a slow host works on 100 rows for longer; default 60 s. */
  readonly listMs: number;
  /** Between two pieces of a body, and default of the whole call; default 60 s. */
  readonly totalMs: number;
}

export interface ContextOptions {
  readonly connector: Connector;
  readonly connection: ConnectionInfo;
  readonly owner: string;
  readonly secrets: SecretSource;
  /** The grant's tokens; they win over `secrets` of the same name. */
  readonly tokens: TokenKeeper;
  readonly clock: Clock;
  /** What is known of the platform's clock, and learns with every answer. Default: nothing is known yet. */
  readonly shopClock?: ShopClock | undefined;
  readonly log: Log;
  readonly egress: Egress;
  readonly limiter: PlatformLimiter;
  /** Who shares a bucket of each scope; the connection's own key must be unique in the process. */
  readonly scopeKeys: Readonly<Record<Bucket["scope"], string>>;
  readonly breaker: Breaker;
  publicUrl(topic: string): string | null;
  /** Default null: nobody serves an app's webhook handler. */
  appUrl?(): string | null;
  onDrift?(report: DriftReport): void;
  /** For the sync log: one record per attempt, redacted and capped. */
  onCall?(record: CallRecord): void;
  /** For spec validation in tests: what really went over the wire, NOT redacted. */
  onExchange?(exchange: Exchanged): void;
  readonly signal: AbortSignal;
  /** Default "bulk". */
  readonly priority?: Priority | undefined;
  readonly waits?: Partial<Waits> | undefined;
  /** An address is being tried: a web page where the API should be says that the address is wrong. */
  readonly triesAddress?: boolean | undefined;
  /** A person asks, now: the breaker and pauses asked for earlier hold nothing back. */
  readonly byHand?: boolean | undefined;
  /** Done before a call stands in line: a chance for what is more urgent. Never throws. */
  readonly beforeCall?: (() => Promise<void>) | undefined;
  /** Runs every wait for an answer: whoever waits long takes up no hand. */
  readonly whileAsking?: (<T>(ask: () => Promise<T>) => Promise<T>) | undefined;
  /** Done before a call that may change something; one that is no GET may, whatever it says of itself. */
  readonly beforeWrite?: (() => Promise<void>) | undefined;
  /** Done right before a call that changes something is sent, told the longest that one may take. */
  readonly beforeChange?: ((limitMs: number) => Promise<void>) | undefined;
  /** 0 <= n < 1; jitter of pauses. Default Math.random. */
  random?(): number;
}

export const DEFAULT_WAITS: Waits = {
  queueMs: 30_000,
  throttleMs: 5_000,
  headersMs: 15_000,
  listMs: 60_000,
  totalMs: 60_000,
};

/** All a call needs, once the context stands. */
export interface CallerOptions extends ContextOptions {
  readonly shopClock: ShopClock;
  readonly allWaits: Waits;
  readonly base: Omit<Context, "http">;
  readonly redactor: Redactor;
  readonly chance: () => number;
  /**
   * For the connector's own refresh; null in one. Nothing is done between its calls, and none of them begins another
   * renewal: whatever needs a proof meanwhile waits for this one, and would be waited for by it.
   */
  readonly renewing: Context | null;
}
