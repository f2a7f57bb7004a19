import type { ConnectionInfo } from "../kit/contract/contract.ts";
import type { Orders } from "../kit/contract/ports.ts";
import { partBy } from "../kit/contract/results.ts";
import { execute, options } from "./order-commands.ts";
import { documents } from "./order-documents.ts";
import { loadOrder } from "./order-read.ts";
import { ESSENTIAL_OF_ORDER, ESSENTIAL_OF_RETURN, ESSENTIAL_OF_SHIPMENT } from "./order-schemas.ts";
import { changedSweep, openSweep } from "./order-sweeps.ts";
import { updateTracking } from "./order-tracking.ts";
import { isExternalPartner } from "./settings.ts";

const MINUTE_MS = 60_000;

export const ordersOf = ({ settings }: ConnectionInfo): Orders => ({
  essential: { "orders.*": ESSENTIAL_OF_ORDER, "data.*": [...ESSENTIAL_OF_SHIPMENT, ...ESSENTIAL_OF_RETURN] },
  sweeps: [changedSweep((isExternalPartner(settings) ? 15 : 5) * MINUTE_MS), openSweep],
  get: partBy(loadOrder),
  options,
  execute,
  updateTracking,
  documents,
});
