import { describeCourier } from "../kit/conformance/couriers.ts";
import { connector } from "./presets/selloship.ts";
import { startSandbox } from "./sandbox/index.ts";

describeCourier({
  proves: ["B21"],
  connector,
  startSandbox,
  booking: { method: "POST", path: "/waybill " },
});
