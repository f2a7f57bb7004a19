import { describeCourier } from "../kit/conformance/couriers.ts";
import { indianDraft } from "../kit/testing/courier.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";

const { from, to, currency } = indianDraft("ARG-1");

describeCourier({
  proves: ["B20"],
  connector,
  startSandbox,
  consignment: { from, to, currency },
  booking: { method: "POST", path: "/api/cmu/create.json" },
});
