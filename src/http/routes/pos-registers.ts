import { z } from "zod";
import { verifyJournal } from "../../hub/pos/journal.ts";
import { changeRegister, createRegister, getRegister, listRegisters, PAYMENT_KINDS } from "../../hub/pos/registers.ts";
import { registerSetup } from "../../hub/pos/setup.ts";
import {
  changeStaff,
  checkPin,
  createStaff,
  getStaff,
  hashPin,
  listStaff,
  requireManagerPin,
} from "../../hub/pos/staff.ts";
import { createTaxRate, deleteTaxRate, listTaxRates } from "../../hub/pos/tax-rates.ts";
import { type Route, routes } from "../route.ts";
import { id, list, whole } from "../schemas.ts";
import { posSession } from "./pos-sessions.ts";

const route = routes({ tag: "point of sale", reads: "view", changes: "edit_catalogue" });

const currency = z.string().regex(/^[A-Z]{3}$/);
const pin = z.string().regex(/^\d{4,8}$/, "A PIN has four to eight digits.");

const fields = {
  name: z.string().trim().min(1).max(120),
  prefix: z
    .string()
    .regex(/^[A-Z0-9]{1,8}$/, "A prefix has one to eight capital letters and digits.")
    .describe("leads the numbers of its receipts"),
  locationId: id,
  currency,
  pricesIncludeTax: z.boolean(),
  taxPer: z.enum(["line", "receipt"]).describe("tax is rounded for each line, or once a rate and receipt"),
  taxMode: z.enum(["half_up", "down", "up"]),
  cashUnit: whole.min(1).max(1_000_000).describe("cash is paid in multiples of this, minor units"),
  cashMode: z.enum(["half_up", "half_down", "down", "up"]),
  paymentKinds: z.array(z.enum(PAYMENT_KINDS)).min(1).max(5),
  receiptHeader: z.string().trim().max(500),
  receiptFooter: z.string().trim().max(500),
  discountLimit: whole.min(0).max(100).describe("percent of a line that anybody may take off by hand"),
  mayOverride: z.boolean(),
  mayRefundWithoutReceipt: z.boolean(),
  pushStoreId: id.nullable().describe("the channel its sales are created on too"),
  isActive: z.boolean(),
};
const change = z.strictObject(fields).partial();

const posRegister = z
  .object({
    id,
    ...fields,
    prefix: z.string(),
    locationName: z.string(),
    pushStoreName: z.string().nullable(),
    hasTerminal: z.boolean().describe("a card terminal is asked from here"),
    lastRun: z.int().describe("the highest number a receipt of it has had"),
    openSessionId: id.nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "Register", description: "A point-of-sale register" });

const posStaff = z
  .object({
    id,
    name: z.string(),
    isManager: z.boolean(),
    isActive: z.boolean(),
    lockedUntil: z.string().nullable(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: "RegisterStaff", description: "A person who sells at registers" });

const taxRate = z
  .object({
    id,
    tax: z.string(),
    taxClass: z.string(),
    country: z.string().nullable(),
    region: z.string().nullable(),
    rate: z.string().describe("percent"),
    isCompound: z.boolean(),
  })
  .meta({ id: "RegisterTaxRate", description: "What registers tax a class of goods with at a place" });

/** Registers, who sells at them, and the rates they tax with. */
export const posRegisterRoutes: readonly Route[] = [
  route.get("/pos/registers", {
    summary: "All registers",
    response: list(posRegister),
    handler: async ({ tenant }) => ({ items: await tenant(listRegisters) }),
  }),
  route.get("/pos/registers/:registerId", {
    summary: "One register",
    params: z.object({ registerId: id }),
    response: posRegister,
    handler: ({ tenant, params }) => tenant((tx) => getRegister(tx, params.registerId)),
  }),
  route.post("/pos/registers", {
    summary: "Add a register; what is left out is as the currency's country has it",
    example: { body: { name: "Front desk", prefix: "R7" } },
    body: change.extend({ name: fields.name, prefix: fields.prefix }),
    response: posRegister,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createRegister(tx, { ...body, now })),
  }),
  route.patch("/pos/registers/:registerId", {
    summary: "Change a register",
    params: z.object({ registerId: id }),
    example: { body: { discountLimit: 20 } },
    body: change,
    response: posRegister,
    handler: ({ tenant, params, body, now }) =>
      tenant((tx) => changeRegister(tx, { ...body, id: params.registerId, now })),
  }),
  route.get("/pos/setup", {
    permission: "act_on_orders",
    summary: "What a register keeps on its device to sell without network",
    description:
      "A PIN's verifier is `salt:key`: scrypt of the PIN with the salt's text (N 16384, r 16, p 1, 64 bytes, both in hex).",
    query: z.object({ registerId: id }),
    response: z.object({
      register: posRegister,
      seller: z.object({ name: z.string(), taxId: z.string().nullable() }),
      location: z.object({ id, name: z.string(), address: z.record(z.string(), z.string()) }),
      locations: z.array(z.object({ id, name: z.string() })).describe("where goods sold here may be sent from"),
      place: z.object({ country: z.string().optional(), region: z.string().optional() }),
      staff: z.array(z.object({ id, name: z.string(), isManager: z.boolean(), pin: z.string() })),
      taxRates: z.array(taxRate),
      denominations: z.array(z.int()).describe("coins and notes in minor units, the largest first"),
      session: posSession.nullable(),
    }),
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
    response: list(posStaff),
    handler: async ({ tenant }) => ({ items: await tenant(listStaff) }),
  }),
  route.get("/pos/staff/:staffId", {
    summary: "One who sells at registers",
    params: z.object({ staffId: id }),
    response: posStaff,
    handler: ({ tenant, params }) => tenant((tx) => getStaff(tx, params.staffId)),
  }),
  route.post("/pos/staff", {
    summary: "Add a member of staff with a PIN, a manager with one of six digits or more",
    example: { body: { name: "Hala", pin: "4711" } },
    body: z.strictObject({ name: z.string().trim().min(1).max(120), pin, isManager: z.boolean().optional() }),
    response: posStaff,
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
    response: posStaff,
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
    response: list(taxRate),
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
    response: taxRate,
    status: 201,
    handler: ({ tenant, body, now }) => tenant((tx) => createTaxRate(tx, { ...body, now })),
  }),
  route.delete("/pos/tax-rates/:taxRateId", {
    summary: "Remove a rate; what was sold keeps it",
    params: z.object({ taxRateId: id }),
    handler: ({ tenant, params }) => tenant((tx) => deleteTaxRate(tx, params.taxRateId)),
  }),
];
