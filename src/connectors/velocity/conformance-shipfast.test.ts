import { describeCourier } from "../kit/conformance/couriers.ts";
import { shipfast } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";

describeCourier({
  proves: ["B23"],
  connector: shipfast,
  startSandbox,
  booking: { method: "POST", path: "/forward-order-shipment" },
});
