/** Numbers that a seller's own program tells of items nobody knows: kept, told, and taken when there is such an item. */

import { systemActor } from "../../commerce/actor.ts";
import { message } from "../../commerce/message.ts";
import { PARKED_ALERT_FROM } from "../../commerce/retry-schedule.ts";
import type { Tx } from "../../db/database.ts";
import { raiseAlerts, resolveAlerts } from "../alerts/alerts.ts";
import { jsonRows } from "../json-column.ts";
import type { ParkedItem } from "../parked/kinds.ts";
import { observeLevels, type SeenLevel } from "./levels.ts";

export interface NamedLevel {
  readonly variantKey?: string | undefined;
  readonly inventoryKey?: string | undefined;
}

export const itemOf = ({ variantKey, inventoryKey }: NamedLevel): string => variantKey ?? inventoryKey ?? "";

/** Of these those whose item the store does not have. */
export async function unknownAmong<L extends NamedLevel>(
  tx: Tx,
  connectionId: string,
  levels: readonly L[],
): Promise<readonly L[]> {
  if (levels.length === 0) return [];
  const existing = await tx.rows<{ n: number }>(
    `select g.n from json_to_recordset($2) as g(n int, v text, i text)
     where exists (select 1 from argosy.listing l where l.organization_id = argosy.tenant() and l.connection_id = $1
         and l.ext_key = g.v)
       or g.v is null and exists (select 1 from argosy.listing l where l.organization_id = argosy.tenant()
         and l.connection_id = $1 and l.inventory_key = g.i)`,
    [
      connectionId,
      jsonRows(levels.map((level, n) => ({ n, v: level.variantKey ?? null, i: level.inventoryKey ?? null }))),
    ],
  );
  const found = new Set(existing.map(({ n }) => n));
  return levels.filter((_level, n) => !found.has(n));
}

type UnknownLevel = NamedLevel & { readonly location: string; readonly available: number; readonly at: Date };

/** As it is set aside: tried again of itself, and at once with the next number of it. */
export const asParked = (connectionId: string, level: UnknownLevel): ParkedItem => ({
  kind: "unknown_stock",
  subject: `${connectionId}:${itemOf(level)}:${level.location}`,
  connectionId,
  mark: {
    name: itemOf(level),
    variantKey: level.variantKey ?? null,
    inventoryKey: level.inventoryKey ?? null,
    location: level.location,
    available: level.available,
    at: level.at.toISOString(),
  },
});

/** Its item is still unknown: no fault of the hub. */
export class StillUnknown extends Error {
  override name = "StillUnknown";
}

/** Takes a number that was set aside. Throws StillUnknown. */
export async function takeUnknown(tx: Tx, connectionId: string, mark: ParkedItem["mark"], now: Date): Promise<void> {
  const { variantKey, inventoryKey, location, available, at } = mark as unknown as Omit<UnknownLevel, "at"> & {
    at: string;
  };
  const level = { variantKey: variantKey ?? undefined, inventoryKey: inventoryKey ?? undefined };
  if ((await unknownAmong(tx, connectionId, [level])).length > 0)
    throw new StillUnknown(`No item of the channel has the SKU or id "${itemOf(level)}".`);
  const seen: SeenLevel = {
    extKey: level.variantKey,
    inventoryKey: level.inventoryKey,
    location,
    available,
    at: new Date(at),
  };
  await observeLevels(tx, { connectionId, levels: [seen], now });
}

export interface UnknownStock {
  readonly total: number;
  readonly items: readonly { readonly item: string; readonly available: number; readonly toldAt: Date }[];
}

const MOST_LISTED = 20;

/** What is set aside of a store, the newest first; `tries`: what was looked for so often at least. */
export async function unknownStock(tx: Tx, connectionId: string, tries = 1): Promise<UnknownStock> {
  const rows = await tx.rows<UnknownStock["items"][number] & { readonly total: number }>(
    `select mark->>'name' as item, (mark->>'available')::int as available, (mark->>'at')::timestamptz as "toldAt",
       (count(*) over ())::int as total
     from argosy.parked_work
     where organization_id = argosy.tenant() and connection_id = $1 and kind = 'unknown_stock' and tries >= $2
     order by parked_at desc, subject limit ${MOST_LISTED}`,
    [connectionId, tries],
  );
  return {
    total: rows[0]?.total ?? 0,
    items: rows.map(({ item, available, toldAt }) => ({ item, available, toldAt })),
  };
}

const causeOf = (connectionId: string): string => `stock_unknown:${connectionId}`;

/** One open alert a store, until nothing is left. */
export async function alertStillFailingStock(tx: Tx, connectionId: string, now: Date): Promise<void> {
  const { total, items } = await unknownStock(tx, connectionId, PARKED_ALERT_FROM);
  if (total === 0) {
    await resolveAlerts(tx, [causeOf(connectionId)], now, systemActor);
    return;
  }
  const { name } = await tx.one<{ name: string }>(
    "select name from argosy.connection where organization_id = argosy.tenant() and id = $1",
    [connectionId],
  );
  await raiseAlerts(tx, [
    {
      kind: "stock_unknown",
      severity: "warning",
      cause: causeOf(connectionId),
      connectionId,
      title: message("alert.stock_unknown.title", { store: name }),
      text: message("alert.stock_unknown.text", {
        names: items
          .slice(0, 5)
          .map(({ item }) => item)
          .join(", "),
      }),
      now,
    },
  ]);
}
