/** What the connector sends and the sandbox answers against the samples: keys and types of values. */
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import { connector } from "../../connectors/delhivery/index.ts";
import { book, booked, indianDraft, openShipment, type Shelf } from "../../connectors/kit/testing/courier.ts";
import type { Fidelity } from "../../connectors/kit/testing/fidelity.ts";
import { sampleFidelity } from "../../connectors/kit/testing/sample-shapes.ts";
import { openTestShop, portOf } from "../../connectors/kit/testing/shop.ts";
import { type DelhiverySandbox, startSandbox } from "./index.ts";
import { pushOf } from "./tracking.ts";

/** What differs because it should, by sample and path. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "create_shipment.mps.request.data":
    "boxes of several carry all fields of a single one: goods, sizes, services and the seller stay told",
};

/** For `npm run fidelity`. */
export const measureFidelity = async (specsDir: string): Promise<Fidelity> =>
  sampleFidelity(join(specsDir, "delhivery/samples"), await playAll(), ON_PURPOSE);

/** Sample -> what was sent or answered, over the lives of a few parcels. */
async function playAll(): Promise<Map<string, Json>> {
  const text = new Map<string, Json>();
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }));
  const { sandbox, clock } = shop;
  const take = (path: string, request: string | null, response: string | null) =>
    save(text, sandbox, { path, request, response });
  const connection = await shop.connect();
  const { ctx } = connection;
  take("/c/api/pin-codes", null, "pincode_serviceability.response");
  const draft = indianDraft("ARG-1");
  const nowhere = { ...draft, to: { ...draft.to, postcode: sandbox.shop.unservedPostcode } };
  await portOf(connection, "serviceability").check(nowhere, ctx);
  take("/c/api/pin-codes", null, "pincode_serviceability.nonserviceable.response");
  await portOf(connection, "rates").quote(draft, ctx);
  take("/api/kinko", null, "shipping_cost.response");
  await portOf(connection, "rates").quote(nowhere, ctx);
  take("/api/kinko", null, "shipping_cost.response.error");

  const open = await openShipment(connection, draft);
  take("/api/cmu/create", "create_shipment.request.data", "create_shipment.response.success");
  await book(connection, { ...nowhere, reference: "ARG-2" });
  take("/api/cmu/create", null, "create_shipment.response.error_package");
  sandbox.state.places[0] = "Renamed";
  await book(connection, { ...draft, reference: "ARG-3" });
  take("/api/cmu/create", null, "create_shipment.response.error_warehouse");
  sandbox.state.places[0] = "Example Warehouse 1";
  const [parcel] = draft.parcels;
  const fakeChannel: Shelf = { saved: null };
  const several = {
    ...draft,
    reference: "ARG-4",
    parcels: parcel ? [parcel, { ...parcel, reference: "ARG-4-2" }] : [],
  };
  const first = await book(connection, several, fakeChannel);
  take("/waybill/api/bulk", null, "waybill_bulk.response");
  if (first.state === "pending") fakeChannel.saved = first.saved;
  sandbox.shop.workOff();
  booked(await book(connection, several, fakeChannel));
  take("/api/cmu/create", "create_shipment.mps.request.data", null);

  await portOf(connection, "labels").get(open, undefined, ctx);
  take("/api/p/packing_slip", null, "packing_slip.pdf_true.response");
  sandbox.state.isLabelSlow = true;
  await portOf(connection, "labels").get(open, undefined, ctx);
  take("/api/p/packing_slip", null, "packing_slip.not_found.response");
  const earliest = new Date(clock.now() + 86_400_000).toISOString();
  const input = { from: draft.from, earliest, latest: earliest, parcels: 1, shipments: [] };
  const pickups = portOf(connection, "pickups");
  await pickups.request(input, ctx);
  take("/fm/request", "pickup_request.request", "pickup_request.response.success");
  await pickups.request(input, ctx);
  take("/fm/request", null, "pickup_request.response.exists");
  await pickups.request({ ...input, earliest: new Date(clock.now() - 86_400_000).toISOString() }, ctx);
  take("/fm/request", null, "pickup_request.response.past_date");

  const trackingNumber = open.shipment.parcels[0]?.trackingNumber ?? "";
  for (const means of ["picked_up", "in_transit", "out_for_delivery", "exception"] as const)
    sandbox.shop.scan(trackingNumber, means);
  await portOf(connection, "tracking").pull([{ trackingNumber, carrier: "Delhivery", shipment: open.shipment }], ctx);
  take("/api/v1/packages", null, "tracking.response");
  await portOf(connection, "exceptions").act({ shipment: open, action: "reattempt" }, ctx);
  take("/api/p/update", "ndr_action.request", null);
  await portOf(connection, "exceptions").act({ shipment: open, action: "return" }, ctx);
  take("/api/p/edit", "cancel.request", "cancel.response");
  const [pushed] = sandbox.state.parcels;
  const scan = pushed?.scans[0];
  if (pushed && scan) text.set("webhook.scan_push", JSON.parse(JSON.stringify(pushOf(pushed, scan))));
  return text;
}

function save(
  text: Map<string, Json>,
  sandbox: DelhiverySandbox,
  of: { readonly path: string; readonly request: string | null; readonly response: string | null },
): void {
  const call = sandbox.calls.findLast((one) => one.path.startsWith(of.path));
  if (call === undefined) throw new Error(`${of.path} was never called`);
  const sent = call.requestBody.startsWith("format=")
    ? (new URLSearchParams(call.requestBody).get("data") ?? "")
    : call.requestBody;
  if (of.request !== null) text.set(of.request, JSON.parse(sent));
  if (of.response !== null) text.set(of.response, JSON.parse(call.responseBody));
}
