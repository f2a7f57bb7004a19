/** What the screen of order routing reads and sends. */
import { body, hub, type Sent } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export const routingQuery = reading(["routing"], () => hub.GET("/api/routing"));

export type Rules = Sent<"postRoutingPreview">;
export type LocationRules = Rules["locations"][number];
export type Criterion = Rules["criteria"][number];

export const previewRouting = (rules: Rules) => body(hub.POST("/api/routing/preview", { body: rules }));
export type RoutingPreview = Awaited<ReturnType<typeof previewRouting>>;
