/** The organization's rules for the locations orders leave from (decision 685). */

import { DEFAULT_RULES, type RoutingRules } from "../../commerce/routing/rules.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { refusal } from "../refusals.ts";

export interface RoutingSettings extends RoutingRules {
  readonly isOn: boolean;
  /** Null: nobody saved any. */
  readonly updatedAt: Date | null;
}

export async function routingSettings(tx: Tx): Promise<RoutingSettings> {
  const row = await tx.maybe<{ isOn: boolean; rules: RoutingRules; updatedAt: Date }>(
    `select is_on as "isOn", rules, updated_at as "updatedAt"
     from argosy.order_routing where organization_id = argosy.tenant()`,
  );
  if (!row) return { ...DEFAULT_RULES, isOn: false, updatedAt: null };
  const { isOn, rules, updatedAt } = row;
  return { ...rules, isOn, updatedAt };
}

/** Replaces all of it. Throws HubError ROUTING_CHANGED, LOCATION_UNKNOWN. */
export async function saveRouting(
  tx: Tx,
  input: RoutingRules & { readonly isOn: boolean; readonly ifUpdatedAt: Date | null | undefined; readonly now: Date },
): Promise<RoutingSettings> {
  const { isOn, criteria, split, locations, ifUpdatedAt, now } = input;
  await refuseUnknown(
    tx,
    locations.map(({ locationId }) => locationId),
  );
  const written = await tx.run(
    `insert into argosy.order_routing as r (organization_id, is_on, rules, updated_at)
     values (argosy.tenant(), $1, $2, $3)
     on conflict (organization_id) do update
       set is_on = excluded.is_on, rules = excluded.rules, updated_at = excluded.updated_at
       where $4 or date_trunc('milliseconds', r.updated_at) is not distinct from $5::timestamptz`,
    [isOn, jsonParameter({ criteria, split, locations }), now, ifUpdatedAt === undefined, ifUpdatedAt ?? null],
  );
  if (written === 0)
    throw new HubError(
      "ROUTING_CHANGED",
      "conflict",
      "Someone else changed the routing rules after you opened them. Check the current rules, then make your change again.",
    );
  return routingSettings(tx);
}

async function refuseUnknown(tx: Tx, ids: readonly string[]): Promise<void> {
  const existing = await tx.rows<{ id: string }>(
    `select id from argosy.location
     where organization_id = argosy.tenant() and kind = 'own' and id = any($1::uuid[])`,
    [ids],
  );
  if (existing.length < new Set(ids).size) throw refusal("LOCATION_UNKNOWN", "locations");
}
