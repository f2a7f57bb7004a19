import { message } from "./words.ts";

/** Shipped already: what was requested is so. The state is read afterwards all the same. */
export const SHIPPED_ALREADY = ["21008099", "11006021", "21011006", "21011020", "21011040", "21042056"];
export const NOTHING_OPEN = message("refused.nothingLeftShip");
