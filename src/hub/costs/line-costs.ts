/** The cost of what was sold, kept on its order line: later costs do not move past profits. */
import { averageCost, microsText, worstQuality } from "../../commerce/costing.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { type CostConverter, costConverter } from "./conversion.ts";
import { costsAt, type RecordedCost } from "./dated-costs.ts";
import { type LayeredParts, partKey, settleLayers } from "./layers.ts";
import { getCostSettings } from "./settings.ts";
import { type SoldLine, soldLines } from "./sold-lines.ts";

/**
 * Keeps what the lines of these orders cost. A cost taken once stays; one that is missing or estimated is looked at
 * again, and so is a line linked to another variant. With FIFO units are taken from the oldest layers and given back when
 * less is sold than was taken. Asking again changes nothing.
 */
export async function takeLineCosts(tx: Tx, orderIds: readonly string[], now: Date): Promise<void> {
  if (orderIds.length === 0) return;
  const { method, since } = await getCostSettings(tx);
  const lines = await soldLines(tx, orderIds, { since: method === "fifo" ? since : null, onlyOpen: true });
  if (lines.length === 0) return;
  const layered = lines.filter((line) => line.isLayered);
  const parts = await settleLayers(tx, layered);
  const requested = lines.filter((line) => line.isLayered || isOpen(line));
  const moments = requested.flatMap((line) => [
    ...line.parts.map(({ variantId }) => ({ variantId, at: line.placedAt })),
    ...(line.isBundle && line.variantId !== null ? [{ variantId: line.variantId, at: line.placedAt }] : []),
  ]);
  const costs = await costsAt(tx, moments);
  const existing = new Map(moments.flatMap((moment, n) => (costs[n] ? [[momentKey(moment), costs[n]] as const] : [])));
  const toConvert = requested.filter((line) => line.isBundle);
  const convert = await costConverter(tx, toConvert, [...existing.values()]);
  await writeLineCosts(
    tx,
    requested.flatMap((line) => costRow(line, { known: existing, parts, convert }) ?? []),
    now,
  );
}

const momentKey = ({ variantId, at }: { readonly variantId: string; readonly at: Date }) =>
  `${variantId} ${at.getTime()}`;

const isOpen = ({ taken, variantId }: SoldLine): boolean =>
  taken === null || taken.variantId !== variantId || taken.quality === "missing" || taken.quality === "estimated";

interface Facts {
  readonly known: ReadonlyMap<string, RecordedCost>;
  readonly parts: LayeredParts;
  readonly convert: CostConverter;
}

interface LineCost extends Omit<RecordedCost, "unitMicros"> {
  readonly unitMicros: bigint | null;
}

const unknown = (line: SoldLine, source: "none" | "unlinked"): LineCost => ({
  unitMicros: null,
  currency: line.currency,
  quality: "missing",
  source,
  sourceId: null,
});

/** Null: what stands there stays. */
function costRow(line: SoldLine, facts: Facts): { line: SoldLine; cost: LineCost } | null {
  if (line.isLayered && line.units === 0 && !isOpen(line)) return null;
  if (line.variantId === null) return { line, cost: unknown(line, "unlinked") };
  const parts = line.parts.map((part) => ({ ...part, cost: partCost(line, part.variantId, facts) }));
  const costs = parts.flatMap(({ cost, each }) => (cost ? [{ cost, each }] : []));
  const [only] = costs;
  if (!line.isBundle) return { line, cost: only?.cost ?? unknown(line, "none") };
  const currency = new Set(costs.map(({ cost }) => cost.currency)).size === 1 ? only?.cost.currency : undefined;
  const sum = costs.length === parts.length ? sumOf(costs, line, { currency, convert: facts.convert }) : null;
  if (sum) return { line, cost: sum };
  const own = facts.known.get(momentKey({ variantId: line.variantId, at: line.placedAt }));
  return { line, cost: own ? { ...own, quality: "estimated" } : unknown(line, "none") };
}

function sumOf(
  costs: readonly { readonly cost: RecordedCost; readonly each: number }[],
  line: SoldLine,
  { currency, convert }: { readonly currency: string | undefined; readonly convert: CostConverter },
): LineCost | null {
  let unitMicros = 0n;
  for (const { cost, each } of costs) {
    const micros = currency ? cost.unitMicros : convert(cost, line);
    if (micros === null) return null;
    unitMicros += micros * BigInt(each);
  }
  return {
    unitMicros,
    currency: currency ?? line.currency,
    quality: worstQuality(costs.map(({ cost }) => cost.quality)),
    source: "bundle",
    sourceId: null,
  };
}

/** Units no layer had cost what the variant did at the time, estimated. */
function partCost(line: SoldLine, variantId: string, { known, parts }: Facts): RecordedCost | null {
  const dated = known.get(momentKey({ variantId, at: line.placedAt })) ?? null;
  const part = line.isLayered ? parts.get(partKey(line.lineId, variantId)) : undefined;
  if (!part || line.units === 0) return dated;
  if (part.open === 0) return part.cost;
  if (part.cost === null) return dated && { ...dated, quality: "estimated" };
  const rest = dated?.currency === part.cost.currency ? dated.unitMicros : part.cost.unitMicros;
  const unitMicros = averageCost([
    { units: part.layered, unitMicros: part.cost.unitMicros },
    { units: part.open, unitMicros: rest },
  ]);
  return unitMicros === null ? null : { ...part.cost, unitMicros, quality: "estimated", sourceId: null };
}

async function writeLineCosts(
  tx: Tx,
  rows: readonly { readonly line: SoldLine; readonly cost: LineCost }[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  const columns = "unit_cost, currency, quality, source, source_id, variant_id";
  const reported = columns.replaceAll(/\w+/g, "excluded.$&");
  const stored = columns.replaceAll(/\w+/g, "c.$&");
  await tx.run(
    `insert into argosy.line_cost as c (organization_id, line_id, order_id, variant_id, unit_cost, currency, quality,
       source, source_id, taken_at)
     select argosy.tenant(), r.l, r.o, r.v, r.cost, r.currency, r.quality, r.source, r.id, $2
     from json_to_recordset($1) as r(l uuid, o uuid, v uuid, cost numeric, currency text, quality text, source text,
       id uuid)
     on conflict (organization_id, line_id) do update
     set (${columns}, order_id, taken_at) = (${reported}, excluded.order_id, excluded.taken_at)
     where (${stored}) is distinct from (${reported})`,
    [
      jsonRows(
        rows.map(({ line, cost }) => ({
          l: line.lineId,
          o: line.orderId,
          v: line.variantId,
          cost: cost.unitMicros === null ? null : microsText(cost.unitMicros),
          currency: cost.currency,
          quality: cost.quality,
          source: cost.source,
          id: cost.sourceId,
        })),
      ),
      now,
    ],
  );
}
