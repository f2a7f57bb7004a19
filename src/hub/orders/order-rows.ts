import { deliveryAddress } from "../../commerce/delivery-address.ts";
import type { Address, Attribution, Contact, OrderOption, OrderPart } from "../../commerce/order.ts";
import type { ChannelDoubt, HoldEffect } from "../../commerce/order-holds.ts";
import type { Json } from "../../commerce/product.ts";
import type { ReportedState } from "../../commerce/reported-state.ts";
import type { ParcelState } from "../../commerce/shipment-states.ts";
import { reportedState } from "../../commerce/status-mapping.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../commerce/statuses.ts";
import { columnNames, recordColumns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { jsonRows } from "../json-column.ts";
import { addressKey } from "./address-key.ts";
import { deliveryAddressAfter } from "./corrected-address.ts";
import { doubted } from "./doubted.ts";
import { isFinished, type OrderHeader, totalsToJson } from "./facts.ts";
import { paidHere } from "./hub-payments.ts";
import type { PickupState } from "./pickup-state.ts";
import { dueAt } from "./to-ship.ts";

/** An order's columns as JSON for json_to_recordset; minor units and times are text. */
export interface OrderRow {
  readonly id: string;
  readonly connection_id: string | null;
  readonly ext_key: string | null;
  readonly ext_number: string;
  readonly number: string;
  readonly status: OrderStatus;
  readonly financial: FinancialStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly platform_status: string;
  /** What its channel doubts of it; null: nothing, or it does not tell. */
  readonly channel_doubt: ChannelDoubt | null;
  readonly payment_kind: string;
  readonly gateway: string | null;
  readonly currency: string;
  readonly subtotal_minor: string | null;
  readonly discount_minor: string | null;
  readonly tax_minor: string | null;
  readonly shipping_minor: string | null;
  readonly fees_minor: string | null;
  readonly total_minor: string | null;
  readonly current_total_minor: string | null;
  readonly residual_minor: string;
  readonly tax_included: boolean;
  readonly presentment: Json;
  /** Null: not reported. */
  readonly attribution: Attribution | null;
  readonly quality: string;
  readonly customer_id: string | null;
  readonly contact: Contact | Record<string, never>;
  readonly shipping_address: Address | null;
  readonly billing_address: Address | null;
  /** Of the address the channel had told, where the delivery address was corrected here (corrected-address.ts). */
  readonly corrected_from: string | null;
  readonly note: string | null;
  /** Null: not reported. */
  readonly options: readonly OrderOption[] | null;
  readonly discount_codes: readonly string[];
  readonly tags: readonly string[];
  readonly placed_at: string;
  readonly ship_by: string | null;
  readonly due_at: string;
  /** Of an unpaid order: until when its units are held, whether the channel sets them aside, and whether that is over. */
  readonly held_until: string | null;
  readonly held_aside: boolean;
  readonly hold_ended: boolean;
  /** What a hold decided here does, and the status apart from it (held.ts); null: there is none. */
  readonly hold_effect: HoldEffect | null;
  readonly status_without_hold: OrderStatus | null;
  /** It takes nothing from stock (stock-use.ts). */
  readonly without_stock: boolean;
  readonly version_kind: string | null;
  readonly version_value: string | null;
  readonly is_history: boolean;
  readonly is_short: boolean;
  readonly has_unmapped: boolean;
  readonly push_state: string | null;
  /** The shop's custom status, and the state reported with it. */
  readonly status_word: string | null;
  readonly told: ReportedState | null;
  /** How far its parcels are with couriers. */
  readonly parcel_state: ParcelState | null;
  /** Null: it is sent. */
  readonly pickup: PickupState | null;
  /** Where it is collected, and where its goods are until they arrive there. */
  readonly pickup_location_id: string | null;
  readonly goods_location_id: string | null;
  /** What the channel calls the place. */
  readonly pickup_place: string | null;
  /** What registers took of what was owed. */
  readonly till_paid_minor: string;
}

/** Columns of an order nobody chose anything for, and whose address nobody corrected. */
export const NO_CHOICES = { options: null, discount_codes: [], corrected_from: null } as const;

const chosen = ({ options, discountCodes }: OrderPart) => ({
  ...NO_CHOICES,
  options: options ?? null,
  discount_codes: discountCodes ?? [],
});

/** Columns of an order that nobody holds here (held.ts). */
export const NOT_HELD_HERE = { hold_effect: null, status_without_hold: null } as const;

/** Columns of an order that holds its units as long as it is open. */
export const NO_HOLD = { held_until: null, held_aside: false, hold_ended: false, ...NOT_HELD_HERE } as const;

/** Columns of an order that is sent, from stock. */
export const NO_PICKUP = {
  pickup: null,
  pickup_location_id: null,
  goods_location_id: null,
  pickup_place: null,
  till_paid_minor: "0",
  without_stock: false,
} as const;

const TYPES: Readonly<Record<keyof OrderRow, string>> = {
  id: "uuid",
  connection_id: "uuid",
  ext_key: "text",
  ext_number: "text",
  number: "text",
  status: "text",
  financial: "text",
  fulfilment: "text",
  platform_status: "text",
  payment_kind: "text",
  gateway: "text",
  currency: "text",
  subtotal_minor: "bigint",
  discount_minor: "bigint",
  tax_minor: "bigint",
  shipping_minor: "bigint",
  fees_minor: "bigint",
  total_minor: "bigint",
  current_total_minor: "bigint",
  residual_minor: "bigint",
  tax_included: "boolean",
  presentment: "jsonb",
  attribution: "jsonb",
  quality: "text",
  customer_id: "uuid",
  contact: "jsonb",
  shipping_address: "jsonb",
  billing_address: "jsonb",
  corrected_from: "text",
  note: "text",
  options: "jsonb",
  discount_codes: "text[]",
  tags: "text[]",
  placed_at: "timestamptz",
  ship_by: "timestamptz",
  due_at: "timestamptz",
  channel_doubt: "text",
  held_until: "timestamptz",
  held_aside: "boolean",
  hold_ended: "boolean",
  hold_effect: "text",
  status_without_hold: "text",
  without_stock: "boolean",
  version_kind: "text",
  version_value: "numeric",
  is_history: "boolean",
  is_short: "boolean",
  has_unmapped: "boolean",
  push_state: "text",
  status_word: "text",
  told: "jsonb",
  parcel_state: "text",
  pickup: "text",
  pickup_location_id: "uuid",
  goods_location_id: "uuid",
  pickup_place: "text",
  till_paid_minor: "bigint",
};
const COLUMNS = Object.entries(TYPES);
const [NAMES, RECORD] = [columnNames(TYPES), recordColumns(TYPES)];
/** What never changes once an order is here, or is written by itself. */
const FIXED = new Set("id connection_id ext_key number push_state parcel_state without_stock".split(" "));
/** A time an automation set stays, whatever the channel says. */
const written = (name: string) => (name === "due_at" ? "coalesce(o.own_ship_by, n.due_at)" : `n.${name}`);
const UPDATED = COLUMNS.flatMap(([name]) => (FIXED.has(name) ? [] : [`${name} = ${written(name)}`])).join(", ");
const SELECTED = COLUMNS.map(([it, type]) => (/bigint|numeric/.test(type) ? `${it}::text as ${it}` : it)).join(", ");

const INSERT = `insert into sales_order (organization_id, ${NAMES}, address_key, is_address_keyed,
    created_at, updated_at)
  select argosy.tenant(), ${NAMES}, address_key, true, $2, $2
  from json_to_recordset($1) as n(${RECORD}, address_key text) order by ext_key collate "C"
  on conflict do nothing returning id`;
const UPDATE = `update sales_order o
  set ${UPDATED}, address_key = n.address_key, is_address_keyed = true, updated_at = $2
  from json_to_recordset($1) as n(${RECORD}, address_key text)
  where o.organization_id = argosy.tenant() and o.id = n.id`;

const keyed = (rows: readonly OrderRow[]) => rows.map((row) => ({ ...row, address_key: addressKey(row) }));

/**
 * Inserts orders; a hub number another order has gets a suffix (SH-1001-2). Returns the rows written, with their
 * numbers; an order another transaction inserted first is left out.
 */
export async function insertOrders(tx: Tx, rows: readonly OrderRow[], now: Date): Promise<OrderRow[]> {
  const written: OrderRow[] = [];
  let pending = rows;
  for (let suffix = 2; pending.length > 0; suffix++) {
    const won = new Set((await tx.rows<{ id: string }>(INSERT, [jsonRows(keyed(pending)), now])).map((row) => row.id));
    written.push(...pending.filter((row) => won.has(row.id)));
    const left = pending.filter((row) => !won.has(row.id));
    if (left.length === 0) break;
    const elsewhere = await tx.rows<{ key: string }>(
      `select ext_key as key from sales_order
       where organization_id = argosy.tenant() and connection_id = $1 and ext_key = any($2::text[])`,
      [left[0]?.connection_id, left.map((row) => row.ext_key)],
    );
    const existing = new Set(elsewhere.map((row) => row.key));
    const base = new Map(rows.map((row) => [row.id, row.number]));
    pending = left
      .filter((row) => row.ext_key === null || !existing.has(row.ext_key))
      .map((row) => ({ ...row, number: `${base.get(row.id) ?? row.number}-${suffix}` }));
  }
  return written;
}

export async function updateOrders(tx: Tx, rows: readonly OrderRow[], now: Date): Promise<void> {
  if (rows.length > 0) await tx.run(UPDATE, [jsonRows(keyed(rows)), now]);
}

/** Locks orders of a store until the transaction ends, in the order of their keys, and returns them as stored. */
export async function lockOrdersByKey(tx: Tx, connectionId: string, orderKeys: readonly string[]): Promise<OrderRow[]> {
  if (orderKeys.length === 0) return [];
  const rows = await tx.rows<LoadedRow>(
    `select ${SELECTED} from sales_order where organization_id = argosy.tenant() and connection_id = $1
       and ext_key = any($2::text[]) order by ext_key collate "C" for update`,
    [connectionId, orderKeys],
  );
  return rows.map(fromLoaded);
}

/** Locks orders by id, in the same order as `lockOrdersByKey`. */
export async function lockOrders(tx: Tx, orderIds: readonly string[]): Promise<OrderRow[]> {
  if (orderIds.length === 0) return [];
  const rows = await tx.rows<LoadedRow>(
    `select ${SELECTED} from sales_order where organization_id = argosy.tenant() and id = any($1::uuid[])
     order by connection_id, ext_key collate "C", id for update`,
    [orderIds],
  );
  return rows.map(fromLoaded);
}

interface LoadedRow extends Omit<OrderRow, "placed_at" | "ship_by" | "due_at" | "held_until"> {
  readonly placed_at: Date;
  readonly ship_by: Date | null;
  readonly due_at: Date;
  readonly held_until: Date | null;
}

function fromLoaded(row: LoadedRow): OrderRow {
  const { placed_at, ship_by, due_at, held_until } = row;
  return {
    ...row,
    placed_at: placed_at.toISOString(),
    ship_by: ship_by?.toISOString() ?? null,
    due_at: due_at.toISOString(),
    held_until: held_until?.toISOString() ?? null,
  };
}

export interface OrderRowInput {
  readonly id: string;
  readonly connectionId: string;
  readonly orderPrefix: string;
  readonly part: OrderPart;
  readonly header: OrderHeader;
  readonly customerId: string | null;
  readonly isHistory: boolean;
  readonly hasUnmapped: boolean;
  /** Our location the buyer collects it at, where the channel's is linked to one. */
  readonly pickupLocationId: string | null;
  readonly hold: Pick<OrderRow, keyof typeof NO_HOLD>;
}

/** The row of an order seen for the first time. */
export function newOrderRow(input: OrderRowInput): OrderRow {
  const { part, header } = input;
  const { totals } = header;
  const minor = (value: bigint | null) => (value === null ? null : value.toString());
  const placedAt = new Date(part.placedAt).toISOString();
  return {
    id: input.id,
    connection_id: input.connectionId,
    ext_key: part.orderKey,
    ext_number: part.number,
    number: hubNumber(input.orderPrefix, part.number),
    ...doubted(header, part.doubt ?? null),
    financial: header.financial,
    fulfilment: header.fulfilment,
    platform_status: header.platformStatus,
    payment_kind: part.payment.kind,
    gateway: part.payment.gateway ?? null,
    currency: totals.currency,
    subtotal_minor: minor(totals.subtotalMinor),
    discount_minor: minor(totals.discountMinor),
    tax_minor: minor(totals.taxMinor),
    shipping_minor: minor(totals.shippingMinor),
    fees_minor: minor(totals.feesMinor),
    total_minor: minor(totals.totalMinor),
    current_total_minor: minor(totals.currentTotalMinor ?? null),
    residual_minor: header.residualMinor.toString(),
    tax_included: totals.taxIncluded,
    presentment: part.presentment ? totalsToJson(part.presentment) : null,
    attribution: part.attribution ?? null,
    quality: part.quality,
    customer_id: input.customerId,
    contact: part.contact,
    shipping_address: deliveryAddress(part.shippingAddress, part.billingAddress) ?? null,
    billing_address: part.billingAddress ?? null,
    note: part.note ?? null,
    ...chosen(part),
    tags: part.tags,
    placed_at: placedAt,
    ship_by: header.shipBy,
    due_at: dueAt(placedAt, header.shipBy),
    ...input.hold,
    version_kind: part.version.kind,
    version_value: part.version.value.toString(),
    is_history: input.isHistory,
    is_short: false,
    has_unmapped: input.hasUnmapped,
    push_state: null,
    status_word: part.unknownStatus ?? null,
    told: part.unknownStatus === undefined ? null : (part.told ?? reportedState(part)),
    parcel_state: null,
    ...reportedPickup(input),
  };
}

const reportedPickup = ({ part: { pickup }, pickupLocationId }: OrderRowInput) => ({
  ...NO_PICKUP,
  ...(pickup !== undefined && {
    pickup: "waiting" as const,
    pickup_location_id: pickupLocationId,
    pickup_place: pickup.place ?? null,
  }),
});

/** The hub's number of an order: the store's prefix and the platform's number ("#1001" becomes "SH-1001"). */
function hubNumber(prefix: string, platformNumber: string): string {
  const number = platformNumber.replace(/^#+/, "").trim() || platformNumber;
  return prefix ? `${prefix.replace(/(?<!-)-+$/, "")}-${number}` : number;
}

/** An order seen again: what the platform says now, except for what it leaves out or hides by now. */
export function changedOrderRow(before: OrderRow, input: OrderRowInput): OrderRow {
  const { part } = input;
  const next = newOrderRow(input);
  const hides = before.contact.quality === "real" && part.contact.quality !== "real";
  const preserved = part.keeps ?? [];
  const shipBy = next.ship_by ?? before.ship_by;
  const doubt = part.doubt === undefined ? before.channel_doubt : part.doubt;
  const hasMoved = !["pending", "cod_pending", "voided"].includes(before.financial);
  const isOwed = ["pending", "cod_pending", "partially_paid"].includes(next.financial);
  const isPaidHere = isOwed && before.till_paid_minor !== "0";
  const preservesFinancial = preserved.includes("financial") && hasMoved;
  return {
    ...next,
    number: before.number,
    ...doubted(input.header, doubt),
    ship_by: shipBy,
    // What was calculated from handling times stays until the channel tells a time.
    due_at: shipBy === before.ship_by ? before.due_at : dueAt(next.placed_at, shipBy),
    attribution: next.attribution ?? before.attribution,
    options: next.options ?? before.options,
    discount_codes: part.discountCodes ?? before.discount_codes,
    push_state: before.push_state,
    parcel_state: before.parcel_state,
    without_stock: before.without_stock,
    is_history: before.is_history && isFinished(input.header),
    is_short: before.is_short,
    financial: isPaidHere ? paidHere(before, next) : preservesFinancial ? before.financial : next.financial,
    // What was decided or done here stays.
    ...(before.pickup !== null && pickupOf(before)),
    till_paid_minor: before.till_paid_minor,
    fulfilment: preserved.includes("fulfilment") ? before.fulfilment : next.fulfilment,
    customer_id: hides ? before.customer_id : (next.customer_id ?? before.customer_id),
    contact: hides ? before.contact : next.contact,
    ...(hides ? deliveryOf(before) : deliveryAddressAfter(before, next.shipping_address)),
    billing_address: hides ? before.billing_address : next.billing_address,
  };
}

const deliveryOf = ({ shipping_address, corrected_from }: OrderRow) => ({ shipping_address, corrected_from });

const pickupOf = ({ pickup, pickup_location_id, goods_location_id, pickup_place }: OrderRow) => ({
  ...{ pickup, pickup_location_id, goods_location_id, pickup_place },
});

/** The location of ours an order's goods are promised at, because it is collected; null: by the rules. */
export const servedFrom = (order: Pick<OrderRow, "goods_location_id" | "pickup_location_id">): string | null =>
  order.goods_location_id ?? order.pickup_location_id;
