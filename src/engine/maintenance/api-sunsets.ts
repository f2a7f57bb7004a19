/** Alerts the owner before a platform's API version ends, and resolves the alert after an update. */

import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import type { Connector } from "../../connectors/kit/contract/contract.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlert, resolveAlerts } from "../../hub/alerts/alerts.ts";

const DAY_MS = 24 * 60 * 60_000;
const NOTICE_DAYS = 90;
const URGENT_DAYS = 30;

/** Raises one alert per provider in use whose API version ends within 90 days, and closes those that are over. */
export async function alertApiSunsets(tx: Tx, connectors: ReadonlyMap<string, Connector>, now: Date): Promise<void> {
  const used = await tx.rows<{ provider: string }>(
    `select distinct provider
     from argosy.connection
     where organization_id = argosy.tenant() and deleted_at is null and state <> 'draft'`,
  );
  const causes: string[] = [];
  for (const { provider } of used) {
    const meta = connectors.get(provider)?.meta;
    if (!meta?.api.endsOn) continue;
    const days = Math.ceil((Date.parse(meta.api.endsOn) - now.getTime()) / DAY_MS);
    if (days > NOTICE_DAYS) continue;
    const cause = `api-ends:${provider}:${meta.api.version}`;
    causes.push(cause);
    const api = { platform: meta.name, version: meta.api.version, day: meta.api.endsOn };
    await raiseAlert(tx, {
      kind: "api_ends",
      severity: days > URGENT_DAYS ? "warning" : "critical",
      cause,
      title: message("alert.api_ends.title", { platform: meta.name }),
      text: days > 0 ? message("alert.api_ends.soon", { ...api, count: days }) : message("alert.api_ends.over", api),
      now,
    });
  }
  const over = await tx.rows<{ cause: string }>(
    `select cause
     from argosy.alert
     where organization_id = argosy.tenant() and state <> 'resolved' and kind = 'api_ends' and cause <> all ($1)`,
    [causes],
  );
  await resolveAlerts(
    tx,
    over.map((row) => row.cause),
    now,
    systemActor,
  );
}
