import { z } from "zod";
import { fieldMessage } from "../../commerce/messages/checks.ts";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import { invoiceSettings } from "../../hub/invoices/settings.ts";
import { listGiftCardExpiries, setGiftCardExpiries } from "../../hub/promotions/gift-card-expiry.ts";
import { giftCardEntrySchema, listGiftCardEntries } from "../../hub/promotions/gift-card-ledger.ts";
import { giftCardLiability, giftCardLiabilitySchema } from "../../hub/promotions/gift-card-liability.ts";
import {
  cardFields,
  changeGiftCard,
  codeOf,
  getGiftCard,
  issueGiftCard,
  listGiftCards,
  MOST_ON_A_CARD,
  ownGiftCardSchema,
} from "../../hub/promotions/gift-cards.ts";
import { type Route, routes } from "../route.ts";
import { list, page, pageOf, text, whole } from "../schemas.ts";
import { giftCardFilters, when } from "./list-filters.ts";

const route = routes({ tag: "promotions", reads: "view", changes: "refund" });

const currency = z.string().regex(/^[A-Z]{3}$/, fieldMessage("field.currency"));
const country = z.string().regex(/^[A-Z]{2}$/, fieldMessage("field.country"));
const cardMinor = z
  .int()
  .max(Number(MOST_ON_A_CARD))
  .transform((value) => BigInt(value));
const expiry = z.object({ country, months: z.int() });

/** Gift cards of the hub's own. */
export const ownGiftCardRoutes: readonly Route[] = [
  route.get("/gift-cards", {
    summary: "Argosy's own gift cards, the newest first",
    query: z.object({ ...page, ...giftCardFilters }),
    asFile: "gift-cards",
    response: pageOf(ownGiftCardSchema),
    handler: ({ tenant, query, now }) => tenant((tx) => listGiftCards(tx, { ...query, now })),
  }),
  route.get("/gift-cards/liability", {
    summary: "What is owed on Argosy's own gift cards at the end of a day, by currency, and what it comes from",
    query: z.object({ until: z.iso.date().optional().describe("absent: today") }),
    asFile: "gift-card-liability",
    response: list(giftCardLiabilitySchema),
    handler: async ({ tenant, query, now }) => ({
      items: [...(await tenant((tx) => giftCardLiability(tx, { until: query.until ?? null, now })))],
    }),
  }),
  route.get("/gift-cards/:id", {
    summary: "One gift card",
    response: ownGiftCardSchema,
    handler: ({ tenant, params, now }) => tenant((tx) => getGiftCard(tx, { ...params, now })),
  }),
  route.get("/gift-cards/:id/entries", {
    summary: "What changed a gift card's balance, the newest first",
    query: z.object({ ...page, ...when("entered") }),
    response: pageOf(giftCardEntrySchema),
    handler: ({ tenant, params, query, now }) =>
      tenant(async (tx) => {
        await getGiftCard(tx, { ...params, now });
        return listGiftCardEntries(tx, { ...query, cardId: params.id });
      }),
  }),
  route.post("/gift-cards/:id/print", {
    summary: "The card with its code and QR code as a PDF, in the language of the organization's invoices",
    produces: ["application/pdf"],
    handler: async ({ tenant, access, params, now, reply, deps }) => {
      const document = await tenant(async (tx) => {
        const { name } = await tx.one<{ name: string }>(
          "select name from argosy.organization where organization_id = argosy.tenant()",
        );
        return {
          card: await getGiftCard(tx, { ...params, now }),
          code: await codeOf(tx, deps.vault, params.id),
          seller: await invoiceSettings(tx),
          organization: name,
        };
      });
      reply.type("application/pdf").header("content-disposition", 'inline; filename="gift-card.pdf"');
      return drawer.draw(access.organization, { kind: "gift card", paper: document, madeAt: now });
    },
  }),
  route.post("/gift-cards", {
    summary: "Issue a gift card; its code is in this answer and on its print alone",
    example: { body: { amountMinor: 5_000, currency: "USD", reference: "Competition" } },
    body: z.strictObject({
      amountMinor: cardMinor,
      currency,
      country: country.optional().describe("where it is issued: its setting says how long it counts; absent: for ever"),
      expiresOn: z.iso.date().nullable().optional().describe("in place of the country's setting"),
      reference: z.string().trim().max(200).default("").describe("the sale it was issued with, or why"),
    }),
    response: z.object({ ...cardFields, code: z.string() }),
    status: 201,
    handler: ({ tenant, body, access, now, idempotencyKey, deps }) =>
      tenant((tx) => issueGiftCard(tx, deps.vault, { ...body, key: idempotencyKey, actor: access.actor, now })),
  }),
  route.patch("/gift-cards/:id", {
    summary:
      "Switch a gift card off or on, or correct its balance with a reason; raised after its last day, it counts 30 days more",
    example: { body: { isActive: false } },
    body: z.strictObject({
      isActive: z.boolean().optional(),
      balanceMinor: cardMinor.optional(),
      reference: text(200).optional().describe("why the balance is corrected"),
    }),
    response: ownGiftCardSchema,
    handler: ({ tenant, params, body, access, now }) =>
      tenant((tx) => changeGiftCard(tx, { ...params, ...body, actor: access.actor, now })),
  }),
  route.get("/gift-card-expiry", {
    summary: "How long gift cards count, by the country they are issued in; a country not named: for ever",
    response: list(expiry),
    handler: async ({ tenant }) => ({ items: [...(await tenant(listGiftCardExpiries))] }),
  }),
  route.put("/gift-card-expiry", {
    summary:
      "Set how long gift cards count, by country, in place of all there is; cards issued before stay as they are",
    example: { body: { items: [{ country: "IE", months: 60 }] } },
    body: z.strictObject({
      items: z.array(z.strictObject({ country, months: whole.min(1).max(1_200) })).max(250),
    }),
    response: list(expiry),
    handler: async ({ tenant, body }) => ({ items: [...(await tenant((tx) => setGiftCardExpiries(tx, body.items)))] }),
  }),
];
