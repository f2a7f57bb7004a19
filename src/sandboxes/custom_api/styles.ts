/** The four styles of in-house APIs the sandbox can stand behind. */
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { handleCursor } from "./cursor-api.ts";
import { cursorOrder, cursorProduct } from "./cursor-shapes.ts";
import { handleLink } from "./link-api.ts";
import { handlePage } from "./page-api.ts";
import { pushed } from "./push-shop.ts";
import type { Happening, State } from "./state.ts";

export type StyleName = "cursor" | "page" | "link" | "push";

export interface Style {
  /** Its description, as a seller would paste it. */
  readonly example: string;
  /** The form's field its secret is typed into; null for a shop that is never called. */
  readonly secretField: string | null;
  handle(request: SandboxRequest, state: State): SandboxReply;
  /** The delivery of a happening, signed; null for a style without webhooks. */
  delivery(
    what: Happening,
    id: string,
    state: State,
    secret: string,
  ): { readonly headers: Record<string, string>; readonly body: string } | null;
}

const example = (name: string) =>
  readFileSync(new URL(`../../connectors/custom_api/examples/${name}.json`, import.meta.url), "utf8");

/** Standard Webhooks 1.0.0, from its specification: the key is the bytes behind "whsec_". */
function standardHeaders(id: string, state: State, secret: string, body: string): Record<string, string> {
  const timestamp = String(Math.floor(state.clock.now() / 1000));
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}

function recordOf(what: Happening, id: string, state: State): object {
  const order = state.orders.get(id);
  const product = state.products.get(id);
  if (what.startsWith("order") && order) return cursorOrder(order, state);
  return what === "product.changed" && product ? cursorProduct(product, state) : { id };
}

const cursor: Style = {
  example: example("cursor-oauth2"),
  secretField: "clientSecret",
  handle: handleCursor,
  delivery(what, id, state, secret) {
    const body = JSON.stringify({
      type: what,
      timestamp: new Date(state.clock.now()).toISOString(),
      data: recordOf(what, id, state),
    });
    return { headers: standardHeaders(`msg_${state.id()}`, state, secret, body), body };
  },
};

const page: Style = {
  example: example("page-api-key"),
  secretField: "apiKey",
  handle: handlePage,
  delivery: () => null,
};

const TEXTS: Readonly<Record<Happening, string>> = {
  "order.created": "order",
  "order.changed": "order",
  "product.changed": "product",
  "product.deleted": "product_removed",
};

const link: Style = {
  example: example("link-basic"),
  secretField: "password",
  handle: handleLink,
  delivery: (what, id, _state, secret) => ({
    headers: { "x-shop-token": secret },
    body: JSON.stringify({ event: TEXTS[what], id }),
  }),
};

const push: Style = {
  example: example("push-only"),
  secretField: null,
  handle: () => ({ status: 404, text: "There is nothing here." }),
  delivery: pushed,
};

export const STYLES: Readonly<Record<StyleName, Style>> = { cursor, page, link, push };
