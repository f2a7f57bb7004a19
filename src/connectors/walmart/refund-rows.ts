/** The charges a refund is made of. One that names a line's full price is carried out as a refund of all of the line. */
import { allocate, formatDecimal } from "../../commerce/money.ts";
import type { RefundCommand } from "../../commerce/order-command.ts";
import type { Json } from "../../commerce/product.ts";
import type { CommandResult } from "../kit/contract/ports.ts";
import { rejected } from "../kit/contract/results.ts";
import { jsonNumber } from "../kit/parse/json.ts";
import { statusesOf } from "./order-mapping.ts";
import { currencyOf, type Figures, NOTHING, refundedOf, wholeOf } from "./order-money.ts";
import type { Line, Order } from "./order-schemas.ts";
import { LEFT } from "./statuses.ts";
import { message } from "./words.ts";

/** Of the description's list; the seller's own words are none of them as a rule. */
const REASONS: ReadonlySet<string> = new Set([
  ...["BillingError", "TaxExemptCustomer", "ItemNotAsAdvertised", "IncorrectItemReceived", "CancelledYetShipped"],
  ...["ItemNotReceivedByCustomer", "IncorrectShippingPrice", "DamagedItem", "DefectiveItem", "CustomerChangedMind"],
  ...["CustomerReceivedItemLate", "Missing Parts / Instructions", "Finance -> Goodwill", "Finance -> Rollback"],
  ...["Buyer canceled", "Customer returned item", "General adjustment", "Merchandise not received"],
  ...["Quality -> Missing Parts / Instructions", "Shipping & Delivery -> Damaged"],
  ...["Shipping & Delivery -> Shipping Price Discrepancy", "Others"],
]);

interface Meant {
  readonly line: Line;
  readonly figures: Figures;
  /** 0: all of it. */
  readonly units: number;
}

interface Share {
  readonly meant: Meant;
  readonly goods: bigint;
  readonly goodsTax: bigint;
  readonly shipping: bigint;
  readonly shippingTax: bigint;
}

type Rows = { readonly lines: readonly Json[] };

export function rowsOf(
  command: RefundCommand,
  order: Order,
  byLine: ReadonlyMap<string, Figures>,
): Rows | CommandResult {
  const meant = linesOf(command, order, byLine);
  const currency = currencyOf(order);
  const reason = command.reason !== undefined && REASONS.has(command.reason) ? command.reason : "Others";
  const write = (shares: readonly Share[], isFull: boolean): Rows => ({
    lines: shares.map((share) => rowOf(share, { currency, reason, isFull })),
  });
  const all = meant.map(wholeShare);
  if (meant.every(isWhole) && sumOf(all) === command.amount.minor) return write(all, true);
  const shares = shared(command, meant);
  if (shares === null) return rejected("amount", message("refused.refundTooMuch"));
  const isFullPrice = ({ goods, meant: { figures } }: Share) => figures.goods > 0n && goods === figures.goods;
  // Walmart adds the rest of such a line by itself.
  if (shares.some((one) => isFullPrice(one) && sumOf([one]) !== wholeOf(one.meant.figures)))
    return rejected("full_price", message("refused.fullPrice"));
  if (shares.some(isFullPrice) && !shares.every(isFullPrice)) return rejected("mixed", message("refused.mixedRefund"));
  return write(
    shares.filter((one) => sumOf([one]) > 0n),
    shares.every(isFullPrice),
  );
}

const sumOf = (shares: readonly Share[]): bigint =>
  shares.reduce((sum, one) => sum + one.goods + one.goodsTax + one.shipping + one.shippingTax, 0n);

const shippedUnits = (line: Line): number =>
  statusesOf(line).reduce((sum, one) => sum + (LEFT.has(one.status) ? one.statusQuantity.amount : 0), 0);

/** The lines of the command; of one that names none, all of which something left. */
function linesOf({ lines }: RefundCommand, order: Order, byLine: ReadonlyMap<string, Figures>): readonly Meant[] {
  const named = lines.filter(({ quantity }) => quantity > 0);
  return order.orderLines.orderLine.flatMap((line): Meant[] => {
    const figures = byLine.get(line.lineNumber) ?? NOTHING;
    if (named.length === 0) return shippedUnits(line) > 0 ? [{ line, figures, units: 0 }] : [];
    const units = named.reduce((sum, one) => sum + (one.lineKey === line.lineNumber ? one.quantity : 0), 0);
    return units > 0 ? [{ line, figures, units }] : [];
  });
}

/** All that was ordered of it left, nothing was refunded, and it holds no charge that nobody knows. */
const isWhole = ({ line, figures, units }: Meant): boolean =>
  (units === 0 || units === line.orderLineQuantity.amount) &&
  shippedUnits(line) === line.orderLineQuantity.amount &&
  refundedOf(line) === 0n &&
  figures.other + figures.otherTax === 0n;

const wholeShare = (meant: Meant): Share => {
  const { goods, goodsTax, shipping, shippingTax } = meant.figures;
  return { meant, goods, goodsTax, shipping, shippingTax };
};

/** By what the units cost; what is more than they cost was shipping. Null where the lines cost less. */
function shared(command: RefundCommand, meant: readonly Meant[]): readonly Share[] | null {
  const itemsOf = ({ line, figures, units }: Meant) => {
    const whole = figures.goods + figures.goodsTax;
    return units === 0 ? whole : (whole * BigInt(units)) / BigInt(Math.max(1, line.orderLineQuantity.amount));
  };
  const shippingOf = ({ figures }: Meant) => figures.shipping + figures.shippingTax;
  const sum = (of: (one: Meant) => bigint) => meant.reduce((total, one) => total + of(one), 0n);
  const requested = command.amount.minor - (command.shippingMinor ?? 0n);
  const most = sum(({ figures }) => figures.goods + figures.goodsTax);
  const itemsMinor = command.shippingMinor === undefined && requested > sum(itemsOf) ? sum(itemsOf) : requested;
  const shippingMinor = command.amount.minor - itemsMinor;
  if (itemsMinor > most || shippingMinor > sum(shippingOf)) return null;
  const itemsTotal = allocate(itemsMinor, meant.map(itemsOf));
  const shipping = allocate(shippingMinor, meant.map(shippingOf));
  const shares = meant.map((one, index): Share => {
    const { figures } = one;
    const [net = 0n, tax = 0n] = allocate(itemsTotal[index] ?? 0n, [figures.goods, figures.goodsTax]);
    const [ship = 0n, shipTax = 0n] = allocate(shipping[index] ?? 0n, [figures.shipping, figures.shippingTax]);
    return { meant: one, goods: net, goodsTax: tax, shipping: ship, shippingTax: shipTax };
  });
  return shares.some(({ goods: net, meant: { figures } }) => net > figures.goods) ? null : shares;
}

interface Texts {
  readonly currency: string;
  readonly reason: string;
  readonly isFull: boolean;
}

function rowOf({ meant, ...share }: Share, { currency, reason, isFull }: Texts): Json {
  // What is given back stands below zero there.
  const amount = (minor: bigint): Json => ({
    currency,
    amount: jsonNumber(formatDecimal({ minor: -minor, currency })),
  });
  const charge = (chargeType: string, chargeName: string, minor: bigint, taxMinor: bigint): Json[] =>
    minor + taxMinor === 0n
      ? []
      : [
          {
            refundReason: reason,
            charge: {
              chargeType,
              chargeName,
              chargeAmount: amount(minor),
              ...(taxMinor === 0n ? {} : { tax: { taxName: `${chargeName} Tax`, taxAmount: amount(taxMinor) } }),
            },
          },
        ];
  const refundCharge = [
    ...charge("PRODUCT", "Item Price", share.goods, share.goodsTax),
    ...charge("SHIPPING", "Shipping", share.shipping, share.shippingTax),
  ];
  return {
    lineNumber: meant.line.lineNumber,
    isFullRefund: isFull,
    refunds: { refund: [{ refundCharges: { refundCharge } }] },
  };
}
