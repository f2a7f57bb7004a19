import type { Json } from "../../commerce/product.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";

/** EasyOrders refuses nearly everything with HTTP 400 and a message. */
export function bad(message: string): SandboxReply {
  return { status: 400, json: { message } };
}

export function missing(): SandboxReply {
  return bad("record not found");
}

export function tooMany(): SandboxReply {
  return { status: 429, json: { message: "Too many requests, please try again later." } };
}

/** The body's fields; empty when it is no JSON object. */
export function record(request: SandboxRequest): Readonly<Record<string, Json>> {
  const body = request.json();
  return body !== null && typeof body === "object" && !Array.isArray(body)
    ? Object.fromEntries(Object.entries(body))
    : {};
}
