import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";

describeConformance({ proves: ["B13"], connector, startSandbox, sizes: { products: 5, orders: 1_200 } });
