import fc from "fast-check";
import { expect, it } from "vitest";
import { SETTLEMENT_KINDS } from "./cost-kinds.ts";
import { kindOfWord } from "./settlement-terms.ts";

it.each([
  ["Meesho Commission", "commission"],
  ["Return Shipping Charge", "shipping_return"],
  ["Shipping Charge", "shipping_forward"],
  ["Warehousing Fee", "service_fee"],
  ["TCS", "withheld_tax"],
  ["Voucher From Shopee", "platform_discount"],
  ["platform_discount", "platform_discount"],
  ["TDS Deduction", "withheld_tax"],
  ["Compensation", "adjustment"],
  ["Claims", "adjustment"],
  ["Total Sale Amount", "sale"],
  ["Sales Returns", "refund"],
  ["igst_tcs", "withheld_tax"],
  ["Payment_Gateway_Fee", "payment_fee"],
  ["pick_and_pack_fee", "packaging"],
  ["customer_paid_amt", "sale"],
  ["Order / ItemPrice / Principal", "sale"],
  ["Order / ItemFees / Commission", "commission"],
  ["Refund / ItemPrice / Principal", "refund"],
  ["other-transaction / Previous Reserve Amount Balance", "reserve"],
  ["ServiceFee / Cost of Advertising / TransactionTotalAmount", "advertising"],
  ["charge", "sale"],
  ["payout", "payout"],
  ["مبلغ", "other"],
] as const)("%s is %s", (word, kind) => {
  expect(kindOfWord(word)).toBe(kind);
});

it("every word has a kind", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (word) => {
      expect(SETTLEMENT_KINDS).toContain(kindOfWord(word));
    }),
  );
});
