/** An organization's own app with a platform (decision 120): used for its installs, callbacks and webhooks. */
import { type Actor, actorText } from "../../commerce/actor.ts";
import type { Tx } from "../../db/database.ts";
import type { Vault } from "../../db/vault.ts";
import { IS_PREVIOUS, REPLACED_NAME, savePrevious } from "./previous-secrets.ts";
import { opened, type SecretRow, storeSecrets } from "./secrets.ts";

export interface OwnApp {
  readonly provider: string;
  /** Names of the values that are kept; the values are told to nobody. */
  readonly names: readonly string[];
  readonly setAt: Date;
}

/** What may be shown of an organization's own app; null: it has none. */
export async function getOwnApp(tx: Tx, provider: string): Promise<OwnApp | null> {
  const row = await tx.maybe<OwnApp>(
    `select a.provider, a.set_at as "setAt", array(select s.name from secret s where s.organization_id = argosy.tenant()
       and s.owner_kind = 'app' and s.owner_id = a.id and not s.${IS_PREVIOUS} order by s.name) as names
     from argosy.own_app a where a.organization_id = argosy.tenant() and a.provider = $1`,
    [provider],
  );
  return row ?? null;
}

/** Keeps an app's values in place of those there were, which may prove deliveries for some hours more. */
export async function setOwnApp(
  tx: Tx,
  vault: Vault,
  app: {
    readonly provider: string;
    readonly values: Readonly<Record<string, string>>;
    readonly overlapHours?: number | undefined;
    readonly by: Actor;
    readonly now: Date;
  },
): Promise<void> {
  const { provider, values, overlapHours, by, now } = app;
  const before = await ownAppSecrets(tx, vault, provider);
  const { id } = await tx.one<{ id: string }>(
    `insert into argosy.own_app (organization_id, provider, set_by, set_at) values (argosy.tenant(), $1, $2, $3)
     on conflict (organization_id, provider) do update set set_by = excluded.set_by, set_at = excluded.set_at
     returning id`,
    [provider, actorText(by), now],
  );
  const owner = { ownerKind: "app", ownerId: id } as const;
  const names = Object.keys(values).filter((name) => before.get(name) !== values[name]);
  await savePrevious(tx, vault, { ...owner, names, before, overlapHours, now });
  await tx.run(
    `delete from secret
     where organization_id = argosy.tenant() and owner_kind = 'app' and owner_id = $1 and ${REPLACED_NAME} <> all($2)`,
    [id, Object.keys(values)],
  );
  await storeSecrets(tx, vault, { ...owner, secrets: values, now });
  await alertProcesses(tx, provider);
}

/** Each process remembers its stores with the secrets of their app. */
async function alertProcesses(tx: Tx, provider: string): Promise<void> {
  await tx.run(
    `select pg_notify('argosy_forget', c.id::text)
     from argosy.connection c
     where c.organization_id = argosy.tenant() and c.provider = $1`,
    [provider],
  );
}

/** The operator's app, where there is one, serves the organization again. Answers whether there was one of its own. */
export async function removeOwnApp(tx: Tx, provider: string): Promise<boolean> {
  const gone = await tx.maybe<{ id: string }>(
    "delete from argosy.own_app where organization_id = argosy.tenant() and provider = $1 returning id",
    [provider],
  );
  if (!gone) return false;
  await tx.run("delete from secret where organization_id = argosy.tenant() and owner_kind = 'app' and owner_id = $1", [
    gone.id,
  ]);
  await alertProcesses(tx, provider);
  return true;
}

/** The app's values, opened; empty where the organization has none of its own. */
export async function ownAppSecrets(tx: Tx, vault: Vault, provider: string): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.rows<SecretRow>(
    `select s.organization_id as organization, s.owner_kind, s.owner_id, s.name, s.ciphertext, s.iv, s.tag, s.key_id
     from argosy.own_app a
     join secret s on s.organization_id = a.organization_id and s.owner_kind = 'app' and s.owner_id = a.id
     where a.organization_id = argosy.tenant() and a.provider = $1`,
    [provider],
  );
  return opened(vault, rows);
}
