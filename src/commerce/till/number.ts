/** The number of a register's receipt: its prefix and its run, R1-000123. */
export const registerNumber = (prefix: string, run: number): string => `${prefix}-${String(run).padStart(6, "0")}`;

/** The run of a receipt's number; null where it is not this register's. */
export function runOf(number: string, prefix: string): number | null {
  if (!number.startsWith(`${prefix}-`)) return null;
  const digits = number.slice(prefix.length + 1);
  return /^\d{6,12}$/.test(digits) ? Number(digits) : null;
}
