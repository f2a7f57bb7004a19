import type { Backordered } from "../../commerce/backorders.ts";
import type { CodState } from "../../commerce/cod.ts";
import { ORDER_PRIORITIES, type OrderPriority } from "../../commerce/order-priority.ts";
import type { OrderState } from "../../commerce/order-states.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import { storableText } from "../json-column.ts";
import type { PageRequest } from "../paging.ts";
import { searchKinds, tagWord } from "../search/documents.ts";
import { type Add, exactWordSource, type Source } from "../search/source.ts";
import { queryTerms, termsOf } from "../search/terms.ts";
import { FOUND_BY, ORDER_STATE, STUCK_STATES } from "./order-state.ts";
import { goesWith, HAS_UNPRINTED, IS_SINGLE_ITEM, idsGoingWith, MAY_PRINT, UNPRINTED_IDS } from "./packing-views.ts";
import { OURS_TO_HAND_OVER, OURS_TO_PACK, UNSHIPPED } from "./to-ship.ts";

/**
 * Orders are listed from the newest, the last changed, the largest or the last due on down, and each from its other end. By
 * when they are due, and by priority, those alone that wait to be shipped.
 */
export const orderSorts = [
  ...(["placed", "oldest", "updated", "stalest", "total", "smallest", "due", "lastDue"] as const),
  ...(["priority", "lastPriority"] as const),
] as const;
export type OrderSort = (typeof orderSorts)[number];

/** Sorts of what waits to be shipped. */
export const WAITING_SORTS: ReadonlySet<OrderSort> = new Set(["due", "lastDue", "priority", "lastPriority"]);

export interface OrderFilter extends PageRequest {
  readonly state?: readonly OrderState[] | undefined;
  readonly status?: readonly OrderStatus[] | undefined;
  readonly financial?: readonly FinancialStatus[] | undefined;
  readonly fulfilment?: readonly FulfilmentStatus[] | undefined;
  readonly storeIds?: readonly string[] | undefined;
  readonly customerId?: string | undefined;
  /** Ordered at or after. */
  readonly from?: Date | undefined;
  /** Ordered before. */
  readonly to?: Date | undefined;
  readonly paymentKinds?: readonly ("prepaid" | "cod" | "unknown")[] | undefined;
  /** Where the cash of its parcels is. */
  readonly codState?: readonly CodState[] | undefined;
  readonly currency?: string | undefined;
  /** In minor units, both included. */
  readonly totalFrom?: bigint | undefined;
  readonly totalTo?: bigint | undefined;
  /** Has one of these tags. */
  readonly tags?: readonly string[] | undefined;
  readonly priority?: readonly OrderPriority[] | undefined;
  /** Assigned to this member. */
  readonly assignedTo?: string | undefined;
  /** Goes to one of these, in capitals. */
  readonly country?: readonly string[] | undefined;
  /** How the postcode it goes to begins. */
  readonly postcode?: string | undefined;
  /** Has a line of this SKU, in any case. */
  readonly sku?: string | undefined;
  readonly variantId?: string | undefined;
  /** Somebody has to pack it: paid or to be paid at the door, not shipped, ours to send, not in parcels, no imported history. */
  readonly toShip?: boolean | undefined;
  /** To be packed or handed over, and due before this moment, or not. */
  readonly late?: { readonly is: boolean; readonly at: Date } | undefined;
  /** To be packed or handed over, and due within the next day: from and before these moments. */
  readonly atRisk?: { readonly from: Date; readonly to: Date } | undefined;
  /** One line of one unit. */
  readonly isSingleItem?: boolean | undefined;
  /** Has a label that nobody printed. */
  readonly toPrint?: boolean | undefined;
  /** Booked with one of these couriers or, while nothing is booked, with one of them chosen for it. */
  readonly courierIds?: readonly string[] | undefined;
  readonly isShort?: boolean | undefined;
  /** Lacks units that are on their way by a purchase order with a day, without one, with a day that is over, or not at all. */
  readonly backorder?: readonly Backordered[] | undefined;
  readonly hasUnmapped?: boolean | undefined;
  /** Of orders made here: on its way to its store, there, or refused. */
  readonly pushState?: "pending" | "synced" | "failed" | undefined;
  /** A command of it is in progress, or failed. */
  readonly command?: "open" | "failed" | undefined;
  /** Imported history, or only orders since. */
  readonly isHistory?: boolean | undefined;
  /** Of this number here, as it is or in capitals: found from the moment it is there, before its words are. */
  readonly number?: string | undefined;
  /** Words, each the start of one of the order's: numbers, names, e-mail address, phone, SKUs, titles, tags, tracking, town, note. */
  readonly search?: string | undefined;
  readonly sort?: OrderSort | undefined;
}

/** One condition of a filter, as SQL over `o`. */
export interface Condition {
  readonly where: (add: Add) => string;
  /** An index reads these orders in the order they were placed: one list a value, or one for the condition itself. */
  readonly lists?:
    | { readonly column: string; readonly type: string; readonly values: readonly string[] }
    | "itself"
    | undefined;
  /** Finds these orders' ids without their lists. */
  readonly ids?: ((add: Add) => string) | undefined;
  /** A list that holds all of them, and perhaps others. */
  readonly source?: Source | undefined;
}

/** A filter's conditions beside words and times, the usually rarest first. */
export function conditionsOf(filter: OrderFilter): Condition[] {
  return [
    ...numberConditions(filter),
    ...stateConditions(filter),
    ...packingConditions(filter),
    ...parcelConditions(filter),
    ...flagConditions(filter),
    ...backorderConditions(filter),
    ...lineConditions(filter),
    ...priorityConditions(filter),
    ...listConditions(filter),
    ...plainConditions(filter),
  ];
}

/** The words searched for, null when there are none: an empty array finds nothing. */
export function searchTerms(filter: OrderFilter): string[] | null {
  const search = storableText(filter.search ?? "").trim();
  return search === "" ? null : queryTerms(search);
}

/** The orders of a state, and perhaps others; undefined where no index knows them. */
function idsOfState(state: OrderState): string | undefined {
  const by = FOUND_BY[state];
  if (by === null || "list" in by) return undefined;
  if ("ids" in by) return by.ids;
  return `select o.id from argosy.sales_order o where o.organization_id = argosy.tenant() and ${by.sql}`;
}

function stateConditions({ state }: OrderFilter): Condition[] {
  const found: Condition[] = [];
  if (state === undefined || state.length === 0) return found;
  const [only] = state;
  const by = state.length === 1 && only !== undefined ? FOUND_BY[only] : null;
  const all = state.flatMap((each) => idsOfState(each) ?? []);
  if (by !== null && "list" in by) found.push(...oneOf(by.list.column, by.list.values, by.list.type));
  else if (by !== null && "sql" in by) found.push({ where: () => by.sql, lists: "itself" });
  else if (all.length === state.length) {
    const ids = all.join(" union ");
    found.push({ where: () => `o.id in (${ids})`, ids: () => ids });
  }
  return [...found, { where: (add) => `(${ORDER_STATE}) = any(${add(state)}::text[])` }];
}

// These partial indexes hold few orders.
const flag = (isSet: boolean | undefined, sql: string): Condition[] =>
  isSet === undefined ? [] : [isSet ? { where: () => sql, lists: "itself" } : { where: () => `(${sql}) is not true` }];

/** Its indexes hold what is not shipped; of those the page reads no more than it may. */
export const NOT_SHIPPED: Condition = { where: () => UNSHIPPED, lists: "itself" };

function packingConditions({ toShip, late, atRisk, sort }: OrderFilter): Condition[] {
  const isNear = (add: Add) =>
    `${UNSHIPPED} and o.due_at >= ${add(atRisk?.from)}::timestamptz and o.due_at < ${add(atRisk?.to)}::timestamptz`;
  const isDue = (add: Add) => `${UNSHIPPED} and o.due_at < ${add(late?.at)}::timestamptz`;
  const isListed = toShip === true || late?.is === true || atRisk !== undefined;
  return [
    ...(late?.is === true ? [{ where: isDue, lists: "itself" } as const] : []),
    ...(atRisk ? [{ where: isNear, lists: "itself" } as const, { where: () => OURS_TO_HAND_OVER }] : []),
    ...(isListed || (sort !== undefined && WAITING_SORTS.has(sort)) ? [NOT_SHIPPED] : []),
    ...(toShip === true ? [{ where: () => OURS_TO_PACK }] : []),
    ...(late?.is === true ? [{ where: () => OURS_TO_HAND_OVER }] : []),
    ...(toShip === false ? [{ where: () => `(${UNSHIPPED} and ${OURS_TO_PACK}) is not true` }] : []),
    ...(late?.is === false ? [{ where: (add: Add) => `(${isDue(add)} and ${OURS_TO_HAND_OVER}) is not true` }] : []),
  ];
}

function parcelConditions({ isSingleItem, toPrint, courierIds }: OrderFilter): Condition[] {
  return [
    ...(toPrint === true ? [{ where: () => HAS_UNPRINTED, ids: () => UNPRINTED_IDS }, { where: () => MAY_PRINT }] : []),
    ...(toPrint === false ? [{ where: () => `not (${HAS_UNPRINTED} and ${MAY_PRINT})` }] : []),
    ...(courierIds && courierIds.length > 0
      ? [{ where: (add: Add) => goesWith(add, courierIds), ids: (add: Add) => idsGoingWith(add, courierIds) }]
      : []),
    ...(isSingleItem === undefined ? [] : [{ where: () => `${IS_SINGLE_ITEM} = ${isSingleItem}` }]),
  ];
}

function flagConditions({ isShort, hasUnmapped, pushState, command, customerId }: OrderFilter): Condition[] {
  const states = command === "open" ? "c.finished_at is null" : STUCK;
  const commands = `from command c where c.organization_id = argosy.tenant() and ${states}`;
  return [
    // Its index holds what was refused alone; of the others the page reads no more than it may.
    ...(pushState === undefined
      ? []
      : pushState === "failed"
        ? flag(true, "o.push_state = 'failed'")
        : [{ where: () => `o.push_state = '${pushState}'` }]),
    ...flag(isShort, "o.is_short"),
    ...flag(hasUnmapped, "o.has_unmapped"),
    ...(command
      ? [
          {
            where: () => anyOf(`${commands} and c.order_id = o.id`),
            ids: () => `select distinct c.order_id as id ${commands}`,
          },
        ]
      : []),
    ...oneOf("customer_id", customerId === undefined ? undefined : [customerId], "uuid"),
  ];
}

/** Looked up an order at a time: EXISTS may be planned as reading all that could match. */
function anyOf(from: string): string {
  return `coalesce((select true ${from} limit 1), false)`;
}

const STUCK = `c.state in ${STUCK_STATES}`;

function numberConditions({ number }: OrderFilter): Condition[] {
  if (number === undefined) return [];
  const given = storableText(number).trim();
  const numbers = [...new Set([given, given.toUpperCase()])];
  const isIt = (add: Add) => `o.number = any(${add(numbers)}::text[])`;
  const from = "select o.id from argosy.sales_order o where o.organization_id = argosy.tenant()";
  return [{ where: isIt, ids: (add) => `${from} and ${isIt(add)}` }];
}

function lineConditions({ variantId, sku, tags }: OrderFilter): Condition[] {
  const found: Condition[] = [];
  const lines = "from order_line l where l.organization_id = argosy.tenant()";
  if (variantId !== undefined)
    found.push({
      where: (add) => anyOf(`${lines} and l.order_id = o.id and l.variant_id = ${add(variantId)}::uuid`),
      ids: (add) => `select distinct l.order_id as id ${lines} and l.variant_id = ${add(variantId)}::uuid`,
    });
  if (sku !== undefined) {
    const [word] = termsOf(sku);
    found.push({
      where: (add) => anyOf(`${lines} and l.order_id = o.id and l.sku_key = ${add(sku.toLowerCase())}`),
      source: word === undefined ? undefined : exactWordSource(searchKinds.order, [word]),
    });
  }
  if (tags && tags.length > 0)
    found.push({
      where: (add) => `(o.tags || o.own_tags) && ${add(tags)}::text[]`,
      source: exactWordSource(searchKinds.order, [...new Set(tags.map(tagWord))]),
    });
  return found;
}

/** Of orders that are short, which an index holds. */
function backorderConditions({ backorder }: OrderFilter): Condition[] {
  if (backorder === undefined || backorder.length === 0) return [];
  const terms = `coalesce((select array[b.state, b.kind] from argosy.backorder b
    where b.organization_id = argosy.tenant() and b.order_id = o.id), array['none'])`;
  return [...flag(true, "o.is_short"), { where: (add) => `${terms} && ${add(backorder)}::text[]` }];
}

/** Its index holds those of one that is not normal. */
function priorityConditions({ priority }: OrderFilter): Condition[] {
  const existing = ORDER_PRIORITIES.filter((each) => priority?.includes(each));
  if (existing.length === 0) return [];
  const where = () => `o.priority in (${existing.map((each) => `'${each}'`).join(", ")})`;
  return [existing.length === 1 && !existing.includes("normal") ? { where, lists: "itself" } : { where }];
}

function listConditions(filter: OrderFilter): Condition[] {
  return [
    ...oneOf("fulfilment", filter.fulfilment, "text"),
    ...oneOf("financial", filter.financial, "text"),
    ...oneOf("status", filter.status, "text"),
    ...oneOf("assigned_to", filter.assignedTo === undefined ? undefined : [filter.assignedTo], "text"),
    ...oneOf("cod_state", filter.codState, "text"),
    ...oneOf("connection_id", filter.storeIds, "uuid"),
  ];
}

function oneOf(column: string, given: readonly string[] | undefined, type: string): Condition[] {
  if (!given || given.length === 0) return [];
  const values = [...new Set(given)];
  return [{ where: (add) => `o.${column} = any(${add(values)}::${type}[])`, lists: { column, type, values } }];
}

function plainConditions(filter: OrderFilter): Condition[] {
  const { paymentKinds, currency, country, postcode, totalFrom, totalTo, isHistory, from, to } = filter;
  const { sort = "placed" } = filter;
  const found: Condition[] = [];
  const addCondition = (where: Condition["where"]) => found.push({ where });
  // The list in the order of placing begins and ends at these times by itself.
  if (from && sort !== "placed") addCondition((add) => `o.placed_at >= ${add(from)}`);
  if (to && sort !== "placed") addCondition((add) => `o.placed_at < ${add(to)}`);
  if (paymentKinds && paymentKinds.length > 0)
    addCondition((add) => `o.payment_kind = any(${add(paymentKinds)}::text[])`);
  if (country && country.length > 0)
    addCondition((add) => `upper(o.shipping_address ->> 'country') = any(${add(country)}::text[])`);
  if (postcode !== undefined) addCondition((add) => `starts_with(o.shipping_address ->> 'postcode', ${add(postcode)})`);
  if (currency !== undefined) addCondition((add) => `o.currency = ${add(currency)}`);
  if (totalFrom !== undefined) addCondition((add) => `o.total_minor >= ${add(totalFrom)}::bigint`);
  if (totalTo !== undefined) addCondition((add) => `o.total_minor <= ${add(totalTo)}::bigint`);
  if (isHistory !== undefined) addCondition(() => (isHistory ? "o.is_history" : "not o.is_history"));
  return found;
}
