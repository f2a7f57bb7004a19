/** The number of a register's receipt: its prefix and its run, R1-000123. */
export const registerNumber = (prefix: string, run: number): string => `${prefix}-${String(run).padStart(6, "0")}`;

/** The run of a receipt's number; null where it is not this register's. */
export function runOf(number: string, prefix: string): number | null {
  if (!number.startsWith(`${prefix}-`)) return null;
  const digits = number.slice(prefix.length + 1);
  return /^\d{6,12}$/.test(digits) ? Number(digits) : null;
}

/** As far as a register may run ahead of what has arrived of it: years of sales without a connection. */
const MOST_AHEAD = 1_000_000;

/** The run of a receipt's number; null where it is not this register's, or nowhere near its last: nobody counts on from it. */
export function runAfter(
  number: string,
  register: { readonly prefix: string; readonly lastRun: number },
): number | null {
  const run = runOf(number, register.prefix);
  return run !== null && run <= register.lastRun + MOST_AHEAD ? run : null;
}
