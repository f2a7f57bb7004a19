/** Places of a channel that a whole reading of an item does not name any more, though a number is believed to be shown there. */
import type { Tx } from "../../db/database.ts";
import { jsonParameter } from "../json-column.ts";
import type { NumberRow } from "../sync-state/stock.ts";

/** An item told with every place of its channel that counts it. */
export interface WholeItem {
  readonly extKey: string;
  readonly at: Date;
  /** Places that sell it without counting. */
  readonly uncountedAt?: readonly string[] | undefined;
}

export interface LeftLocations {
  /** The item is not kept there: none is shown. */
  readonly empty: readonly {
    readonly listingId: string;
    readonly location: string;
    readonly available: 0;
    readonly at: Date;
  }[];
  /** It is sold there without being counted. */
  readonly uncounted: readonly NumberRow[];
}

const NONE: LeftLocations = { empty: [], uncounted: [] };

/** Of channels with several places; an item that none of them counts is not known to be told whole. */
export async function leftLocations(
  tx: Tx,
  {
    connectionId,
    levels,
    whole = [],
  }: {
    readonly connectionId: string;
    readonly levels: readonly { readonly extKey?: string | undefined; readonly location: string }[];
    readonly whole?: readonly WholeItem[] | undefined;
  },
): Promise<LeftLocations> {
  const placed = Map.groupBy(
    levels.filter(({ location }) => location !== ""),
    ({ extKey }) => extKey,
  );
  const items = whole.flatMap(({ extKey, at, uncountedAt = [] }) => {
    const reported = placed.get(extKey)?.map(({ location }) => location);
    return reported ? [{ key: extKey, at, told: reported, uncounted: uncountedAt }] : [];
  });
  if (items.length === 0) return NONE;
  const rows = await tx.rows<NumberRow & { at: Date; is_uncounted: boolean }>(LEFT, [
    connectionId,
    jsonParameter(items),
  ]);
  return {
    empty: rows
      .filter((row) => !row.is_uncounted)
      .map((row) => ({ listingId: row.listing_id, location: row.location, available: 0 as const, at: row.at })),
    uncounted: rows.filter((row) => row.is_uncounted),
  };
}

// Refused once, a place that is not counted is not asked again with each reading.
const LEFT = `
  select s.listing_id, s.location, g.at, g.uncounted ? s.location as is_uncounted
  from jsonb_to_recordset($2::jsonb) as g(key text, at timestamptz, told jsonb, uncounted jsonb)
  join argosy.listing l on l.organization_id = argosy.tenant() and l.connection_id = $1 and l.ext_key = g.key
  join argosy.listing_stock s on s.organization_id = argosy.tenant() and s.listing_id = l.id
  where s.location <> '' and not g.told ? s.location
    and (s.observed_at is null or s.observed_at <= g.at) and (s.acked_at is null or s.acked_at < g.at)
    and case when g.uncounted ? s.location then s.desired is not null and s.state <> 'rejected'
             else s.observed <> 0 or s.expected <> 0 end
  order by s.listing_id, s.location`;
