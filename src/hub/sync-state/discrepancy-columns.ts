/**
 * The columns of a stock discrepancy in `listing_stock`, under the names code has for them. A migration only adds, so the
 * columns keep theirs (decision 933).
 */

/** How many read-backs in a row found a quantity that nothing explains. */
export const DISCREPANCIES = "surprises";
/** Since when the unexplained quantity is as it is. */
export const DISCREPANCY_SEEN_AT = "surprised_at";
/** Since when an unexplained quantity is open, however often it changed. */
export const DISCREPANCY_SINCE = "open_since";
