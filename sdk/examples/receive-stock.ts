/** Books a delivery of goods. The delivery note's number is the key: booked again, it changes nothing. */
import { body, createHub } from "@argosy/client";

const hub = createHub({ url: process.env["ARGOSY_URL"] ?? "", apiKey: process.env["ARGOSY_KEY"] ?? "" });

const note = "DN-2026-118";
const { results } = await body(
  hub.POST("/api/inventory/adjustments", {
    headers: { "idempotency-key": `delivery-${note}` },
    body: { reference: note, items: [{ sku: "MUG-1", delta: 24 }] },
  }),
);
for (const { ok, error, changes } of results)
  console.log(ok ? `${changes?.[0]?.sku}: ${changes?.[0]?.onHand} on hand` : error?.message);
