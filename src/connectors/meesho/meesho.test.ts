import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";

describeConformance({ connector, startSandbox, sizes: { products: 5, orders: 1_200 } });
