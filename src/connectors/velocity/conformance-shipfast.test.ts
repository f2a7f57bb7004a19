import { describeCourier } from "../kit/conformance/couriers.ts";
import { indianDraft } from "../kit/testing/courier.ts";
import { shipfast } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";

const { from, to, currency } = indianDraft("ARG-1");

describeCourier({
  proves: ["B23"],
  connector: shipfast,
  startSandbox,
  consignment: { from, to, currency },
  booking: { method: "POST", path: "/forward-order-shipment" },
});
