/** Which secrets prove a connector's deliveries. */
import type { Connector } from "../contract/contract.ts";
import type { WebhookHandler } from "../contract/webhooks.ts";

/** Names of the secrets that may have signed anything; `webhooks` is the handler of one connection, where it has one. */
export function signingNames(connector: Connector, webhooks: WebhookHandler | undefined): readonly string[] {
  const topics = ["", ...connector.meta.topics.map(({ id }) => id)];
  const names = [webhooks, connector.appWebhooks].flatMap((handler) =>
    topics.flatMap((topic) => handler?.secrets(topic) ?? []),
  );
  return [...new Set(names)];
}
