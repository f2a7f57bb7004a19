import { z } from "zod";
import { messageSchema } from "../../hub/answer-schemas.ts";
import { setOwnContent } from "../../hub/content/own-content.ts";
import { sendProduct } from "../../hub/content/send-product.ts";
import { type Sending, sendProducts } from "../../hub/content/send-products.ts";
import { productChannelSchema, productChannels } from "../../hub/listings/product-channels.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { requireAble } from "../abilities.ts";
import { type Route, routes } from "../route.ts";
import { id, idParams, list, text } from "../schemas.ts";
import { imageUrl } from "./catalog-schemas.ts";

const route = routes({ tag: "catalog", reads: "view", changes: "edit_catalogue" });

const own = z
  .strictObject({
    title: text(500).nullable(),
    descriptionHtml: z.string().max(100_000).nullable().describe("made safe before it is kept"),
    images: z
      .array(z.strictObject({ url: imageUrl, alt: z.string().max(500).optional() }))
      .max(250)
      .nullable()
      .describe("shown in place of the product's"),
    onSale: z.boolean().describe("false: taken off sale there, not deleted; its stock stays as it is"),
  })
  .partial();

const sending = z.object({
  productId: id,
  storeId: id,
  ok: z.boolean(),
  action: z.enum(["creates", "updates"]).optional(),
  error: z.object({ code: z.string(), message: z.string(), said: messageSchema.optional() }).optional(),
});

/** A product on its channels: where it stands, and sending it there. */
export const productChannelRoutes: readonly Route[] = [
  route.get("/products/:id/channels", {
    summary: "How the product stands on every connected channel",
    response: list(productChannelSchema),
    handler: async ({ tenant, params, deps: { config } }) => {
      const channels = await tenant((tx) => productChannels(tx, params.id));
      const items = channels.map(({ isSandbox, ...each }) => ({
        ...each,
        fetchesUploads: config.canReceiveWebhooks || isSandbox,
      }));
      return { items };
    },
  }),
  route.patch("/products/:id/channels/:storeId", {
    summary: "Title, description and images of the product on one channel, and whether it is on sale there",
    params: idParams.extend({ storeId: id }),
    body: own,
    status: 202,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const store = await tenant((tx) => getStore(tx, params.storeId));
      requireAble(deps, store, [
        { ability: "putProducts", field: "storeId", isRequested: true },
        { ability: "changeImages", field: "images", isRequested: body.images != null },
        { ability: "takeOffSale", field: "onSale", isRequested: body.onSale === false },
      ]);
      await tenant((tx) =>
        setOwnContent(tx, { productId: params.id, connectionId: store.id, own: body, by: access.actor, now }),
      );
      await deps.engine.wake(access.organization);
    },
  }),
  route.post("/products/:id/send", {
    summary: "Send one product to a channel: create it there, or send what differs",
    body: z.strictObject({ storeId: id }),
    response: z.object({
      action: z.enum(["creates", "updates"]).describe("on its way; the sync log tells how it went"),
    }),
    status: 202,
    handler: async ({ tenant, params, body, access, now, deps }) => {
      const store = await tenant((tx) => getStore(tx, body.storeId));
      requireAble(deps, store, [{ ability: "putProducts", field: "storeId", isRequested: true }]);
      const action = await tenant((tx) => sendProduct(tx, { productId: params.id, connectionId: store.id, now }));
      await deps.engine.wake(access.organization);
      return { action };
    },
  }),
  route.post("/products/publish", {
    summary: "Send up to 100 products to up to 20 channels; one outcome for each product and channel",
    body: z.strictObject({ productIds: z.array(id).min(1).max(100), storeIds: z.array(id).min(1).max(20) }),
    response: z.object({ succeeded: z.int(), failed: z.int(), results: z.array(sending) }),
    status: 202,
    handler: async ({ tenant, body, access, now, deps }) => {
      const stores = await tenant(async (tx) => {
        const found = [];
        for (const storeId of new Set(body.storeIds)) found.push(await getStore(tx, storeId));
        return found;
      });
      for (const store of stores)
        requireAble(deps, store, [{ ability: "putProducts", field: "storeIds", isRequested: true }]);
      const results: Sending[] = [];
      for (const { id: connectionId } of stores)
        results.push(...(await tenant((tx) => sendProducts(tx, { productIds: body.productIds, connectionId, now }))));
      await deps.engine.wake(access.organization);
      const failed = results.filter(({ ok }) => !ok).length;
      return { succeeded: results.length - failed, failed, results };
    },
  }),
];
