import { queryOptions } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";

export type Return = Shape<"Return">;
export type ReturnLine = Return["lines"][number];

export const returnQuery = (id: string) =>
  queryOptions({
    queryKey: ["returns", id],
    queryFn: () => body(hub.GET("/api/returns/{id}", { params: { path: { id } } })),
  });

/** Units that have not arrived yet. */
export const awaited = (line: ReturnLine): number => Math.max(0, line.quantity - line.receivedQuantity);
