import { startSandbox } from "../../sandboxes/custom_api/courier.ts";
import { describeCourier } from "../kit/conformance/couriers.ts";
import { indianDraft } from "../kit/testing/courier.ts";
import { connector } from "./courier/index.ts";

const { from, to, currency } = indianDraft("ARG-1");

describeCourier({
  connector,
  startSandbox,
  consignment: { from, to, currency },
  booking: { method: "POST", path: "/v1/shipments" },
});
