/**
 * Renews a grant in one process at a time, under a lease in its row: many platforms accept a refresh token once and
 * revoke access when it is used again. No transaction stays open during the call.
 */

import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { message } from "../../commerce/message.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { Database } from "../../db/database.ts";

const BEAT_MS = 10_000;
const LEASE_MS = 3 * BEAT_MS;
// Time of a test or a simulation passes beside the calls that are under way, and no beat could follow it.
const VIRTUAL_LEASE_MS = 2 * 60_000;
const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 2_000;
// Waiting occupies a worker slot: after this time the turn ends and its lane is retried later.
const MAX_WAIT_MS = 60_000;

export interface GrantLeaseOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

const NOW = "coalesce($3::timestamptz, clock_timestamp())";

/** Runs `work` while no other process renews the grant; waits for one that does, at most a minute. */
export async function withGrantLease<T>(
  { db, clock, log }: GrantLeaseOptions,
  grant: { readonly organization: OrganizationId; readonly id: string | null },
  work: () => Promise<T>,
): Promise<T> {
  const { organization, id } = grant;
  if (id === null) return work();
  const token = randomUUID();
  const virtualNow = () => (clock.isVirtual ? new Date(clock.now()) : null);
  const until = `${NOW} + interval '${clock.isVirtual ? VIRTUAL_LEASE_MS : LEASE_MS} milliseconds'`;
  const update = (change: string, where: string, now: readonly unknown[]) =>
    db.tenant(organization, (tx) =>
      tx.run(
        `update argosy.access_grant set ${change} where organization_id = argosy.tenant() and id = $1 and ${where}`,
        [id, token, ...now],
      ),
    );
  const take = () =>
    update(`renewal_token = $2, renewal_until = ${until}`, `(renewal_until is null or renewal_until < ${NOW})`, [
      virtualNow(),
    ]);
  const extend = () => update(`renewal_until = ${until}`, "renewal_token = $2", [virtualNow()]);
  const release = () => update("renewal_token = null, renewal_until = null", "renewal_token = $2", []);

  const startedMs = clock.now();
  for (let pauseMs = FIRST_PAUSE_MS; (await take()) === 0; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
    if (!(await isStored(db, organization, id))) return work();
    if (clock.now() - startedMs > (clock.isVirtual ? VIRTUAL_LEASE_MS : MAX_WAIT_MS))
      throw new ConnectorError({ kind: "transient" }, message("trouble.renewing"));
    await clock.sleep(pauseMs);
  }
  const failed = (error: unknown) => log.warn({ err: error, grant: id }, "a renewal's lease could not be written");
  const beat = clock.isVirtual ? undefined : setInterval(() => void extend().catch(failed), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await release().catch(failed);
  }
}

async function isStored(db: Database, organization: OrganizationId, id: string): Promise<boolean> {
  const row = await db.tenant(organization, (tx) =>
    tx.maybe("select 1 from argosy.access_grant where organization_id = argosy.tenant() and id = $1", [id]),
  );
  return row !== undefined;
}
