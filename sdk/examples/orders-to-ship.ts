/** Prints every order that waits to be shipped, the one due first on top. */
import { body, createHub } from "@argosy/client";

const hub = createHub({ url: process.env["ARGOSY_URL"] ?? "", apiKey: process.env["ARGOSY_KEY"] ?? "" });

let cursor: string | undefined;
do {
  const query = { toShip: "true" as const, sort: "due" as const, ...(cursor && { cursor }) };
  const page = await body(hub.GET("/api/orders", { params: { query } }));
  for (const { number, storeName, totalMinor, currency } of page.items)
    console.log(number, storeName ?? "manual order", totalMinor, currency);
  cursor = page.nextCursor ?? undefined;
} while (cursor !== undefined);
