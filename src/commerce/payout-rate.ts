/** The exchange rate of a payout that reaches the bank in another currency. */
import { type DecimalText, decimalText, divideRounded, parseDecimal } from "./decimal.ts";
import { currencyExponent, type Money } from "./money.ts";
import { exchanged } from "./profit/spread.ts";

/** What the bank receives of a payout, where that is in another currency. */
export interface BankAmount {
  readonly amount: Money;
  /** As the platform tells it; some round it to nothing (Shopee tells 0.00 for VND into USD). */
  readonly rate?: DecimalText | undefined;
}

const DIGITS = 12;
const size = (minor: bigint): bigint => (minor < 0n ? -minor : minor);

/**
 * Units of the bank's currency for one of the payout's: the rate told where it comes to what the bank receives, to the
 * smallest unit; else what the two amounts say. Null where they say none.
 */
export function payoutRate(paid: Money, bank: BankAmount): DecimalText | null {
  const { minor, currency } = bank.amount;
  if (paid.currency === currency) return null;
  if (bank.rate !== undefined && parseDecimal(bank.rate).digits > 0n) {
    const reported = exchanged(paid.minor, { from: paid.currency, to: currency, rate: bank.rate });
    if (size(reported - minor) <= 1n) return bank.rate;
  }
  if (paid.minor === 0n || minor === 0n || minor > 0n !== paid.minor > 0n) return null;
  const scale = BigInt(DIGITS + currencyExponent(paid.currency) - currencyExponent(currency));
  const digits = divideRounded(size(minor) * 10n ** scale, size(paid.minor));
  return digits > 0n ? decimalText({ digits, scale: DIGITS }) : null;
}
