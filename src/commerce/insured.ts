/** What parcels are insured for: what the buyer pays for the goods in them, an amount in the order's currency, or nothing. */
export type Insured = "goods" | "none" | bigint;

export function insuredMinorOf(insured: Insured, worthMinor: bigint): bigint {
  if (insured === "none") return 0n;
  return insured === "goods" ? worthMinor : insured;
}
