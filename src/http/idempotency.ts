/**
 * Idempotency-Key: the same key with the same request gets the stored answer, with another request 409, while the first
 * one is under way 409. Answers of 5xx are not kept, so that a repeat tries again.
 */
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { OrganizationId } from "../commerce/ids.ts";
import { toJson } from "../commerce/json-text.ts";
import { type Tx, together } from "../db/database.ts";
import { secretOwner, type Vault, VaultError } from "../db/vault.ts";
import type { Access } from "../hub/accounts/access.ts";
import type { Deps } from "./deps.ts";
import { ApiError } from "./problem.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** The key this request holds and has to settle. */
    heldKey: string | null;
  }
}

// Stripe keeps 24 h (docs.stripe.com/api/idempotent_requests); platforms' and clients' retries end well before.
const RETENTION_HOURS = 24;
// A request ends within this time or its process is gone; then a repeat may take the key over.
const UNDER_WAY = "interval '2 minutes'";

interface Stored {
  readonly request_hash: Buffer;
  readonly status: number | null;
  readonly response: {
    readonly text?: string;
    readonly sealed?: Record<"ciphertext" | "iv" | "tag" | "keyId", string>;
  } | null;
}

export function storeIdempotentAnswers(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest("heldKey", null);
  app.addHook("preHandler", async (request, reply) => {
    const key = request.headers["idempotency-key"];
    if (request.method !== "POST" || key === undefined || !request.access) return;
    if (typeof key !== "string" || !/^[\x21-\x7e]{1,255}$/.test(key))
      throw new ApiError(
        400,
        "validation_error",
        "IDEMPOTENCY_KEY",
        "An Idempotency-Key is 1 to 255 printable characters.",
      );
    const stored = await hold(deps, request.access, key, request);
    if (!stored) {
      request.heldKey = key;
      return;
    }
    return replay(reply, deps.vault, stored, request.access.organization, key);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    if (request.heldKey === null || !request.access) return payload;
    const key = request.heldKey;
    request.heldKey = null;
    await settle(deps, { organization: request.access.organization, key, request, reply, payload });
    return payload;
  });
}

/** Takes the key, or answers what is stored under it. Who asks is part of the request: an answer may hold a secret. */
async function hold(
  deps: Deps,
  { organization, actor }: Access,
  key: string,
  request: FastifyRequest,
): Promise<Stored | undefined> {
  const hash = createHash("sha256")
    .update(
      `${actor.kind} ${actor.id}\n${request.method} ${request.url}\n${toJson(request.body ?? null)}${toJson([...(request.refusedRows?.values() ?? [])].map(({ row }) => row ?? null))}`,
    )
    .digest();
  const now = new Date(deps.clock.now());
  const once = <T>(work: (tx: Tx) => Promise<T>) => deps.db.tenant(organization, work, { atOnce: true });
  // Given back between the two, by a request that failed, it is there to be taken.
  for (;;) {
    const [, isTaken] = await once((tx) =>
      together([
        hash[0] === 0 ? forgetOld(tx, now) : Promise.resolve(),
        take(tx, { key, route: request.routeOptions.url ?? "", hash, now }),
      ]),
    );
    if (isTaken) return undefined;
    const stored = await once((tx) => storedUnder(tx, key));
    if (stored) return answered(stored, hash);
  }
}

async function forgetOld(tx: Tx, now: Date): Promise<void> {
  await tx.run(
    `delete from idempotency
     where organization_id = argosy.tenant() and created_at < $1::timestamptz - interval '${RETENTION_HOURS} hours'`,
    [now],
  );
}

async function take(
  tx: Tx,
  {
    key,
    route,
    hash,
    now,
  }: { readonly key: string; readonly route: string; readonly hash: Buffer; readonly now: Date },
): Promise<boolean> {
  const taken = await tx.run(
    `insert into idempotency (organization_id, key, route, request_hash, created_at)
     values (argosy.tenant(), $1, $2, $3, $4)
     on conflict (organization_id, key) do update set route = excluded.route, request_hash = excluded.request_hash,
       status = null, response = null, created_at = excluded.created_at
     where idempotency.created_at < excluded.created_at - interval '${RETENTION_HOURS} hours'
        or (idempotency.status is null and idempotency.request_hash = excluded.request_hash
            and idempotency.created_at < excluded.created_at - ${UNDER_WAY})`,
    [key, route, hash, now],
  );
  return taken > 0;
}

function storedUnder(tx: Tx, key: string): Promise<Stored | undefined> {
  return tx.maybe<Stored>(
    "select request_hash, status, response from idempotency where organization_id = argosy.tenant() and key = $1",
    [key],
  );
}

function answered(stored: Stored, hash: Buffer): Stored {
  if (!stored.request_hash.equals(hash))
    throw new ApiError(
      409,
      "validation_error",
      "IDEMPOTENCY_REUSED",
      "This Idempotency-Key came with another request before.",
    );
  if (stored.status === null)
    throw new ApiError(
      409,
      "validation_error",
      "IDEMPOTENCY_IN_FLIGHT",
      "The first request with this Idempotency-Key is still under way.",
      1,
    );
  return stored;
}

function replay(reply: FastifyReply, vault: Vault, stored: Stored, organization: string, key: string): FastifyReply {
  reply.code(stored.status ?? 200).header("idempotency-replayed", "true");
  const text = stored.response?.sealed
    ? unseal(vault, stored.response.sealed, organization, key)
    : stored.response?.text;
  if (text === undefined || text === "") return reply.send();
  reply.header(
    "content-type",
    (stored.status ?? 0) >= 400 ? "application/problem+json" : "application/json; charset=utf-8",
  );
  return reply.serializer((stored: string) => stored).send(text);
}

function unseal(
  vault: Vault,
  sealed: Record<"ciphertext" | "iv" | "tag" | "keyId", string>,
  organization: string,
  key: string,
): string {
  const bytes = (name: "ciphertext" | "iv" | "tag") => Buffer.from(sealed[name], "base64");
  try {
    return vault.open(
      { organization, owner: secretOwner("idempotency", key), name: "answer" },
      { ciphertext: bytes("ciphertext"), iv: bytes("iv"), tag: bytes("tag"), keyId: sealed.keyId },
    );
  } catch (error) {
    if (error instanceof VaultError)
      throw new ApiError(
        409,
        "validation_error",
        "ANSWER_GONE",
        "The request was done; its answer held a secret that cannot be shown again.",
      );
    throw error;
  }
}

interface Settlement {
  readonly organization: OrganizationId;
  readonly key: string;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly payload: unknown;
}

async function settle(deps: Deps, { organization, key, request, reply, payload }: Settlement): Promise<void> {
  const isStored = reply.statusCode < 500 && reply.statusCode !== 429;
  const text = typeof payload === "string" ? payload : "";
  const isSecret = request.routeOptions.config?.secretAnswer === true && reply.statusCode < 400;
  const response = isSecret ? { sealed: seal(deps.vault, text, organization, key) } : { text };
  const settled = (tx: Tx) =>
    isStored
      ? tx.run(
          `update idempotency
           set status = $2, response = $3::jsonb
           where organization_id = argosy.tenant() and key = $1`,
          [key, reply.statusCode, JSON.stringify(response)],
        )
      : tx.run("delete from idempotency where organization_id = argosy.tenant() and key = $1 and status is null", [
          key,
        ]);
  await deps.db.tenant(organization, settled, { atOnce: true });
}

function seal(vault: Vault, text: string, organization: string, key: string) {
  const sealed = vault.seal({ organization, owner: secretOwner("idempotency", key), name: "answer" }, text);
  const base64 = (bytes: Buffer) => bytes.toString("base64");
  return { ciphertext: base64(sealed.ciphertext), iv: base64(sealed.iv), tag: base64(sealed.tag), keyId: sealed.keyId };
}
