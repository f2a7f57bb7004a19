import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox/index.ts";
import { makeSpecValidator } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  sizes: { products: 205, orders: 105 },
  best: {
    stockCalls: 10,
    why: "500 source items a write, two of them; before each, reads of 300 SKUs by their ids (the largest page of a shop with input limits), and of 250 rows a call as addresses of 8 kB allow (sheet, section 3 and 5.3)",
  },
  skips: {
    "auth: twenty calls that find the token expired renew it once":
      "an integration's token never expires; the day-long tokens of cloud tenants are renewed in connect.test.ts",
  },
  spec: makeSpecValidator,
});
