/** What the connector sends and the sandbox answers against the samples of Selloship: keys and types of values. */
import { join } from "node:path";
import type { Json } from "../../commerce/product.ts";
import { book, indianDraft, openShipment } from "../../connectors/kit/testing/courier.ts";
import type { Fidelity } from "../../connectors/kit/testing/fidelity.ts";
import { sampleFidelity } from "../../connectors/kit/testing/sample-shapes.ts";
import { openTestShop, portOf } from "../../connectors/kit/testing/shop.ts";
import { connector } from "../../connectors/unicommerce/presets/selloship.ts";
import { startSandbox } from "./index.ts";
import { UNSERVED } from "./waybill.ts";

/** What differs because it should, by sample. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "waybill.forward.request":
    "the parcel's own code, dates and HSN go out besides: the contract's full form has them, the trimmed sample has not",
};

/** For `npm run fidelity`. */
export const measureFidelity = async (specsDir: string): Promise<Fidelity> =>
  sampleFidelity(join(specsDir, "selloship/samples"), await playAll(), ON_PURPOSE);

/** Sample -> what was sent or answered, over one parcel's life. */
async function playAll(): Promise<Map<string, Json>> {
  const text = new Map<string, Json>();
  await using shop = await openTestShop(connector, (clock) => startSandbox({ clock, seed: 3 }));
  const { sandbox } = shop;
  const take = (path: string, request: string | null, response: string) => {
    const call = sandbox.calls.findLast((one) => one.path.split("?")[0] === path);
    if (call === undefined) throw new Error(`${path} was never called`);
    if (request !== null) text.set(request, JSON.parse(call.requestBody));
    text.set(response, JSON.parse(call.responseBody));
  };
  await shop.connect({ values: { password: "wrong" } }).catch(() => undefined);
  take("/authToken", null, "authToken.response.invalid");
  const connection = await shop.connect();
  take("/authToken", "authToken.request", "authToken.response.success");
  const draft = indianDraft("ARG-1");
  await book(connection, { ...draft, to: { ...draft.to, postcode: UNSERVED } });
  take("/waybill", null, "waybill.response.failed");
  const open = await openShipment(connection, draft);
  take("/waybill", "waybill.forward.request", "waybill.response.success");
  const key = { trackingNumber: open.shipment.key, carrier: open.shipment.carrier, shipment: open.shipment };
  await portOf(connection, "tracking").pull([key], connection.ctx);
  take("/waybillDetails", null, "waybillDetails.response.success");
  sandbox.state.poisoned.add(key.trackingNumber);
  await portOf(connection, "tracking")
    .pull([key], connection.ctx)
    .catch(() => undefined);
  take("/waybillDetails", null, "waybillDetails.response.failed");
  const { create } = portOf(connection, "manifests");
  await create([open], connection.ctx);
  take("/manifest", "manifest.request", "manifest.response.success.201");
  await create([open], connection.ctx);
  take("/manifest", null, "manifest.response.already.400");
  await portOf(connection, "shipments").cancel?.(open, connection.ctx);
  take("/cancel", "cancel.request", "cancel.response.success");
  sandbox.shop.scan(open.shipment.key, "picked_up");
  const other = await openShipment(connection, indianDraft("ARG-2"));
  sandbox.shop.scan(other.shipment.key, "picked_up");
  await portOf(connection, "shipments").cancel?.(other, connection.ctx);
  take("/cancel", null, "cancel.response.failed");
  return text;
}
