/** Rules of the trigger `order.shipping_choice`: asked whenever a courier is proposed for an order (decision 724). */
import type { AutomationDefinition, Facts } from "../../commerce/automations/definition.ts";
import { evaluate } from "../../commerce/automations/evaluate.ts";
import type { Consignment } from "../../commerce/shipment.ts";
import { choiceOf, type ShippingRule, whyRule } from "../../commerce/shipping-rules.ts";
import type { Tx } from "../../db/database.ts";
import type { WhyChosen } from "../shipping/courier-reason.ts";
import { ruleOfOrder } from "../shipping/order-choice.ts";
import { factsOf } from "./facts.ts";
import { type Happening, moneyFact } from "./happening.ts";
import { type Automation, listAutomations } from "./store.ts";

export const isOfShipping = ({ trigger }: Pick<AutomationDefinition, "trigger">): boolean =>
  trigger === "order.shipping_choice";

type Parcel = Pick<Consignment, "payment" | "valueMinor" | "currency"> & {
  readonly to: Pick<Consignment["to"], "country" | "postcode">;
  readonly parcels: readonly {
    readonly weightGrams: number;
    readonly items: readonly { readonly sku?: string | undefined }[];
  }[];
};

/** Of an order as it is packed and goes; of one collected elsewhere, that is where it is collected. */
export const parcelFacts = ({ to, parcels, payment, valueMinor, currency }: Parcel): Facts => ({
  "address.country": to.country ?? null,
  "address.postcode": to.postcode ?? null,
  "parcel.weight_grams": parcels.reduce((sum, { weightGrams }) => sum + weightGrams, 0),
  "parcel.value": moneyFact(`${valueMinor}`, currency),
  "parcel.payment": payment,
  "parcel.skus": [...new Set(parcels.flatMap(({ items }) => items.flatMap(({ sku }) => sku ?? [])))],
});

export type ShippingAutomation = Pick<Automation, "id" | "name" | "channels" | "when" | "actions">;

/** Those that are for a parcel, in their order; each of their actions is tried after the other. */
export function rulesFor(automations: readonly ShippingAutomation[], facts: Facts, now: Date): ShippingRule[] {
  return automations.flatMap((automation): readonly ShippingRule[] => {
    const { matches, looked } = evaluate(automation, facts, now);
    if (!matches) return [];
    const { id, name } = automation;
    return automation.actions.map((action) => {
      const choose = choiceOf(action);
      return { id, name, choose, why: whyRule(name, looked, choose) };
    });
  });
}

export const choosing = (orderId: string, now: Date): Happening => ({
  ...{ id: orderId, trigger: "order.shipping_choice", subjectId: orderId, detail: null },
  happenedAt: now,
});

/** What was chosen for the order alone stands before the rules that are for it. */
export async function courierRules(
  tx: Tx,
  { orderId, consignment, now }: { readonly orderId: string; readonly consignment: Consignment; readonly now: Date },
): Promise<readonly ShippingRule[]> {
  const own = await ruleOfOrder(tx, orderId);
  const automations = (await listAutomations(tx)).filter((each) => each.isOn && isOfShipping(each));
  if (automations.length === 0) return own ? [own] : [];
  const facts = (await factsOf(tx, [choosing(orderId, now)])).get(orderId) ?? {};
  const rules = rulesFor(automations, { ...facts, ...parcelFacts(consignment) }, now);
  return own ? [own, ...rules] : rules;
}

/** Null where the rule is gone or is for it no more: then a person chose. */
export const whyChosen: WhyChosen = async (tx, { chosenBy, courierId, ...requested }) => {
  const rules = await courierRules(tx, requested);
  const isIt = ({ id, choose }: ShippingRule) =>
    id === chosenBy.ruleId && (choose.courierId === null || choose.courierId === courierId);
  return rules.find(isIt)?.why ?? null;
};
