/** For tests, fidelity checks and benches: a real connection of a connector to its sandbox, without the engine. */
import type { Clock } from "../../../commerce/clock.ts";
import { systemClock } from "../../../commerce/clock.ts";
import type { Json } from "../../../commerce/product.ts";
import { requestedAccount, shareOf } from "../connect/consent.ts";
import type { Log } from "../contract/context.ts";
import type {
  BeginInput,
  CallbackRequest,
  Completion,
  ConnectionInfo,
  Connector,
  Context,
  Detected,
  Grant,
  Ports,
} from "../contract/contract.ts";
import type { Breaker } from "../http/breaker.ts";
import { createBreaker } from "../http/breaker.ts";
import type { CallRecord, Exchanged } from "../http/call-log.ts";
import { createContext } from "../http/create-context.ts";
import type { Egress } from "../http/egress.ts";
import { createEgress } from "../http/egress.ts";
import type { ContextOptions, DriftReport } from "../http/options.ts";
import { type BucketStore, createMemoryBuckets } from "../http/platform-buckets.ts";
import { createPlatformLimiter } from "../http/platform-limiter.ts";
import { createShopClock, type ShopClock } from "../http/shop-clock.ts";
import type { TokenKeeper } from "../http/tokens.ts";
import { createTokenKeeper } from "../http/tokens.ts";
import type { SandboxAccount, SandboxOf } from "../sandbox/sandbox.ts";

/**
 * A clock whose sleepers wake at once, in the order of their times: hours of waiting pass in a blink. Every
 * look at it moves it by `tickMs`, so that two records rarely carry the same time.
 */
export function autoAdvancingClock(startMs: number = Date.UTC(2026, 10, 20, 9), tickMs = 1): Clock {
  let current = startMs;
  return {
    now: () => {
      current += tickMs;
      return current;
    },
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      const end = current + ms;
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      current = Math.max(current, end);
    },
  };
}

export const silentLog: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

export interface TestConnectionOptions {
  readonly sandbox: SandboxOf<SandboxAccount>;
  /** Form values beside or instead of the sandbox's own credentials. */
  readonly values?: Readonly<Record<string, string>> | undefined;
  /** Must be the sandbox's clock. Default the system's. */
  readonly clock?: Clock | undefined;
  /** Which of several accounts to connect; default the first. */
  readonly account?: string | undefined;
  /** Store settings beside the form's. */
  readonly settings?: Readonly<Record<string, Json>> | undefined;
  /** The operator's app credentials, by the names of meta.appEnvironment. Default the sandbox's. */
  readonly appSecrets?: Readonly<Record<string, string>> | undefined;
  /** Public address of a webhook topic; default an address that nobody answers. */
  publicUrl?(topic: string): string | null;
  onExchange?(exchange: Exchanged): void;
  readonly waits?: ContextOptions["waits"];
  /** Where tokens of the published limits are kept. Default this process alone. */
  readonly buckets?: BucketStore | undefined;
}

export interface TestConnection {
  readonly ctx: Context;
  readonly ports: Ports;
  readonly info: ConnectionInfo;
  readonly grant: Grant;
  readonly detected: Detected;
  /** Every attempt made, as the sync log would keep it. */
  readonly calls: readonly CallRecord[];
  readonly drifts: readonly DriftReport[];
  readonly tokens: TokenKeeper;
  readonly breaker: Breaker;
  readonly shopClock: ShopClock;
  /** Values ctx.secret finds beside the grant's; add what webhooks bring. */
  readonly secrets: Map<string, string>;
  /** Another context of the same connection (same tokens, buckets and breaker unless overridden). */
  context(overrides?: Partial<ContextOptions>): Context;
  close(): Promise<void>;
}

/** Connects as a seller would: begin, complete, detect, open. Rejects with the connector's ConnectorError. */
export async function openTestConnection(
  connector: Connector,
  options: TestConnectionOptions,
): Promise<TestConnection> {
  const clock = options.clock ?? systemClock;
  const egress = createEgress({ allowPrivateNetwork: true });
  try {
    return await connect(connector, options, clock, egress);
  } catch (error) {
    await egress.close();
    throw error;
  }
}

async function connect(
  connector: Connector,
  options: TestConnectionOptions,
  clock: Clock,
  egress: Egress,
): Promise<TestConnection> {
  const values = { ...options.sandbox.shop.credentials(), ...options.values };
  const secretFields = new Set(
    connector.meta.setupFormFields.filter((field) => field.type === "secret").map((field) => field.id),
  );
  const formSettings = Object.fromEntries(Object.entries(values).filter(([name]) => !secretFields.has(name)));
  const secrets = new Map(
    Object.entries({
      ...options.sandbox.shop.appCredentials?.(),
      ...options.appSecrets,
      ...pick(values, secretFields),
    }),
  );
  const calls: CallRecord[] = [];
  const drifts: DriftReport[] = [];
  const shopClock = createShopClock();
  const common: Omit<ContextOptions, "connection" | "tokens"> = {
    connector,
    shopClock,
    secrets: { get: (name) => secrets.get(name) },
    clock,
    log: silentLog,
    egress,
    limiter: createPlatformLimiter({ clock, store: options.buckets ?? createMemoryBuckets() }),
    owner: "test",
    scopeKeys: { ip: "test", app: "test", grant: "test", account: "test", connection: "test" },
    breaker: createBreaker({ clock }),
    publicUrl:
      options.publicUrl ??
      ((topic) =>
        `https://hub.example/api/webhooks/${connector.meta.id}/${"k".repeat(43)}/${topic}`.replace(/\/$/, "")),
    appUrl: () => (options.publicUrl ? options.publicUrl("") : `https://hub.example/api/webhooks/${connector.meta.id}`),
    onCall: (record) => void calls.push(record),
    onDrift: (report) => void drifts.push(report),
    ...(options.onExchange ? { onExchange: options.onExchange } : {}),
    signal: new AbortController().signal,
    random: () => 0.5,
    waits: options.waits,
  };
  const started: ConnectionInfo = {
    account: { externalId: "" },
    facts: {},
    settings: { ...formSettings, ...options.settings },
    endpoint: options.sandbox.url,
  };
  const unconnected = createTokenKeeper({ clock, initial: { grant: { secrets: {} }, generation: 0 } });
  const done = await complete(
    connector,
    values,
    createContext({ ...common, connection: started, tokens: unconnected }),
  );

  const share = shareOf(done, requestedAccount(done, options.account) ?? done.accounts[0]);
  const tokens = createTokenKeeper({ clock, initial: { grant: share.grant, generation: 1 } });
  for (const [name, value] of Object.entries(share.secrets)) secrets.set(name, value);
  const account = { externalId: share.externalId };
  const learned = { ...started, account, settings: { ...started.settings, ...share.settings } };
  const detected = await connector.connect.detect(createContext({ ...common, connection: learned, tokens }));
  const info: ConnectionInfo = {
    ...learned,
    account: { externalId: detected.account.externalId },
    facts: detected.facts,
  };
  const context = (overrides: Partial<ContextOptions> = {}) =>
    createContext({ ...common, connection: info, tokens, ...overrides });
  return {
    ctx: context(),
    ports: connector.open(info),
    info,
    grant: share.grant,
    detected,
    calls,
    drifts,
    tokens,
    breaker: common.breaker,
    shopClock,
    secrets,
    context,
    close: () => egress.close(),
  };
}

async function complete(
  connector: Connector,
  values: Readonly<Record<string, string>>,
  ctx: Context,
): Promise<Completion> {
  const begin: BeginInput = {
    values,
    state: "state_0123456789_abcdefghijklmnopqrstuvwxyz",
    callbackUrl: `https://hub.example/api/integrations/${connector.meta.id}/oauth/callback`,
    returnUrl: "https://hub.example/connections",
  };
  const step = await connector.connect.begin(begin, ctx);
  if (step.step === "ready") return connector.connect.complete({ kind: "form", values }, ctx);
  if (step.step === "redirect") {
    return connector.connect.complete({ kind: "callback", begin, request: await approve(step.url) }, ctx);
  }
  throw new Error(`${connector.meta.id} waits for a callback; give openTestConnection values that need none.`);
}

/** Follows the platform's consent page, which the sandbox approves at once, to the callback it redirects to. */
async function approve(url: string): Promise<CallbackRequest> {
  const answer = await fetch(url, { redirect: "manual" });
  const location = answer.headers.get("location");
  if (!location) throw new Error(`The consent page answered ${answer.status} without a redirect to the callback.`);
  const target = new URL(location, url);
  return {
    method: "GET",
    url: target.href,
    query: Object.fromEntries(target.searchParams),
    headers: {},
    body: new Uint8Array(),
  };
}

function pick(values: Readonly<Record<string, string>>, names: ReadonlySet<string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}
