/** Whether goods of a return in this state may still arrive; "received" is set once all of them have. */
export const awaitsGoods = (state: string): boolean => state === "requested" || state === "approved";
