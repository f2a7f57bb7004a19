import { randomBytes } from "node:crypto";
import type { Tx } from "../../db/database.ts";
import { secretOwner, type Vault } from "../../db/vault.ts";
import { storeSecrets } from "../stores/secrets.ts";

const OWNER_KIND = "webhook_endpoint";
const CURRENT = "signing";
const PREVIOUS = "signing_previous";
// A receiver has a day to take over a new secret; until then both sign.
const OVERLAP_MS = 24 * 60 * 60_000;

/** A new secret in the form of Standard Webhooks: 256 random bits. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

/** Makes an endpoint's secret; what was current signs beside it for a day. Answers the new one, which is shown once. */
export async function makeSecret(tx: Tx, vault: Vault, endpointId: string, now: Date): Promise<string> {
  const [before] = await signingSecrets(tx, vault, endpointId, now);
  const secret = newSecret();
  const owner = { ownerKind: OWNER_KIND, ownerId: endpointId, now } as const;
  if (before !== undefined)
    await storeSecrets(tx, vault, {
      ...owner,
      secrets: { [PREVIOUS]: before },
      ends: { [PREVIOUS]: new Date(now.getTime() + OVERLAP_MS).toISOString() },
    });
  await storeSecrets(tx, vault, { ...owner, secrets: { [CURRENT]: secret } });
  return secret;
}

/** The secrets an endpoint's deliveries are signed with, the current one first. */
export async function signingSecrets(tx: Tx, vault: Vault, endpointId: string, now: Date): Promise<string[]> {
  const rows = await tx.rows<{
    organization: string;
    name: string;
    ciphertext: Buffer;
    iv: Buffer;
    tag: Buffer;
    key_id: string;
  }>(
    `select organization_id as organization, name, ciphertext, iv, tag, key_id from secret
     where organization_id = argosy.tenant() and owner_kind = $1 and owner_id = $2
       and (expires_at is null or expires_at > $3)
     order by name`,
    [OWNER_KIND, endpointId, now],
  );
  return rows.map((row) =>
    vault.open(
      { organization: row.organization, owner: secretOwner(OWNER_KIND, endpointId), name: row.name },
      { ciphertext: row.ciphertext, iv: row.iv, tag: row.tag, keyId: row.key_id },
    ),
  );
}

/** Removes an endpoint's secrets. */
export async function wipeEndpointSecrets(tx: Tx, endpointId: string): Promise<void> {
  await tx.run("delete from secret where organization_id = argosy.tenant() and owner_kind = $1 and owner_id = $2", [
    OWNER_KIND,
    endpointId,
  ]);
}
