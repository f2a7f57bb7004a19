/** What a shipment tried again has still to send: all that was asked for, less what its own parcels of before hold. */

interface Units {
  readonly lineKey: string;
  readonly quantity: number;
}

/** The lines asked for with the units that are not in `sent`; lines with none are left out. */
export function stillToShip(asked: readonly Units[], sent: readonly Units[]): Units[] {
  const gone = new Map<string, number>();
  for (const { lineKey, quantity } of sent) gone.set(lineKey, (gone.get(lineKey) ?? 0) + quantity);
  return asked.flatMap(({ lineKey, quantity }) => {
    const taken = Math.min(quantity, gone.get(lineKey) ?? 0);
    gone.set(lineKey, (gone.get(lineKey) ?? 0) - taken);
    return quantity > taken ? [{ lineKey, quantity: quantity - taken }] : [];
  });
}
