/** FIFO: which layers sold units came from. */
import { averageCost, giveBackNewest, type TakenUnits, takeOldest } from "../../commerce/costing.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import type { RecordedCost } from "./dated-costs.ts";
import type { SoldLine } from "./sold-lines.ts";

interface Layer {
  readonly id: string;
  readonly variantId: string;
  remaining: number;
  readonly unitMicros: bigint;
  readonly currency: string;
}

/** What a part of a line took of layers. */
interface LayeredPart {
  /** Of the units that came from layers; null when none did. */
  readonly cost: RecordedCost | null;
  readonly layered: number;
  /** Units no layer had. */
  readonly open: number;
}

export type LayeredParts = ReadonlyMap<string, LayeredPart>;

export const partKey = (lineId: string, variantId: string): string => `${lineId} ${variantId}`;

interface Use extends TakenUnits {
  readonly lineId: string;
}

/**
 * Gives back what lines no longer want and takes what they still want, the order placed first before the others.
 */
export async function settleLayers(tx: Tx, lines: readonly SoldLine[]): Promise<LayeredParts> {
  if (lines.length === 0) return new Map();
  await lockLayerBook(tx);
  const before = await tx.rows<Use>(
    `select u.line_id as "lineId", u.layer_id as "layerId", u.quantity as units
     from argosy.layer_use u
     where u.organization_id = argosy.tenant() and u.line_id = any($1::uuid[])`,
    [lines.map((line) => line.lineId)],
  );
  const variants = [...new Set(lines.flatMap((line) => line.parts.map((part) => part.variantId)))];
  const layers = await readLayers(tx, variants, [...new Set(before.map((use) => use.layerId))]);
  const after = allocate(lines, before, layers);
  await writeUses(tx, before, after);
  return partsOf(lines, after, layers);
}

/** Who takes of layers, or makes and removes them, is alone until its transaction ends. */
export async function lockLayerBook(tx: Tx): Promise<void> {
  await tx.rows("select pg_advisory_xact_lock(hashtextextended('argosy.costs:' || argosy.tenant()::text, 0))");
}

function readLayers(tx: Tx, variants: readonly string[], used: readonly string[]): Promise<Layer[]> {
  return tx.rows<Layer>(
    `select id, variant_id as "variantId", remaining, (unit_cost * 1000000)::bigint as "unitMicros",
       trim(currency) as currency
     from argosy.cost_layer
     where organization_id = argosy.tenant()
       and (variant_id = any($1::uuid[]) and remaining > 0 or id = any($2::uuid[]))
     order by variant_id, received_at, id`,
    [variants, used],
  );
}

function allocate(lines: readonly SoldLine[], before: readonly Use[], layers: readonly Layer[]): Use[] {
  const place = new Map(layers.map((layer, n) => [layer.id, n]));
  const held = Map.groupBy(before, (use) => use.lineId);
  const takenByLine = new Map<string, TakenUnits[]>();
  const take = (use: TakenUnits, sign: 1 | -1) => {
    const layer = layers[place.get(use.layerId) ?? -1];
    if (layer) layer.remaining -= sign * use.units;
  };
  for (const line of lines) {
    const uses = (held.get(line.lineId) ?? []).toSorted(
      (a, b) => (place.get(a.layerId) ?? 0) - (place.get(b.layerId) ?? 0),
    );
    for (const use of uses) take(use, -1);
    for (const { variantId, each } of line.parts) {
      const own = uses.filter((use) => layers[place.get(use.layerId) ?? -1]?.variantId === variantId);
      const stays = giveBackNewest(own, line.units * each);
      for (const use of stays) take(use, 1);
      takenByLine.set(partKey(line.lineId, variantId), stays);
    }
  }
  const open = Map.groupBy(layers, (layer) => layer.variantId);
  return lines.flatMap(({ lineId, parts, units }) =>
    parts.flatMap(({ variantId, each }) => {
      const stays = takenByLine.get(partKey(lineId, variantId)) ?? [];
      const missing = units * each - stays.reduce((sum, use) => sum + use.units, 0);
      const { taken } = takeOldest(open.get(variantId) ?? [], missing);
      for (const use of taken) take(use, 1);
      return merged([...stays, ...taken]).map((use) => ({ lineId, ...use }));
    }),
  );
}

function merged(uses: readonly TakenUnits[]): TakenUnits[] {
  const units = new Map<string, number>();
  for (const use of uses) units.set(use.layerId, (units.get(use.layerId) ?? 0) + use.units);
  return [...units].map(([layerId, sum]) => ({ layerId, units: sum }));
}

/** What goes back is written first: a layer never has less than nothing in between. */
async function writeUses(tx: Tx, before: readonly Use[], after: readonly Use[]): Promise<void> {
  const keyOf = (use: Use) => `${use.lineId} ${use.layerId}`;
  const had = new Map(before.map((use) => [keyOf(use), use.units]));
  const has = new Map(after.map((use) => [keyOf(use), use.units]));
  const back = before.flatMap((use) => {
    const units = has.get(keyOf(use)) ?? 0;
    return units < use.units ? [{ l: use.lineId, y: use.layerId, q: units }] : [];
  });
  const more = after.flatMap((use) =>
    use.units > (had.get(keyOf(use)) ?? 0) ? [{ l: use.lineId, y: use.layerId, q: use.units }] : [],
  );
  const gone = back.filter((each) => each.q === 0);
  const fewer = back.filter((each) => each.q > 0);
  if (gone.length > 0)
    await tx.run(
      `delete from argosy.layer_use u using json_to_recordset($1) as r(l uuid, y uuid)
       where u.organization_id = argosy.tenant() and u.line_id = r.l and u.layer_id = r.y`,
      [jsonRows(gone)],
    );
  if (fewer.length > 0)
    await tx.run(
      `update argosy.layer_use u set quantity = r.q from json_to_recordset($1) as r(l uuid, y uuid, q int)
       where u.organization_id = argosy.tenant() and u.line_id = r.l and u.layer_id = r.y`,
      [jsonRows(fewer)],
    );
  if (more.length > 0)
    await tx.run(
      `insert into argosy.layer_use (organization_id, line_id, layer_id, quantity)
       select argosy.tenant(), r.l, r.y, r.q from json_to_recordset($1) as r(l uuid, y uuid, q int)
       on conflict (organization_id, line_id, layer_id) do update set quantity = excluded.quantity`,
      [jsonRows(more)],
    );
}

function partsOf(lines: readonly SoldLine[], uses: readonly Use[], layers: readonly Layer[]): LayeredParts {
  const byId = new Map(layers.map((layer) => [layer.id, layer]));
  const byLine = Map.groupBy(uses, (use) => use.lineId);
  const parts = new Map<string, LayeredPart>();
  for (const { lineId, units, parts: requested } of lines)
    for (const { variantId, each } of requested) {
      const pieces = (byLine.get(lineId) ?? []).flatMap((use) => {
        const layer = byId.get(use.layerId);
        return layer?.variantId === variantId ? [{ ...layer, units: use.units }] : [];
      });
      const layered = pieces.reduce((sum, piece) => sum + piece.units, 0);
      const unitMicros = averageCost(pieces);
      const [first] = pieces;
      parts.set(partKey(lineId, variantId), {
        cost:
          first && unitMicros !== null
            ? {
                unitMicros,
                currency: first.currency,
                quality: "actual",
                source: "cost_layer",
                sourceId: pieces.length === 1 ? first.id : null,
              }
            : null,
        layered,
        open: units * each - layered,
      });
    }
  return parts;
}
