import { type OrganizationId, organizationId } from "../commerce/ids.ts";
import type { Database, Tx } from "./database.ts";
import { type SealedRow, type SealedSecret, secretOwner, type Vault } from "./vault.ts";

interface SecretRow extends SealedRow {
  readonly id: string;
}

// Keeps a transaction to some tens of milliseconds, so that the running hub hardly waits for a row.
const BATCH = 500;

/**
 * Seals every secret anew that was sealed with a retired key, in small transactions, while the hub may run. Resumable:
 * what is done is not done again. Returns how many were sealed; throws a VaultError when a secret does not open.
 */
export async function rotateSecrets(database: Database, vault: Vault): Promise<number> {
  const organizations = await database.scheduler.rows<{ id: string }>("select organization_id as id from organization");
  let sealed = 0;
  for (const { id } of organizations) {
    const organization = organizationId(id);
    for (;;) {
      const count = await database.tenant(organization, (tx) => rotateBatch(tx, organization, vault));
      sealed += count;
      if (count < BATCH) break;
    }
  }
  return sealed;
}

async function rotateBatch(tx: Tx, organization: OrganizationId, vault: Vault): Promise<number> {
  const rows = await tx.rows<SecretRow>(
    `select id, owner_kind, owner_id, name, ciphertext, iv, tag, key_id from secret
     where organization_id = $1 and key_id <> $2 order by id limit ${BATCH} for update`,
    [organization, vault.currentKeyId],
  );
  if (rows.length === 0) return 0;
  const fresh = rows.map((row): SealedSecret => {
    const context = { organization, owner: secretOwner(row.owner_kind, row.owner_id), name: row.name };
    return vault.seal(context, vault.open(context, { ...row, keyId: row.key_id }));
  });
  return tx.run(
    `update secret s set ciphertext = n.ciphertext, iv = n.iv, tag = n.tag, key_id = $6
     from unnest($2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[]) as n(id, ciphertext, iv, tag)
     where s.organization_id = $1 and s.id = n.id`,
    [
      organization,
      rows.map((row) => row.id),
      fresh.map((secret) => secret.ciphertext),
      fresh.map((secret) => secret.iv),
      fresh.map((secret) => secret.tag),
      vault.currentKeyId,
    ],
  );
}
