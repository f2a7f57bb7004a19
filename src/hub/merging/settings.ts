/** Which orders an organization has suggested to it for one parcel (decision 680). */

import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";

export interface MergeSettings {
  /** Orders placed within so many hours. */
  readonly windowHours: number;
  readonly acrossChannels: boolean;
  /** Marketplaces whose rules are not known. */
  readonly allowsMarketplaces: boolean;
}

const DEFAULTS: MergeSettings = { windowHours: 72, acrossChannels: true, allowsMarketplaces: false };

export async function mergeSettings(tx: Tx): Promise<MergeSettings> {
  const found = await tx.maybe<MergeSettings>(
    `select ${columns("", "windowHours acrossChannels allowsMarketplaces")}
     from argosy.order_merge_settings where organization_id = argosy.tenant()`,
  );
  return found ?? DEFAULTS;
}

/** What is absent stays. */
export async function changeMergeSettings(tx: Tx, change: Optional<MergeSettings>, now: Date): Promise<MergeSettings> {
  await tx.run(
    `insert into argosy.order_merge_settings as s
       (organization_id, window_hours, across_channels, allows_marketplaces, updated_at)
     values (argosy.tenant(), coalesce($1, ${DEFAULTS.windowHours}), coalesce($2, ${DEFAULTS.acrossChannels}),
       coalesce($3, ${DEFAULTS.allowsMarketplaces}), $4)
     on conflict (organization_id) do update
       set window_hours = coalesce($1, s.window_hours), across_channels = coalesce($2, s.across_channels),
         allows_marketplaces = coalesce($3, s.allows_marketplaces), updated_at = $4`,
    [change.windowHours ?? null, change.acrossChannels ?? null, change.allowsMarketplaces ?? null, now],
  );
  return mergeSettings(tx);
}
