/** The organization's shipping rules, and the data of an order they use (decision 305). */
import { type HubText, message, messageParts, textOf } from "../../commerce/message.ts";
import type { Consignment } from "../../commerce/shipment.ts";
import {
  type ChosenBy,
  fits,
  type KnownCourier,
  type RuleFacts,
  type ShippingRules,
  whyRule,
} from "../../commerce/shipping-rules.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonParameter } from "../json-column.ts";
import { activeCouriers } from "./asked.ts";
import { ruleOfOrder } from "./order-choice.ts";

export interface StoredRules extends ShippingRules {
  /** Null: nobody made any. */
  readonly updatedAt: Date | null;
}

export async function shippingRules(tx: Tx): Promise<StoredRules> {
  const row = await tx.maybe<StoredRules>(
    `select rules, fallback, updated_at as "updatedAt"
     from argosy.shipping_rules where organization_id = argosy.tenant()`,
  );
  return row ?? { rules: [], fallback: "none", updatedAt: null };
}

/** The rules that are for an order: what an automation chose for it stands before them. */
export async function rulesForOrder(tx: Tx, orderId: string): Promise<ShippingRules> {
  const { rules, fallback } = await shippingRules(tx);
  const own = await ruleOfOrder(tx, orderId);
  return { rules: own ? [own, ...rules] : rules, fallback };
}

/** Replaces the whole list. Throws HubError SHIPPING_RULES_CHANGED, SHIPPING_RULE_COURIER. */
export async function saveRules(
  tx: Tx,
  input: ShippingRules & { readonly ifUpdatedAt: Date | null | undefined; readonly now: Date },
): Promise<StoredRules> {
  await checkCouriers(tx, input);
  const written = await tx.run(
    `insert into argosy.shipping_rules as r (organization_id, rules, fallback, updated_at)
     values (argosy.tenant(), $1, $2, $3)
     on conflict (organization_id) do update
       set rules = excluded.rules, fallback = excluded.fallback, updated_at = excluded.updated_at
       where $4 or date_trunc('milliseconds', r.updated_at) is not distinct from $5::timestamptz`,
    [jsonParameter(input.rules), input.fallback, input.now, input.ifUpdatedAt === undefined, input.ifUpdatedAt ?? null],
  );
  if (written === 0)
    throw new HubError(
      "SHIPPING_RULES_CHANGED",
      "conflict",
      "Someone else changed the rules after you opened them. Check the current rules, then make your change again.",
    );
  return shippingRules(tx);
}

export interface UsedService {
  readonly courierId: string;
  readonly service: string;
  readonly serviceName: string;
}

/** Services the newest thousand shipments went by, so that a rule can name them. */
export function usedServices(tx: Tx): Promise<UsedService[]> {
  return tx.rows(
    `select connection_id as "courierId", service, max(coalesce(service_name, service)) as "serviceName"
     from (select connection_id, service, service_name from argosy.shipment where organization_id = argosy.tenant()
       order by created_at desc, id desc limit 1000) s
     where service is not null group by 1, 2 order by 3, 1`,
  );
}

/** Throws HubError SHIPPING_RULE_COURIER. */
export async function checkCouriers(tx: Tx, { rules }: ShippingRules): Promise<readonly KnownCourier[]> {
  const couriers = await activeCouriers(tx);
  const courierIds = new Set(couriers.map(({ id }) => id));
  for (const { name, isOn, choose } of rules)
    if (isOn && choose.courierId !== null && !courierIds.has(choose.courierId))
      throw new HubError(
        "SHIPPING_RULE_COURIER",
        "validation",
        message("refused.shippingRuleCourier", { rule: name }),
        "rules",
      );
  return couriers;
}

const TAGS = `select coalesce(array_agg(distinct t.tag), '{}') as tags
  from argosy.order_line l
  join argosy.variant v on v.organization_id = l.organization_id and v.id = l.variant_id
  join argosy.product p on p.organization_id = v.organization_id and p.id = v.product_id
  cross join lateral jsonb_array_elements_text(
    case when jsonb_typeof(p.attributes -> 'tags') = 'array' then p.attributes -> 'tags' else '[]' end) as t(tag)
  where l.organization_id = argosy.tenant() and l.order_id = $1 and l.quantity > 0`;

/** The data rules use, of an order as it is about to be packed. */
export async function ruleInput(tx: Tx, orderId: string, consignment: Consignment): Promise<RuleFacts> {
  const { tags } = await tx.one<{ tags: string[] }>(TAGS, [orderId]);
  return {
    country: consignment.to.country ?? "",
    postcode: consignment.to.postcode ?? "",
    weightGrams: consignment.parcels.reduce((sum, { weightGrams }) => sum + weightGrams, 0),
    valueMinor: consignment.valueMinor,
    currency: consignment.currency,
    payment: consignment.payment,
    skus: [...new Set(consignment.parcels.flatMap(({ items }) => items.flatMap(({ sku }) => sku ?? [])))],
    tags,
  };
}

/** Why an order goes as it was proposed; null where the rule is gone or is for it no more: then a person chose. */
export async function whyChosen(
  tx: Tx,
  by: ChosenBy,
  { orderId, input }: { readonly orderId: string; readonly input: RuleFacts },
): Promise<HubText | null> {
  if (by.kind !== "rule") return message(`shipment.why.fallback.${by.kind}`);
  const rule = (await rulesForOrder(tx, orderId)).rules.find(({ id }) => id === by.ruleId);
  return rule && fits(rule, input) ? whyRule(rule, input) : null;
}

export async function saveWhy(tx: Tx, shipmentId: string, why: HubText): Promise<void> {
  await tx.run(
    "update argosy.shipment set why = $2, why_said = $3 where organization_id = argosy.tenant() and id = $1",
    [shipmentId, textOf(why), jsonParameter(messageParts(why))],
  );
}
