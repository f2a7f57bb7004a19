import { z } from "zod";
import type { MessagePart } from "../../commerce/message.ts";
import type { Tx } from "../../db/database.ts";
import { openRow, type SealedRow, secretOwner, type Vault } from "../../db/vault.ts";
import { type Answered, time } from "../answer-schemas.ts";
import { endsWithGrant, TOKEN_KINDS, tokenKind } from "./token-kind.ts";

export type SecretOwnerKind = "app" | "connection" | "gift_card" | "grant" | "terminal" | "webhook_endpoint";

export interface SecretsToSave {
  readonly ownerKind: SecretOwnerKind;
  readonly ownerId: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** When the access they give ends. */
  readonly expiresAt?: Date | undefined;
  /** When others of them end, by name; ISO 8601 UTC. */
  readonly ends?: Readonly<Record<string, string>> | undefined;
  readonly now: Date;
}

/** Seals secrets into the vault; one that is already there becomes its next version. */
export async function storeSecrets(tx: Tx, vault: Vault, save: SecretsToSave): Promise<void> {
  const names = Object.keys(save.secrets);
  if (names.length === 0) return;
  const { organization } = await tx.one<{ organization: string }>("select argosy.tenant() as organization");
  const owner = secretOwner(save.ownerKind, save.ownerId);
  const sealed = names.map((name) => vault.seal({ organization, owner, name }, save.secrets[name] ?? ""));
  await tx.run(
    `insert into secret (organization_id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id, issued_at,
       expires_at)
     select argosy.tenant(), $1, $2, s.name, s.ciphertext, s.iv, s.tag, s.key_id, $3, s.expires_at
     from unnest($4::timestamptz[], $5::text[], $6::bytea[], $7::bytea[], $8::bytea[], $9::text[])
       as s(expires_at, name, ciphertext, iv, tag, key_id)
     on conflict (organization_id, owner_kind, owner_id, name) do update set
       version = secret.version + 1, ciphertext = excluded.ciphertext, iv = excluded.iv, tag = excluded.tag,
       key_id = excluded.key_id, issued_at = excluded.issued_at, expires_at = excluded.expires_at`,
    [
      save.ownerKind,
      save.ownerId,
      save.now,
      names.map((name) => save.ends?.[name] ?? (endsWithGrant(name) ? (save.expiresAt ?? null) : null)),
      names,
      sealed.map((each) => each.ciphertext),
      sealed.map((each) => each.iv),
      sealed.map((each) => each.tag),
      sealed.map((each) => each.keyId),
    ],
  );
}

export interface SecretRow extends SealedRow {
  readonly organization: string;
  readonly owner_kind: SecretOwnerKind;
}

/**
 * All secrets a connection works with, by name, opened: its own and those of its grant (the grant's win).
 * Never hand the result to anything that logs or answers. Throws VaultError when one was changed or moved.
 */
export async function secretsOf(tx: Tx, vault: Vault, connectionId: string): Promise<ReadonlyMap<string, string>> {
  return (await secretsOfStores(tx, vault, [connectionId])).get(connectionId) ?? new Map();
}

/** The same of several connections. */
export async function secretsOfStores(
  tx: Tx,
  vault: Vault,
  connectionIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const rows = await tx.rows<SecretRow & { readonly store: string }>(
    `select c.id as store, s.organization_id as organization, s.owner_kind, s.owner_id, s.name, s.ciphertext, s.iv,
       s.tag, s.key_id
     from secret s join connection c on c.organization_id = s.organization_id
       and ((s.owner_kind = 'connection' and s.owner_id = c.id) or (s.owner_kind = 'grant' and s.owner_id = c.grant_id))
     where s.organization_id = argosy.tenant() and c.id = any($1)
     order by s.owner_kind`,
    [connectionIds],
  );
  const byStore = Map.groupBy(rows, ({ store }) => store);
  return new Map([...byStore].map(([store, its]) => [store, opened(vault, its)]));
}

/** Those of a connection's own alone. */
export async function ownSecretsOf(tx: Tx, vault: Vault, connectionId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<SecretRow>(
    `select organization_id as organization, owner_kind, owner_id, name, ciphertext, iv, tag, key_id from secret
     where organization_id = argosy.tenant() and owner_kind = 'connection' and owner_id = $1`,
    [connectionId],
  );
  return opened(vault, rows);
}

/** Opens sealed rows, by name. Throws VaultError when one was changed or moved. */
export function opened(vault: Vault, rows: readonly SecretRow[]): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [row.name, openRow(vault, row.organization, row)]));
}

export const secretFactSchema = z.object({
  name: z.string(),
  issuedAt: time,
  expiresAt: time.nullable(),
  version: z.int().describe("how often it was replaced, from 1"),
  kind: z.enum(TOKEN_KINDS),
  renewedAt: time.nullable().describe("when it was last renewed or replaced"),
  error: z.string().nullable().describe("why its last renewal failed"),
  errorAt: time.nullable(),
  previousUntil: time.nullable().describe("until when the one before it is accepted too; null: it is not"),
});

export interface SecretFact extends Answered<typeof secretFactSchema> {
  readonly errorTold: readonly MessagePart[] | null;
}

/** What may be shown of a connection's secrets: that they are there, and their dates; of one kept twice, the one in use. */
export async function secretFacts(tx: Tx, connectionId: string): Promise<SecretFact[]> {
  const rows = await tx.rows<Omit<SecretFact, "kind"> & { readonly isGrants: boolean }>(
    `select distinct on (s.name) s.name, s.issued_at as "issuedAt", s.expires_at as "expiresAt", s.version,
       s.owner_kind = 'grant' as "isGrants", case when s.version > 1 then s.issued_at end as "renewedAt", g.error,
       g.error_said as "errorTold",
       g.error_at as "errorAt",
       (select max(p.expires_at)
        from secret p
        where p.organization_id = argosy.tenant() and p.owner_kind = 'connection' and p.owner_id = c.id
          and p.name like 'previous:%:' || s.name) as "previousUntil"
     from secret s join connection c on c.organization_id = s.organization_id
       and ((s.owner_kind = 'connection' and s.owner_id = c.id) or (s.owner_kind = 'grant' and s.owner_id = c.grant_id))
     left join access_grant g on g.organization_id = c.organization_id and g.id = c.grant_id
     where s.organization_id = argosy.tenant() and c.id = $1 and s.name not like 'previous:%'
     order by s.name, s.owner_kind desc`,
    [connectionId],
  );
  return rows.map(({ isGrants, error, errorAt, ...row }) => {
    const isRenewed = isGrants && endsWithGrant(row.name);
    const kind = tokenKind(row.name);
    // A key of the app is stored again with each token, and is the same.
    const renewedAt = isGrants && kind === "api_key" ? null : row.renewedAt;
    return { ...row, kind, renewedAt, error: isRenewed ? error : null, errorAt: isRenewed ? errorAt : null };
  });
}

/** Removes secrets of a connection's own by name. */
export async function forgetSecrets(tx: Tx, connectionId: string, names: readonly string[]): Promise<void> {
  await tx.run(
    `delete from secret
     where organization_id = argosy.tenant() and owner_kind = 'connection' and owner_id = $1 and name = any($2)`,
    [connectionId, names],
  );
}

/** Removes what was kept for a connection, and its grant's tokens when no other connection works with them. */
export async function wipeSecrets(tx: Tx, connectionIds: readonly string[]): Promise<void> {
  await tx.run(
    `delete from secret s where s.organization_id = argosy.tenant() and (
       (s.owner_kind = 'connection' and s.owner_id = any($1))
       or (s.owner_kind = 'grant'
         and s.owner_id in (select grant_id from connection where organization_id = argosy.tenant() and id = any($1))
         and not exists (select 1 from connection o where o.organization_id = s.organization_id
           and o.grant_id = s.owner_id and o.deleted_at is null and o.id <> all($1))))`,
    [connectionIds],
  );
}

/** Those of anything but a connection, by name. */
export async function openOwned(
  tx: Tx,
  vault: Vault,
  of: { readonly ownerKind: SecretOwnerKind; readonly ownerId: string },
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<SecretRow>(
    `select organization_id as organization, owner_kind, owner_id, name, ciphertext, iv, tag, key_id from argosy.secret
     where organization_id = argosy.tenant() and owner_kind = $1 and owner_id = $2`,
    [of.ownerKind, of.ownerId],
  );
  return opened(vault, rows);
}

/** Removes what was kept for anything but a connection. */
export async function wipeOwned(
  tx: Tx,
  of: { readonly ownerKind: SecretOwnerKind; readonly ownerId: string },
): Promise<void> {
  await tx.run(
    `delete from argosy.secret where organization_id = argosy.tenant() and owner_kind = $1 and owner_id = $2`,
    [of.ownerKind, of.ownerId],
  );
}
