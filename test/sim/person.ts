/** A person at the hub's interface, in one organization, who tries again when it cannot answer. */
import { clientOf, RefusedByApi, type Seller } from "../../demo/seller.ts";
import { isDatabaseAway } from "../../src/db/away.ts";
import type { SimHub } from "./hub.ts";

const UNDER_WAY_MS = 6 * 60_000;

/** More than a pool can hold of connections that were cut and do not know it yet. */
const MOST_BROKEN = 40;

/** Connections broken on purpose may be the ones the simulation itself looks through: it looks again. */
export async function untilConnected<T>(readNow: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readNow();
    } catch (error) {
      if (tries === MOST_BROKEN || !isDatabaseAway(error)) throw error;
    }
  }
}

/**
 * The hub's owner in a new organization, by a key of it: who a person is costs a password's hash, and a session four
 * statements with each request.
 */
export async function sellerIn(
  { owner, url }: SimHub,
  { slug, currency }: { readonly slug: string; readonly currency: string },
): Promise<Seller> {
  const made = await owner.post<{ id: string }>("/organizations", {
    name: slug,
    slug,
    currency,
    zone: "UTC",
  });
  const answer = await owner.call("POST", "/api-keys", { name: slug, role: "owner" }, { "x-organization": made.id });
  const { key } = (await answer.json()) as { key: string };
  const call: Seller["call"] = (method, path, body, headers = {}) =>
    fetch(`${url}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        // Packing and unpacking answers is no part of what worlds ask.
        "accept-encoding": "identity",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(method === "POST" ? { "idempotency-key": crypto.randomUUID() } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    ...owner,
    organizationId: made.id,
    call,
    ...clientOf(call),
  };
}

/** Repeats what the hub could not answer, as the sender of an Idempotency-Key may. */
export async function retrying<T>(
  hub: SimHub,
  seller: Seller,
  request: { readonly method: string; readonly path: string; readonly body?: unknown },
): Promise<T> {
  const { method, path, body } = request;
  const key = crypto.randomUUID();
  for (let tries = 1; ; tries += 1) {
    const answer = await seller.call(method, path, body, method === "POST" ? { "idempotency-key": key } : {});
    const text = await answer.text();
    const parsed = text === "" ? {} : JSON.parse(text);
    if (answer.ok) return parsed;
    if (parsed.code === "IDEMPOTENCY_IN_FLIGHT" && tries < 5) {
      // The answer to the first was lost; its key is free again when nobody can still be working on it.
      hub.clock.leap(UNDER_WAY_MS);
      continue;
    }
    if (answer.status < 500 || tries === 5) throw new RefusedByApi(method, path, answer.status, parsed);
    // A process that died over the request is started again by whoever watches it.
    if (hub.life.seam.isDead) await hub.restart();
    hub.clock.leap(1_000);
  }
}
