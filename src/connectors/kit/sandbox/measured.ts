/** Quantities of goods sold by measure, in a sandbox's arithmetic. */

const STEPS = 10_000;

/** A quantity in steps fine enough to be a whole number. */
export const steps = (quantity: number): bigint => BigInt(Math.round(quantity * STEPS));

/** What so many units cost, rounded half up. */
export const timesQuantity = (amount: bigint, quantity: number): bigint =>
  (amount * steps(quantity) + BigInt(STEPS / 2)) / BigInt(STEPS);
