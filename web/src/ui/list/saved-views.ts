/** The views a list's filter was kept as. */
import { hub, type Shape } from "../../data/hub.ts";
import { readingItems } from "../../data/reading.ts";

export type ViewSubject = Shape<"SavedView">["subject"];

export const viewsQuery = (subject: ViewSubject) =>
  readingItems(["views", subject], () => hub.GET("/api/views", { params: { query: { subject } } }));
