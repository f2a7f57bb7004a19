import { randomUUID } from "node:crypto";
import { z } from "zod";
import { drawer } from "../../engine/document-processes/document-drawer.ts";
import {
  BASKET_KINDS,
  basketWholeSchema,
  DEPOSIT_KINDS,
  getBasket,
  giveUpBasket,
  listBaskets,
  saveBasket,
  storedBasketSchema,
  takeBasket,
  takeDeposit,
} from "../../hub/pos/baskets.ts";
import { printBasket, rollOf } from "../../hub/pos/receipts.ts";
import { lineInput } from "../../hub/pos/sale-input.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, list, minor, time } from "../schemas.ts";

const route = routes({ tag: "point of sale", reads: "act_on_orders", changes: "act_on_orders" });

const params = z.object({ basketId: id });

const line = {
  key: "1",
  variantId: null,
  sku: null,
  title: "Linen bag",
  quantity: 1,
  unitPrice: 1990,
};

/** Baskets put aside: parked, quotes and layaways. */
export const posBasketRoutes: readonly Route[] = [
  route.get("/pos/baskets", {
    summary: "Open baskets of a register's location, the last first, up to 200",
    query: z.object({ registerId: id }),
    response: list(storedBasketSchema),
    handler: async ({ tenant, query }) => ({ items: await tenant((tx) => listBaskets(tx, query.registerId)) }),
  }),
  route.get("/pos/baskets/:basketId/pdf", {
    summary: "A quote or layaway as a PDF of 80 mm width",
    params,
    query: z.object({ language: z.enum(["en", "ar"]).optional() }),
    produces: ["application/pdf"],
    handler: async ({ tenant, access, params: { basketId }, query, now, reply }) => {
      const document = await tenant((tx) => printBasket(tx, basketId, query.language));
      reply.type("application/pdf").header("content-disposition", `inline; filename="${document.number}.pdf"`);
      return drawer.draw(access.organization, { kind: "roll", roll: rollOf(document), madeAt: now });
    },
  }),
  route.post("/pos/baskets", {
    summary: "Park a basket; a layaway reserves its units at the register's location",
    example: {
      body: {
        id: randomUUID(),
        kind: "quote",
        registerId: exampleId("registerId"),
        staffId: exampleId("staffId"),
        basket: {},
        lines: [line],
        totalMinor: 1990,
      },
    },
    body: z.strictObject({
      id: id.describe("made on the device: the same id is the same basket"),
      kind: z.enum(BASKET_KINDS),
      registerId: id,
      staffId: id,
      name: z.string().trim().max(200).default(""),
      basket: z.record(z.string(), z.unknown()).describe("answered to the register that goes on with it"),
      lines: z.array(lineInput).min(1).max(500),
      totalMinor: minor,
      validUntil: time.optional().describe("of a quote: its prices count until then"),
    }),
    response: basketWholeSchema,
    status: 201,
    audited: false,
    handler: async ({ tenant, body, access, now, deps }) => {
      const made = await tenant((tx) => saveBasket(tx, { ...body, actor: access.actor, now }));
      if (body.kind === "layaway") await deps.engine.wake(access.organization);
      return made;
    },
  }),
  route.post("/pos/baskets/:basketId/take", {
    summary: "Resume a basket; a parked one goes to one register only",
    params,
    example: { body: { registerId: exampleId("registerId") } },
    body: z.strictObject({ registerId: id }),
    response: basketWholeSchema,
    audited: false,
    handler: ({ tenant, params: { basketId }, body, now }) =>
      tenant((tx) => takeBasket(tx, { id: basketId, registerId: body.registerId, now })),
  }),
  route.post("/pos/baskets/:basketId/deposits", {
    summary: "Take a deposit of a layaway, or give one back (below zero) the way it was paid",
    params,
    example: {
      body: {
        id: randomUUID(),
        sessionId: exampleId("sessionId"),
        staffId: exampleId("staffId"),
        kind: "cash",
        amountMinor: 500,
      },
    },
    body: z.strictObject({
      id: id.describe("made on the device: the same id is the same deposit"),
      sessionId: id,
      staffId: id,
      kind: z.enum(DEPOSIT_KINDS),
      amountMinor: minor.refine((value) => value !== 0n, "An amount is not 0."),
      reference: z.string().trim().max(120).default("").describe("the terminal's slip"),
    }),
    response: basketWholeSchema,
    handler: ({ tenant, params: { basketId }, body, now }) =>
      tenant((tx) => takeDeposit(tx, { ...body, basketId, at: now })),
  }),
  route.post("/pos/baskets/:basketId/give-up", {
    summary: "Discard a basket: the units it reserved are for sale again",
    params,
    response: basketWholeSchema,
    handler: async ({ tenant, params: { basketId }, access, now, deps }) => {
      await tenant((tx) => getBasket(tx, basketId));
      const ended = await tenant((tx) => giveUpBasket(tx, { id: basketId, actor: access.actor, now }));
      await deps.engine.wake(access.organization);
      return ended;
    },
  }),
];
