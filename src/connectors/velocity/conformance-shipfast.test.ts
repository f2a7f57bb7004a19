import { startSandbox } from "../../sandboxes/velocity/index.ts";
import { describeCourier } from "../kit/conformance/couriers.ts";
import { shipfast } from "./index.ts";

describeCourier({
  proves: ["B23"],
  connector: shipfast,
  startSandbox,
  booking: { method: "POST", path: "/forward-order-shipment" },
});
