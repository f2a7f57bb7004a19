/** Webhook management and deliveries signed as Standard Webhooks with the client secret's raw bytes. */
import { createHash, createHmac } from "node:crypto";
import type { SandboxReply, SandboxRequest, SandboxServer } from "../../connectors/kit/sandbox/server.ts";
import { asTree, v3Error, v3One, v3Page } from "./replies.ts";
import type { Hook, State } from "./state.ts";

const MAX_PER_SCOPE = 10;

function view(state: State, hook: Hook): object {
  return {
    id: hook.id,
    client_id: state.clientId,
    store_hash: state.hash,
    scope: hook.scope,
    destination: hook.destination,
    headers: hook.headers,
    is_active: hook.active,
    created_at: hook.created,
    updated_at: hook.created,
  };
}

/** Only https on 443; the loopback address stands for it here. */
function isReachable(destination: string): boolean {
  const url = URL.parse(destination);
  if (url === null) return false;
  return url.hostname === "127.0.0.1" || (url.protocol === "https:" && url.port === "");
}

function headersOf(value: unknown): Record<string, string> {
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, text]) => [name, String(text)]))
    : {};
}

export function listHooks(state: State, request: SandboxRequest): SandboxReply {
  return v3Page(request, [...state.hooks.values()], (hook) => view(state, hook));
}

export function createHook(state: State, request: SandboxRequest): SandboxReply {
  const row = asTree(request.json());
  const [scope, destination] = [String(row["scope"] ?? ""), String(row["destination"] ?? "")];
  if (!/^store\/[\w/*]+$/.test(scope)) return v3Error(422, "Invalid scope", { scope: "invalid" });
  if (!isReachable(destination))
    return v3Error(422, "Destination must be https on port 443", { destination: "invalid" });
  const same = [...state.hooks.values()].filter((hook) => hook.scope === scope);
  if (same.some((hook) => hook.destination === destination)) return v3Error(409, "This webhook exists already");
  if (same.length >= MAX_PER_SCOPE) return v3Error(422, "Too many webhooks of this scope");
  const hook: Hook = {
    id: state.nextId(),
    scope,
    destination,
    active: row["is_active"] !== false,
    headers: headersOf(row["headers"]),
    created: Math.floor(state.clock.now() / 1000),
  };
  state.hooks.set(hook.id, hook);
  return v3One(view(state, hook));
}

export function putHook(state: State, id: number, request: SandboxRequest): SandboxReply {
  const hook = state.hooks.get(id);
  if (!hook) return v3Error(404, "The webhook was not found");
  const row = asTree(request.json());
  if (typeof row["destination"] === "string") hook.destination = row["destination"];
  if (typeof row["is_active"] === "boolean") hook.active = row["is_active"];
  if (row["headers"] !== undefined) hook.headers = headersOf(row["headers"]);
  return v3One(view(state, hook));
}

export function deleteHook(state: State, id: number): SandboxReply {
  const hook = state.hooks.get(id);
  if (!hook) return v3Error(404, "The webhook was not found");
  state.hooks.delete(id);
  return v3One(view(state, hook));
}

/** Sends an event to every active hook of its scope; wildcards end in a star. */
export function deliver(state: State, server: Pick<SandboxServer, "webhooks">, scope: string, data: object): void {
  const created = Math.floor(state.clock.now() / 1000);
  const hash = createHash("sha1").update(JSON.stringify(data)).digest("hex");
  const body = JSON.stringify({
    scope,
    store_id: "1025646",
    data,
    hash,
    created_at: created,
    producer: `stores/${state.hash}`,
  });
  for (const hook of state.hooks.values()) {
    const isMeant = hook.scope === scope || (hook.scope.endsWith("*") && scope.startsWith(hook.scope.slice(0, -1)));
    if (!hook.active || !isMeant) continue;
    const id = `msg_${state.nextId()}`;
    const signature = createHmac("sha256", state.clientSecret).update(`${id}.${created}.${body}`).digest("base64");
    server.webhooks.send({
      url: hook.destination,
      headers: {
        "content-type": "application/json",
        ...hook.headers,
        "webhook-id": id,
        "webhook-timestamp": String(created),
        "webhook-signature": `v1,${signature}`,
      },
      body,
    });
  }
}
