/** An order whole: read by its own screens and by those of its parcels, which stand below them. */
import { hub, ofId } from "./hub.ts";
import { reading } from "./reading.ts";

export const orderQuery = (id: string) => reading(["orders", id], () => hub.GET("/api/orders/{id}", ofId(id)));
