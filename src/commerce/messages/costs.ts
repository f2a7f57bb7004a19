/** What is said of what goods cost. */
export const costMessages = {
  "cost.noSku": "No product has this SKU.",
  "cost.otherCurrency": "The product is in another currency.",
  "cost.day": "Write the day like 2026-11-20.",
  "cost.noColumn": "The file has no column “{{column}}”.",
  "refused.costAmount": "Enter a cost of 0 or more, with up to six decimal places.",
  "refused.costInFuture": "A cost can't start in the future. Choose today or an earlier day.",
  "refused.costOfPurchase": "This cost comes from a purchase. Change or reverse the purchase instead.",
  "refused.chargesWithoutCosts": "No line has a unit cost, so the charges can't be split. Add unit costs first.",
  "refused.chargesRate": "No exchange rate from {{from}} to {{to}} is known. Add one, or enter the charge in {{to}}.",
  "refused.chargesReversed": "{{number}} is reversed, so its charges can't change.",
  "refused.chargesPurchase": "{{number}} is not a purchase. Only purchases have charges.",
} as const;
