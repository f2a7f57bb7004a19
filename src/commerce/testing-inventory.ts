import type { StockRule } from "./inventory.ts";

export const wholeStock: StockRule = { buffer: 0, percent: null, cap: null, zeroBelow: 0 };
