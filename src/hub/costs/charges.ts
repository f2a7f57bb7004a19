/** What else a purchase cost: freight, duty, insurance. */
import { type LandedCharge, type LandedSpread, landedSpreads } from "../../commerce/costing.ts";
import { type Decimal, divideRounded, parseDecimal, roundToUnits, timesDecimal } from "../../commerce/decimal.ts";
import { message } from "../../commerce/message.ts";
import { currencyExponent, MoneyError, requireCurrency } from "../../commerce/money.ts";
import type { Tx } from "../../db/database.ts";
import { HubError } from "../errors.ts";
import { jsonRows } from "../json-column.ts";
import { ratesInForce } from "../prices/rates.ts";

export const chargeKinds = ["freight", "duty", "insurance", "other"] as const;
export type ChargeKind = (typeof chargeKinds)[number];

export interface DocumentCharge {
  readonly kind: ChargeKind;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** What the lines bear it by. */
  readonly spread: LandedSpread;
}

export function listCharges(tx: Tx, documentId: string): Promise<DocumentCharge[]> {
  return tx.rows<DocumentCharge>(
    `select kind, amount_minor as "amountMinor", trim(currency) as currency, spread
     from argosy.document_charge
     where organization_id = argosy.tenant() and document_id = $1 order by n`,
    [documentId],
  );
}

const MOST_CHARGES = 20;

/** In place of those there. Throws HubError STOCK_DOCUMENT_CHARGES naming the field. */
export async function writeCharges(tx: Tx, documentId: string, charges: readonly DocumentCharge[]): Promise<void> {
  if (charges.length > MOST_CHARGES)
    throw new HubError("STOCK_DOCUMENT_CHARGES", "limit", `At most ${MOST_CHARGES} charges.`, "charges");
  for (const [n, { amountMinor, currency, spread }] of charges.entries()) {
    if (amountMinor <= 0n || !landedSpreads.includes(spread))
      throw refused(`charges.${n}.amountMinor`, "A charge is above zero.");
    try {
      requireCurrency(currency);
    } catch (error) {
      if (error instanceof MoneyError) throw refused(`charges.${n}.currency`, error.message);
      throw error;
    }
  }
  await tx.run("delete from argosy.document_charge where organization_id = argosy.tenant() and document_id = $1", [
    documentId,
  ]);
  await tx.run(
    `insert into argosy.document_charge (organization_id, document_id, n, kind, amount_minor, currency, spread)
     select argosy.tenant(), $1, r.n, r.kind, r.amount, r.currency, r.spread
     from json_to_recordset($2) as r(n int, kind text, amount bigint, currency text, spread text)`,
    [
      documentId,
      jsonRows(charges.map(({ amountMinor, ...rest }, n) => ({ ...rest, n: n + 1, amount: amountMinor.toString() }))),
    ],
  );
}

const refused = (field: string, message: string) =>
  new HubError("STOCK_DOCUMENT_CHARGES", "validation", message, field);

interface Converted {
  readonly charges: readonly LandedCharge[];
  readonly ratesTo: {
    /** Millionths of a line's currency as millionths of the charges', and back. */
    toBase(micros: bigint, currency: string): bigint;
    fromBase(micros: bigint, currency: string): bigint;
  };
}

/**
 * The charges in one currency, the first line's, with what converts the lines into it and back, at the rates in force.
 * Throws HubError STOCK_DOCUMENT_CHARGES without a rate, or without a line they could be borne by.
 */
export async function chargesIn(
  tx: Tx,
  { id, currencies, now }: { readonly id: string; readonly currencies: readonly string[]; readonly now: Date },
): Promise<Converted> {
  const charges = await listCharges(tx, id);
  const [base] = currencies;
  const same = { toBase: (micros: bigint) => micros, fromBase: (micros: bigint) => micros };
  if (charges.length === 0) return { charges: [], ratesTo: same };
  if (base === undefined)
    throw new HubError("STOCK_DOCUMENT_CHARGES", "validation", message("refused.chargesWithoutCosts"), "charges");
  const rates = await ratesTo(tx, { base, currencies: [...currencies, ...charges.map((each) => each.currency)], now });
  return {
    charges: charges.map(({ amountMinor, currency, spread }) => ({
      micros: roundToUnits(
        timesDecimal({ digits: amountMinor, scale: currencyExponent(currency) }, rateOf(rates, currency)),
        6,
      ),
      spread,
    })),
    ratesTo: {
      toBase: (micros, currency) =>
        roundToUnits(timesDecimal({ digits: micros, scale: 6 }, rateOf(rates, currency)), 6),
      fromBase: (micros, currency) => {
        const { digits, scale } = rateOf(rates, currency);
        return divideRounded(micros * 10n ** BigInt(scale), digits);
      },
    },
  };
}

const rateOf = (rates: ReadonlyMap<string, Decimal>, currency: string): Decimal =>
  rates.get(currency) ?? { digits: 1n, scale: 0 };

async function ratesTo(
  tx: Tx,
  { base, currencies, now }: { readonly base: string; readonly currencies: readonly string[]; readonly now: Date },
): Promise<ReadonlyMap<string, Decimal>> {
  const others = [...new Set(currencies)].filter((currency) => currency !== base);
  const found = await ratesInForce(
    tx,
    others.map((currency) => ({ base: currency, quote: base })),
    now,
  );
  const rates = new Map(found.map((rate) => [rate.base, parseDecimal(rate.rate)]));
  const missing = others.find((currency) => !rates.has(currency));
  if (missing)
    throw new HubError(
      "STOCK_DOCUMENT_CHARGES",
      "validation",
      message("refused.chargesRate", { from: missing, to: base }),
      "charges",
    );
  return rates;
}
