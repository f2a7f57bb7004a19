/** Customers, cart rules with their coupons, gift cards of cloud tenants. */
import type { Json } from "../../commerce/product.ts";
import { raise } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxDiscount } from "../../connectors/kit/sandbox/sandbox.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { noEntity, ok, refuse } from "./replies.ts";
import { answerSearch } from "./search.ts";
import type { State, StoredCustomer, StoredRule } from "./state.ts";
import { dateText } from "./state.ts";

function customerView(customer: StoredCustomer): Json {
  const address = {
    id: customer.id,
    customer_id: customer.id,
    region: { region_code: null, region: null, region_id: 0 },
    country_id: customer.country,
    street: ["Prinsengracht 12"],
    telephone: customer.phone ?? "",
    postcode: "1015DK",
    city: "Amsterdam",
    firstname: customer.first,
    lastname: customer.last,
    default_shipping: true,
    default_billing: true,
  };
  return {
    id: customer.id,
    group_id: 1,
    created_at: dateText(customer.createdAt),
    updated_at: dateText(customer.updatedAt),
    created_in: "Default Store View",
    email: customer.email,
    firstname: customer.first,
    lastname: customer.last,
    store_id: 1,
    website_id: 1,
    addresses: customer.phone === null ? [] : [address],
    disable_auto_group_change: 0,
    extension_attributes: { is_subscribed: false },
  };
}

export function listCustomers(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.customers.values()],
    cell: (row, field) =>
      ({
        entity_id: row.id,
        email: row.email,
        website_id: 1,
        updated_at: dateText(row.updatedAt),
        created_at: dateText(row.createdAt),
      })[field],
    view: customerView,
    unknown: 400,
    key: "entity_id",
  });
}

export function listCoupons(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.coupons.values()],
    cell: (row, field) => ({ coupon_id: row.id, code: row.code, rule_id: row.ruleId })[field],
    view: ({ id, ruleId, code, timesUsed, createdAt }) => ({
      coupon_id: id,
      rule_id: ruleId,
      code,
      usage_limit: state.rules.get(ruleId)?.usesPerCoupon ?? 0,
      usage_per_customer: state.rules.get(ruleId)?.usesPerCustomer ?? 0,
      times_used: timesUsed,
      is_primary: true,
      created_at: dateText(createdAt),
      type: 0,
    }),
    unknown: 400,
    key: "coupon_id",
  });
}

const COMBINE = "Magento\\SalesRule\\Model\\Rule\\Condition\\Combine";
const PRODUCTS = "Magento\\SalesRule\\Model\\Rule\\Condition\\Product\\Combine";
const ADDRESS = "Magento\\SalesRule\\Model\\Rule\\Condition\\Address";

function ruleView(rule: StoredRule): Json {
  const subtotal = {
    condition_type: ADDRESS,
    operator: ">=",
    attribute_name: "base_subtotal",
    value: rule.minimum ?? "",
  };
  return {
    rule_id: rule.id,
    name: rule.name,
    store_labels: [],
    description: rule.name,
    website_ids: rule.websiteIds,
    customer_group_ids: rule.groupIds,
    ...(rule.fromDate === null ? {} : { from_date: rule.fromDate }),
    ...(rule.toDate === null ? {} : { to_date: rule.toDate }),
    uses_per_customer: rule.usesPerCustomer,
    is_active: rule.isActive,
    condition: {
      condition_type: COMBINE,
      ...(rule.minimum === null ? {} : { conditions: [subtotal] }),
      aggregator_type: "all",
      operator: null,
      value: rule.minimum === null ? true : "1",
    },
    action_condition: { condition_type: PRODUCTS, aggregator_type: "all", operator: null, value: true },
    stop_rules_processing: false,
    is_advanced: true,
    sort_order: 0,
    simple_action: rule.action,
    discount_amount: Number(rule.amount),
    discount_step: 0,
    apply_to_shipping: false,
    times_used: 0,
    is_rss: false,
    coupon_type: rule.couponType,
    use_auto_generation: false,
    uses_per_coupon: rule.usesPerCoupon,
    ...(rule.freeShipping === null ? {} : { simple_free_shipping: rule.freeShipping }),
  };
}

export function listRules(state: State, request: SandboxRequest): SandboxReply {
  return answerSearch(state, request, {
    rows: [...state.rules.values()],
    cell: (row, field) => ({ rule_id: row.id, name: row.name })[field],
    view: (rule) => Object(ruleView(rule)),
    unknown: 400,
    key: "rule_id",
  });
}

export function getRule(state: State, id: string): SandboxReply {
  const rule = state.rules.get(Number(id)) ?? raise(refuse(404, "No such entity."));
  return ok(ruleView(rule));
}

/** The balance as a cart may ask for it: a bare number. Shape by the official description; no such shop was captured. */
export function checkGiftCard(state: State, mask: string, code: string): SandboxReply {
  if (!state.carts.get(mask)?.active) throw noEntity("cartId", mask);
  const card = state.giftCards.get(code) ?? raise(noEntity("code", code));
  return ok(Number(card.balance));
}

export function getGiftCard(state: State, code: string): SandboxReply {
  const card = state.giftCards.get(code) ?? raise(noEntity("code", code));
  return ok({
    account_id: card.id,
    code,
    status: 1,
    state: 0,
    balance: Number(card.balance),
    is_redeemable: 1,
    date_created: dateText(state.now()).slice(0, 10),
    website_id: 1,
  });
}

export function addDiscount(state: State, discount: SandboxDiscount): void {
  const id = state.id("rule");
  state.rules.set(id, {
    id,
    name: discount.code,
    action: discount.kind === "percent" ? "by_percent" : "cart_fixed",
    amount: discount.value,
    isActive: true,
    couponType: "SPECIFIC_COUPON",
    fromDate: "2026-01-01",
    toDate: discount.expired ? "2026-02-01" : null,
    minimum: discount.minimum ?? null,
    usesPerCoupon: 0,
    usesPerCustomer: 0,
    websiteIds: [1],
    groupIds: [0, 1, 2, 3],
    freeShipping: null,
  });
  const coupon = state.id("coupon");
  state.coupons.set(coupon, { id: coupon, ruleId: id, code: discount.code, timesUsed: 0, createdAt: state.now() });
}
