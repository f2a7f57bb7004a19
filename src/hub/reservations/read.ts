import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { decodeCursor, type Page, type PageRequest, pageLimit, toPage } from "../paging.ts";

export const RESERVATION_STATES = ["held", "released", "expired"] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];

export interface Reservation {
  readonly id: string;
  readonly reference: string;
  readonly variantId: string;
  readonly sku: string;
  readonly title: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly quantity: number;
  readonly state: ReservationState;
  /** Units that left with it when it ended. */
  readonly taken: number;
  /** Null: until it is released. */
  readonly expiresAt: Date | null;
  readonly note: string;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly endedAt: Date | null;
}

export interface ReservationFilter {
  readonly reference?: string | undefined;
  readonly variantId?: string | undefined;
  readonly state?: ReservationState | undefined;
}

const SELECT = `
  select r.id, r.reference, r.variant_id as "variantId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title,
    r.location_id as "locationId", l.name as "locationName", r.quantity, r.state, r.taken, r.expires_at as "expiresAt",
    r.note, r.created_at as "createdAt", r.created_by as "createdBy", r.ended_at as "endedAt"
  from argosy.stock_reservation r
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = r.variant_id
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join argosy.location l on l.organization_id = argosy.tenant() and l.id = r.location_id
  where r.organization_id = argosy.tenant()`;

/** Reservations of programs, newest first. */
export async function listReserved(tx: Tx, filter: ReservationFilter & PageRequest): Promise<Page<Reservation>> {
  const limit = pageLimit(filter);
  const after = decodeCursor(filter.cursor, ["id"])?.[0];
  const rows = await reserved(tx, filter, { after, count: limit + 1 });
  return toPage(rows, limit, { item: (row) => row, cursor: (row) => [row.id] });
}

/** Everything that stands under a reference. */
export function reservedUnder(tx: Tx, reference: string): Promise<Reservation[]> {
  return reserved(tx, { reference }, {});
}

/** Throws HubError RESERVATION_NOT_FOUND. */
export async function getReservation(tx: Tx, id: string): Promise<Reservation> {
  const found = await tx.maybe<Reservation>(`${SELECT} and r.id = $1`, [id]);
  if (!found) throw new HubError("RESERVATION_NOT_FOUND", "not_found", "There is no such reservation.");
  return found;
}

function reserved(
  tx: Tx,
  filter: ReservationFilter,
  page: { readonly after?: string | undefined; readonly count?: number },
): Promise<Reservation[]> {
  const params: unknown[] = [];
  const wanted: string[] = [];
  const want = (value: unknown, condition: (name: string) => string) => {
    if (value !== undefined) wanted.push(`and ${condition(`$${params.push(value)}`)}`);
  };
  want(filter.reference, (name) => `r.reference = ${name}`);
  want(filter.variantId, (name) => `r.variant_id = ${name}`);
  want(filter.state, (name) => `r.state = ${name}`);
  want(page.after, (name) => `r.id < ${name}::uuid`);
  const end = page.count === undefined ? "" : `limit ${page.count}`;
  return tx.rows<Reservation>(`${SELECT} ${wanted.join(" ")} order by r.id desc ${end}`, params);
}
