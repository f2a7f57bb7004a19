import { provesSamples } from "../../connectors/kit/testing/prove-samples.ts";
import { measureFidelity, ON_PURPOSE } from "./fidelity.ts";

provesSamples(21, measureFidelity, ON_PURPOSE);
