/** By what an order is divided into parcels: what is in stock, where its units are, or which lines they are. */
export const SPLIT_BY = ["availability", "location", "lines"] as const;
export type SplitBy = (typeof SPLIT_BY)[number];
