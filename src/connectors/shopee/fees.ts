/** What Shopee keeps of an order, told when its money is released. */
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Fee, Fees } from "../kit/contract/fees.ts";
import { decimal, parseResponse } from "../kit/parse/parse.ts";
import { call, iso } from "./client.ts";
import { readEscrow } from "./escrow.ts";
import { type ChargesOf, withdrawals } from "./payouts.ts";
import { payoutsAbroad } from "./payouts-abroad.ts";
import { shopCurrency } from "./regions.ts";
import { escrowList } from "./schemas.ts";
import type { WindowList } from "./windows.ts";
import { WIDEST, walkWindows } from "./windows.ts";

const PER_PAGE = 40;

/**
 * Figures of order_income that are taken from the seller, and what others pay in the buyer's place: the official sum
 * (`escrow_amount`) takes off none of those four, so the seller gets them. The others are steps of the same sum, or what
 * the buyer bears. A cost is positive in both places, but for credits, whose sign is the other way round.
 * `shopee_discount` is left out: whether prices of orders are told with or without it stands nowhere.
 */
export const CHARGES: Readonly<
  Record<string, { readonly kind: Fee["kind"]; readonly text: string; readonly isCredit?: true }>
> = {
  commission_fee: { kind: "commission", text: "Commission" },
  service_fee: { kind: "service_fee", text: "Service fee" },
  campaign_fee: { kind: "service_fee", text: "Campaign fee" },
  seller_order_processing_fee: { kind: "service_fee", text: "Order processing fee" },
  fbs_fee: { kind: "service_fee", text: "Fulfilled by Shopee" },
  seller_transaction_fee: { kind: "payment_fee", text: "Transaction fee" },
  final_shipping_fee: { kind: "shipping_forward", text: "Shipping borne by the seller", isCredit: true },
  reverse_shipping_fee: { kind: "shipping_return", text: "Return shipping" },
  final_return_to_seller_shipping_fee: { kind: "shipping_return", text: "Shipping of a failed delivery" },
  shipping_seller_protection_fee_amount: { kind: "shipping_forward", text: "Shipping protection" },
  delivery_seller_protection_fee_premium_amount: { kind: "shipping_forward", text: "Delivery protection" },
  order_ams_commission_fee: { kind: "advertising", text: "Affiliate commission" },
  ads_escrow_top_up_fee_or_technical_support_fee: { kind: "advertising", text: "Ads top-up or technical support" },
  escrow_tax: { kind: "other", text: "Cross-border tax" },
  withholding_tax: { kind: "withheld_tax", text: "Withholding tax" },
  withholding_vat_tax: { kind: "withheld_tax", text: "Withheld VAT" },
  withholding_pit_tax: { kind: "withheld_tax", text: "Withheld personal income tax" },
  withholding_cit_tax: { kind: "withheld_tax", text: "Withheld corporate income tax" },
  voucher_from_shopee: { kind: "platform_discount", text: "Voucher paid by Shopee", isCredit: true },
  voucher_from_external_party: { kind: "platform_discount", text: "Voucher paid by a partner", isCredit: true },
  coins: { kind: "platform_discount", text: "Shopee Coins", isCredit: true },
  payment_promotion: { kind: "platform_discount", text: "Payment promotion", isCredit: true },
};

/** One entry a charge that is not zero. Throws drift on a figure that is none. */
export function feesOf(
  income: Readonly<Record<string, Json>>,
  order: { readonly key: string; readonly at: number; readonly currency: string },
  ctx: Pick<Context, "drift">,
): Fee[] {
  return Object.entries(CHARGES).flatMap(([name, { kind, text, isCredit }]) => {
    const reported = income[name];
    if (reported === undefined || reported === null) return [];
    const figure = parseResponse(decimal, reported, { ctx, what: `${name} of order ${order.key}` });
    const { minor } = parseMoney(figure, order.currency);
    if (minor === 0n) return [];
    const amount = { minor: isCredit ? -minor : minor, currency: order.currency };
    return [
      {
        key: `${order.key}:${name}`,
        orderKey: order.key,
        kind,
        amount,
        at: iso(order.at),
        text,
        raw: { [name]: reported },
      },
    ];
  });
}

const released: WindowList<Fee> = {
  widest: WIDEST,
  firstPage: "1",
  async page({ from, to, page }, ctx) {
    const query = [
      ["release_time_from", String(from)],
      ["release_time_to", String(to)],
      ["page_size", String(PER_PAGE)],
      ["page_no", page],
    ] as const;
    const body = await call(ctx, { path: "payment/get_escrow_list", operation: "fees.list", query });
    const list = parseResponse(escrowList, body, { ctx, what: "the settled orders" });
    const items: Fee[] = [];
    let unread = 0;
    for (const { order_sn: key, escrow_release_time: at } of list.escrow_list) {
      try {
        items.push(...(await settled(key, at, ctx)));
      } catch (error) {
        if (!isConnectorError(error) || error.kind !== "drift") throw error;
        unread += 1;
      }
    }
    return { items, unread, next: list.more ? String(Number(page) + 1) : null };
  },
};

async function settled(key: string, at: number, ctx: Context): Promise<readonly Fee[]> {
  const currency = shopCurrency(ctx.connection);
  const escrow = await readEscrow(key, ctx);
  // Settlements name no currency: they are in the shop's own.
  return escrow === null || currency === undefined ? [] : feesOf(escrow.order_income, { key, at, currency }, ctx);
}

const chargesOf: ChargesOf = ({ key, at }, ctx) => settled(key, at, ctx);

export const fees: Fees = {
  settlements: [withdrawals(chargesOf), payoutsAbroad(chargesOf)],
  sweeps: [
    { id: "released", mode: "changed", everyMs: 6 * 3_600_000, run: (input, ctx) => walkWindows(released, input, ctx) },
  ],
};
