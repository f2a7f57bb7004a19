/**
 * Finds a shipment by our number in the list of shipments. What the list was seen to do: a plain page number is a server
 * error, the advertised cursor serves page one again, filters may be ignored (sheet section 4).
 */
import type { Context } from "../kit/contract/context.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { path } from "./auth.ts";
import { listSchema, type ShipmentRow } from "./schemas.ts";

const PER_PAGE = 100;
/** Newest first: what was booked minutes ago stands on the first of them. */
const MOST_PAGES = 5;
const ASK_AGAIN_MS = 15 * 60_000;
const CARRIER_WORKS_MS = 60_000;

export interface LookupRequest {
  readonly reference: string;
  readonly shipmentId: string | undefined;
}

export type LookupResult =
  | {
      readonly state: "found";
      readonly key: string;
      readonly trackingNumber: string;
      readonly service: string | undefined;
    }
  /** Without a number; the id of its shipment, where the list tells one. */
  | { readonly state: "absent"; readonly shipmentId?: string }
  | { readonly state: "unsure"; readonly pollAfterMs: number };

/** Where the search was ignored and more pages follow than are read, nothing is certain. */
export async function findListing(requested: LookupRequest, ctx: Context): Promise<LookupResult> {
  const seen = new Set<string>();
  let shipmentId: string | undefined;
  for (let number = 1; number <= MOST_PAGES; number += 1) {
    const rows = await page(requested.reference, number, ctx);
    const fresh = rows.filter(({ id }) => !seen.has(id));
    for (const { id } of fresh) seen.add(id);
    const mine = fresh.filter((row) => isOf(row, requested));
    const numbered = mine.find(({ attributes }) => attributes.tracking_number !== undefined);
    if (numbered) return found(numbered, requested);
    if (mine.some(({ attributes }) => attributes.status === "processing"))
      return { state: "unsure", pollAfterMs: CARRIER_WORKS_MS };
    shipmentId ??= mine.map(idOf).find((id) => id !== undefined);
    if (fresh.length === 0 || rows.length < PER_PAGE)
      return { state: "absent", ...(shipmentId === undefined ? {} : { shipmentId }) };
  }
  return { state: "unsure", pollAfterMs: ASK_AGAIN_MS };
}

async function page(reference: string, number: number, ctx: Context): Promise<readonly ShipmentRow[]> {
  const { body } = await ctx.http.json({
    method: "POST",
    url: path("shipments"),
    json: { per_page: PER_PAGE, page: { number }, sort_by: "created_at", sort_order: "desc", search: reference },
    operation: "shipments.list",
    safe: true,
  });
  return parseResponse(listSchema, body, { ctx, what: "Velocity shipments" }).data;
}

function isOf({ id, attributes }: ShipmentRow, { reference, shipmentId }: LookupRequest): boolean {
  const { display_id, order_external_id, order, shipment_id } = attributes;
  const numbers = [display_id, order_external_id, order?.display_id, order?.external_id];
  return numbers.includes(reference) || (shipmentId !== undefined && [id, shipment_id].includes(shipmentId));
}

const idOf = ({ id, attributes }: ShipmentRow): string | undefined =>
  attributes.shipment_id ?? (id.startsWith("SHI") ? id : undefined);

const found = ({ id, attributes }: ShipmentRow, { shipmentId }: LookupRequest): LookupResult => ({
  state: "found",
  key: shipmentId ?? attributes.shipment_id ?? id,
  trackingNumber: attributes.tracking_number ?? "",
  service: attributes.carrier?.name,
});
