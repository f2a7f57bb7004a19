/** Our places as channels sell from them: by what their locations stand for, and by the rule of the channel (decision 533). */
import type { Tx } from "../../db/database.ts";
import { ensureDefaultLocation } from "./locations.ts";

export interface OwnLocations {
  readonly standard: string;
  /** Rules choose among them for each order (decision 685). */
  readonly isRouted: boolean;
  /** Our places: the stores that do not sell from each, and those one of whose locations stands for it. */
  readonly all: readonly {
    readonly id: string;
    readonly refusedBy: readonly string[];
    readonly mappedBy: readonly string[];
  }[];
  /** Stores with a location that stands for none of ours, and so for all that no other of theirs does. */
  readonly open: readonly string[];
}

export const locationIdsOf = ({ standard, all }: OwnLocations): string[] => [
  ...new Set([standard, ...all.map(({ id }) => id)]),
];

const LOCATIONS = `
  select (select d.id from argosy.location d where d.organization_id = argosy.tenant() and d.is_default) as standard,
    exists (select from argosy.order_routing s where s.organization_id = argosy.tenant() and s.is_on) as "areRules",
    (select coalesce(json_agg(json_build_object('id', l.id,
       'refusedBy', array(select r.connection_id from argosy.stock_rule r where r.organization_id = argosy.tenant()
         and r.connection_id = any($1::uuid[]) and r.location_ids is not null
         and not l.id = any(r.location_ids)),
       'mappedBy', array(select e.connection_id from argosy.ext_location e
         where e.organization_id = argosy.tenant() and e.connection_id = any($1::uuid[]) and e.active
           and e.location_id = l.id)) order by l.id), '[]')
     from argosy.location l
     where l.organization_id = argosy.tenant() and l.active and l.kind = 'own') as all,
    array(select distinct e.connection_id from argosy.ext_location e
      where e.organization_id = argosy.tenant() and e.connection_id = any($1::uuid[]) and e.active
        and e.location_id is null) as open`;

/** Our places as these stores may use them. */
export async function ownLocations(tx: Tx, connections: readonly string[], now: Date): Promise<OwnLocations> {
  type Read = Omit<OwnLocations, "standard" | "isRouted"> & {
    readonly standard: string | null;
    readonly areRules: boolean;
  };
  const { standard, areRules, all, open } = await tx.one<Read>(LOCATIONS, [connections]);
  const isRouted = areRules && all.length > 1;
  return { standard: standard ?? (await ensureDefaultLocation(tx, now)), isRouted, all, open };
}

export interface SoldFrom {
  /** Best first. */
  readonly places: readonly [string, ...string[]];
  /** The channel sells from nowhere else, whatever its rule says. */
  readonly areAll: boolean;
}

/**
 * Where a store's goods come from if it does not say of which of its locations, or (`isNamed`) of one that stands for none
 * of ours. Null: sold by us.
 */
export function soldFrom({ standard, all, open }: OwnLocations, store: string | null, isNamed = false): SoldFrom {
  const ordered = all.toSorted((a, b) => Number(b.id === standard) - Number(a.id === standard));
  const ids = (some: OwnLocations["all"]) => some.map(({ id }) => id);
  const allowed = ordered.filter(({ refusedBy }) => store === null || !refusedBy.includes(store));
  const mapped = ordered.filter(({ mappedBy }) => store !== null && mappedBy.includes(store));
  const [first = standard, ...more] = ids(allowed);
  if (store === null || mapped.length === 0) return { places: [first, ...more], areAll: false };
  // A location that is named and stands for none is one of them, also before the channel has listed it.
  const isOpen = isNamed || open.includes(store);
  const theirs = mapped.filter((location) => allowed.includes(location));
  const rest = isOpen ? allowed.filter((place) => !mapped.includes(place)) : [];
  const chosen = isNamed && rest.length > 0 ? rest : [...theirs, ...rest];
  const [best = standard, ...others] = ids(chosen.length > 0 ? chosen : mapped);
  return { places: [best, ...others], areAll: !isOpen };
}

/** Where units of a store lie whose location stands for none of ours. */
export async function defaultLocation(tx: Tx, store: string, now: Date): Promise<string> {
  return soldFrom(await ownLocations(tx, [store], now), store, true).places[0];
}
