import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { startSandbox } from "./sandbox.ts";
import { spec } from "./spec.ts";

describeConformance({ connector, startSandbox, spec });
