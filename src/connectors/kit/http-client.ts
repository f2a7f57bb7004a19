/**
 * The context a connector works with. Everything a platform call needs besides knowing the platform happens
 * here, once: limits, the breaker, proof and its renewal, repeats, the egress guard, redacted records.
 */

import type { Clock } from "../../commerce/clock.ts";
import type { Json } from "../../commerce/product.ts";
import { say } from "../../commerce/sentence.ts";
import type { Breaker } from "./breaker.ts";
import { createCaller } from "./caller.ts";
import type { Bucket, ConnectionInfo, Connector, Context, Log } from "./contract.ts";
import type { Egress } from "./egress.ts";
import { ConnectorError } from "./errors.ts";
import type { PlatformRequest, PlatformResponse } from "./http.ts";
import type { Limiter, Priority } from "./limiter.ts";
import type { CallRecord, Exchanged } from "./records.ts";
import { createRedactor } from "./redact.ts";
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
  readonly log: Log;
  readonly egress: Egress;
  readonly limiter: Limiter;
  /** Who shares a bucket of each scope; the connection's own key must be unique in the process. */
  readonly scopeKeys: Readonly<Record<Bucket["scope"], string>>;
  readonly breaker: Breaker;
  publicUrl(topic: string): string | null;
  /** Default null: nobody serves an app's door. */
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
  beforeCall?(): Promise<void>;
  /** 0 <= n < 1; jitter of pauses. Default Math.random. */
  random?(): number;
}

const DEFAULT_WAITS: Waits = {
  queueMs: 30_000,
  throttleMs: 5_000,
  headersMs: 15_000,
  listMs: 60_000,
  totalMs: 60_000,
};

/** A context for one connection (or, before there is one, for connecting); cheap, made per piece of work. */
export function createContext(options: ContextOptions): Context {
  const { connector, tokens, secrets } = options;
  const find = (name: string) => tokens.current(name) ?? secrets.get(name);
  const redactor = createRedactor(() => {
    const named = connector.auth.secretNames.map(find).filter((value) => value !== undefined);
    return [...tokens.values(), ...named, ...(secrets.values?.() ?? [])];
  });
  const base: Omit<Context, "http"> = {
    clock: options.clock,
    log: options.log,
    connection: options.connection,
    owner: options.owner,
    publicUrl: (topic) => options.publicUrl(topic),
    appUrl: () => options.appUrl?.() ?? null,
    secret(name) {
      const value = find(name);
      if (value !== undefined && value !== "") return value;
      throw new ConnectorError(
        { kind: "auth_revoked" },
        say("platform.credentialMissing", { name, platform: connector.meta.name }).text,
      );
    },
    hasSecret: (name) => (find(name) ?? "") !== "",
    drift(report) {
      options.log.warn("the platform's answer has changed", { path: report.path, problem: report.problem });
      const value = report.value === undefined ? undefined : redactor.json(report.value);
      options.onDrift?.({ path: report.path, problem: redactor.text(report.problem), value });
    },
    signal: options.signal,
  };
  const caller = createCaller({
    ...options,
    allWaits: { ...DEFAULT_WAITS, ...options.waits },
    chance: options.random ?? Math.random,
    base,
    redactor,
    context: () => context,
  });
  const context: Context = {
    ...base,
    http: {
      request: (request: PlatformRequest): Promise<PlatformResponse> => caller.request(request),
      json: (request) => caller.json(request),
      stream: (request) => caller.stream(request),
    },
  };
  return context;
}
