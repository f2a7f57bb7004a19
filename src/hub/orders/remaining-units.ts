/**
 * SQL over a line `l`: units that have not left. `fulfilled_quantity` counts what its channel reports and what was shipped
 * here, whichever is more (`own_fulfilled_quantity` is the part only the hub knows of, not a number beside it).
 */
export const UNITS_LEFT = "greatest(0, l.quantity - l.fulfilled_quantity)";
