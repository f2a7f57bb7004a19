import { startSandbox } from "../../sandboxes/unicommerce/index.ts";
import { describeCourier } from "../kit/conformance/couriers.ts";
import { connector } from "./presets/selloship.ts";

describeCourier({
  proves: ["B21"],
  connector,
  startSandbox,
  booking: { method: "POST", path: "/waybill " },
});
