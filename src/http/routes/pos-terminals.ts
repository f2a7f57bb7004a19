import { randomUUID } from "node:crypto";
import { z } from "zod";
import { getRegister } from "../../hub/pos/registers.ts";
import { readTerminalPayment, terminalPaymentSchema } from "../../hub/pos/terminal-payments.ts";
import { fields, getTerminal, removeTerminal, terminalSchema } from "../../hub/pos/terminals.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, minor } from "../schemas.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "act_on_orders" });

const amount = minor.refine((value) => value > 0n, "An amount is above 0.");

const ofRegister = z.object({ registerId: id });
const ofPayment = z.object({ paymentId: id });

/** Card terminals of registers: settings, payments, and money given back to cards. */
export const posTerminalRoutes: readonly Route[] = [
  route.get("/pos/registers/:registerId/terminal", {
    summary: "A register's card terminal",
    params: ofRegister,
    response: z.object({ terminal: terminalSchema.nullable() }),
    handler: ({ tenant, params }) =>
      tenant(async (tx) => {
        await getRegister(tx, params.registerId);
        return { terminal: await getTerminal(tx, params.registerId) };
      }),
  }),
  route.put("/pos/registers/:registerId/terminal", {
    permission: "connect",
    summary: "Pair a card terminal with a register; it is saved once its provider knows it",
    params: ofRegister,
    example: { body: { provider: "stripe", reader: "tmr_1", key: "a key of the account", asksTip: false } },
    body: z.strictObject({
      ...fields,
      key: z.string().trim().min(1).max(500).optional().describe("a secret or restricted key; absent: the one kept"),
      endpoint: z.url().max(500).optional().describe("where it is asked instead, on installations that allow it"),
    }),
    response: terminalSchema,
    handler: async ({ tenant, params: { registerId }, body, access, deps }) => {
      await tenant((tx) => getRegister(tx, registerId));
      return deps.engine.terminals.keep({ ...body, registerId, organization: access.organization });
    },
  }),
  route.delete("/pos/registers/:registerId/terminal", {
    permission: "connect",
    summary: "Remove a register's card terminal, with its key",
    params: ofRegister,
    handler: ({ tenant, params }) =>
      tenant(async (tx) => {
        await getRegister(tx, params.registerId);
        await removeTerminal(tx, params.registerId);
      }),
  }),
  route.post("/pos/terminal-payments", {
    summary: "Start a payment at a register's terminal; the same id again is the same payment",
    description:
      "Answers at once. Look at it every two seconds until it is not waiting. A sale has the payment under this id as " +
      "its key; a payment no sale has raises an alert after 15 minutes.",
    example: { body: { id: randomUUID(), registerId: exampleId("registerId"), amountMinor: 1990 } },
    body: z.strictObject({ id, registerId: id, amountMinor: amount }),
    response: terminalPaymentSchema,
    audited: false,
    handler: async ({ tenant, body, access, deps }) => {
      const requested = await tenant(async (tx) => {
        await getRegister(tx, body.registerId);
        return getTerminal(tx, body.registerId);
      });
      const of = { ...body, organization: access.organization, asksTip: requested?.asksTip ?? false };
      return deps.engine.terminals.charge(of);
    },
  }),
  route.get("/pos/terminal-payments/:paymentId", {
    permission: "act_on_orders",
    summary: "The state of a terminal payment, read from its provider while it is open",
    params: ofPayment,
    response: terminalPaymentSchema,
    handler: async ({ tenant, params: { paymentId }, access, deps }) => {
      await tenant((tx) => readTerminalPayment(tx, paymentId));
      return deps.engine.terminals.look({ organization: access.organization, id: paymentId });
    },
  }),
  route.post("/pos/terminal-payments/:paymentId/cancel", {
    summary: "Cancel a terminal payment; one the customer has already paid answers paid",
    params: ofPayment,
    response: terminalPaymentSchema,
    audited: false,
    handler: async ({ tenant, params: { paymentId }, access, deps }) => {
      await tenant((tx) => readTerminalPayment(tx, paymentId));
      return deps.engine.terminals.cancel({ organization: access.organization, id: paymentId });
    },
  }),
  route.post("/pos/terminal-payments/:paymentId/refund", {
    summary: "Refund a terminal payment to its card; the same id again is the same refund",
    params: ofPayment,
    example: { body: { id: randomUUID(), amountMinor: 1 } },
    body: z.strictObject({ id, amountMinor: amount }),
    response: terminalPaymentSchema,
    handler: async ({ tenant, params: { paymentId }, body, access, deps }) => {
      await tenant((tx) => readTerminalPayment(tx, paymentId));
      return deps.engine.terminals.refund({ ...body, of: paymentId, organization: access.organization });
    },
  }),
];
