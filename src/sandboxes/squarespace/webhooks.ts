import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { conflict, done, invalid, notFound, ok } from "./replies.ts";
import { now, type State, type StoredHook } from "./state.ts";

const MOST = 25;
const KNOWN = new Set([
  "order.create",
  "order.update",
  "extension.uninstall",
  ...["contact", "address"].flatMap((about) => ["create", "update", "delete"].map((what) => `${about}.${what}`)),
]);

export function webhooks(request: SandboxRequest, state: State, [id, , action]: readonly string[]): SandboxReply {
  if (id === undefined) {
    if (request.method === "POST") return create(request, state);
    return ok({ webhookSubscriptions: [...state.hooks.values()].map((hook) => show(hook, state)) });
  }
  const hook = state.hooks.get(id);
  if (!hook) return notFound;
  if (request.method === "DELETE") {
    state.hooks.delete(id);
    return done;
  }
  if (action === "rotateSecret" && request.method === "POST") {
    hook.secret = state.secret();
    return ok({ ...show(hook, state), secret: hook.secret });
  }
  return request.method === "GET" ? ok(show(hook, state)) : notFound;
}

/** The secret is told when it is made, never again. */
const show = ({ secret: _, ...hook }: StoredHook, state: State): object => ({
  ...hook,
  websiteId: state.websiteId,
  clientId: state.clientId,
  updatedOn: hook.createdOn,
});

function create(request: SandboxRequest, state: State): SandboxReply {
  const { endpointUrl = "", topics = [] } = (request.json() ?? {}) as { endpointUrl?: string; topics?: string[] };
  if (!URL.canParse(endpointUrl)) return invalid("endpointUrl is not an address.");
  if (topics.length === 0 || topics.some((topic) => !KNOWN.has(topic))) return invalid("A topic is not known.");
  if (state.hooks.size >= MOST) return conflict("WEBHOOK_SUBSCRIPTION_LIMIT_REACHED", "There are 25 already.");
  const hook = { id: state.hexId(), endpointUrl, topics, secret: state.secret(), createdOn: now(state) };
  state.hooks.set(hook.id, hook);
  return ok({ ...show(hook, state), secret: hook.secret }, 201);
}
