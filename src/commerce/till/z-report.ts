/** What a session of a register took, and whether the drawer has it. */
import { inDrawer } from "./payments.ts";
import { sum } from "./totals.ts";
import type { TaxAmount, TillPayment, TillPaymentKind } from "./types.ts";

export interface CashMove {
  /** Positive. */
  readonly amount: bigint;
  readonly direction: "in" | "out";
}

export interface SessionSale {
  readonly subtotal: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly rounding: bigint;
  readonly taxes: readonly TaxAmount[];
  readonly payments: readonly TillPayment[];
  /** Money taken or given back before the goods go: no sale. */
  readonly isDeposit?: boolean;
  /** Paid of an order of a channel that was collected. */
  readonly collected?: bigint;
  /** Who took it. */
  readonly staff: TillPerson;
}

export interface TillPerson {
  readonly id: string;
  readonly name: string;
}

/** Tips are whose who took them. */
export interface TipSum {
  readonly staffId: string;
  readonly staffName: string;
  readonly amount: bigint;
}

export interface PaymentSum {
  readonly kind: TillPaymentKind;
  readonly count: number;
  readonly taken: bigint;
  readonly returned: bigint;
  readonly tips: bigint;
}

export interface ZReport {
  readonly salesCount: number;
  readonly returnsCount: number;
  /** Totals of sales with a total from zero on, and of those below it. */
  readonly sales: bigint;
  readonly returns: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly taxes: readonly TaxAmount[];
  readonly rounding: bigint;
  /** Taken for orders of channels that were collected: with sales, returns and rounding it is what the payments are. */
  readonly collected: bigint;
  readonly payments: readonly PaymentSum[];
  /** By the person who took them, most first; those with none are left out. */
  readonly tips: readonly TipSum[];
  readonly float: bigint;
  readonly paidIn: bigint;
  readonly paidOut: bigint;
  /** Cash that has to be in the drawer. */
  readonly expected: bigint;
  readonly counted: bigint | null;
  /** Counted less expected. */
  readonly difference: bigint | null;
}

/** Sums up a session, in minor units of its currency. */
export function zReportOf(session: {
  readonly float: bigint;
  readonly moves: readonly CashMove[];
  readonly sales: readonly SessionSale[];
  readonly counted: bigint | null;
}): ZReport {
  const { float, moves, sales, counted } = session;
  const payments = sales.flatMap((sale) => sale.payments);
  const moved = (direction: CashMove["direction"]) =>
    sum(moves.filter((move) => move.direction === direction).map(({ amount }) => amount));
  const isReturn = ({ total }: SessionSale) => total < 0n;
  const paidIn = moved("in");
  const paidOut = moved("out");
  const expected = float + paidIn - paidOut + sum(payments.map(inDrawer));
  return {
    salesCount: sales.filter((sale) => !isReturn(sale) && !sale.isDeposit).length,
    returnsCount: sales.filter(isReturn).length,
    sales: sum(sales.filter((sale) => !isReturn(sale)).map(({ total }) => total)),
    returns: sum(sales.filter(isReturn).map(({ total }) => total)),
    discount: sum(sales.map(({ discount }) => discount)),
    tax: sum(sales.map(({ tax }) => tax)),
    taxes: taxSums(sales.flatMap((sale) => sale.taxes)),
    rounding: sum(sales.map(({ rounding }) => rounding)),
    collected: sum(sales.map(({ collected }) => collected ?? 0n)),
    payments: paymentSums(payments),
    tips: tipSums(sales),
    ...{ float, paidIn, paidOut, expected, counted },
    difference: counted === null ? null : counted - expected,
  };
}

/** One report of several, each of other sales; where the drawer was counted, it was for all of them. */
export function zReportsTogether(reports: readonly ZReport[]): ZReport {
  const total = (of: (report: ZReport) => bigint) => sum(reports.map(of));
  const count = (of: (report: ZReport) => number) => reports.reduce((all, report) => all + of(report), 0);
  const expected = total((report) => report.expected);
  const counted = reports.find((report) => report.counted !== null)?.counted ?? null;
  return {
    salesCount: count((report) => report.salesCount),
    returnsCount: count((report) => report.returnsCount),
    sales: total((report) => report.sales),
    returns: total((report) => report.returns),
    discount: total((report) => report.discount),
    tax: total((report) => report.tax),
    taxes: taxSums(reports.flatMap(({ taxes }) => taxes)),
    rounding: total((report) => report.rounding),
    collected: total((report) => report.collected),
    payments: KINDS.flatMap((kind) => {
      const own = reports.flatMap(({ payments }) => payments.filter((payment) => payment.kind === kind));
      return own.length === 0 ? [] : own.reduce(paymentsTogether);
    }),
    tips: mostFirst(
      [
        ...Map.groupBy(
          reports.flatMap(({ tips }) => tips),
          ({ staffId }) => staffId,
        ).values(),
      ].flatMap((own) => {
        const [first] = own;
        return first === undefined ? [] : { ...first, amount: sum(own.map(({ amount }) => amount)) };
      }),
    ),
    float: total((report) => report.float),
    paidIn: total((report) => report.paidIn),
    paidOut: total((report) => report.paidOut),
    ...{ expected, counted },
    difference: counted === null ? null : counted - expected,
  };
}

const paymentsTogether = (one: PaymentSum, other: PaymentSum): PaymentSum => ({
  kind: one.kind,
  count: one.count + other.count,
  taken: one.taken + other.taken,
  returned: one.returned + other.returned,
  tips: one.tips + other.tips,
});

function taxSums(taxes: readonly TaxAmount[]): TaxAmount[] {
  const rows = Map.groupBy(taxes, ({ tax, rate }) => `${tax} ${rate}`);
  return [...rows.keys()].sort().flatMap((key) => {
    const same = rows.get(key) ?? [];
    const [first] = same;
    if (!first) return [];
    return { ...first, base: sum(same.map(({ base }) => base)), amount: sum(same.map(({ amount }) => amount)) };
  });
}

function tipSums(sales: readonly SessionSale[]): TipSum[] {
  const sums = [...Map.groupBy(sales, ({ staff }) => staff.id).values()].flatMap((own) => {
    const [first] = own;
    const amount = sum(own.flatMap(({ payments }) => payments.map(({ tip }) => tip ?? 0n)));
    return first === undefined ? [] : { staffId: first.staff.id, staffName: first.staff.name, amount };
  });
  return mostFirst(sums);
}

const mostFirst = (tips: readonly TipSum[]): TipSum[] =>
  tips
    .filter(({ amount }) => amount !== 0n)
    .sort((a, b) => (a.amount > b.amount ? -1 : a.amount < b.amount ? 1 : a.staffName.localeCompare(b.staffName)));

const KINDS: readonly TillPaymentKind[] = ["cash", "card", "gift_card", "deposit", "other"];

function paymentSums(payments: readonly TillPayment[]): PaymentSum[] {
  return KINDS.flatMap((kind) => {
    const own = payments.filter((payment) => payment.kind === kind);
    if (own.length === 0) return [];
    const amounts = own.map(({ amount }) => amount);
    return {
      kind,
      count: own.length,
      taken: sum(amounts.filter((amount) => amount > 0n)),
      returned: sum(amounts.filter((amount) => amount < 0n)),
      tips: sum(own.map(({ tip }) => tip ?? 0n)),
    };
  });
}
