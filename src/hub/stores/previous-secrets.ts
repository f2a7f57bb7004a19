/** Webhook secrets that were replaced and count for a while longer, so that nothing on its way is refused (decisions 451, 437). */
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { secretsOfStores, storeSecrets } from "./secrets.ts";

/** Most hours an old secret counts beside the new one. */
export const MOST_OVERLAP_HOURS = 168;
/** Hours where nobody says how many: a platform replaced it, or the store was connected again. */
const OVERLAP_HOURS = 24;
const HOUR_MS = 3_600_000;
const PREVIOUS = "previous:";
/** SQL: the names of such secrets. */
export const IS_PREVIOUS = `name like '${PREVIOUS}%'`;
/** SQL: the name of the secret one of them was. */
export const REPLACED_NAME = "regexp_replace(name, '^previous:[0-9]+:', '')";
/** No later time can be told: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const NO_END = 8_640_000_000_000_000;

const FORM = /^previous:(\d+):(.+)$/;

const previousName = (name: string, until: number): string => `${PREVIOUS}${until}:${name}`;

/** The name of one that counts until whoever keeps it takes it away. */
export const previousWithoutEnd = (name: string): string => previousName(name, NO_END);

/** When those of these names end, by name; ISO 8601 UTC. */
export function previousEnds(names: Iterable<string>): Record<string, string> {
  const ends = [...names].flatMap((name) => {
    const [, until] = FORM.exec(name) ?? [];
    return until === undefined ? [] : [[name, new Date(Number(until)).toISOString()] as const];
  });
  return Object.fromEntries(ends);
}

/** Of these secrets those that count now: the ones in use, then those replaced that have not ended. */
export function secretsNow(secrets: ReadonlyMap<string, string>, names: readonly string[], now: number): string[] {
  const before: string[] = [];
  for (const [key, value] of secrets) {
    if (!key.startsWith(PREVIOUS)) continue;
    const [, until = "0", name = ""] = FORM.exec(key) ?? [];
    if (Number(until) > now && names.includes(name)) before.push(value);
  }
  return [...names.flatMap((name) => secrets.get(name) ?? []), ...before];
}

/** Whose secrets are replaced; an app's count for every store that works with it. */
export interface ReplacedOf {
  readonly ownerKind: "app" | "connection";
  readonly ownerId: string;
  /** The secrets that are replaced. */
  readonly names: readonly string[];
  /** What they were, by name. */
  readonly before: ReadonlyMap<string, string>;
  readonly overlapHours?: number | undefined;
  readonly now: Date;
}

/**
 * Keeps secrets that are replaced. Without an overlap also those end that were replaced before: whoever says so wants the
 * new one to be the only one.
 */
export async function savePrevious(tx: Tx, vault: Vault, what: ReplacedOf): Promise<void> {
  const { ownerKind, ownerId, names, before, overlapHours = 0, now } = what;
  if (names.length === 0) return;
  if (overlapHours === 0) {
    await tx.run(
      `delete from argosy.secret
       where organization_id = argosy.tenant() and owner_kind = $1 and owner_id = $2 and ${IS_PREVIOUS}
         and ${REPLACED_NAME} = any ($3)`,
      [ownerKind, ownerId, names],
    );
    return;
  }
  const until = now.getTime() + overlapHours * HOUR_MS;
  const secrets = Object.fromEntries(
    names.flatMap((name) => {
      const value = before.get(name);
      return value === undefined ? [] : [[previousName(name, until), value] as const];
    }),
  );
  await storeSecrets(tx, vault, { ownerKind, ownerId, secrets, ends: previousEnds(Object.keys(secrets)), now });
}

/**
 * Does work that may replace what proves deliveries to these stores, and keeps what it replaced. `names` are each store's
 * secrets that may have signed.
 */
export async function withReplacedSecrets<T>(
  tx: Tx,
  vault: Vault,
  of: {
    readonly names: ReadonlyMap<string, readonly string[]>;
    readonly overlapHours?: number | undefined;
    readonly now: Date;
  },
  work: () => Promise<T>,
): Promise<T> {
  const stores = [...of.names.keys()];
  const all = await secretsOfStores(tx, vault, stores);
  const done = await work();
  const now = await secretsOfStores(tx, vault, stores);
  for (const [store, names] of of.names) {
    const before = all.get(store) ?? new Map();
    const after = now.get(store) ?? new Map();
    const replaced = names.filter(
      (name) => before.has(name) && after.has(name) && before.get(name) !== after.get(name),
    );
    const { overlapHours = OVERLAP_HOURS } = of;
    const owner = { ownerKind: "connection", ownerId: store } as const;
    await savePrevious(tx, vault, { ...owner, names: replaced, before, overlapHours, now: of.now });
  }
  return done;
}

/** Removes those that ended; answers how many. */
export const removeEndedSecrets = (tx: Tx, now: Date): Promise<number> =>
  tx.run(`delete from argosy.secret where organization_id = argosy.tenant() and ${IS_PREVIOUS} and expires_at <= $1`, [
    now,
  ]);
