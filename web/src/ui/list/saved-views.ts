/** The views a list's filter was kept as. */
import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Shape } from "../../data/hub.ts";

export type ViewSubject = Shape<"SavedView">["subject"];

export const viewsQuery = (subject: ViewSubject) =>
  queryOptions({
    queryKey: ["views", subject],
    queryFn: async () => (await body(hub.GET("/api/views", { params: { query: { subject } } }))).items,
  });
