import { z } from "zod";
import { RULE_KINDS } from "../../commerce/cost-kinds.ts";
import { type FeeRule, RULE_BASES } from "../../commerce/fee-rules.ts";
import { FEE_DRY_RUN_DAYS, feeDryRun, feeDryRunSchema } from "../../hub/fees/dry-run.ts";
import { feeRules, type StoredFeeRules, saveFeeRules } from "../../hub/fees/rules.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, text, whole } from "../schemas.ts";

const route = routes({ tag: "settlements", reads: "view_settlements", changes: "manage_members" });

const day = z.iso.date().nullable();
const percent = z
  .string()
  .regex(/^(100(\.0{1,4})?|\d{1,2}(\.\d{1,4})?)$/)
  .describe("0 to 100 with up to four places");
const minor = whole.min(0);

const sentRule = z
  .strictObject({
    id,
    name: text(100),
    storeId: id.nullable().describe("the channel; null, here and below: any"),
    paymentKind: z.enum(["prepaid", "cod"]).nullable(),
    gateway: text(100).nullable().describe("the payment method as orders name it"),
    category: text(255).nullable().describe("name of a category: the lines in it or below it"),
    kind: z.enum(RULE_KINDS),
    percent,
    fixedMinor: minor,
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .nullable()
      .describe("of the fixed amounts: an order of another currency is not for this rule"),
    tiers: z
      .array(z.strictObject({ fromMinor: minor, percent, fixedMinor: minor }))
      .min(1)
      .max(20)
      .nullable()
      .describe("in the place of percent and fixed: the highest step the amount reaches"),
    base: z
      .enum(RULE_BASES)
      .describe("total: with tax and shipping; goods: the lines; line: each line, fixed amounts and steps a unit"),
    taxPercent: percent.describe("tax on top of the fee"),
    validFrom: day.describe("days orders are placed on, both included"),
    validTo: day,
    isActive: z.boolean(),
  })
  .refine(({ currency, fixedMinor, tiers }) => currency !== null || (fixedMinor === 0 && tiers === null), {
    path: ["currency"],
  })
  .refine(({ base, category }) => base !== "total" || category === null, { path: ["category"] })
  .refine(({ validFrom, validTo }) => validFrom === null || validTo === null || validFrom <= validTo, {
    path: ["validTo"],
  });
const sentRules = z
  .array(sentRule)
  .max(200)
  .describe("in order: of one kind the first that fits a line counts for it")
  .refine((all) => new Set(all.map((each) => each.id)).size === all.length);

type SentRule = z.output<typeof sentRule>;

const ruleOf = ({ storeId, fixedMinor, tiers, ...rule }: SentRule): FeeRule => ({
  ...rule,
  connectionId: storeId,
  fixedMinor: BigInt(fixedMinor),
  tiers:
    tiers?.map((tier) => ({ ...tier, fromMinor: BigInt(tier.fromMinor), fixedMinor: BigInt(tier.fixedMinor) })) ?? null,
});

const shown = ({ rules, version }: StoredFeeRules) => ({
  version,
  rules: rules.map(({ connectionId, ...rule }) => ({ ...rule, storeId: connectionId })),
});

const stored = z.object({
  rules: z.array(
    z.object({
      id,
      name: z.string(),
      storeId: id.nullable(),
      paymentKind: z.enum(["prepaid", "cod"]).nullable(),
      gateway: z.string().nullable(),
      category: z.string().nullable(),
      kind: z.enum(RULE_KINDS),
      percent: z.string(),
      fixedMinor: z.int(),
      currency: z.string().nullable(),
      tiers: z.array(z.object({ fromMinor: z.int(), percent: z.string(), fixedMinor: z.int() })).nullable(),
      base: z.enum(RULE_BASES),
      taxPercent: z.string(),
      validFrom: z.string().nullable(),
      validTo: z.string().nullable(),
      isActive: z.boolean(),
    }),
  ),
  version: z.string().describe("another one after every change"),
});

const example = {
  id: exampleId("ruleId"),
  name: "Razorpay",
  storeId: null,
  paymentKind: "prepaid",
  gateway: null,
  category: null,
  kind: "payment_fee",
  percent: "2",
  fixedMinor: 0,
  currency: null,
  tiers: null,
  base: "total",
  taxPercent: "18",
  validFrom: null,
  validTo: null,
  isActive: true,
};

/** What orders cost where no platform tells. */
export const feeRuleRoutes: readonly Route[] = [
  route.get("/fee-rules", {
    summary: "The rules for fees that no channel reports, in order",
    response: stored,
    handler: async ({ tenant }) => shown(await tenant(feeRules)),
  }),
  route.put("/fee-rules", {
    summary: "Replace the list of fee rules",
    body: z.strictObject({
      rules: sentRules,
      ifVersion: z
        .string()
        .max(100)
        .optional()
        .describe("version as you read it: changed since, it is refused with 409 FEE_RULES_CHANGED"),
    }),
    example: { body: { rules: [example] } },
    response: stored,
    handler: async ({ tenant, body, now }) =>
      shown(await tenant((tx) => saveFeeRules(tx, { rules: body.rules.map(ruleOf), ifVersion: body.ifVersion, now }))),
  }),
  route.post("/fee-rules/dry-run", {
    permission: "view_settlements",
    summary: `What some rules, saved or not, charge on the orders of the last ${FEE_DRY_RUN_DAYS} days; nothing is saved`,
    description: "The newest 2,000 orders at most; cancelled ones are left out.",
    audited: false,
    body: z.strictObject({ rules: sentRules }),
    example: { body: { rules: [example] } },
    response: feeDryRunSchema,
    handler: ({ tenant, body, now }) => tenant((tx) => feeDryRun(tx, body.rules.map(ruleOf), now)),
  }),
];
