/**
 * Notices a platform signs with keys it publishes and sends once for all its sellers, like the deletion of a buyer's
 * account: each connection of the platform is given them, and looks for the person among its own orders.
 */
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { Connector, Context, HttpReply } from "../../connectors/kit/contract/contract.ts";
import type {
  Delivery,
  PublishedKeys,
  WebhookHandler,
  WebhookVerification,
} from "../../connectors/kit/contract/webhooks.ts";
import { createPublishedKeys } from "../../connectors/kit/http/published-keys.ts";
import type { Database } from "../../db/database.ts";
import { askHomes } from "../../db/each-home.ts";
import { type ConnectionRegistry, newCallLog } from "../connections/connection-registry.ts";

interface Recipient {
  readonly organization: string;
  readonly connection: string;
}

interface Options {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
  readonly log: Logger;
  storeWhileApplying(
    route: Recipient & { readonly webhooks: WebhookHandler },
    delivery: Delivery,
    result: WebhookVerification,
    secrets: readonly string[],
  ): Promise<boolean>;
}

interface Notice {
  readonly connector: Connector;
  readonly webhooks: WebhookHandler;
  readonly keys: PublishedKeys;
  readonly delivery: Delivery;
}

/** A platform that waits longer for its key than this sends the notice again. */
const KEY_MS = 10_000;

export function createNotices({ db, registry, clock, log, storeWhileApplying }: Options) {
  const keyOf = createPublishedKeys(clock);

  /** A context of the app alone. */
  const appContext = (connector: Connector): Context =>
    registry.provisionalContext(
      connector,
      {
        organization: null,
        info: { account: { externalId: "" }, facts: {}, settings: {} },
        app: new Map(),
        secrets: {},
        webhookKey: "app",
      },
      { signal: AbortSignal.timeout(KEY_MS), callLog: newCallLog(), priority: "interactive" },
    );

  async function verified({ connector, webhooks, keys, delivery }: Notice): Promise<WebhookVerification> {
    const id = keys.keyId(delivery);
    if (id === null) return { outcome: "refused", reason: "it names no key" };
    const key = await keyOf(`${connector.meta.id}/${id}`, () => keys.read(id, appContext(connector)));
    if (key === null) return { outcome: "refused", reason: "the platform publishes no such key" };
    return webhooks.verify(delivery, [key]);
  }

  /** All connections of the platform. Throws where some of them cannot be looked for now. */
  async function recipients(provider: string): Promise<readonly Recipient[]> {
    const { found, away } = await askHomes(db.homes(), ({ ingest }) =>
      ingest.rows<Recipient>(
        `select distinct organization_id as organization, connection_id as connection
         from argosy.account_route
         where provider = $1`,
        [provider],
      ),
    );
    if (away) throw away;
    return found.flat();
  }

  return {
    /** Rejects where the key cannot be had or not everybody can be given it: sent again, nobody keeps it twice. */
    async receive(notice: Notice): Promise<HttpReply> {
      const { connector, webhooks, delivery } = notice;
      const result = await verified(notice);
      if (result.outcome === "answer") return result.reply;
      if (result.outcome === "refused") {
        log.info({ provider: connector.meta.id, reason: result.reason }, "notice refused");
        return webhooks.reply("refused", delivery);
      }
      let isNew = false;
      for (const to of await recipients(connector.meta.id))
        isNew = (await storeWhileApplying({ ...to, webhooks }, delivery, result, [])) || isNew;
      return webhooks.reply(isNew ? "stored" : "duplicate", delivery);
    },
  };
}
