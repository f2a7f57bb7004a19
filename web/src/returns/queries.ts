import { awaitsItems } from "../../../src/commerce/return-state.ts";
import { hub, ofId, type Shape } from "../data/hub.ts";
import { reading } from "../data/reading.ts";

export type Return = Shape<"Return">;
export type ReturnLine = Return["lines"][number];

export const returnQuery = (id: string) => reading(["returns", id], () => hub.GET("/api/returns/{id}", ofId(id)));

/** Units that have not arrived yet. */
export const awaited = (line: ReturnLine): number => Math.max(0, line.quantity - line.receivedQuantity);

/** Its goods may still arrive. */
export const canReceive = ({ state, lines }: Return): boolean =>
  awaitsItems(state) && lines.some((line) => awaited(line) > 0);

/** What a scanned code means, asked with each scan. */
export const scannedQuery = (code: string) =>
  reading(["returns", "scanned", code], () => hub.GET("/api/returns/scanned", { params: { query: { code } } }), {
    staleTime: 0,
  });

export type ScanAnswer = Awaited<ReturnType<NonNullable<ReturnType<typeof scannedQuery>["queryFn"]>>>;
