import { z } from "zod";
import { verifyJournal } from "../../hub/pos/journal.ts";
import {
  changeRegister,
  createRegister,
  getRegister,
  listRegisters,
  registerSchema,
  registersFields,
} from "../../hub/pos/registers.ts";
import { registerSetup, registerSetupSchema, taxRateSchema } from "../../hub/pos/setup.ts";
import {
  changeStaff,
  checkPin,
  createStaff,
  getStaff,
  hashPin,
  listStaff,
  requireManagerPin,
  staffSchema,
} from "../../hub/pos/staff.ts";
import { createTaxRate, deleteTaxRate, listTaxRates } from "../../hub/pos/tax-rates.ts";
import { type Route, routes } from "../route.ts";
import { id, list } from "../schemas.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "edit_catalogue" });

const pin = z.string().regex(/^\d{4,8}$/, "A PIN has four to eight digits.");
const change = z.strictObject(registersFields).partial();

/** Registers, who sells at them, and the rates they tax with. */
export const posRegisterRoutes: readonly Route[] = [
  route.get("/pos/registers", {
    summary: "All registers",
    response: list(registerSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listRegisters) }),
  }),
  route.get("/pos/registers/:registerId", {
    summary: "One register",
    params: z.object({ registerId: id }),
    response: registerSchema,
    handler: ({ tenant, params }) => tenant((tx) => getRegister(tx, params.registerId)),
  }),
  route.post("/pos/registers", {
    summary: "Add a register; what is left out is as the currency's country has it",
    example: { body: { name: "Front desk", prefix: "R7" } },
    body: change.extend({ name: registersFields.name, prefix: registersFields.prefix }),
    response: registerSchema,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createRegister(tx, { ...body, now })),
  }),
  route.patch("/pos/registers/:registerId", {
    summary: "Change a register",
    params: z.object({ registerId: id }),
    example: { body: { discountLimit: 20 } },
    body: change,
    response: registerSchema,
    handler: ({ tenant, params, body, now }) =>
      tenant((tx) => changeRegister(tx, { ...body, id: params.registerId, now })),
  }),
  route.get("/pos/setup", {
    permission: "act_on_orders",
    summary: "What a register keeps on its device to sell without network",
    description:
      "A PIN's verifier is `salt:key`: scrypt of the PIN with the salt's text (N 16384, r 16, p 1, 64 bytes, both in hex).",
    query: z.object({ registerId: id }),
    response: registerSetupSchema,
    secretAnswer: true,
    handler: ({ tenant, query }) => tenant((tx) => registerSetup(tx, query.registerId)),
  }),
  route.get("/pos/registers/:registerId/journal/check", {
    summary: "Whether every entry of a register's journal is as it was written",
    params: z.object({ registerId: id }),
    response: z.object({
      entries: z.int(),
      brokenAt: z.int().nullable().describe("the first entry that was changed, or is missing"),
    }),
    handler: ({ tenant, params }) =>
      tenant(async (tx) => {
        await getRegister(tx, params.registerId);
        return verifyJournal(tx, params.registerId);
      }),
  }),
  route.get("/pos/staff", {
    summary: "People who sell at registers",
    response: list(staffSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listStaff) }),
  }),
  route.get("/pos/staff/:staffId", {
    summary: "One who sells at registers",
    params: z.object({ staffId: id }),
    response: staffSchema,
    handler: ({ tenant, params }) => tenant((tx) => getStaff(tx, params.staffId)),
  }),
  route.post("/pos/staff", {
    summary: "Add a member of staff with a PIN, a manager with one of six digits or more",
    example: { body: { name: "Hala", pin: "4711" } },
    body: z.strictObject({ name: z.string().trim().min(1).max(120), pin, isManager: z.boolean().optional() }),
    response: staffSchema,
    status: 201,
    handler: async ({ tenant, body: { pin, ...fields }, access, now }) => {
      if (fields.isManager) requireManagerPin(pin);
      const pinHash = await hashPin(access.organization, pin);
      return tenant((tx) => createStaff(tx, { ...fields, pinHash, now }));
    },
  }),
  route.patch("/pos/staff/:staffId", {
    summary: "Change a name, a PIN, or what they may do; who becomes a manager gets a new PIN of six digits or more",
    params: z.object({ staffId: id }),
    example: { body: { isManager: true, pin: "471142" } },
    body: z.strictObject({
      name: z.string().trim().min(1).max(120).optional(),
      pin: pin.optional(),
      isManager: z.boolean().optional(),
      isActive: z.boolean().optional(),
    }),
    response: staffSchema,
    handler: async ({ tenant, params, body, access, now }) => {
      const pinHash = body.pin === undefined ? undefined : await hashPin(access.organization, body.pin);
      return tenant((tx) => changeStaff(tx, { ...body, pinHash, id: params.staffId, now }));
    },
  }),
  route.post("/pos/staff/:staffId/check", {
    permission: "act_on_orders",
    summary: "Whether a PIN is theirs; five wrong ones in a row lock them for five minutes",
    params: z.object({ staffId: id }),
    example: { body: { pin: "4711" } },
    body: z.strictObject({ pin }),
    response: z.object({ isRight: z.boolean() }),
    audited: false,
    handler: async ({ tenant, params, body, access, now }) => ({
      isRight: await checkPin(tenant, { organization: access.organization, id: params.staffId, pin: body.pin, now }),
    }),
  }),
  route.get("/pos/tax-rates", {
    summary: "The rates registers tax with",
    response: list(taxRateSchema),
    handler: async ({ tenant }) => ({ items: await tenant(listTaxRates) }),
  }),
  route.post("/pos/tax-rates", {
    summary: "Add a rate. Of each tax the rate of the nearest place counts",
    example: { body: { tax: "VAT", rate: "15", country: "SA" } },
    body: z.strictObject({
      tax: z.string().trim().min(1).max(40),
      taxClass: z.string().trim().min(1).max(60).optional().describe('absent: "standard"'),
      country: z
        .string()
        .regex(/^[A-Z]{2}$/)
        .nullable()
        .optional(),
      region: z.string().trim().min(1).max(120).nullable().optional(),
      rate: z
        .string()
        .regex(/^(?:100|\d{1,2}(?:\.\d{1,4})?)$/, "A rate is a percentage from 0 to 100.")
        .describe("percent"),
      isCompound: z.boolean().optional().describe("counted on the price with the other taxes"),
    }),
    response: taxRateSchema,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createTaxRate(tx, { ...body, now })),
  }),
  route.delete("/pos/tax-rates/:taxRateId", {
    summary: "Remove a rate; what was sold keeps it",
    params: z.object({ taxRateId: id }),
    handler: ({ tenant, params }) => tenant((tx) => deleteTaxRate(tx, params.taxRateId)),
  }),
];
