/** What the words of statements mean: heads of columns and types of entries, as platforms and providers write them. */
import type { SettlementKind } from "./cost-kinds.ts";

/** The first that fits counts: taxes before the fee they are of, returns before what came back. */
const WORDS: readonly (readonly [RegExp, SettlementKind])[] = [
  [/\b(tcs|tds)\b|withh(e|o)ld/, "withheld_tax"],
  [
    /(voucher|discount|coupon|coins?) (paid |funded )?(by|from) (the )?(platform|shopee|tiktok)|(platform|shopee|tiktok) (voucher|discount|coins?|rebate)/,
    "platform_discount",
  ],
  [/\b(payout|disbursement|bank transfer|transfer to bank|transfer)\b/, "payout"],
  [/\breserve/, "reserve"],
  [/\b(advert\w*|ads|sponsored|promoted|campaign|affiliate)\b/, "advertising"],
  [/\bcod\b|cash on delivery|collection fee/, "cod_fee"],
  [
    /(return|reverse|rto)\w* (shipping|logistics|freight|delivery|postage)|(shipping|logistics|postage)\w* return/,
    "shipping_return",
  ],
  [
    /payment gateway|payment fee|transaction fee|processing fee|gateway fee|credit card|stripe fee|paypal fee/,
    "payment_fee",
  ],
  [/commission|referral|final value/, "commission"],
  [/packag\w*|pick and pack|gift ?wrap|packing/, "packaging"],
  [
    /(shipping|logistics|postage|freight|delivery|courier)\w* (fee|charge|cost|commission|deduction|recovery|label)|^postage$|shipping label/,
    "shipping_forward",
  ],
  [/refund|\breturns?\b|chargeback|reversal/, "refund"],
  [/^charge$/, "sale"],
  [
    /service fee|platform fee|closing fee|fixed fee|storage|subscription|warehous|fulfil|fba|handling|fee|charges?$/,
    "service_fee",
  ],
  [/claim|compensation|adjust|recovery|reimburse|goodwill|correction|penalt|dispute/, "adjustment"],
  [/\b(sales?|order|payment|charge|principal|revenue|product|item price|capture|customer paid|shipping|tax)\b/, "sale"],
];

/** Nobody names a kind at greater length, and the words before read some of it again. */
const MAX_WORD = 200;

/** The kind a word names, `other` where none is known. Case, underscores and dashes do not count. */
export function kindOfWord(word: string): SettlementKind {
  const plain = word
    .slice(0, MAX_WORD)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
  return WORDS.find(([words]) => words.test(plain))?.[1] ?? "other";
}
