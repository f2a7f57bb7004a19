import { z } from "zod";
import { listComponents, setComponents } from "../../hub/catalog/bundles.ts";
import { type Api, route } from "../route.ts";
import { id, idParams, list, whole } from "../schemas.ts";

const tag = "catalogue";
const component = z
  .object({ variantId: id, sku: z.string(), title: z.string(), quantity: z.int() })
  .meta({ id: "BundleComponent" });

/** Variants whose stock follows from that of others. */
export function bundleRoutes(api: Api): void {
  const url = "/variants/:id/components";
  route(api, {
    method: "GET",
    url,
    permission: "view",
    tag,
    summary: "What a bundle is made of; empty for what is no bundle",
    params: idParams,
    response: list(component),
    handler: async ({ tenant, params }) => ({ items: await tenant((tx) => listComponents(tx, params.id)) }),
  });
  route(api, {
    method: "PUT",
    url,
    permission: "edit_catalogue",
    tag,
    summary: "Make a variant a bundle of these, or no bundle with none; its stock follows from theirs",
    params: idParams,
    body: z.strictObject({
      components: z.array(z.strictObject({ variantId: id, quantity: whole.min(1).max(10_000) })).max(50),
    }),
    response: list(component),
    handler: async ({ tenant, params, body, access }) => {
      const items = await tenant(async (tx) => {
        await setComponents(tx, { variantId: params.id, components: body.components });
        return listComponents(tx, params.id);
      });
      await api.deps.engine.wake(access.organization);
      return { items };
    },
  });
}
