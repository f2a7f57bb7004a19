import { randomBytes } from "node:crypto";
import { type ConnectionId, connectionId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { SHOWN } from "../../db/connection-states.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { refusal } from "../refusals.ts";
import { codeFrom, freePrefix, requireFreeCode, suggestCode } from "./codes.ts";
import { newWebhookKey, openRoute } from "./routes.ts";
import { storeSecrets, wipeSecrets } from "./secrets.ts";

export type ConnectionKind = "commerce" | "logistics" | "marketing";

/** Name under which the secret we make for a platform's webhooks is kept. */
export const WEBHOOK_SECRET = "webhookSecret";

/** Name of a sealed consent on a draft: it waits for somebody to pick among the accounts it covers. */
export const CONSENT = "consent";

const DRAFT_MS = 24 * 60 * 60_000;

export interface NewDraft {
  readonly kind: ConnectionKind;
  readonly provider: string;
  /** What people call it; the provider's name when they said nothing yet. */
  readonly name: string;
  /** Slug; made from the name when absent. */
  readonly code?: string | undefined;
  readonly orderPrefix?: string | undefined;
  /** Makes the webhook secret in the form of Standard Webhooks: "whsec_" and the base64 of its bytes. */
  readonly hasStandardSecret?: boolean | undefined;
  readonly now: Date;
}

export interface Draft {
  readonly id: ConnectionId;
  readonly code: string;
  readonly webhookKey: string;
  /** Shown to the seller to paste where the platform wants a secret of ours. */
  readonly webhookSecret: string;
  readonly expiresAt: Date;
}

/**
 * Reserves a connection while its form is open: id, code, webhook address and secret exist, so deliveries may
 * already come. Throws HubError PLAN_STORES when the plan allows no further store, STORE_CODE_TAKEN on a used code.
 */
export async function createDraft(tx: Tx, vault: Vault, draft: NewDraft): Promise<Draft> {
  await lockStores(tx);
  if (draft.kind === "commerce") await requireRoomForStore(tx);
  if (draft.code !== undefined) await requireFreeCode(tx, draft.code);
  const code = draft.code ?? (await suggestCode(tx, codeFrom(draft.name)));
  const webhookKey = newWebhookKey();
  const expiresAt = new Date(draft.now.getTime() + DRAFT_MS);
  const { id } = await tx.one<{ id: string }>(
    `insert into connection (organization_id, kind, provider, code, name, order_prefix, webhook_key, draft_expires_at,
       created_at, updated_at)
     values (argosy.tenant(), $1, $2, $3, $4, $5, $6, $7, $8, $8) returning id`,
    [
      draft.kind,
      draft.provider,
      code,
      checkedName(draft.name),
      draft.orderPrefix ?? "",
      webhookKey,
      expiresAt,
      draft.now,
    ],
  );
  const webhookSecret = newWebhookSecret(draft.hasStandardSecret);
  await storeSecrets(tx, vault, {
    ownerKind: "connection",
    ownerId: id,
    secrets: { [WEBHOOK_SECRET]: webhookSecret },
    now: draft.now,
  });
  await openRoute(tx, { key: webhookKey, purpose: "webhook", connectionId: id, provider: draft.provider });
  return { id: connectionId(id), code, webhookKey, webhookSecret, expiresAt };
}

/** A secret of ours to sign deliveries with; as Standard Webhooks writes it: "whsec_" and the base64 of its bytes. */
export function newWebhookSecret(isStandard = false): string {
  const bytes = randomBytes(32);
  return isStandard ? `whsec_${bytes.toString("base64")}` : bytes.toString("base64url");
}

/** Characters of a store's name. */
export const MOST_NAME = 120;

/** The trimmed name. Throws HubError STORE_NAME unless it has 1 to 120 characters. */
export function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length < 1 || trimmed.length > MOST_NAME)
    throw new HubError("STORE_NAME", "validation", "A channel's name has 1 to 120 characters.", "name");
  return trimmed;
}

/**
 * A draft becomes a store: its order numbers get a prefix no other store has, and with `review` nothing is linked by
 * itself before its plan is applied. The stores are locked.
 */
export async function beginStore(
  tx: Tx,
  connectionId: string,
  { review }: { readonly review: boolean },
): Promise<void> {
  const { prefix } = await tx.one<{ prefix: string }>(
    "select order_prefix as prefix from connection where organization_id = argosy.tenant() and id = $1",
    [connectionId],
  );
  await tx.run(
    "update connection set order_prefix = $2, awaits_plan = $3 where organization_id = argosy.tenant() and id = $1",
    [connectionId, await freePrefix(tx, prefix, connectionId), review],
  );
}

/** Calls a connection something else. Throws HubError STORE_CODE_TAKEN where the code is another's. */
export async function nameStore(
  tx: Tx,
  named: {
    readonly connectionId: string;
    readonly name: string;
    readonly code?: string | undefined;
    readonly now: Date;
  },
): Promise<void> {
  const { connectionId, name, code, now } = named;
  if (code !== undefined) {
    await lockStores(tx);
    await requireFreeCode(tx, code, connectionId);
  }
  await tx.run(
    `update connection set name = $2, code = coalesce($4, code), updated_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [connectionId, name, now, code ?? null],
  );
}

/** One at a time changes codes and counts stores of an organization. */
export async function lockStores(tx: Tx): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.stores:' || argosy.tenant()::text, 0))");
}

/** Throws HubError PLAN_STORES when the organization's plan is used up. Drafts do not count. */
export async function requireRoomForStore(tx: Tx): Promise<void> {
  const row = await tx.one<{ allowed: number | null; used: number }>(
    `select (o.plan->>'stores')::int as allowed,
       (select count(*)::int from connection c where c.organization_id = o.organization_id and c.kind = 'commerce'
          and c.state in ${SHOWN}) as used
     from organization o where o.organization_id = argosy.tenant()`,
  );
  if (row.allowed !== null && row.used >= row.allowed)
    throw new HubError("PLAN_STORES", "limit", message("refused.planStores", { count: row.allowed }));
}

export interface Credentials {
  readonly connectionId: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** The form's non-secret values. */
  readonly settings?: Readonly<Record<string, Json>> | undefined;
  readonly storeUrl?: string | undefined;
  /** Replaces the platform's own host (sandboxes, an operator's proxy). */
  readonly endpoint?: string | undefined;
  readonly now: Date;
}

/** Keeps validated credentials: secrets in the vault, the rest beside the connection. */
export async function saveCredentials(tx: Tx, vault: Vault, credentials: Credentials): Promise<void> {
  const touched = await tx.run(
    `update connection set settings = settings || $2::jsonb, store_url = coalesce($3, store_url),
       endpoint = coalesce($4, endpoint), updated_at = $5
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null`,
    [
      credentials.connectionId,
      jsonParameter(credentials.settings ?? {}),
      credentials.storeUrl ?? null,
      credentials.endpoint ?? null,
      credentials.now,
    ],
  );
  if (touched === 0) throw storeNotFound();
  await storeSecrets(tx, vault, {
    ownerKind: "connection",
    ownerId: credentials.connectionId,
    secrets: credentials.secrets,
    now: credentials.now,
  });
}

/** Removes drafts whose day is over, with what they kept; answers how many. */
export async function expireDrafts(tx: Tx, now: Date): Promise<number> {
  const rows = await tx.rows<{ id: string }>(
    `update connection set state = 'deleted', deleted_at = $1, updated_at = $1
     where organization_id = argosy.tenant() and state = 'draft' and draft_expires_at <= $1 returning id`,
    [now],
  );
  await forgetDrafts(
    tx,
    rows.map((row) => row.id),
  );
  return rows.length;
}

/** Removes a draft that was made for an attempt which did not succeed; anything else stays. */
export async function dropDraft(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const rows = await tx.rows<{ id: string }>(
    `update connection set state = 'deleted', deleted_at = $2, updated_at = $2
     where organization_id = argosy.tenant() and id = $1 and state = 'draft' returning id`,
    [connectionId, now],
  );
  await forgetDrafts(
    tx,
    rows.map((row) => row.id),
  );
}

async function forgetDrafts(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await wipeSecrets(tx, ids);
  await tx.run("delete from ingress_route where organization_id = argosy.tenant() and connection_id = any($1)", [ids]);
  await tx.run("delete from inbox_event where organization_id = argosy.tenant() and connection_id = any($1)", [ids]);
}

export function storeNotFound(): HubError {
  return refusal("STORE_NOT_FOUND");
}
