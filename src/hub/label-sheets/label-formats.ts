/** Paper labels are printed on, apart from their drawing: the hub names papers and starts without what draws PDFs. */
export const labelFormats = ["a4_4", "a6", "4x6"] as const;
/** `a4`: one a sheet, between slips and invoices of that size. */
export type LabelFormat = (typeof labelFormats)[number] | "a4";
