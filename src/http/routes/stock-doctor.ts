import { z } from "zod";
import { examineStock, levelFaultSchema, lineFaultSchema } from "../../hub/inventory/doctor.ts";
import { repairLevels, repairLines } from "../../hub/orders/repair-stock.ts";
import { type Route, routes } from "../route.ts";

const route = routes({ tag: "inventory", reads: "repair", changes: "repair" });

const report = z
  .object({
    isSound: z.boolean(),
    levels: z.array(levelFaultSchema),
    lines: z.array(lineFaultSchema),
  })
  .meta({ id: "StockReport", description: "Where levels, movements and order lines differ; up to 1,000 of each" });

/** Stock counters compared with the ledger, and put right. */
export const stockDoctorRoutes: readonly Route[] = [
  route.get("/inventory/doctor", {
    summary: "Where levels, movements and order lines differ; reads the whole ledger",
    response: report,
    handler: ({ tenant }) => tenant((tx) => examineStock(tx)),
  }),
  route.post("/inventory/doctor/repair", {
    summary: "Put right what differs, with movements that say what was found; answers what was wrong",
    response: report,
    handler: async ({ tenant, access, now, deps }) => {
      const by = { actor: access.actor, now };
      const levels = await tenant((tx) => repairLevels(tx, by));
      const lines = await tenant((tx) => repairLines(tx, by));
      await deps.engine.wake(access.organization);
      return { isSound: levels.length === 0 && lines.length === 0, levels, lines };
    },
  }),
];
