/** Whether goods of a return in this state may still arrive; "received" is set once all of them have. */
export const awaitsItems = (state: string): boolean => state === "requested" || state === "approved";
