/** Refusals about the locations orders leave from. */
export const routingProblemCodes = ["ROUTE_FIXED", "ROUTE_LOCATION", "ROUTING_CHANGED", "ROUTING_OFF"] as const;
