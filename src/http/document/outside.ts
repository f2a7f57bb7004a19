/** Addresses that have no schemas in code: sign-in, what platforms and browsers call, and what monitoring asks. */
import type { Answer, Operation, PathItem, Schema } from "./openapi.ts";
import { signInPaths } from "./sign-in-paths.ts";

const text: Schema = { type: "string" };
const plain = (description: string, example?: string): Answer => ({
  description,
  content: { "text/plain": { schema: text, ...(example !== undefined && { example }) } },
});
const path = (name: string, description: string, example: string) =>
  ({ name, in: "path", required: true, description, schema: text, example }) as const;

/** These routes answer platforms and monitoring, not programs of ours: their refusals are plain text. */
function open(
  of: Omit<Operation, "x-permission" | "responses"> & { responses?: Operation["responses"]; otherwise: Answer },
): Operation {
  const { otherwise, responses, ...operation } = of;
  return { ...operation, responses: { ...responses, "4XX": otherwise }, "x-permission": "public" };
}

const provider = path("provider", "Id of the provider, as in the catalog.", "acme");
const refused = plain("Not accepted: unknown key, or a signature that does not fit.", "Signature not accepted.");
const anyBody = { required: true, content: { "*/*": { schema: {} } } } as const;

const webhook = (operationId: string, summary: string, parameters: Operation["parameters"]): Operation =>
  open({
    operationId,
    tags: ["webhooks"],
    summary,
    description: `${summary}. The body is what the platform sends; its signature is checked on the raw bytes, and the delivery is stored before it is answered. Some platforms want another answer: the connector says which.`,
    ...(parameters && { parameters }),
    requestBody: anyBody,
    responses: { "200": plain("Stored, or known already."), "503": plain("Not stored: send it again.", "Try again.") },
    otherwise: refused,
  });

const redirect: Answer = {
  description: "Where the seller's browser goes next.",
  headers: { Location: { description: "The platform's consent page, or the dashboard.", schema: text } },
};

const state: Answer = {
  description: "The process lives.",
  content: {
    "application/json": {
      schema: {
        type: "object",
        required: ["status"],
        properties: {
          status: { type: "string", examples: ["ok"] },
          outbound: { type: "string", description: "Whether updates to channels go out: `open` or `held back`." },
          cleanup: {
            type: "string",
            description: "`held back` while an open transaction keeps the database from cleaning up.",
          },
        },
      },
    },
  },
};

const health = (operationId: string, summary: string, away?: Answer): PathItem => ({
  get: {
    operationId,
    tags: ["health"],
    summary,
    responses: {
      "200": { ...state, description: `${summary}.` },
      ...(away && { "503": away }),
      "4XX": plain("Not asked with GET."),
    },
    "x-permission": "public",
  },
});

export const outsidePaths: Readonly<Record<string, PathItem>> = {
  ...signInPaths,
  "/api/integrations/{provider}/oauth/install": {
    get: open({
      operationId: "getIntegrationsByProviderOauthInstall",
      tags: ["integrations"],
      summary: "Begin an install: from the dashboard's link, or from the platform's app page",
      parameters: [provider],
      responses: { "302": redirect },
      otherwise: plain("The install cannot begin; the text says why."),
    }),
  },
  "/api/integrations/{provider}/oauth/callback": {
    get: open({
      operationId: "getIntegrationsByProviderOauthCallback",
      tags: ["integrations"],
      summary: "Where a platform sends the seller back after consent",
      parameters: [provider],
      responses: { "302": redirect },
      otherwise: plain("The consent was not taken; the text says why."),
    }),
  },
  "/api/connect/{state}": {
    post: open({
      operationId: "postConnectByState",
      tags: ["integrations"],
      summary: "A one-time address at which a platform hands over the keys it made",
      parameters: [path("state", "The one-time key of the connect attempt.", "one-time-key")],
      requestBody: anyBody,
      responses: { "200": plain("Taken.") },
      otherwise: plain("The address is used up or unknown."),
    }),
  },
  "/api/webhooks/{provider}": {
    post: webhook("postWebhooksByProvider", "A delivery to an address that one app shares for all channels", [
      provider,
    ]),
  },
  "/api/webhooks/{provider}/{key}": {
    post: webhook("postWebhooksByProviderByKey", "A platform's delivery for one connection", [
      provider,
      path("key", "The connection's webhook key.", "k7Vq..."),
    ]),
  },
  "/api/webhooks/{provider}/{key}/{topic}": {
    post: webhook("postWebhooksByProviderByKeyByTopic", "A platform's delivery of one topic for one connection", [
      provider,
      path("key", "The connection's webhook key.", "k7Vq..."),
      path("topic", "The platform's name for the event.", "orders"),
    ]),
  },
  "/api/stores/webhooks/{key}": {
    post: webhook("postStoresWebhooksByKey", "The same, by the key alone", [
      path("key", "The connection's webhook key.", "k7Vq..."),
    ]),
  },
  "/healthz": health("getHealthz", "Whether the process is running"),
  "/readyz": health("getReadyz", "Whether the process reaches its database and can write to it", {
    ...state,
    description: "The database is away, full or read-only, or the process is stopping.",
  }),
  "/metrics": {
    get: open({
      operationId: "getMetrics",
      tags: ["health"],
      summary: "Metrics of this process for Prometheus; from this machine, or with METRICS_TOKEN",
      responses: { "200": plain("Prometheus text.") },
      otherwise: plain("The token is missing or wrong.", "Not allowed."),
    }),
  },
  "/problems/{type}": {
    get: open({
      operationId: "getProblemsByType",
      tags: ["health"],
      summary: "What the `type` of a problem means, in words",
      parameters: [path("type", "The problem's errorType.", "validation_error")],
      responses: { "200": plain("The meaning.") },
      otherwise: plain("There is no such type."),
    }),
  },
};
