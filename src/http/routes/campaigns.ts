import { z } from "zod";
import { calendarOf } from "../../hub/analytics/calendar.ts";
import {
  campaignRules,
  DRY_RUN_DAYS,
  MATCHES,
  moveSchema,
  saveRules,
  tryRules,
} from "../../hub/marketing/campaign-rules.ts";
import {
  CHOSEN_BY,
  campaignSchema,
  campaignSorts,
  chooseChannel,
  listCampaigns,
} from "../../hub/marketing/campaigns.ts";
import { exampleId } from "../document/examples.ts";
import { type Route, routes } from "../route.ts";
import { id, page, pageOf, text } from "../schemas.ts";

const route = routes({ tag: "marketing", reads: "view_profit", changes: "edit_catalogue" });

const channelId = id.nullable().describe("null: all channels");

const rule = z.strictObject({
  id,
  accountId: id.nullable().describe("null: of every ad account"),
  match: z.enum(MATCHES),
  pattern: text(200).describe("compared with the campaign's name, without regard to capitals"),
  channelId,
});
const rules = z
  .array(rule)
  .max(200)
  .describe("in order: the first that fits a campaign's name decides")
  .refine((all) => new Set(all.map((each) => each.id)).size === all.length);
const ruleExample = {
  id: exampleId("ruleId"),
  accountId: null,
  match: "contains",
  pattern: "Shop",
  channelId: null,
} as const;

/** Which channel a campaign is for. */
export const campaignRoutes: readonly Route[] = [
  route.get("/marketing/campaigns", {
    summary: "Campaigns by name, with the channel each is for and who chose it",
    query: z.object({
      ...page,
      q: text(200).optional().describe("a part of the name"),
      accountId: id.optional(),
      chosenBy: z.enum(CHOSEN_BY).optional(),
      sort: z.enum(campaignSorts).optional().describe("name (default) or lastName"),
    }),
    asFile: "campaigns",
    response: pageOf(campaignSchema),
    handler: ({ tenant, query }) => tenant((tx) => listCampaigns(tx, { ...query, search: query.q })),
  }),
  route.put("/marketing/campaigns", {
    summary: "Assign campaigns to a channel by hand, or back to the rules",
    example: {
      body: {
        campaigns: [{ accountId: exampleId("connectionId"), campaignKey: "120210" }],
        choice: { by: "rules" },
      },
    },
    body: z.strictObject({
      campaigns: z
        .array(z.strictObject({ accountId: id, campaignKey: text(200) }))
        .min(1)
        .max(1_000),
      choice: z.union([
        z.strictObject({ by: z.literal("hand"), channelId }),
        z.strictObject({ by: z.literal("rules") }),
      ]),
    }),
    response: z.object({ campaigns: z.int().describe("how many there were") }),
    handler: ({ tenant, body }) =>
      tenant(async (tx) => ({ campaigns: await chooseChannel(tx, body.campaigns, body.choice) })),
  }),
  route.get("/marketing/campaign-rules", {
    summary: "The rules that assign campaigns to channels, in order",
    response: z.object({ rules: z.array(rule.extend({ campaigns: z.int().describe("it decides of") })) }),
    handler: ({ tenant }) => tenant(async (tx) => ({ rules: await campaignRules(tx) })),
  }),
  route.put("/marketing/campaign-rules", {
    summary: "Replace the list of rules; campaigns follow it, except those assigned by hand",
    example: { body: { rules: [ruleExample] } },
    body: z.strictObject({ rules }),
    response: z.object({ rules: z.array(rule.extend({ campaigns: z.int() })) }),
    handler: ({ tenant, body }) => tenant(async (tx) => ({ rules: await saveRules(tx, body.rules) })),
  }),
  route.post("/marketing/campaign-rules/dry-run", {
    permission: "view_profit",
    summary: `Which campaigns some rules would move, saved or not, with the spend of the last ${DRY_RUN_DAYS} days`,
    audited: false,
    example: { body: { rules: [ruleExample] } },
    body: z.strictObject({ rules }),
    response: z.object({
      campaigns: z.int().describe("that would move"),
      moves: z.array(moveSchema).describe("the dearest 200"),
    }),
    handler: ({ tenant, body, now }) =>
      tenant(async (tx) => tryRules(tx, body.rules, (await calendarOf(tx, now)).today)),
  }),
];
