/** Units a program keeps back, for `world`. Answers the reservation's id. */
export function reservationSample(
  put: (table: string, row: Record<string, unknown>) => Promise<string>,
  of: { readonly variant: string; readonly location: string; readonly marker: string },
): Promise<string> {
  const now = new Date();
  return put("stock_reservation", {
    reference: of.marker,
    variant_id: of.variant,
    location_id: of.location,
    quantity: 1,
    note: of.marker,
    created_at: now,
    created_by: of.marker,
  });
}
