/** Where platforms and sellers' browsers hand over what they grant: any method, the body as bytes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CallbackRequest, ConnectorMeta, HttpReply } from "../connectors/kit/contract/contract.ts";
import { isConnectorError } from "../connectors/kit/contract/errors.ts";
import { HubError } from "../hub/errors.ts";
import { accessOfVisitor, type Guard } from "./access.ts";
import { browserOf, markBrowser } from "./browser-mark.ts";
import type { Deps } from "./deps.ts";
import { flat } from "./incoming-webhooks.ts";

const BODY_LIMIT = 256 * 1024;

/** Registers install, callback and the one-time connect addresses. */
export function callbackRoutes(app: FastifyInstance, options: { deps: Deps; guard: Guard }): void {
  const { deps, guard } = options;
  const { connect } = deps.engine;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  const method = ["GET", "POST", "PUT", "OPTIONS"];
  const { appUrl } = deps.config;
  const add = (url: string, answer: (request: FastifyRequest, reply: FastifyReply) => Promise<HttpReply>) =>
    app.route({
      method,
      url,
      bodyLimit: BODY_LIMIT,
      schema: { hide: true },
      // One-time keys are unguessable: this only keeps a flood out.
      config: { stranger: "asks" },
      handler: async (request, reply) => send(reply, await answer(request, reply)),
    });
  const param = (request: FastifyRequest, name: string) => (request.params as Record<string, string>)[name] ?? "";
  add("/api/integrations/:provider/oauth/install", async (request, reply) => {
    const provider = param(request, "provider");
    return (
      (await installHere(request, reply, { provider, deps, guard })) ??
      connect.install(provider, callbackOf(request, deps))
    );
  });
  add("/api/integrations/:provider/oauth/callback", (request) =>
    connect.callback(param(request, "provider"), null, callbackOf(request, deps), browserOf(request, appUrl)),
  );
  add("/api/connect/:state", (request) =>
    connect.callback(null, param(request, "state"), callbackOf(request, deps), browserOf(request, appUrl)),
  );
}

/**
 * An install asked for by someone signed in who may connect channels goes straight to the platform, for their organization.
 * Null for everyone else, and where the platform needs more than the address tells: the engine says where those go.
 */
async function installHere(
  request: FastifyRequest,
  reply: FastifyReply,
  { provider, deps, guard }: { provider: string; deps: Deps; guard: Guard },
) {
  const meta = deps.connectors.get(provider)?.meta;
  const key = meta?.oauthInstallQueryKey;
  if (!meta || key === undefined || request.method !== "GET") return null;
  const access = await accessOfVisitor(request, guard);
  const value = flat(request.query as Record<string, string | string[] | undefined>)[key];
  if (!access?.actions.includes("connect") || value === undefined) return null;
  const started = await deps.engine.connections
    .begin({
      organization: access.organization,
      provider,
      values: { [fieldOf(meta, key)]: value },
      name: meta.name,
      syncOptions: { importProducts: false, importOrdersDays: null, stockFrom: "none", review: true },
      actor: access.actor,
      beginner: { browser: markBrowser(request, reply, deps.config.appUrl) },
    })
    // The form says what is missing or wrong, where it can be put right.
    .catch((error: unknown) => {
      if (error instanceof HubError || isConnectorError(error)) return null;
      throw error;
    });
  if (started?.step !== "redirect" || started.url === undefined) return null;
  return { status: 302, headers: { location: started.url } };
}

/** The form field an install's parameter fills: of the same name, else the one thing the form cannot do without. */
function fieldOf(meta: ConnectorMeta, key: string): string {
  const fields = meta.setupFormFields;
  const same = fields.find((field) => field.id === key);
  const needed = fields.find((field) => field.required && ["text", "url"].includes(field.type) && !field.defaultValue);
  return (same ?? needed)?.id ?? key;
}

function callbackOf(request: FastifyRequest, deps: Deps): CallbackRequest {
  return {
    method: request.method,
    url: deps.config.appUrl + request.url,
    query: flat(request.query as Record<string, string | string[] | undefined>),
    headers: flat(request.headers),
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
  };
}

function send(reply: FastifyReply, answer: HttpReply): FastifyReply {
  reply.headers({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store" });
  return reply
    .code(answer.status)
    .headers(answer.headers ?? {})
    .send(answer.body ?? "");
}
