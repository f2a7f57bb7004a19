/** Stores a renewed grant with each token's expiry, or why the renewal failed. */
import type { Grant } from "../../connectors/kit/contract/contract.ts";
import { isConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { StoredGrant } from "../../connectors/kit/http/tokens.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { textParameters } from "../../hub/json-column.ts";
import { storeSecrets } from "../../hub/stores/secrets.ts";

/** False: another grant is stored by now, by a newer consent or another process, and stays. */
export async function storeGrant(
  tx: Tx,
  given: {
    readonly vault: Vault;
    readonly grantId: string | null;
    readonly renewed: StoredGrant;
    /** What of it the platform answered anew; the rest keeps its own dates. */
    readonly answered: Grant;
    readonly now: Date;
  },
): Promise<boolean> {
  const { vault, grantId, renewed, answered, now } = given;
  if (grantId === null) return true;
  const { secrets, expiresAt, ends } = answered;
  const until = expiresAt === undefined ? undefined : new Date(expiresAt);
  const stored = await tx.run(
    `update argosy.access_grant
     set expires_at = $2, refreshed_at = $3, generation = $4, error = null, error_said = null, error_at = null
     where organization_id = argosy.tenant() and id = $1 and generation = $4 - 1`,
    [grantId, until ?? null, now, renewed.generation],
  );
  if (stored === 0) return false;
  await storeSecrets(tx, vault, { ownerKind: "grant", ownerId: grantId, secrets, expiresAt: until, ends, now });
  return true;
}

/** A fault of ours is no news about the grant. */
export async function noteRenewalFailed(
  tx: Tx,
  { grantId, error, now }: { readonly grantId: string | null; readonly error: unknown; readonly now: Date },
): Promise<void> {
  if (grantId === null || !isConnectorError(error)) return;
  const [text, parts] = textParameters(error.userMessage);
  await tx.run(
    `update argosy.access_grant set error = $2, error_said = $4, error_at = $3
     where organization_id = argosy.tenant() and id = $1`,
    [grantId, text, now, parts],
  );
}
