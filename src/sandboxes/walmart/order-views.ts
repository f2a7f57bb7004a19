/** Orders as Walmart tells them: amounts are numbers, quantities text, times milliseconds. */
import { formatDecimal } from "../../commerce/money.ts";
import { CURRENCY, type State, type StoredCharge, type StoredLine, type StoredOrder } from "./state.ts";

const amount = (minor: bigint): object => ({
  currency: CURRENCY,
  amount: Number(formatDecimal({ minor, currency: CURRENCY })),
});

const units = (quantity: number): object => ({ unitOfMeasurement: "EACH", amount: String(quantity) });

/** A unit's share, where charges are told by the unit. */
const shareOf = (minor: bigint, line: StoredLine, state: State): bigint =>
  state.platform.charges === "unit" ? minor / BigInt(line.quantity) : minor;

const chargeView = ({ type, name, minor, tax }: StoredCharge, index = 0): object => ({
  chargeType: type,
  chargeName: name,
  chargeAmount: amount(minor),
  ...(tax === undefined ? {} : { tax: { taxName: `Tax${index + 1}`, taxAmount: amount(tax) } }),
});

export const chargedOf = ({ charges }: StoredLine): bigint =>
  charges.reduce((sum, { minor, tax = 0n }) => sum + minor + tax, 0n);

export const totalOf = ({ lines }: StoredOrder): bigint => lines.reduce((sum, line) => sum + chargedOf(line), 0n);

export function orderView(order: StoredOrder, state: State): object {
  const phone = order.buyer?.phone ?? "4155550100";
  return {
    purchaseOrderId: order.id,
    customerOrderId: order.customerOrderId,
    customerEmailId: `${order.customerOrderId.slice(-6)}@relay.walmart.com`,
    orderType: order.type,
    orderDate: order.createdAt,
    shippingInfo: {
      phone,
      estimatedDeliveryDate: order.shipBy + 3 * 86_400_000,
      estimatedShipDate: order.shipBy,
      methodCode: "Standard",
      postalAddress: {
        name: order.buyer?.name ?? "A buyer",
        address1: "860 W Cal Ave",
        address2: "Seat # 860C",
        city: "Sunnyvale",
        state: "CA",
        postalCode: "94086",
        country: "USA",
        addressType: "RESIDENTIAL",
      },
    },
    orderLines: { orderLine: order.lines.map((line) => lineView(line, state)) },
    ...(state.platform.hasSummary
      ? {
          orderSummary: {
            totalAmount: {
              currencyAmount: Number(formatDecimal({ minor: totalOf(order), currency: CURRENCY })),
              currencyUnit: CURRENCY,
            },
          },
        }
      : {}),
    shipNode: { type: order.fulfilment, name: "Main", id: order.node },
  };
}

function lineView(line: StoredLine, state: State): object {
  return {
    lineNumber: line.number,
    item: { productName: line.item.title, sku: line.item.sku, condition: "New" },
    charges: {
      charge: line.charges.map((one, index) =>
        chargeView(
          {
            ...one,
            minor: shareOf(one.minor, line, state),
            tax: one.tax === undefined ? undefined : shareOf(one.tax, line, state),
          },
          index,
        ),
      ),
    },
    orderLineQuantity: units(line.quantity),
    statusDate: line.statusAt,
    orderLineStatuses: {
      orderLineStatus: line.statuses.map(({ status, quantity, tracking, reason }) => ({
        status,
        statusQuantity: units(quantity),
        ...(reason === undefined ? {} : { cancellationReason: reason }),
        ...(tracking === undefined ? {} : { trackingInfo: { ...tracking } }),
      })),
    },
    ...(line.returnId === undefined ? {} : { returnOrderId: line.returnId }),
    ...(line.refunds.length === 0
      ? {}
      : {
          refund: {
            refundId: `R${line.number}`,
            refundCharges: {
              refundCharge: line.refunds.map(({ reason, charge }) => ({
                refundReason: reason,
                charge: chargeView(charge),
              })),
            },
          },
        }),
    fulfillment: { fulfillmentOption: "S2H", shipMethod: "STANDARD", shippingProgramType: "" },
    ...(line.intentToCancel === undefined ? {} : { intentToCancel: line.intentToCancel }),
  };
}
