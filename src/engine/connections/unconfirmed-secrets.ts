/** Webhook secrets that a delivery brought: stored under another name until a delivery verifies with them. */
import type { Tx } from "../../db/database.ts";
import type { SealedRow } from "../../db/vault.ts";
import { loadSealed } from "./stored-connection.ts";

const UNCONFIRMED = "learnt:";

/** The name one is remembered under. */
export const unconfirmedName = (name: string): string => `${UNCONFIRMED}${name}`;

export const isUnconfirmed = ({ name }: Pick<SealedRow, "name">): boolean => name.startsWith(UNCONFIRMED);

/** Makes the remembered secrets of a connection the ones to check against; false: none are remembered. */
export async function confirmSecrets(
  tx: Tx,
  connection: string,
  how: {
    readonly unseal: (row: SealedRow) => string;
    readonly save: (secrets: Readonly<Record<string, string>>) => Promise<void>;
  },
): Promise<boolean> {
  const unconfirmed = (await loadSealed(tx, connection)).filter(
    (row) => row.owner_kind === "connection" && isUnconfirmed(row),
  );
  if (unconfirmed.length === 0) return false;
  await how.save(Object.fromEntries(unconfirmed.map((row) => [row.name.slice(UNCONFIRMED.length), how.unseal(row)])));
  await tx.run(
    `delete from argosy.secret
     where organization_id = argosy.tenant() and owner_kind = 'connection' and owner_id = $1 and name = any ($2)`,
    [connection, unconfirmed.map((row) => row.name)],
  );
  return true;
}
