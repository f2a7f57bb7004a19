import { z } from "zod";
import type { Optional } from "../../commerce/optional.ts";
import { columns } from "../../db/columns.ts";
import type { Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import type { Page, PageRequest } from "../paging.ts";
import { refusal } from "../refusals.ts";
import { type BothEnds, byAge, type MadeWithin, madeWithin, type Placed, sortedPage, unplaced } from "../sorting.ts";

export const RESERVATION_STATES = ["held", "released", "expired"] as const;
export type ReservationState = (typeof RESERVATION_STATES)[number];

export const reservationSchema = z
  .object({
    id,
    reference: z.string(),
    variantId: id,
    sku: z.string(),
    title: z.string(),
    locationId: id,
    locationName: z.string(),
    quantity: z.int(),
    state: z.enum(RESERVATION_STATES),
    taken: z.int().describe("units that left stock when it ended"),
    expiresAt: time.nullable().describe("null: until it is released"),
    note: z.string(),
    createdAt: time,
    createdBy: z.string(),
    endedAt: time.nullable(),
  })
  .meta({ id: "StockReservation", description: "Units a program keeps back" });

export type Reservation = Answered<typeof reservationSchema>;

export type ReservationFilter = MadeWithin &
  Optional<{
    reference: string;
    variantId: string;
    state: ReservationState;
    sort: BothEnds;
  }>;

const SORTS = byAge(["r.id", "uuid"]);
const COLUMNS = `r.id, r.reference, r.variant_id as "variantId", v.sku, concat_ws(' ', p.title, nullif(v.title, '')) as title,
    r.location_id as "locationId", l.name as "locationName", ${columns("r", "quantity state taken expiresAt")},
    ${columns("r", "note createdAt createdBy endedAt")}`;
const FROM = `from argosy.stock_reservation r
  join argosy.variant v on v.organization_id = argosy.tenant() and v.id = r.variant_id
  join argosy.product p on p.organization_id = argosy.tenant() and p.id = v.product_id
  join argosy.location l on l.organization_id = argosy.tenant() and l.id = r.location_id
  where r.organization_id = argosy.tenant()`;

/** Reservations of programs, newest first or from the other end. */
export async function listReserved(tx: Tx, filter: ReservationFilter & PageRequest): Promise<Page<Reservation>> {
  const { wanted, params } = wantedBy(filter);
  const by = sortedPage(SORTS[filter.sort ?? "newest"], filter, params);
  const rows = await by.rows<Placed<Reservation>>(
    tx,
    `select ${COLUMNS}, ${by.place} ${FROM} ${wanted} ${by.after} ${by.order}`,
    params,
  );
  return by.page(rows, unplaced);
}

/** Everything that stands under a reference. */
export function reservedUnder(tx: Tx, reference: string): Promise<Reservation[]> {
  const { wanted, params } = wantedBy({ reference });
  return tx.rows<Reservation>(`select ${COLUMNS} ${FROM} ${wanted} order by r.id desc`, params);
}

/** Throws HubError RESERVATION_NOT_FOUND. */
export async function getReservation(tx: Tx, id: string): Promise<Reservation> {
  const found = await tx.maybe<Reservation>(`select ${COLUMNS} ${FROM} and r.id = $1`, [id]);
  if (!found) throw refusal("RESERVATION_NOT_FOUND");
  return found;
}

/** SQL: "and ..." for what is asked for. */
function wantedBy(filter: ReservationFilter): { readonly wanted: string; readonly params: unknown[] } {
  const params: unknown[] = [];
  const requested: string[] = [];
  const want = (column: string, value: unknown) => {
    if (value !== undefined) requested.push(`and r.${column} = $${params.push(value)}`);
  };
  want("reference", filter.reference);
  want("variant_id", filter.variantId);
  want("state", filter.state);
  requested.push(madeWithin("r.id", filter, params));
  return { wanted: requested.join(" "), params };
}
