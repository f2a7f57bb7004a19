/**
 * No number is ever raised on a channel while something that the hub has not applied could explain the difference: seen
 * from the shop, place by place, at the moment at which it takes a number.
 */
import { isDeepStrictEqual } from "node:util";
import type { SandboxOrderRecord, SandboxShop } from "../../src/connectors/kit/sandbox/sandbox.ts";
import { outcomeUnknown } from "../../src/hub/sync-state/unknown-outcome.ts";
import type { World } from "./world.ts";

type Counted = Pick<SandboxShop, "skus" | "stockOf" | "levelsOf" | "record">;

/** Units that left a shop's number at a place: by a sale, an edit, a parcel or a write-off of an order. */
interface Fall {
  readonly key: string;
  readonly sku: string;
  readonly place: string;
  units: number;
  /** Whoever knows of it has heard of as many units as shipped, and of as many refunds. */
  readonly shipped: number;
  readonly refunds: number;
  /** Units wanted since; none: nothing but the order itself is news. */
  readonly wanted: number[];
}

/** What lowered a shop's numbers, as long as the hub may not know it. */
export interface Raises {
  /** Before and after each call of the shop's interface. */
  readonly watch: () => () => Promise<void>;
  /** Its store in the hub: from now on its calls are looked at. */
  of(shop: Counted, storeId: string): void;
  /** Somebody does something to an order there, or places one and answers its key. */
  following(key: string | undefined, act: () => string): Promise<string>;
  /** Its number was moved otherwise: what explains it cannot be told apart any more. */
  forget(sku: string): void;
  readonly problems: string[];
}

/** Platforms that count by item have one place without a name. */
const levelsOf = (shop: Counted, sku: string): ReadonlyMap<string, number> =>
  shop.levelsOf?.(sku) ?? new Map([["", shop.stockOf(sku)]]);

function snapshot(shop: Counted) {
  return new Map(shop.skus().map((sku) => [sku, new Map(levelsOf(shop, sku))]));
}

interface SeenState {
  readonly key: string;
  readonly wanted: number;
  readonly shipped: number;
  readonly refunds: number;
}

type Counts = Omit<SeenState, "key">;

const NOTHING: Counts = { wanted: 0, shipped: 0, refunds: 0 };

/** Of an order in a shop; the hub counts whole units, rounded up. */
function countsOf(record: SandboxOrderRecord): Counts {
  const sum = (units: (line: SandboxOrderRecord["lines"][number]) => number) =>
    record.lines.reduce((total, line) => total + units(line), 0);
  return {
    wanted: sum((line) => Math.ceil(line.quantity)),
    shipped: sum((line) => line.shipped),
    refunds: record.refunds.length,
  };
}

export function watchRaises(world: Pick<World, "look">, name: string): Raises {
  let store: { readonly shop: Counted; readonly id: string } | undefined;
  let falls: Fall[] = [];
  const problems: string[] = [];

  /** The hub knows the order as its shop has it now, after acts of its own too. */
  function isAsThere({ key, ...existing }: SeenState): boolean {
    const record = store?.shop.record?.(key);
    return record !== undefined && isDeepStrictEqual(existing, countsOf(record));
  }

  /** Leaves out what the hub knows of these orders. */
  async function prune(keys: readonly string[]): Promise<void> {
    const existing = await world.look<SeenState>(
      `select o.ext_key as key, sum(l.quantity)::int as wanted, sum(l.fulfilled_quantity)::int as shipped,
         (select count(*)::int from argosy.order_refund r
           where r.organization_id = o.organization_id and r.order_id = o.id) as refunds
       from argosy.sales_order o
       join argosy.order_line l on l.organization_id = o.organization_id and l.order_id = o.id
       where o.organization_id = argosy.tenant() and o.connection_id = $1 and o.ext_key = any($2)
       group by o.organization_id, o.id`,
      [store?.id, keys],
    );
    const exists = ({ key, shipped, refunds, wanted }: Fall) =>
      existing.some(
        (one) =>
          one.key === key &&
          one.shipped >= shipped &&
          one.refunds >= refunds &&
          (wanted.length === 0 || wanted.includes(one.wanted) || isAsThere(one)),
      );
    falls = falls.filter((fall) => !exists(fall));
  }

  async function classify(sku: string, place: string, by: string): Promise<void> {
    const here = (fall: Fall) => fall.sku === sku && fall.place === place;
    await prune(falls.filter(here).map(({ key }) => key));
    const unknown = falls.filter(here);
    if (unknown.length === 0) return;
    // By a number the hub has on its way, and that nobody has let out.
    const [sent] = await world.look(
      `select s.sent_value from argosy.listing_stock s
       join argosy.listing l on l.organization_id = argosy.tenant() and l.id = s.listing_id
       where s.organization_id = argosy.tenant() and l.connection_id = $1 and l.sku = $2 and ${outcomeUnknown("s")}
         and s.passed_seq is distinct from s.want_seq and s.location in ($3, '')`,
      [store?.id, sku, place],
    );
    const orders = unknown.map(({ key }) => key).join(", ");
    if (sent)
      problems.push(
        `${name}: ${[sku, place].join(" ").trim()} was raised ${by} over order ${orders}, which is not applied`,
      );
  }

  /** Units that are back are those of the newest news first. */
  function giveBack(fell: Pick<Fall, "key" | "sku" | "place">, units: number): void {
    let left = units;
    for (const fall of falls.toReversed()) {
      if (fall.key !== fell.key || fall.sku !== fell.sku || fall.place !== fell.place) continue;
      const back = Math.min(left, fall.units);
      fall.units -= back;
      left -= back;
    }
    falls = falls.filter((fall) => fall.units > 0);
  }

  return {
    problems,
    watch() {
      const { shop } = store ?? {};
      const before = new Map(shop ? falls.map(({ sku }) => [sku, new Map(levelsOf(shop, sku))]) : []);
      return async () => {
        for (const [sku, levels] of before)
          for (const [index, to] of shop?.skus().includes(sku) ? levelsOf(shop, sku) : []) {
            const from = levels.get(index) ?? 0;
            if (to > from) await classify(sku, index, `from ${from} to ${to}`);
          }
      };
    },
    of(shop, id) {
      store = { shop, id };
    },
    async following(key, act) {
      if (!store) throw new Error(`${name} is not watched yet.`);
      const { shop } = store;
      if (key !== undefined) await prune([key]);
      const [before, reported] = [snapshot(shop), key === undefined ? undefined : shop.record?.(key)];
      const done = act();
      const order = key ?? done;
      const record = shop.record?.(order);
      const counts = record ? countsOf(record) : NOTHING;
      const { wanted } = counts;
      const isEdited = reported !== undefined && wanted !== countsOf(reported).wanted;
      if (isEdited)
        for (const fall of falls) if (fall.key === order && fall.wanted.length > 0) fall.wanted.push(wanted);
      const { shipped, refunds } = key === undefined ? NOTHING : counts;
      for (const [sku, levels] of snapshot(shop))
        for (const [index, now] of levels) {
          const fell = (before.get(sku)?.get(index) ?? now) - now;
          if (fell < 0) giveBack({ key: order, sku, place: index }, -fell);
          if (fell > 0)
            falls.push({
              key: order,
              sku,
              place: index,
              units: fell,
              shipped,
              refunds,
              wanted: isEdited ? [wanted] : [],
            });
        }
      return done;
    },
    forget(sku) {
      falls = falls.filter((fall) => fall.sku !== sku);
    },
  };
}
