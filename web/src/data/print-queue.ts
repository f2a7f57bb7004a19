import { hub } from "./hub.ts";
import { readingItems } from "./reading.ts";

/** What waits to be printed, the oldest first. */
export const printQueueQuery = readingItems(["shipments", "print-queue"], () => hub.GET("/api/shipments/print-queue"));
