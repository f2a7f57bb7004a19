import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { money } from "../../commerce/money.ts";
import { getRegister } from "../../hub/pos/registers.ts";
import { refusal } from "../../hub/refusals.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, text, whole } from "../schemas.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "promotions", changes: "act_on_orders" });

const currency = z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency"));
const code = z.string().trim().min(1).max(100);
const amount = z.object({ minor: z.int().describe("minor units"), currency });
const storeId = id.optional().describe("the channel whose card it is; absent: a card of the hub's own");
const done = z.object({ transactionKey: z.string(), balance: amount });

const use = {
  storeId,
  code,
  amountMinor: whole.min(1),
  currency,
  reference: text(100).describe("your receipt or payment number"),
};

const AMOUNT = { storeId: exampleId("storeId"), code: "GIFT-1", amountMinor: 500, currency: "USD" };

/** Gift cards of the hub and of channels, as a till uses them. */
export const giftCardRoutes: readonly Route[] = [
  route.post("/gift-cards/balance", {
    summary: "What can be used of a gift card now: its balance less what other tills hold open on it",
    example: { body: { storeId: exampleId("storeId"), code: "GIFT-1" } },
    body: z.strictObject({ storeId, code }),
    response: z.object({
      balance: amount,
      state: z.enum(["active", "disabled", "expired"]),
      expiresOn: z.string().optional(),
    }),
    handler: async ({ tenant, body, access, deps }) => {
      if (body.storeId !== undefined) await storeOf({ tenant, params: { id: body.storeId } }, "commerce");
      const card = await deps.engine.services.giftCardBalance({
        organization: access.organization,
        connectionId: body.storeId ?? null,
        code: body.code,
      });
      if (!card) throw refusal("GIFT_CARD_UNKNOWN", "code");
      return card;
    },
  }),
  route.post("/gift-cards/redeem", {
    summary:
      "Take an amount off a gift card, once per reference: asked again with the same reference it answers the same",
    example: {
      body: {
        ...AMOUNT,
        reference: "R1-000123",
      },
    },
    body: z.strictObject({
      ...use,
      registerId: id
        .optional()
        .describe("the register a sale is made at: an alert is raised where no sale names an own card's redemption"),
    }),
    response: done,
    handler: async ({ tenant, body, access, deps }) => {
      const { registerId } = body;
      if (body.storeId !== undefined) await storeOf({ tenant, params: { id: body.storeId } }, "commerce");
      if (registerId !== undefined) await tenant((tx) => getRegister(tx, registerId));
      return deps.engine.services.redeemGiftCard({
        organization: access.organization,
        connectionId: body.storeId ?? null,
        code: body.code,
        amount: money(BigInt(body.amountMinor), body.currency),
        key: body.reference,
        reference: body.reference,
        registerId,
        actor: access.actor,
      });
    },
  }),
  route.post("/gift-cards/give-back", {
    permission: "refund",
    summary: "Put back what a redemption took, or a part of it, once per reference",
    example: {
      body: {
        ...AMOUNT,
        reference: "RET-1",
        of: "R1-000123",
      },
    },
    body: z.strictObject({ ...use, of: text(100).describe("the reference the redemption was made with") }),
    response: done.extend({
      expiresOn: z
        .string()
        .optional()
        .describe("the last day of what was put back on an own card that had expired, 30 days on"),
    }),
    handler: async ({ tenant, body, access, deps }) => {
      if (body.storeId !== undefined) await storeOf({ tenant, params: { id: body.storeId } }, "commerce");
      return deps.engine.services.giveBackGiftCard({
        organization: access.organization,
        connectionId: body.storeId ?? null,
        code: body.code,
        amount: money(BigInt(body.amountMinor), body.currency),
        key: body.reference,
        of: body.of,
        reference: body.reference,
        actor: access.actor,
      });
    },
  }),
];
