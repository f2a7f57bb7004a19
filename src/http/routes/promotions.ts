import { z } from "zod";
import { answerFields, messageParts, textOf } from "../../commerce/message.ts";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { money } from "../../commerce/money.ts";
import { channelFeeSchema, listFees } from "../../hub/fees/fees.ts";
import { asRequested, type Route, routes } from "../route.ts";
import { id, uncountedPage, uncountedPageOf, whole } from "../schemas.ts";
import { when } from "./list-filters.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "promotions", reads: "view", changes: "act_on_orders" });

const currency = z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency"));
const code = z.string().trim().min(1).max(100);
const amount = z.object({ minor: z.int().describe("minor units"), currency });

const answer = z.object({
  valid: z.boolean(),
  reason: z.enum(["unknown", "not_active", "not_yet", "expired", "used_up", "conditions"]).optional(),
  text: z.string().optional(),
  code: z.string().optional(),
  title: z.string().optional(),
  kind: z.enum(["percent", "amount", "free_shipping", "other"]).optional(),
  percent: z.string().optional(),
  discount: amount.nullable().optional().describe("off this basket; null when only the platform's checkout can tell"),
  warnings: z.array(z.string()).optional(),
});

/** Discount codes asked of a store's platform, and what platforms charge. */
export const promotionRoutes: readonly Route[] = [
  route.post("/discounts/validate", {
    summary: "Ask a channel's platform whether a discount code counts for a basket; changes nothing there",
    body: z.strictObject({
      storeId: id,
      code,
      currency,
      customerEmail: z.string().trim().max(320).optional(),
      lines: z
        .array(
          z.strictObject({
            variantId: id.optional(),
            sku: z.string().trim().min(1).max(255).optional(),
            quantity: whole.min(1),
            unitPriceMinor: whole.min(0),
          }),
        )
        .min(1)
        .max(500),
    }),
    response: answer,
    handler: async ({ tenant, body, access, deps }) => {
      await storeOf({ tenant, params: { id: body.storeId } }, "commerce");
      const variants = body.lines.flatMap((line) => line.variantId ?? []);
      const keys = await tenant((tx) =>
        tx.rows<{ variantId: string; key: string }>(
          `select distinct on (variant_id) variant_id as "variantId", ext_key as key from listing
           where organization_id = argosy.tenant() and variant_id = any($1::uuid[]) and connection_id = $2
             and gone_at is null
           order by variant_id, id`,
          [variants, body.storeId],
        ),
      );
      const keyOf = new Map(keys.map((row) => [row.variantId, row.key]));
      const lines = body.lines.map(({ variantId, sku, quantity, unitPriceMinor }) => ({
        variantKey: variantId === undefined ? undefined : keyOf.get(variantId),
        sku,
        quantity,
        unitPrice: money(BigInt(unitPriceMinor), body.currency),
      }));
      const answer = await deps.engine.services.validateDiscount({
        organization: access.organization,
        connectionId: body.storeId,
        code: body.code,
        basket: { currency: body.currency, lines, customerEmail: body.customerEmail },
      });
      if (!answer.valid) return { ...answer, ...answerFields(answer.text) };
      const { warnings } = answer;
      return { ...answer, warnings: warnings.map(textOf), warningsTold: warnings.map(messageParts) };
    },
  }),
  route.get("/fees", {
    permission: "view_settlements",
    tag: "orders",
    summary: "What platforms charged (positive) or refunded (negative), newest first",
    query: z.object({ ...uncountedPage, ...when("charged"), storeId: id.optional(), orderId: id.optional() }),
    response: uncountedPageOf(channelFeeSchema),
    handler: asRequested(listFees),
  }),
];
