/** Keeps replaced webhook secrets valid for a while, for every store that shares the consent (decision 437). */
import type { OrganizationId } from "../../commerce/ids.ts";
import { signingNames } from "../../connectors/kit/connect/signing-names.ts";
import type { Tx } from "../../db/database.ts";
import { withReplacedSecrets } from "../../hub/stores/previous-secrets.ts";
import { storeIds } from "../connections/stored-connection.ts";
import type { ConnectDeps } from "./attempt.ts";

/** Does work that keeps new credentials of a provider; the webhook secrets it replaced count for a while longer. */
export async function withReplacedSignatures<T>(
  deps: ConnectDeps,
  tx: Tx,
  of: {
    readonly organization: OrganizationId;
    readonly provider: string;
    readonly overlapHours?: number | undefined;
  },
  work: () => Promise<T>,
): Promise<T> {
  const stores = await tx.rows<{ id: string }>(
    `select id
     from argosy.connection
     where organization_id = argosy.tenant() and provider = $1 and deleted_at is null and state <> 'draft'
     order by id`,
    [of.provider],
  );
  const ids = storeIds(stores.map(({ id }) => id));
  const open = await deps.registry.openStores(tx, of.organization, ids);
  const names = new Map(
    open.map(({ row, connector, ports }) => [row.id, signingNames(connector, ports.webhooks)] as const),
  );
  const { overlapHours } = of;
  return withReplacedSecrets(tx, deps.vault, { names, overlapHours, now: new Date(deps.clock.now()) }, work);
}
