import type { Address, Attribution, Contact, OrderOption } from "../../../commerce/order.ts";
import type { ChannelDoubt, HoldEffect } from "../../../commerce/order-holds.ts";
import type { Json } from "../../../commerce/product.ts";
import type { ReportedState } from "../../../commerce/reported-state.ts";
import type { ParcelState } from "../../../commerce/shipment-states.ts";
import type { FinancialStatus, FulfilmentStatus, OrderStatus } from "../../../commerce/statuses.ts";
import { columnNames, recordColumns } from "../../../db/columns.ts";
import type { Tx } from "../../../db/database.ts";
import { jsonRows } from "../../json-column.ts";
import { addressKey } from "../address-key.ts";
import type { PickupState } from "../pickup-state.ts";

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

/** The location of ours an order's goods are promised at, because it is collected; null: by the rules. */
export const servedFrom = (order: Pick<OrderRow, "goods_location_id" | "pickup_location_id">): string | null =>
  order.goods_location_id ?? order.pickup_location_id;
