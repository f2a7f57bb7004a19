/** Shipments as the list and the details show them. */
import type { Json } from "../../commerce/product.ts";
import { splitName } from "../../connectors/kit/parse/person-name.ts";
import { rupees, type StoredItem, type StoredShipment, time } from "./state.ts";

/** As the list shows a shipment. */
export function view(shipment: StoredShipment): Json {
  const { shipmentId, locationId, shipmentType, hold, items } = shipment;
  return {
    shipmentId,
    dispatchByDate: time(shipment.dispatchBy),
    dispatchAfterDate: time(shipment.dispatchAfter),
    updatedAt: time(shipment.updatedAt),
    locationId,
    hold,
    mps: false,
    packagingPolicy: "DEFAULT",
    subShipments: [{ subShipmentId: "SS-1", packages: [] }],
    orderItems: items.map(itemView),
    forms: [],
    shipmentType,
  };
}

function itemView(item: StoredItem): Json {
  const total = item.priceMinor + item.shippingMinor;
  return {
    orderItemId: item.orderItemId,
    orderId: item.orderId,
    cancellationGroupId: item.cancellationGroupId,
    orderDate: time(item.orderDate),
    paymentType: item.paymentType,
    status: item.status,
    quantity: item.quantity,
    fsn: item.listing.fsn,
    sku: item.listing.sku,
    listingId: item.listing.listingId,
    hsn: "6912",
    title: item.listing.title,
    packageIds: [],
    priceComponents: {
      sellingPrice: rupees(item.priceMinor),
      totalPrice: rupees(total),
      shippingCharge: rupees(item.shippingMinor),
      customerPrice: rupees(total),
      flipkartDiscount: 0,
    },
    serviceProfile: item.listing.profile,
    is_replacement: item.isReplacement,
    ...(item.status === "CANCELLED"
      ? {
          cancellationReason: (item.cancellationType ?? "").replace("Cancellation", "_cancellation"),
          cancellationSubReason: "unspecified",
        }
      : {}),
    courierReturn: item.courierReturn,
  };
}

/** Phones are shown for self-ship alone. */
export function detailsView(shipment: StoredShipment): Json {
  const { buyer, items, trackingId, vendor } = shipment;
  const { first: firstName, last: lastName } = splitName(buyer?.name);
  const person = { firstName, lastName };
  const isSelf = shipment.shipmentType === "SELF";
  const address = {
    ...person,
    addressLine1: isSelf ? "12 Residency Road" : "",
    addressLine2: "",
    landmark: "",
    city: "Bengaluru",
    state: "Karnataka",
    stateCode: "IN-KA",
    pinCode: "560025",
    contactNumber: isSelf ? (buyer?.phone ?? "") : "",
  };
  const courier = { trackingId: trackingId ?? null, vendorName: vendor ?? null };
  return {
    orderId: items[0]?.orderId ?? "",
    shipmentId: shipment.shipmentId,
    weighingRequired: false,
    ...(buyer ? { deliveryAddress: address, billingAddress: address, buyerDetails: person } : {}),
    courierDetails: { pickupDetails: courier, deliveryDetails: courier },
  };
}
