/**
 * How many units each listing shows on its channel: loads what the number follows from, and calculates it by location with
 * `unitsToShow` of src/commerce/inventory.ts.
 */
import { z } from "zod";
import { type LocationLevel, type StockRule, type UnitsToShow, unitsToShow } from "../../commerce/inventory.ts";
import { type OfferedAhead, offeredAhead } from "../../commerce/presale.ts";
import { distributeReserved, reservedFromOthers } from "../../commerce/reserved-units.ts";
import { type Tx, together } from "../../db/database.ts";
import { type Answered, id } from "../answer-schemas.ts";
import { IS_OFFERED, loadOfferedAhead } from "./ahead.ts";
import { OPEN_ORDERS, type OpenUnits, SET_ASIDE } from "./open-units.ts";
import { type Keeper, loadKeepers, sharesOf } from "./reserved-shares.ts";

export interface StockTarget {
  readonly listingId: string;
  readonly connectionId: string;
  readonly variantId: string;
}

/** What an item's own rule replaces of its store's; null: the store's. */
export type ItemStockRule = { readonly [K in keyof StockRule]: StockRule[K] | null } & {
  /** Units kept for this channel. */
  readonly keep: number | null;
};

interface ChannelRow extends StockRule {
  readonly connectionId: string;
  /** Units kept for this channel of each of its items. */
  readonly keep: number;
  /** The channel's number contains units in its own open orders. */
  readonly countsOpenOrders: boolean;
  /** It keeps units of unpaid orders aside from its number at present. */
  readonly keepsAside: boolean;
  readonly locationIds: readonly string[] | null;
  readonly channelLocations: { readonly key: string; readonly locationId: string | null }[] | null;
}

interface LevelRow {
  readonly variantId: string;
  readonly componentId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly isBundle: boolean;
  /** The variant itself, not its component, is switched off. */
  readonly isOffSale: boolean;
  readonly locationId: string | null;
  readonly locationName: string | null;
  readonly onHand: number | null;
  readonly reserved: number | null;
  readonly available: number | null;
  /** Channels are offered units of the component ahead. */
  readonly isAhead: boolean;
}

/** What the number for any listing of some variants and stores follows from. */
export interface StockInputs {
  readonly channels: ReadonlyMap<string, ChannelRow>;
  readonly levels: ReadonlyMap<string, readonly LevelRow[]>;
  readonly itemRules: ReadonlyMap<string, ItemStockRule>;
  readonly openOrders: ReadonlyMap<string, readonly OpenUnits[]>;
  /** Who keeps units for itself, by variant. */
  readonly keepers: ReadonlyMap<string, readonly Keeper[]>;
  /** What may be sold before it is there, by variant. */
  readonly ahead: ReadonlyMap<string, OfferedAhead>;
}

const channelsOf = (connections: string) => `
  select c.id as "connectionId", c.stock_basis = 'available_plus_open_orders' as "countsOpenOrders",
    exists (select from sales_order o where o.organization_id = argosy.tenant() and o.connection_id = c.id
      and o.held_until is not null and not o.hold_ended and o.held_aside) as "keepsAside",
    r.location_ids as "locationIds", coalesce(r.buffer, 0) as buffer, r.percent, r.cap,
    coalesce(r.zero_below, 0) as "zeroBelow", coalesce(r.keep, 0) as keep,
    (select json_agg(json_build_object('key', e.ext_key, 'locationId', e.location_id) order by e.ext_key)
      from ext_location e
      where e.organization_id = argosy.tenant() and e.connection_id = c.id and e.active) as "channelLocations"
  from connection c
  left join stock_rule r on r.organization_id = argosy.tenant() and r.connection_id = c.id
  where c.organization_id = argosy.tenant() and c.id = any(${connections})`;

// Not coalesce(component, variant): under row level security an index is never asked for the value of a coalesce.
const levelsOf = (variants: string) => `
  with component as materialized (
    select b.bundle_variant_id as variant_id, b.component_variant_id as component_id, b.quantity
    from bundle_item b
    join variant c on c.organization_id = argosy.tenant() and c.id = b.component_variant_id and c.counted
    where b.organization_id = argosy.tenant() and b.bundle_variant_id = any(${variants})
  ), needed as materialized (
    select variant_id, component_id, quantity, true as is_bundle from component
    union all
    select w.v, w.v, 1, false from unnest(${variants}) as w(v)
    where not exists (select 1 from component c where c.variant_id = w.v)
  )
  select n.variant_id as "variantId", n.component_id as "componentId", v.sku, n.quantity, n.is_bundle as "isBundle",
    not o.active as "isOffSale", loc.id as "locationId", loc.name as "locationName", l.on_hand as "onHand", l.reserved,
    l.available, exists (select from variant_presale p
      where p.organization_id = argosy.tenant() and p.variant_id = n.component_id and ${IS_OFFERED}) as "isAhead"
  from needed n
  join variant v on v.organization_id = argosy.tenant() and v.id = n.component_id
  join variant o on o.organization_id = argosy.tenant() and o.id = n.variant_id
  left join (level l join location loc on loc.organization_id = argosy.tenant() and loc.id = l.location_id
      and loc.active and loc.kind = 'own')
    on l.organization_id = argosy.tenant() and l.variant_id = n.component_id
  order by n.variant_id, n.component_id, loc.is_default desc, loc.name, loc.id`;

const ITEM_RULES = `
  select listing_id as id, buffer, cap, percent, zero_below as "zeroBelow", keep from listing_stock_rule
  where organization_id = argosy.tenant() and listing_id = any($1::uuid[])`;

const GIVEN = "$1::uuid[]";

/** SQL: these variants, and bundles that contain them. */
export const CHANGED_VARIANTS = `
  select v from unnest($1::uuid[]) as w(v)
  union
  select b.bundle_variant_id from bundle_item b
  where b.organization_id = argosy.tenant() and b.component_variant_id = any($1::uuid[])`;
const VARIANTS = `array(${CHANGED_VARIANTS})`;
const ofListings = (column: string) => `array(select distinct l.${column} from listing l
  where l.organization_id = argosy.tenant() and l.variant_id = any(${VARIANTS}))`;

/**
 * Reads rules, location maps, levels, what is kept and, where they count, open orders for these targets in at most five
 * statements. `tried`: a store whose rule is tried, though it may keep nothing yet.
 */
export async function loadStockInputs(
  tx: Tx,
  targets: readonly StockTarget[],
  tried: string | null = null,
): Promise<StockInputs> {
  const variantIds = unique(targets.map((target) => target.variantId));
  const read = await together([
    tx.rows<ChannelRow>(channelsOf(GIVEN), [unique(targets.map((target) => target.connectionId))]),
    tx.rows<LevelRow>(levelsOf(GIVEN), [variantIds]),
    tx.rows<ItemRuleRow>(ITEM_RULES, [targets.map((target) => target.listingId)]),
    loadKeepers(tx, { ids: variantIds, variants: GIVEN, tried }),
  ]);
  return inputsOf(tx, targets, read);
}

/** A target with the rule of its own, where it has one. */
export type RuledTarget = StockTarget & ItemStockRule & { readonly hasRule: boolean };

/**
 * The same of targets that are found meanwhile, with their own rules, among the listings of these variants and of bundles
 * that contain them: nothing waits for which they are.
 */
export async function loadInputsOfVariants<Target extends RuledTarget>(
  tx: Tx,
  variantIds: readonly string[],
  found: Promise<readonly Target[]>,
): Promise<{ readonly targets: readonly Target[]; readonly inputs: StockInputs }> {
  const [targets, channels, levels, keepers] = await together([
    found,
    tx.rows<ChannelRow>(channelsOf(ofListings("connection_id")), [variantIds]),
    tx.rows<LevelRow>(levelsOf(VARIANTS), [variantIds]),
    loadKeepers(tx, { ids: variantIds, variants: VARIANTS, tried: null }),
  ]);
  const rules = targets.flatMap(({ hasRule, listingId: id, buffer, cap, percent, zeroBelow, keep }) =>
    hasRule ? [{ id, buffer, cap, percent, zeroBelow, keep }] : [],
  );
  return { targets, inputs: await inputsOf(tx, targets, [channels, levels, rules, keepers]) };
}

type ItemRuleRow = ItemStockRule & { readonly id: string };

const NOTHING_AHEAD: Promise<ReadonlyMap<string, OfferedAhead>> = Promise.resolve(new Map());

const unique = (ids: readonly string[]) => [...new Set(ids)];

async function inputsOf(
  tx: Tx,
  targets: readonly StockTarget[],
  [channels, rows, itemRules, keepers]: readonly [
    readonly ChannelRow[],
    readonly LevelRow[],
    readonly ItemRuleRow[],
    readonly Keeper[],
  ],
): Promise<StockInputs> {
  const of = (sql: string, isMeant: (channel: ChannelRow) => boolean) => {
    const stores = new Set(channels.flatMap((each) => (isMeant(each) ? [each.connectionId] : [])));
    const some = targets.filter((target) => stores.has(target.connectionId));
    const given = [unique(some.map((target) => target.variantId)), some.map((target) => target.listingId)];
    return some.length === 0 ? [] : [tx.rows<OpenUnits>(sql, given)];
  };
  const offered = unique(rows.flatMap(({ componentId, isAhead }) => (isAhead ? [componentId] : [])));
  const [ahead, ...open] = await together([
    offered.length === 0 ? NOTHING_AHEAD : loadOfferedAhead(tx, offered),
    ...of(OPEN_ORDERS, ({ countsOpenOrders }) => countsOpenOrders),
    ...of(SET_ASIDE, ({ countsOpenOrders, keepsAside }) => keepsAside && !countsOpenOrders),
  ]);
  const levels = new Map<string, LevelRow[]>();
  for (const row of rows) {
    const sameVariant = levels.get(row.variantId);
    if (sameVariant) sameVariant.push(row);
    else levels.set(row.variantId, [row]);
  }
  return {
    channels: new Map(channels.map((channel) => [channel.connectionId, channel])),
    levels,
    itemRules: new Map(itemRules.map(({ id, ...rule }) => [id, rule])),
    openOrders: Map.groupBy(open.flat(), (each) => each.listingId),
    keepers: Map.groupBy(keepers, (each) => each.variantId),
    ahead,
  };
}

/** A level the number follows from. */
export const countedLevelSchema = z.object({
  variantId: id,
  sku: z.string(),
  // Units one bundle needs; 1 for what is no bundle.
  perBundle: z.int(),
  locationId: id,
  location: z.string(),
  onHand: z.int(),
  reserved: z.int(),
  available: z.int(),
});
export type CountedLevel = Answered<typeof countedLevelSchema>;

export interface LocationUnitsToShow extends UnitsToShow {
  /** The channel's location; "" on channels with a single number. */
  readonly location: string;
  readonly levels: readonly CountedLevel[];
}

/** The rule an item's number follows: its own where it says so, else its store's. */
export function ruleOf(inputs: StockInputs, target: StockTarget): StockRule & { readonly keep: number } {
  const store = inputs.channels.get(target.connectionId);
  const own = inputs.itemRules.get(target.listingId);
  return {
    buffer: own?.buffer ?? store?.buffer ?? 0,
    percent: own?.percent ?? store?.percent ?? null,
    cap: own?.cap ?? store?.cap ?? null,
    zeroBelow: own?.zeroBelow ?? store?.zeroBelow ?? 0,
    keep: own?.keep ?? store?.keep ?? 0,
  };
}

/** The inputs as it were if a store had another rule. */
export function withStoreRule(
  inputs: StockInputs,
  connectionId: string,
  rule: StockRule & { readonly locationIds: readonly string[] | null; readonly keep: number },
): StockInputs {
  const channel = inputs.channels.get(connectionId);
  if (!channel) return inputs;
  const { keep: store, locationIds } = rule;
  const keepers = [...inputs.keepers].map(
    ([variantId, all]) =>
      [
        variantId,
        all.map((each) => (each.connectionId === connectionId ? { ...each, store, locationIds } : each)),
      ] as const,
  );
  return {
    ...inputs,
    channels: new Map(inputs.channels).set(connectionId, { ...channel, ...rule }),
    keepers: new Map(keepers),
  };
}

/** Locations of the channel that no number is written to, because what lies there is shown at another. */
export function unwrittenLocations(inputs: StockInputs, connectionId: string): string[] {
  const channel = inputs.channels.get(connectionId);
  if (!channel) return [];
  const written = new Set(writtenLocations(channel).map((each) => each.key));
  return (channel.channelLocations ?? []).flatMap(({ key }) => (written.has(key) ? [] : [key]));
}

/**
 * The number for each of the channel's locations. A channel location mapped to one of ours shows what is there;
 * the first unmapped one shows everything no other stands for. Further unmapped ones, and a second one mapped to
 * the same location, are not ours to write: showing the same units twice would sell them twice.
 */
export function unitsToShowByLocation(inputs: StockInputs, target: StockTarget): LocationUnitsToShow[] {
  const channel = inputs.channels.get(target.connectionId);
  if (!channel) return [];
  const levels = inputs.levels.get(target.variantId) ?? [];
  const rule = ruleOf(inputs, target);
  const chosen = (locationId: string) => channel.locationIds === null || channel.locationIds.includes(locationId);
  const written = writtenLocations(channel);
  const open = inputs.openOrders.get(target.listingId) ?? [];
  const given = new Map<string, number>();
  return written.map(({ key, isHere }, index) => {
    // What is sold from no location we write to counts at the first.
    const isOpenHere = ({ location }: OpenUnits) =>
      location === key || (index === 0 && !written.some((each) => each.key === location));
    const openOrders = open.filter(isOpenHere).reduce((sum, each) => sum + each.units, 0);
    const here = levels.filter(
      (level) => level.locationId !== null && chosen(level.locationId) && isHere(level.locationId),
    );
    const kept = (componentId: string) =>
      reservedForOthersAt(inputs, levels, {
        componentId,
        channel: target.connectionId,
        isHere: (id) => chosen(id) && isHere(id),
      });
    const ahead = (componentId: string) => {
      const elsewhere = given.get(componentId) ?? 0;
      const at = { isHere: (id: string) => chosen(id) && isHere(id), elsewhere };
      const units = offeredAhead(inputs.ahead.get(componentId), at);
      given.set(componentId, elsewhere + units);
      return units;
    };
    const allocation = unitsToShowAt(levels, here, { rule, openOrders, kept, ahead });
    return { location: key, levels: here.map(countedLevel), ...allocation };
  });
}

/** Units of a variant that other channels keep of what lies at these locations. */
function reservedForOthersAt(
  inputs: StockInputs,
  levels: readonly LevelRow[],
  at: {
    readonly componentId: string;
    readonly channel: string;
    readonly isHere: (locationId: string) => boolean;
  },
): number {
  const keepers = inputs.keepers.get(at.componentId);
  if (!keepers) return 0;
  const lying = levels.flatMap(({ componentId, locationId, available }) =>
    componentId === at.componentId && locationId !== null ? [{ locationId, available: available ?? 0 }] : [],
  );
  return reservedFromOthers(distributeReserved(lying, sharesOf(keepers)), at);
}

interface WrittenLocation {
  readonly key: string;
  readonly isHere: (locationId: string) => boolean;
}

function writtenLocations(channel: ChannelRow): WrittenLocation[] {
  const all = channel.channelLocations ?? [];
  if (all.length === 0) return [{ key: "", isHere: () => true }];
  const claimed = new Set(all.map((each) => each.locationId));
  const taken = new Set<string | null>();
  return all.flatMap(({ key, locationId }) => {
    if (taken.has(locationId)) return [];
    taken.add(locationId);
    return [{ key, isHere: (id: string) => (locationId === null ? !claimed.has(id) : id === locationId) }];
  });
}

function countedLevel(level: LevelRow): CountedLevel {
  return {
    variantId: level.componentId,
    sku: level.sku,
    perBundle: level.quantity,
    locationId: level.locationId ?? "",
    location: level.locationName ?? "",
    onHand: level.onHand ?? 0,
    reserved: level.reserved ?? 0,
    available: level.available ?? 0,
  };
}

function unitsToShowAt(
  all: readonly LevelRow[],
  here: readonly LevelRow[],
  how: {
    readonly rule: StockRule;
    readonly openOrders: number;
    readonly kept: (componentId: string) => number;
    readonly ahead: (componentId: string) => number;
  },
): UnitsToShow {
  const { rule, openOrders, kept, ahead } = how;
  const of = (rows: readonly LevelRow[]): LocationLevel[] =>
    rows.map(({ locationName, available }) => ({ location: locationName ?? "", available: available ?? 0 }));
  const isOffSale = all[0]?.isOffSale ?? false;
  if (!all.some((level) => level.isBundle)) {
    const id = all[0]?.componentId ?? "";
    return unitsToShow({ levels: of(here), rule, openOrders, isOffSale, kept: kept(id), ahead: ahead(id) });
  }
  const bundle = [...Map.groupBy(all, (level) => level.componentId)].map(([componentId, rows]) => ({
    label: rows[0]?.sku ?? "",
    quantity: rows[0]?.quantity ?? 1,
    levels: of(here.filter((level) => level.componentId === componentId)),
    kept: kept(componentId),
    ahead: ahead(componentId),
  }));
  return unitsToShow({ levels: [], bundle, rule, openOrders, isOffSale });
}
