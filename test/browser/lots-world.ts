import type { Seller } from "../../demo/seller.ts";

/** A lot that expires soon, one that expired, and one that was called back. */
export async function enterLots(seller: Seller): Promise<void> {
  const { items } = await seller.get<{ items: { variantId: string; locationId: string }[] }>(
    "/inventory/levels?q=SOAP-LAUREL",
  );
  const { variantId, locationId } = items[0] ?? { variantId: "", locationId: "" };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  for (const [lot, days, isBlocked] of [
    ["L-0417", 21, false],
    ["L-0312", -3, false],
    ["L-0518", 200, true],
  ] as const)
    await seller.call("PUT", `/variants/${variantId}/lots`, {
      ...{ lot, isBlocked, expiresOn: day(days) },
      units: [{ locationId, units: 12 }],
    });
}
