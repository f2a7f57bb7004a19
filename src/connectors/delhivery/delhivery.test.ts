import { startSandbox } from "../../sandboxes/delhivery/index.ts";
import { describeCourier } from "../kit/conformance/couriers.ts";
import { connector } from "./index.ts";

describeCourier({
  proves: ["B20"],
  connector,
  startSandbox,
  booking: { method: "POST", path: "/api/cmu/create.json" },
});
