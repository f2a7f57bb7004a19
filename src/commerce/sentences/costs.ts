/** What is said of what goods cost. */
export const costSentences = {
  "cost.noSku": "No product has this SKU.",
  "cost.otherCurrency": "The product is in another currency.",
  "cost.day": "A day is written as 2026-11-20.",
  "cost.noColumn": "The file has no column “{{column}}”.",
  "refused.costAmount": "A cost is an amount from 0, with up to six digits after the point.",
  "refused.costInFuture": "A cost can't start in the future. Choose today or an earlier day.",
  "refused.costOfPurchase": "This cost comes from a purchase. Change or reverse the purchase instead.",
  "refused.chargesWithoutCosts": "No line has a unit cost, so nothing can bear the charges. Add unit costs first.",
  "refused.chargesRate": "No exchange rate from {{from}} to {{to}} is known. Add one, or enter the charge in {{to}}.",
  "refused.chargesReversed": "{{number}} is reversed. Its charges can't change any more.",
  "refused.chargesPurchase": "{{number}} is no purchase. Only a purchase has charges.",
} as const;
