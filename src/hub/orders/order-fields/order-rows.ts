import type { Address, Attribution, Contact, OrderOption } from "../../../commerce/order.ts";
import type { ChannelDoubt, HoldEffect } from "../../../commerce/order-holds.ts";
import type { Json } from "../../../commerce/product.ts";
import type { ReportedState } from "../../../commerce/reported-state.ts";
import type { ParcelState } from "../../../commerce/shipment-states.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../../commerce/statuses.ts";
import { columnNames, recordColumns } from "../../../db/columns.ts";
import type { Tx } from "../../../db/database.ts";
import {
  bigint,
  boolean,
  columnsHolding,
  type Holds,
  json,
  numeric,
  type RowOf,
  sqlTypes,
  text,
  texts,
  time,
  uuid,
} from "../../../db/row-columns.ts";
import { LINK_MADE_ORDERS } from "../../conversations/order-link.ts";
import { jsonRows } from "../../json-column.ts";
import { addressKey } from "../address-key.ts";
import type { PickupState } from "../pickup-state.ts";

/**
 * An order's columns: their SQL types, the type of a value in JSON (minor units and times are text), and of texts and
 * documents what they hold of people, of which `personal-columns.ts` says what follows.
 */
const COLUMNS = {
  id: uuid<string>(),
  connection_id: uuid<string | null>(),
  ext_key: text<string | null>("none"),
  ext_number: text<string>("none"),
  number: text<string>("none"),
  status: text<OrderStatus>("none"),
  financial: text<FinancialStatus>("none"),
  fulfilment: text<FulfilmentStatus>("none"),
  platform_status: text<string>("none"),
  /** What its channel doubts of it; null: nothing, or it does not tell. */
  channel_doubt: text<ChannelDoubt | null>("none"),
  payment_kind: text<string>("none"),
  gateway: text<string | null>("none"),
  currency: text<string>("none"),
  subtotal_minor: bigint<string | null>(),
  discount_minor: bigint<string | null>(),
  tax_minor: bigint<string | null>(),
  shipping_minor: bigint<string | null>(),
  fees_minor: bigint<string | null>(),
  total_minor: bigint<string | null>(),
  current_total_minor: bigint<string | null>(),
  residual_minor: bigint<string>(),
  tax_included: boolean<boolean>(),
  presentment: json<Json>("none"),
  /** Null: not reported. */
  attribution: json<Attribution | null>("none"),
  quality: text<string>("none"),
  customer_id: uuid<string | null>(),
  contact: json<Contact | Record<string, never>>("person"),
  shipping_address: json<Address | null>("person"),
  billing_address: json<Address | null>("person"),
  /** Of the address the channel had told, where the delivery address was corrected here (corrected-address.ts). */
  corrected_from: text<string | null>("person"),
  note: text<string | null>("person"),
  /** Null: not reported. */
  options: json<readonly OrderOption[] | null>("person"),
  discount_codes: texts<readonly string[]>("none"),
  tags: texts<readonly string[]>("words"),
  placed_at: time<string>(),
  ship_by: time<string | null>(),
  due_at: time<string>(),
  /** Its channel waits for the seller to accept it; until when, where that is known. */
  awaits_acceptance: boolean<boolean>(),
  accept_by: time<string | null>(),
  /** Of an unpaid order: until when its units are held, whether the channel sets them aside, and whether that is over. */
  held_until: time<string | null>(),
  held_aside: boolean<boolean>(),
  hold_ended: boolean<boolean>(),
  /** What a hold decided here does, and the status apart from it (held.ts); null: there is none. */
  hold_effect: text<HoldEffect | null>("none"),
  status_without_hold: text<OrderStatus | null>("none"),
  /** It takes nothing from stock (stock-use.ts). */
  without_stock: boolean<boolean>(),
  version_kind: text<string | null>("none"),
  version_value: numeric<string | null>(),
  is_history: boolean<boolean>(),
  is_short: boolean<boolean>(),
  has_unmapped: boolean<boolean>(),
  push_state: text<string | null>("none"),
  /** The shop's custom status, and the state reported with it. */
  status_word: text<string | null>("none"),
  told: json<ReportedState | null>("none"),
  /** How far its parcels are with couriers. */
  parcel_state: text<ParcelState | null>("none"),
  /** Null: it is sent. */
  pickup: text<PickupState | null>("none"),
  /** Where it is collected, and where its goods are until they arrive there. */
  pickup_location_id: uuid<string | null>(),
  goods_location_id: uuid<string | null>(),
  /** What the channel calls the place. */
  pickup_place: text<string | null>("none"),
  /** What registers took of what was owed. */
  till_paid_minor: bigint<string>(),
};

export type OrderRow = RowOf<typeof COLUMNS>;

/** The columns that hold this of people, separated by a space. */
export const orderColumns = (holds: Holds): string => columnsHolding(COLUMNS, holds);

/** Columns of an order nobody chose anything for, and whose address nobody corrected. */
export const NO_CHOICES = { options: null, discount_codes: [], corrected_from: null } as const;

/** Columns of an order that nobody holds here (held.ts). */
export const NOT_HELD_HERE = { hold_effect: null, status_without_hold: null } as const;

/** Columns of an order that holds its units as long as it is open. */
export const NO_HOLD = { held_until: null, held_aside: false, hold_ended: false, ...NOT_HELD_HERE } as const;

/** Columns of an order that no channel waits for. */
export const ACCEPTED = { awaits_acceptance: false, accept_by: null } as const;

/** Columns of an order that is sent, from stock. */
export const NO_PICKUP = {
  pickup: null,
  pickup_location_id: null,
  goods_location_id: null,
  pickup_place: null,
  till_paid_minor: "0",
  without_stock: false,
} as const;

const TYPES = sqlTypes(COLUMNS);
const [NAMES, RECORD] = [columnNames(TYPES), recordColumns(TYPES)];
/** What never changes once an order is here, or is written by itself. */
const FIXED = new Set("id connection_id ext_key number push_state parcel_state without_stock".split(" "));
/** A time an automation set stays, whatever the channel says. */
const written = (name: string) => (name === "due_at" ? "coalesce(o.own_ship_by, n.due_at)" : `n.${name}`);
const UPDATED = Object.keys(TYPES)
  .flatMap((name) => (FIXED.has(name) ? [] : [`${name} = ${written(name)}`]))
  .join(", ");
const SELECTED = Object.entries(TYPES)
  .map(([it, type]) => (/bigint|numeric/.test(type) ? `${it}::text as ${it}` : it))
  .join(", ");

const INSERT = `with made as (insert into sales_order (organization_id, ${NAMES}, address_key, is_address_keyed,
    created_at, updated_at) select argosy.tenant(), ${NAMES}, address_key, true, $2, $2
  from json_to_recordset($1) as n(${RECORD}, address_key text) order by ext_key collate "C"
  on conflict do nothing returning id, connection_id, ext_key), linked as (${LINK_MADE_ORDERS}) select id from made`;
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

interface LoadedRow extends Omit<OrderRow, "placed_at" | "ship_by" | "due_at" | "accept_by" | "held_until"> {
  readonly placed_at: Date;
  readonly ship_by: Date | null;
  readonly due_at: Date;
  readonly accept_by: Date | null;
  readonly held_until: Date | null;
}

function fromLoaded(row: LoadedRow): OrderRow {
  const { placed_at, ship_by, due_at, accept_by, held_until } = row;
  return {
    ...row,
    placed_at: placed_at.toISOString(),
    ship_by: ship_by?.toISOString() ?? null,
    due_at: due_at.toISOString(),
    accept_by: accept_by?.toISOString() ?? null,
    held_until: held_until?.toISOString() ?? null,
  };
}

/** The location of ours an order's goods are promised at, because it is collected; null: by the rules. */
export const servedFrom = (order: Pick<OrderRow, "goods_location_id" | "pickup_location_id">): string | null =>
  order.goods_location_id ?? order.pickup_location_id;
