/** The account's business policies of the site, to choose from (official description of the Account API). */
import { z } from "zod";
import type { ListingField } from "../../commerce/listing/schema.ts";
import type { Context } from "../kit/contract/contract.ts";
import { nullIf } from "../kit/contract/errors.ts";
import { idText, listOf, optionalText, parseResponse, texts } from "../kit/parse/parse.ts";
import { grantedScopes, scopeOf } from "./scopes.ts";
import { homeOf } from "./settings.ts";
import { english } from "./words.ts";

export const POLICIES = ["fulfillmentPolicyId", "paymentPolicyId", "returnPolicyId"] as const;
type Policy = (typeof POLICIES)[number];

const NAMES: Record<Policy, string> = {
  fulfillmentPolicyId: english("listing.fulfillmentPolicyId"),
  paymentPolicyId: english("listing.paymentPolicyId"),
  returnPolicyId: english("listing.returnPolicyId"),
};

const OPERATIONS: Record<Policy, string> = {
  fulfillmentPolicyId: "account.fulfillmentPolicies",
  paymentPolicyId: "account.paymentPolicies",
  returnPolicyId: "account.returnPolicies",
};

const PATHS: Record<Policy, string> = {
  fulfillmentPolicyId: "fulfillment_policy",
  paymentPolicyId: "payment_policy",
  returnPolicyId: "return_policy",
};

const policySchema = z.object({
  ...texts("name", "fulfillmentPolicyId", "paymentPolicyId", "returnPolicyId"),
  categoryTypes: listOf(z.object({ name: optionalText })),
});
const policiesSchema = z.object({
  fulfillmentPolicies: listOf(policySchema),
  paymentPolicies: listOf(policySchema),
  returnPolicies: listOf(policySchema),
});

export async function policyFields(ctx: Context): Promise<readonly ListingField[]> {
  // A consent given before the right was asked for lacks it: the ids are written then.
  if (!grantedScopes(ctx.connection).has(scopeOf("account"))) return POLICIES.map(numberField);
  const fields: ListingField[] = [];
  // One after the other: calls of one kind that wait together are each counted as if all before took the full wait.
  for (const key of POLICIES) fields.push(await policyField(key, ctx));
  return fields;
}

async function policyField(key: Policy, ctx: Context): Promise<ListingField> {
  const answer = await nullIf(
    "forbidden",
    ctx.http.json({
      method: "GET",
      url: `/sell/account/v1/${PATHS[key]}`,
      query: [["marketplace_id", homeOf(ctx.connection).id]],
      operation: OPERATIONS[key],
    }),
  );
  if (answer === null) return numberField(key);
  const reported = parseResponse(policiesSchema, answer.body, { ctx, what: "business policies" });
  const all = [...reported.fulfillmentPolicies, ...reported.paymentPolicies, ...reported.returnPolicies];
  const choices = all.filter(isOfItems).flatMap(({ [key]: value, name }) => {
    const id = idText.safeParse(value).data;
    return id === undefined ? [] : [{ value: id, name: name ?? id }];
  });
  const [only] = choices.length === 1 ? choices : [];
  if (choices.length === 0) return { ...numberField(key), help: english("listing.policy.none") };
  return {
    ...shared(key),
    kind: "choice",
    choices,
    ...(only ? { preset: only.value } : {}),
  };
}

/** Policies of motor vehicles alone go with no other listing. */
const isOfItems = ({ categoryTypes }: z.output<typeof policySchema>): boolean =>
  categoryTypes.length === 0 || categoryTypes.some(({ name }) => name !== "MOTORS_VEHICLES");

const shared = (key: Policy): Pick<ListingField, "key" | "name" | "need" | "scope"> => ({
  ...{ key, name: NAMES[key], need: "required", scope: "product" },
});

const numberField = (key: Policy): ListingField => ({
  ...shared(key),
  help: english("listing.policy.help"),
  kind: "number",
  isWhole: true,
  minimum: 1,
});
