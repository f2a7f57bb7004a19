import { startSandbox } from "../../sandboxes/velocity/index.ts";
import { describeCourier } from "../kit/conformance/couriers.ts";
import { connector } from "./index.ts";

describeCourier({
  proves: ["B22"],
  connector,
  startSandbox,
  booking: { method: "POST", path: "/forward-order-shipment" },
});
