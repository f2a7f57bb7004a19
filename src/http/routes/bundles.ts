import { z } from "zod";
import { bundleComponentSchema, listComponents, setComponents } from "../../hub/catalog/bundles.ts";
import { reportPacks } from "../../hub/listings/packs.ts";
import { type Route, routes } from "../route.ts";
import { id, list, whole } from "../schemas.ts";

const route = routes({ tag: "catalog", reads: "view", changes: "edit_catalogue" });

/** Variants whose stock follows from that of others. */
export const bundleRoutes: readonly Route[] = [
  route.get("/variants/:id/components", {
    summary: "What a bundle is made of; empty for what is no bundle",
    response: list(bundleComponentSchema),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => listComponents(tx, params.id)) }),
  }),
  route.put("/variants/:id/components", {
    summary: "Make a variant a bundle of these, or no bundle with none; its stock follows from theirs",
    body: z.strictObject({
      components: z.array(z.strictObject({ variantId: id, quantity: whole.min(1).max(10_000) })).max(50),
    }),
    response: list(bundleComponentSchema),
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const items = await tenant(async (tx) => {
        await setComponents(tx, { variantId: params.id, components: body.components });
        await reportPacks(tx, { variantIds: [params.id] }, now);
        return listComponents(tx, params.id);
      });
      await deps.engine.wake(access.organization);
      return { items };
    },
  }),
];
