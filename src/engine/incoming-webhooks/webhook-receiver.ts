/**
 * Receives webhooks: finds the tenant by the URL's key, verifies the signature over the raw bytes, stores (a single order
 * is applied meanwhile), answers. Nothing is interpreted here. An unknown key costs the same work and gets the same answer as a forged body.
 */
import { createHash, randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import { type OrganizationId, organizationId } from "../../commerce/ids.ts";
import type { Connector, HttpReply } from "../../connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type {
  Delivery,
  InboundEvent,
  QueueMessage,
  ReceivedDelivery,
  WebhookHandler,
  WebhookVerification,
} from "../../connectors/kit/contract/webhooks.ts";
import type { Database } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
import { storableText } from "../../hub/json-column.ts";
import { secretsNow } from "../../hub/stores/previous-secrets.ts";
import { findRoute as findStoredRoute } from "../../hub/stores/routes.ts";
import { currentTrace, idsOf, isTracing } from "../../hub/traces.ts";
import type { ConnectionRegistry } from "../connections/connection-registry.ts";
import { type DeliveryRow, HINT_PREFIX } from "../incoming-deliveries/delivery-row.ts";
import { createLargeBodies } from "../incoming-deliveries/large-bodies.ts";
import type { TurnsStartedWhileStoring } from "../incoming-deliveries/start-while-storing.ts";
import { createDeliveryWriters } from "../incoming-deliveries/store-deliveries.ts";
import type { LaneClaimer } from "../lanes/lane-claims.ts";
import { createNotices } from "./notices.ts";
import { createSignatureAttempts } from "./signature-attempts.ts";
import { storeForUnknownAccount } from "./unknown-accounts.ts";
import type { WebhookOutcomes } from "./webhook-outcomes.ts";

interface Route {
  readonly organization: string;
  readonly connection: string;
  readonly webhooks: WebhookHandler;
  secretsFor(topic: string): string[];
  urlFor(topic: string): string;
  /** The address of the app's one webhook address as its platform knows it. */
  readonly sharedUrl: string;
}

interface AccountRoute {
  readonly organization_id: string;
  readonly connection_id: string;
  readonly account_id: string;
}

interface RoutesOfAccounts {
  readonly routes: readonly AccountRoute[];
  /** Why others could not be looked for; null: all were. */
  readonly away: Error | null;
}

interface Cached {
  /** A promise, so that simultaneous deliveries share one lookup. */
  readonly route: Promise<Route | null>;
  readonly until: number;
  /** Whose it turned out to be; absent while it is looked up. */
  connection?: string | undefined;
}

// A new secret or a removed store is seen by every process within this time; the one that changed it, at once.
const ROUTE_TTL_MS = 10_000;
/** Accounts one delivery is looked up for, before anything is proved. */
const MAX_ACCOUNTS = 1_000;
const MAX_ROUTES = 20_000;
const UNAUTHORIZED: HttpReply = {
  status: 401,
  headers: { "content-type": "text/plain" },
  body: "Signature not accepted.",
};

/** A message the connection fetched from its own queue: its account is certain and needs no signature. */
export interface QueueDelivery {
  readonly organization: string;
  readonly connection: string;
  readonly webhooks: WebhookHandler;
  readonly message: QueueMessage;
}

type Address = Pick<ReceivedDelivery, "provider" | "key">;

export interface WebhookReceiver {
  receive(delivery: ReceivedDelivery): Promise<HttpReply>;
  /** Whether a delivery to this address may be anybody's, before anything of it is read. */
  awaitsDeliveries(address: Address): Promise<boolean>;
  /** Stores a message of a queue; resolves once it is stored for good. True when it was new. */
  storeQueueMessage(fetched: QueueDelivery): Promise<boolean>;
  /** Drops what is remembered of a connection's keys and secrets. */
  forget(connection: string): void;
}

export interface WebhookReceiverOptions {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly connectors: ReadonlyMap<string, Connector>;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called after a delivery was stored whose inbox lane did not start at once. */
  readonly onStored: () => void;
  readonly claimer: LaneClaimer;
  readonly whileStoring: Pick<TurnsStartedWhileStoring, "start">;
  readonly outcomes: WebhookOutcomes;
}

export function createWebhookReceiver(options: WebhookReceiverOptions): WebhookReceiver {
  const { db, registry, connectors, clock, log } = options;
  const writer = createDeliveryWriters(db, options);
  const routes = new Map<string, Cached>();
  const withBody = createLargeBodies();
  const notices = createNotices({ db, registry, clock, log, storeWhileApplying });
  const now = () => new Date(clock.now());

  async function routeOf(provider: string, key: string): Promise<Route | null> {
    const cacheKey = `${provider}/${key}`;
    const cached = routes.get(cacheKey);
    if (cached && cached.until > clock.now()) return cached.route;
    if (routes.size >= MAX_ROUTES) routes.clear();
    const found: Cached = { route: findRoute(provider, key), until: clock.now() + ROUTE_TTL_MS };
    routes.set(cacheKey, found);
    try {
      const route = await found.route;
      found.connection = route?.connection ?? "";
      return route;
    } catch (error) {
      if (routes.get(cacheKey) === found) routes.delete(cacheKey);
      throw error;
    }
  }

  async function findRoute(provider: string, key: string): Promise<Route | null> {
    const row = await findStoredRoute(db, key, "webhook", new Date(clock.now()));
    if (!row || (provider !== "" && row.provider !== provider)) return null;
    return openRoute(row.organizationId, row.connectionId);
  }

  async function openRoute(organization: OrganizationId, connection: string): Promise<Route | null> {
    const open = await registry.openNeeded(organization, connection);
    const webhooks = open?.ports.webhooks;
    if (!open || !webhooks) return null;
    return {
      organization,
      connection,
      webhooks,
      secretsFor: (topic) => secretsNow(open.secrets, webhooks.secrets(topic), clock.now()),
      urlFor: (topic) => open.webhookUrl(topic) ?? "",
      sharedUrl: open.appUrl() ?? "",
    };
  }

  async function routesOfAccounts(provider: string, accounts: readonly string[]): Promise<RoutesOfAccounts> {
    if (accounts.length === 0) return { routes: [], away: null };
    const { found: rows, away } = await askHomes(db.homes(), ({ ingest }) =>
      ingest.rows<AccountRoute>(
        `select organization_id, connection_id, account_id
         from argosy.account_route
         where provider = $1 and account_id = any ($2)`,
        [provider, accounts],
      ),
    );
    return { routes: rows.flat(), away };
  }

  /**
   * Stores a verified delivery of one route; answers true when at least one event is new. A single order is interpreted
   * and applied meanwhile (`apply-while-storing.ts`), and committed once it is stored.
   */
  async function storeWhileApplying(
    route: Pick<Route, "organization" | "connection" | "webhooks">,
    delivery: Delivery,
    result: WebhookVerification,
    secrets: readonly string[],
  ): Promise<boolean> {
    const trusted = result.outcome !== "learning";
    if (result.outcome === "learning") {
      await registry.stageSecret(
        organizationId(route.organization),
        route.connection,
        result.secretName,
        result.learned,
      );
    }
    const allSecrets = result.outcome === "learning" ? [...secrets, result.learned] : secrets;
    const events = await withBody(delivery.body, route.webhooks, () => readEvents(route.webhooks, delivery, log));
    const headers = JSON.stringify(storableHeaders(delivery.headers, allSecrets));
    const body = Buffer.isBuffer(delivery.body) ? delivery.body : Buffer.from(delivery.body);
    const place = isTracing() ? currentTrace() : undefined;
    const { traceId, spanId: traceSpan } = place ? idsOf(place) : { traceId: randomUUID(), spanId: null };
    const written = await Promise.all(
      events.map((event) =>
        writer.write({
          ...rowOf(event, body),
          organization: route.organization,
          connection: route.connection,
          trusted,
          headers,
          body,
          receivedAt: delivery.receivedAt,
          traceId,
          traceSpan,
        }),
      ),
    );
    return written.some((isNew) => isNew);
  }

  async function receiveKeyed(received: ReceivedDelivery, key: string): Promise<HttpReply> {
    const route = await routeOf(received.provider, key);
    const webhooks =
      route?.webhooks ??
      connectors.get(received.provider)?.open({ account: { externalId: "" }, facts: {}, settings: {} }).webhooks;
    if (!webhooks) return UNAUTHORIZED;
    const delivery = { ...received, registeredUrl: route?.urlFor(received.topic) ?? "", receivedAt: now() };
    // Without a route the same check runs against a random secret.
    const secrets = route ? route.secretsFor(received.topic) : [randomUUID()];
    const result = webhooks.verify(delivery, secrets);
    if (!route)
      return result.outcome === "answer" && received.method === "OPTIONS" ? result.reply : refuse(webhooks, delivery);
    if (result.outcome === "answer") return result.reply;
    if (result.outcome === "refused") {
      log.info({ connection: route.connection, topic: received.topic, reason: result.reason }, "webhook refused");
      options.outcomes.noteRefused(route);
      return refuse(webhooks, delivery);
    }
    const isNew = await storeWhileApplying(route, delivery, result, secrets);
    options.outcomes.noteAccepted(route);
    return webhooks.reply(isNew ? "stored" : "duplicate", delivery);
  }

  async function receiveShared(received: ReceivedDelivery): Promise<HttpReply> {
    const connector = connectors.get(received.provider);
    const webhooks = connector?.appWebhooks;
    if (!connector || !webhooks?.accounts) return { status: 404 };
    const registeredUrl = registry.appWebhookUrl(received.provider, received.topic) ?? "";
    const delivery = { ...received, registeredUrl, receivedAt: now() };
    if (webhooks.publishedKeys && received.method === "POST")
      return notices.receive({ connector, webhooks, keys: webhooks.publishedKeys, delivery });
    const accounts = webhooks.accounts(delivery).slice(0, MAX_ACCOUNTS);
    const { routes: candidates, away } = await routesOfAccounts(received.provider, accounts);
    let proved = false;
    const mayProve = createSignatureAttempts(webhooks, candidates.length);
    for (const { organization_id: organization, connection_id: connection, account_id: account } of candidates) {
      const route = await openRoute(organizationId(organization), connection);
      if (!route) continue;
      // A store's own webhook handler knows which app it works with: another's secret proves nothing about it (decision 120).
      const secrets = route.secretsFor(received.topic);
      const addressed = { ...delivery, registeredUrl: route.sharedUrl };
      if (!(await mayProve(addressed, secrets))) continue;
      const result = webhooks.verify(addressed, secrets);
      if (result.outcome === "answer") return result.reply;
      if (result.outcome === "refused") continue;
      proved = true;
      const body = accounts.length > 1 ? webhooks.bodyFor?.(account, addressed) : undefined;
      await storeWhileApplying(route, body === undefined ? addressed : { ...addressed, body }, result, secrets);
      options.outcomes.noteAccepted(route);
    }
    // An account may be connected where nobody can look now: sent again, those who have it by now keep it once.
    if (away) throw away;
    if (proved) return webhooks.reply("stored", delivery);
    // Only what may sign: an app's id or address is public, and a signature made with it proves nothing.
    const appSecrets = registry.appSecrets(received.provider, webhooks.secrets(received.topic));
    const result = webhooks.verify(delivery, appSecrets.length > 0 ? appSecrets : [randomUUID()]);
    if (result.outcome === "answer") return result.reply;
    if (result.outcome === "refused") return refuse(webhooks, delivery);
    await storeForUnknownAccount(db, now(), {
      provider: received.provider,
      account: accounts[0] ?? null,
      topic: readEvents(webhooks, delivery, log)[0]?.topic ?? received.topic,
      body: received.body,
    });
    return webhooks.reply("stored", delivery);
  }

  return {
    async receive(received) {
      try {
        if (received.key !== null) return await receiveKeyed(received, received.key);
        const { appWebhooks } = connectors.get(received.provider) ?? {};
        return await withBody(received.body, appWebhooks, () => receiveShared(received));
      } catch (error) {
        log.error({ err: error, provider: received.provider }, "webhook could not be stored");
        return { status: 503, headers: { "retry-after": "5", "content-type": "text/plain" }, body: "Try again." };
      }
    },
    awaitsDeliveries: (address) => isAwaited(address, { connectors, log, routeOf }),
    storeQueueMessage({ message, ...whose }) {
      const { topic, headers, body } = message;
      const delivery = { method: "POST", query: {}, registeredUrl: "", receivedAt: now(), topic, headers, body };
      return storeWhileApplying(whose, delivery, { outcome: "signed" }, []);
    },
    forget(connection) {
      for (const [key, cached] of routes)
        if (cached.connection === connection || cached.connection === undefined) routes.delete(key);
    },
  };
}

async function isAwaited(
  { provider, key }: Address,
  options: Pick<WebhookReceiverOptions, "connectors" | "log"> & {
    readonly routeOf: (provider: string, key: string) => Promise<unknown>;
  },
): Promise<boolean> {
  if (key === null) return options.connectors.get(provider)?.appWebhooks?.accounts !== undefined;
  try {
    return (await options.routeOf(provider, key)) !== null;
  } catch (error) {
    options.log.warn({ err: error, provider }, "a webhook's address could not be looked up; its delivery is read");
    return true;
  }
}

function refuse(webhooks: WebhookHandler, delivery: Delivery): HttpReply {
  const reply = webhooks.reply("refused", delivery);
  return reply.status < 400 ? UNAUTHORIZED : reply;
}

/**
 * A verified body the connector cannot read is still kept: it becomes an event of kind other, shown as failed. Also when
 * the connector itself breaks over it: refused, the platform would send the same bytes until it gives up on the webhook.
 */
function readEvents(webhooks: WebhookHandler, delivery: Delivery, log: Logger): readonly InboundEvent[] {
  try {
    return webhooks.read(delivery);
  } catch (error) {
    if (!isConnectorError(error))
      log.error({ err: error, topic: delivery.topic }, "a connector broke over a delivery; it is kept");
    return [{ kind: "other", ref: "unreadable", topic: delivery.topic }];
  }
}

function rowOf(
  event: InboundEvent,
  body: Buffer,
): Pick<DeliveryRow, "kind" | "ref" | "topic" | "dedupKey" | "versionKind" | "versionValue"> {
  const version = event.version ?? null;
  return {
    kind: event.kind,
    ref: storableText(event.ref).slice(0, MAX_REF),
    topic: storableText(event.topic).slice(0, MAX_REF),
    dedupKey: dedupKeyOf(event, body),
    versionKind: version?.kind ?? null,
    versionValue: version === null ? null : version.value.toString(),
  };
}

/** Short enough for an index; a longer text is identified by its hash. */
function dedupKeyOf(event: InboundEvent, body: Buffer): string {
  const key = storableText(`${identityOf(event, body)}:${event.kind}:${event.ref}`);
  return key.length <= MAX_REF
    ? key
    : `${key.slice(0, 100)}#${createHash("sha256").update(key).digest("hex")}`.toWellFormed();
}

/**
 * A delivery id names an event for ever, and so do equal bytes of one version. A bare hint (no id, no version)
 * may truly happen again with the same bytes: it is a duplicate only while the first one waits, see releaseHints.
 */
function identityOf(event: InboundEvent, body: Buffer): string {
  if (event.deliveryId !== undefined) return `d:${event.deliveryId}`;
  const bodyHash = createHash("sha256").update(body).digest("hex");
  return event.version === undefined ? `${HINT_PREFIX}${bodyHash}` : `v:${event.version.value}:${bodyHash}`;
}

// Ids of platforms have some dozens of characters; longer ones are nonsense and must not break an index (2,704 bytes).
const MAX_REF = 300;

const DROPPED_HEADERS = new Set([
  "authorization",
  "cookie",
  "host",
  "connection",
  "content-length",
  "accept-encoding",
  "x-forwarded-for",
  "x-real-ip",
]);

function storableHeaders(
  headers: Readonly<Record<string, string>>,
  secrets: readonly string[],
): Record<string, string> {
  const storable: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (DROPPED_HEADERS.has(name)) continue;
    storable[name] = secrets.includes(value) ? "[secret]" : value.slice(0, 1000);
  }
  return storable;
}
