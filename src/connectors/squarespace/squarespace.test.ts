import { describeConformance } from "../kit/conformance.ts";
import { connector } from "./index.ts";
import { APP, startSandbox } from "./sandbox.ts";
import { spec } from "./spec.ts";

describeConformance({
  connector,
  startSandbox,
  spec,
  // Webhooks need the app; the key's way is tested beside.
  connection: { values: { authMode: "oauth" }, appSecrets: APP },
  // Three pages of fifty.
  sizes: { products: 130, orders: 130 },
  best: { stockCalls: 40, why: "Fifty items a call (rate-limits page, 2026-08), read before they are set." },
});
