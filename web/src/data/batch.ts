/** A batch whole: read by its own screens, by the scan station and by its picking list. */
import { hub, ofId } from "./hub.ts";
import { reading } from "./reading.ts";

export const batchQuery = (id: string) =>
  reading(["pick-batches", id], () => hub.GET("/api/pick-batches/{id}", ofId(id)));
