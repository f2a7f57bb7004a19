import { randomUUID } from "node:crypto";
import { z } from "zod";
import { HubError } from "../../hub/errors.ts";
import { requestDocument } from "../../hub/invoices/send-to-channel.ts";
import { channelOrder } from "../../hub/orders/channel-order.ts";
import { orderCommandSchema } from "../../hub/orders/order-fields/order-schema.ts";
import { getStore } from "../../hub/stores/stores.ts";
import { requireAble } from "../abilities.ts";
import { type Call, type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";

const route = routes({ tag: "orders", reads: "view", changes: "act_on_orders" });

/** More than a marketplace keeps of one order; what stands behind them is opened there. */
const MOST_LISTED = 200;

const documentSchema = z
  .object({
    key: z.string(),
    fileName: z.string(),
    type: z.string().describe("the channel's own word for what it is"),
    bytes: z.int().nullable(),
    addedAt: z.string().nullable().describe("by the channel's clock; null: it does not say"),
  })
  .meta({ id: "ChannelDocument", description: "A document that lies with an order on its channel" });

/** The order's channel, to be asked now. */
async function documentsOf({
  tenant,
  params,
  access: { organization },
  deps,
}: Pick<Call<{ readonly id: string }, unknown, unknown>, "tenant" | "params" | "access" | "deps">) {
  const { storeId: connectionId, orderKey } = await tenant((tx) => channelOrder(tx, params.id));
  return { services: await deps.engine.services.for({ organization, connectionId }), orderKey };
}

/** Documents of an order on its channel: what lies with it there, and invoices sent to it. */
export const orderDocumentRoutes: readonly Route[] = [
  route.get("/orders/:id/documents", {
    summary: "Documents that lie with the order on its channel, as the channel has them now",
    response: list(documentSchema),
    handler: async (call) => {
      const { services, orderKey } = await documentsOf(call);
      const found = await services.listDocuments(orderKey);
      return {
        items: found.slice(0, MOST_LISTED).map(({ bytes, addedAt, ...one }) => ({
          ...one,
          bytes: bytes ?? null,
          addedAt: addedAt ?? null,
        })),
      };
    },
  }),
  route.get("/orders/:id/documents/:documentKey", {
    summary: "The file of a document that lies with the order on its channel, 20 MB at most",
    params: z.object({ id, documentKey: z.string().min(1).max(200) }),
    produces: ["application/octet-stream"],
    handler: async (call) => {
      const { services, orderKey } = await documentsOf(call);
      const file = await services.readDocument({ orderKey, key: call.params.documentKey });
      if (!file) throw new HubError("ORDER_DOCUMENT_NOT_FOUND", "not_found", "The channel has no such document.");
      // Whatever somebody put there: it is saved, and never shown by a page of the hub.
      call.reply.type("application/octet-stream").header("content-disposition", "attachment");
      return Buffer.from(file);
    },
  }),
  route.post("/orders/:id/documents", {
    summary: "Send an invoice or credit note of the order to its channel",
    description:
      "The answer is the intent, which the order shows until the channel has the document. One that is there already is not sent again.",
    body: z.strictObject({ invoiceId: id.describe("an invoice or a credit note of this order") }),
    response: orderCommandSchema,
    status: 202,
    handler: async ({ tenant, params, body, access, now, deps, idempotencyKey }) => {
      const store = await tenant(async (tx) => getStore(tx, (await channelOrder(tx, params.id)).storeId));
      requireAble(deps, store, [{ ability: "takeDocuments", field: "invoiceId", isRequested: true }]);
      const made = await tenant((tx) =>
        requestDocument(tx, {
          orderId: params.id,
          invoiceId: body.invoiceId,
          idempotencyKey: idempotencyKey ?? randomUUID(),
          actor: access.actor,
          now,
        }),
      );
      await deps.engine.wake(access.organization);
      return made;
    },
  }),
];
