/** What the words of statements mean: heads of columns and types of entries, as platforms and providers write them. */
import type { SettlementKind } from "./cost-kinds.ts";

/** The first that fits counts: taxes before the fee they are of, returns before what came back. */
const TEXTS: readonly (readonly [RegExp, SettlementKind])[] = [
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

/** The same as Japanese statements have them; what they call a fee of something is that fee. */
const JAPANESE: typeof TEXTS = [
  [/源泉/, "withheld_tax"],
  [/振込手数料|決済手数料|カード手数料/, "payment_fee"],
  [/振込|入金|出金/, "payout"],
  [/留保|保留/, "reserve"],
  [/広告/, "advertising"],
  [/代引/, "cod_fee"],
  [/返品送料|返品配送|返送料|返送配送/, "shipping_return"],
  [/販売手数料|成約料|紹介料|システム利用料/, "commission"],
  [/梱包|ギフト包装/, "packaging"],
  [/配送料|配送手数料|発送手数料/, "shipping_forward"],
  [/返金|返品|払い?戻/, "refund"],
  [/手数料|利用料|保管料|登録料/, "service_fee"],
  [/調整|補填|補償|賠償/, "adjustment"],
  [/売上|代金|注文/, "sale"],
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
  return [...TEXTS, ...JAPANESE].find(([texts]) => texts.test(plain))?.[1] ?? "other";
}
