/** What the connector sends and the sandbox answers against the samples: keys and types of values. */
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import { book, indianDraft, openShipment } from "../../connectors/kit/testing/courier.ts";
import type { Fidelity } from "../../connectors/kit/testing/fidelity.ts";
import { sampleFidelity } from "../../connectors/kit/testing/sample-shapes.ts";
import { openTestShop, portOf } from "../../connectors/kit/testing/shop.ts";
import { connector } from "../../connectors/velocity/index.ts";
import { eventOf, startSandbox } from "./index.ts";

/** What differs because it should, by sample and path. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "forward_order_orchestration.request":
    "channel_id names a sales channel of the account; nothing tells which there are",
};

/** For `npm run fidelity`. */
export const measureFidelity = async (specsDir: string): Promise<Fidelity> =>
  sampleFidelity(join(specsDir, "velocity/samples"), await playAll(), ON_PURPOSE, unkeyed);

/** Tracking is keyed by number: the first stands for all. */
function unkeyed(value: Json): Json {
  const result = (value as { readonly result?: Json }).result;
  if (result === null || typeof result !== "object" || "serviceability_results" in result) return value;
  return { result: Object.values(result)[0] ?? null };
}

/** Sample -> what was sent or answered, over one parcel's life. */
async function playAll(): Promise<Map<string, Json>> {
  const text = new Map<string, Json>();
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }));
  const { sandbox } = shop;
  sandbox.state.send = (event, shipment, more) =>
    void text.set(
      `webhook.${event}`,
      JSON.parse(JSON.stringify(eventOf(event, shipment, more, "evt-1", sandbox.state))),
    );
  const login = { apiKey: "", username: sandbox.state.username, password: sandbox.state.password };
  await shop.connect({ values: login });
  const connection = await shop.connect();
  const draft = indianDraft("ARG-1");
  const [carrier] = sandbox.state.carriers;
  await portOf(connection, "serviceability").check(draft, connection.ctx);
  const open = await openShipment(connection, { ...draft, service: carrier?.id });
  const trackingNumber = open.shipment.parcels[0]?.trackingNumber ?? "";
  for (const means of ["picked_up", "out_for_delivery", "delivered"] as const) sandbox.shop.scan(trackingNumber, means);
  const parcel = { trackingNumber, carrier: open.shipment.carrier, shipment: open.shipment };
  await portOf(connection, "tracking").pull([parcel], connection.ctx);
  await portOf(connection, "charges").pull([trackingNumber], connection.ctx);
  await portOf(connection, "remittance").pull([trackingNumber], connection.ctx);
  await portOf(connection, "shipments").cancel?.(open, connection.ctx);
  await book(connection, indianDraft("ARG-2", { service: carrier?.id }));

  const take = (path: string, request: string | null, response: string | null) => {
    const call = sandbox.calls.findLast((one) => one.path.endsWith(path));
    if (call === undefined) throw new Error(`${path} was never called`);
    if (request !== null) text.set(request, JSON.parse(call.requestBody));
    if (response !== null) text.set(response, JSON.parse(call.responseBody));
  };
  take("/auth-token", "auth_token.request", "auth_token.response");
  take("/serviceability", "serviceability.request", "serviceability.response");
  take("/forward-order", "forward_order_orchestration.request", "forward_order.response");
  take("/forward-order-shipment", "forward_order_shipment.request", "forward_order_orchestration.response");
  take("/order-tracking", "order_tracking.request", "order_tracking.response");
  take("/cancel-order", "cancel_order.request", "cancel_order.response");
  take("/shipping-charges", null, "shipping_charges.response");
  take("/cod-remittance", null, "cod_remittance.response");
  return text;
}
