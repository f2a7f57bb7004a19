/** What platforms granted: one grant may serve several connections, and then one renewal has to serve them all. */
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { storeNotFound } from "./draft.ts";
import { storeSecrets } from "./secrets.ts";

export interface GrantToSave {
  /** The connections that work with it from now on. */
  readonly connectionIds: readonly [string, ...string[]];
  readonly secrets: Readonly<Record<string, string>>;
  readonly scopes?: readonly string[] | undefined;
  readonly expiresAt?: Date | undefined;
  /** When secrets beside the access end, by name. */
  readonly ends?: Readonly<Record<string, string>> | undefined;
  /** Whose consent it is; one of the same holder that is already here is replaced, for all that work with it. */
  readonly holder?: string | undefined;
  /** Secrets each connection holds itself: one of these among the grant's would count for all of them. */
  readonly ownNames?: readonly string[] | undefined;
  readonly now: Date;
}

/**
 * Keeps a new consent (tokens, scopes, expiry). It takes the place of the same holder's older one, else of the first
 * connection's own; a grant that others work with stays as it is, and a new one is made. What a renewal under way answers
 * after it counts no more. Returns its id.
 */
export async function saveGrant(tx: Tx, vault: Vault, grant: GrantToSave): Promise<string> {
  const [first] = grant.connectionIds;
  const existing = await tx.maybe<{ provider: string; grant_id: string | null }>(
    `select provider, grant_id
     from connection
     where organization_id = argosy.tenant() and id = $1 and deleted_at is null
     for update`,
    [first],
  );
  if (!existing) throw storeNotFound();
  const replaced = await replacedBy(tx, grant, existing);
  const { id } = await tx.one<{ id: string }>(
    `insert into access_grant (organization_id, id, provider, scopes, expires_at, refreshed_at, holder)
     values (argosy.tenant(), coalesce($1::uuid, argosy.new_id()), $2, coalesce($3, '{}'::text[]), $4, $5, $6)
     on conflict (organization_id, id) do update set scopes = coalesce($3, access_grant.scopes),
       expires_at = excluded.expires_at, refreshed_at = excluded.refreshed_at, holder = excluded.holder, error = null,
       error_at = null, generation = access_grant.generation + 1, renewal_token = null, renewal_until = null
     returning id`,
    [replaced, existing.provider, grant.scopes ?? null, grant.expiresAt ?? null, grant.now, grant.holder ?? null],
  );
  await tx.run(
    "update connection set grant_id = $2, updated_at = $3 where organization_id = argosy.tenant() and id = any($1)",
    [grant.connectionIds, id, grant.now],
  );
  const owner = { ownerKind: "grant", ownerId: id } as const;
  await storeSecrets(tx, vault, {
    ...owner,
    secrets: grant.secrets,
    expiresAt: grant.expiresAt,
    ends: grant.ends,
    now: grant.now,
  });
  await tx.run(
    `delete from secret
     where organization_id = argosy.tenant() and owner_kind = 'grant' and owner_id = $1 and name = any($2)`,
    [id, grant.ownNames ?? []],
  );
  return id;
}

async function replacedBy(
  tx: Tx,
  { holder, connectionIds }: GrantToSave,
  existing: { readonly provider: string; readonly grant_id: string | null },
): Promise<string | null> {
  const same = await tx.maybe<{ id: string }>(
    "select id from access_grant where organization_id = argosy.tenant() and provider = $1 and holder = $2",
    [existing.provider, holder ?? null],
  );
  if (same) return same.id;
  const others = (await connectionsOfGrant(tx, existing.grant_id)).filter(({ id }) => !connectionIds.includes(id));
  return others.length === 0 ? existing.grant_id : null;
}

export interface Sharer {
  readonly id: string;
  readonly state: string;
  readonly account_id: string | null;
}

/** Every connection that works with a grant, drafts and deleted ones left out. */
export async function connectionsOfGrant(tx: Tx, grantId: string | null): Promise<Sharer[]> {
  return tx.rows<Sharer>(
    `select id, state, account_id from connection
     where organization_id = argosy.tenant() and grant_id = $1 and deleted_at is null and state <> 'draft' order by id`,
    [grantId],
  );
}
