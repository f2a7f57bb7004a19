/** Dates as workbooks store them: days since the first day of the workbook's date system. */

/** How a row's numbers stand for dates. */
export interface DateSystem {
  /** Counted from 1904, as workbooks that began on a Mac are; left out: from 1900. */
  readonly isDate1904?: boolean | undefined;
}

const DAY_MS = 86_400_000;
/**
 * The days numbered 0 (ECMA-376 part 1, 18.17.4.1). The 1900 system counts a 29 February 1900 that never was, so that
 * from March 1900 on its days are those since 30 December 1899.
 */
const DAY_0 = { 1900: Date.UTC(1899, 11, 30), 1904: Date.UTC(1904, 0, 1) } as const;

/** The day of a serial number, "2026-11-18"; a time of day behind it is left away. */
export function workbookDate(serial: number, { isDate1904 = false }: DateSystem = {}): string {
  const day0 = DAY_0[isDate1904 ? 1904 : 1900];
  return new Date(day0 + Math.floor(serial) * DAY_MS).toISOString().slice(0, 10);
}
