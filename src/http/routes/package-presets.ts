import { z } from "zod";
import { addPreset, changePreset, listPresets, presetSchema, removePreset } from "../../hub/shipping/presets.ts";
import { byId, type Route, routes } from "../route.ts";
import { list, text } from "../schemas.ts";

const route = routes({ tag: "shipments", reads: "view", changes: "act_on_orders" });

const mm = z.int().min(1).max(10_000);
const grams = z.int().min(0).max(1_000_000);

/** Boxes and bags: what parcels are booked with. */
export const packagePresetRoutes: readonly Route[] = [
  route.get("/package-presets", {
    summary: "The packages goods are packed in, the default first",
    response: list(presetSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listPresets) }),
  }),
  route.post("/package-presets", {
    summary: "Add a package; the first is the default",
    body: z.strictObject({
      name: text(100),
      lengthMm: mm,
      widthMm: mm,
      heightMm: mm,
      weightGrams: grams.default(0),
      isDefault: z.boolean().default(false),
    }),
    example: { body: { name: "Small box", lengthMm: 200, widthMm: 150, heightMm: 100, weightGrams: 80 } },
    status: 201,
    response: list(presetSchema),
    handler: async ({ tenant, body, now }) => ({ items: await tenant((tx) => addPreset(tx, body, now)) }),
  }),
  route.patch("/package-presets/:id", {
    summary: "Change a package; what was booked with it stays as it is",
    body: z.strictObject({
      name: text(100).optional(),
      lengthMm: mm.optional(),
      widthMm: mm.optional(),
      heightMm: mm.optional(),
      weightGrams: grams.optional(),
      isDefault: z.literal(true).optional(),
    }),
    example: { body: { name: "Small box" } },
    response: list(presetSchema),
    handler: async ({ tenant, params, body, now }) => ({
      items: await tenant((tx) => changePreset(tx, params.id, body, now)),
    }),
  }),
  route.delete("/package-presets/:id", {
    summary: "Remove a package; when it was the default, the oldest other one becomes it",
    handler: byId(removePreset),
  }),
];
