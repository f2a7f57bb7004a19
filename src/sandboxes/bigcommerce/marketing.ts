/** Promotions with codes (V3), coupons and gift certificates (V2). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { asTree, iso, rfc2822, v2Error, v2Page, v3Page } from "./replies.ts";
import type { Certificate, Promotion, State } from "./state.ts";
import { amountOf } from "./state.ts";

const REQUIRED = ["to_name", "to_email", "from_name", "from_email", "amount"];

export function listCodes(state: State, request: SandboxRequest): SandboxReply {
  const code = request.query.get("code")?.toLowerCase();
  const found = [...state.promotions.values()].filter((one) => one.code.toLowerCase() === code);
  return v3Page(request, found, (one) => ({
    id: one.id + 1,
    code: one.code,
    current_uses: one.uses,
    max_uses: one.maxUses,
    max_uses_per_customer: 0,
    created: "2026-01-01T00:00:00.000Z",
  }));
}

function promotionView(state: State, one: Promotion): object {
  const discount = one.percent === null ? { fixed_amount: one.fixed ?? "0" } : { percentage_amount: one.percent };
  return {
    id: one.id,
    redemption_type: "COUPON",
    name: `Code ${one.code}`,
    display_name: "",
    channels: [],
    customer: { group_ids: [], minimum_order_count: 0, excluded_group_ids: [] },
    rules: [
      {
        action: { cart_value: { discount } },
        apply_once: true,
        stop: false,
        ...(one.minimum === null ? {} : { condition: { cart: { minimum_spend: one.minimum } } }),
      },
    ],
    current_uses: one.uses,
    ...(one.maxUses === 0 ? {} : { max_uses: one.maxUses }),
    status: one.status,
    start_date: "2026-01-01T00:00:00+00:00",
    ...(one.end === null ? {} : { end_date: iso(one.end) }),
    stop: false,
    currency_code: state.currency,
    can_be_used_with_other_promotions: true,
    coupon_type: "SINGLE",
    coupon_overrides_other_promotions: false,
    coupon_overrides_automatic_when_offering_higher_discounts: false,
    created_from: "react_ui",
    notifications: [],
  };
}

export function listPromotions(state: State, request: SandboxRequest): SandboxReply {
  const code = request.query.get("code")?.toLowerCase();
  const found = [...state.promotions.values()].filter((one) => code === undefined || one.code.toLowerCase() === code);
  return v3Page(request, found, (one) => promotionView(state, one));
}

export function listCoupons(state: State, request: SandboxRequest): SandboxReply {
  const code = request.query.get("code")?.toLowerCase();
  const found = [...state.coupons.values()].filter((one) => one.code.toLowerCase() === code);
  return v2Page(request, found, (one) => ({
    id: one.id,
    date_created: rfc2822(0),
    num_uses: 0,
    name: `Coupon ${one.code}`,
    type: one.type,
    amount: one.amount,
    min_purchase: one.minimum,
    expires: one.expires,
    enabled: true,
    code: one.code,
    applies_to: one.entity,
    max_uses: 0,
    max_uses_per_customer: 0,
  }));
}

/** Decimals as the store writes them: no more than needed, as the official samples have. */
function shortAmount(amount: bigint): string {
  const whole = amount / 10_000n;
  const fraction = (amount % 10_000n).toString().padStart(4, "0").replace(/0+$/, "");
  return fraction === "" ? `${whole}` : `${whole}.${fraction}`;
}

function certificateView(state: State, one: Certificate): object {
  return {
    ...one.person,
    id: one.id,
    customer_id: 0,
    order_id: 0,
    amount: shortAmount(one.amount),
    balance: shortAmount(one.balance),
    purchase_date: "1767225600",
    expiry_date: "0",
    template: "general.html",
    message: one.message,
    code: one.code,
    status: one.status,
    currency_code: state.currency,
  };
}

export function listCertificates(state: State, request: SandboxRequest): SandboxReply {
  const code = request.query.get("code");
  const found = [...state.certificates.values()].filter((one) => code === null || one.code === code);
  return v2Page(request, found, (one) => certificateView(state, one));
}

export function putCertificate(state: State, id: number, request: SandboxRequest): SandboxReply {
  const one = state.certificates.get(id);
  if (!one) return v2Error(404, "The requested resource was not found.");
  const row = asTree(request.json());
  const missing = REQUIRED.find((name) => typeof row[name] !== "string");
  if (missing) return v2Error(400, `The field '${missing}' is required.`);
  if (typeof row["balance"] === "string") one.balance = amountOf(row["balance"]);
  if (typeof row["message"] === "string") one.message = row["message"];
  return { status: 200, json: certificateView(state, one) };
}
