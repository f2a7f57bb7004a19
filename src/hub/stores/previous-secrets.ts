/** Webhook secrets that were replaced and count for a while longer, so that nothing on its way is refused (decision 451). */
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { keepSecrets, secretsOf } from "./secrets.ts";

/** Most hours an old secret counts beside the new one. */
export const MOST_OVERLAP_HOURS = 168;
const HOUR_MS = 3_600_000;
const PREVIOUS = "previous:";
/** SQL: the names of such secrets. */
const IS_PREVIOUS = `name LIKE '${PREVIOUS}%'`;

/** Of these secrets those that count now: the ones in use, then those replaced that have not ended. */
export function secretsNow(secrets: ReadonlyMap<string, string>, names: readonly string[], now: number): string[] {
  const before: string[] = [];
  for (const [key, value] of secrets) {
    if (!key.startsWith(PREVIOUS)) continue;
    const [, until = "0", name = ""] = /^previous:(\d+):(.+)$/.exec(key) ?? [];
    if (Number(until) > now && names.includes(name)) before.push(value);
  }
  return [...names.flatMap((name) => secrets.get(name) ?? []), ...before];
}

/**
 * Called before these secrets of a connection are replaced. Without an overlap also those end that were replaced before:
 * whoever says so wants the new one to be the only one.
 */
export async function keepPrevious(
  tx: Tx,
  vault: Vault,
  what: {
    readonly connectionId: string;
    readonly names: readonly string[];
    readonly overlapHours?: number | undefined;
    readonly now: Date;
  },
): Promise<void> {
  const { connectionId, names, overlapHours = 0, now } = what;
  if (names.length === 0) return;
  if (overlapHours === 0) {
    await tx.run(
      `DELETE FROM argosy.secret
       WHERE organization_id = argosy.tenant() AND owner_kind = 'connection' AND owner_id = $1 AND ${IS_PREVIOUS}
         AND regexp_replace(name, '^previous:[0-9]+:', '') = ANY ($2)`,
      [connectionId, names],
    );
    return;
  }
  const until = new Date(now.getTime() + overlapHours * HOUR_MS);
  // Also of what a grant holds: there they are where they were typed when connecting.
  const known = await secretsOf(tx, vault, connectionId);
  const kept = names.flatMap((name) => {
    const value = known.get(name);
    return value === undefined ? [] : [[`${PREVIOUS}${until.getTime()}:${name}`, value] as const];
  });
  await keepSecrets(tx, vault, {
    ownerKind: "connection",
    ownerId: connectionId,
    secrets: Object.fromEntries(kept),
    ends: Object.fromEntries(kept.map(([name]) => [name, until.toISOString()])),
    now,
  });
}

/** Removes those that ended; answers how many. */
export const removeEndedSecrets = (tx: Tx, now: Date): Promise<number> =>
  tx.run(`DELETE FROM argosy.secret WHERE organization_id = argosy.tenant() AND ${IS_PREVIOUS} AND expires_at <= $1`, [
    now,
  ]);
