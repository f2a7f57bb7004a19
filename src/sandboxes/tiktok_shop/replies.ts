/** Envelopes and resources as the official reference shows them. */
import { type SandboxReply, withRetryAfter } from "../../connectors/kit/sandbox/server.ts";
import type {
  State,
  StoredCancellation,
  StoredOrder,
  StoredProduct,
  StoredReturn,
  StoredSku,
  StoredUnit,
} from "./state.ts";
import { findSku, minorOf, ofMinor } from "./state.ts";

let requests = 0;

export function ok(data: object): SandboxReply {
  requests += 1;
  const request_id = `2026${String(requests).padStart(28, "0")}`;
  return { status: 200, json: { code: 0, data, message: "Success", request_id } };
}

export function refusal(code: number, message: string, status = 200): SandboxReply {
  requests += 1;
  const request_id = `2026${String(requests).padStart(28, "0")}`;
  return { status, json: { code, data: null, message, request_id } };
}

export function throttled(seconds: number | undefined): SandboxReply {
  return withRetryAfter(
    refusal(36009002, "The number of requests exceeds the limit. Please retry later.", 429),
    seconds,
  );
}

export function productJson(state: State, product: StoredProduct): object {
  return {
    id: product.id,
    status: product.status,
    product_status: product.status,
    title: product.title,
    category_chains: [
      { id: "600001", parent_id: "0", local_name: "Home Supplies", is_leaf: false },
      { id: product.categoryId, parent_id: "600001", local_name: "Mugs", is_leaf: true },
    ],
    ...(product.brand ? { brand: product.brand } : {}),
    main_images: product.images.map(picture),
    description: product.description,
    package_weight: product.weight,
    ...(product.size ? { package_dimensions: product.size } : {}),
    skus: product.skus.map((sku) => skuJson(state, sku)),
    is_cod_allowed: false,
    product_attributes: [],
    create_time: product.createdAt,
    update_time: product.updatedAt,
    audit: { status: product.audit },
    has_draft: false,
    ...(product.mark === "" ? {} : { external_product_id: product.mark }),
    ...(product.reasons ? { audit_failed_reasons: product.reasons } : {}),
    listing_quality_tier: "GOOD",
  };
}

const picture = (uri: string) => ({
  height: 600,
  width: 600,
  thumb_urls: [`https://p16.example/${uri}~300.jpeg`],
  uri,
  urls: [`https://p16.example/${uri}.jpeg`],
});

const attributeJson = ({ picture: uri, ...attribute }: StoredSku["attributes"][number]) =>
  uri === undefined ? attribute : { ...attribute, sku_img: picture(uri) };

function skuJson(state: State, sku: StoredSku): object {
  return {
    id: sku.id,
    seller_sku: sku.sellerSku,
    price: { tax_exclusive_price: sku.price, sale_price: sku.price, currency: state.currency },
    ...(sku.listPrice === null ? {} : { list_price: { amount: sku.listPrice, currency: state.currency } }),
    inventory: [...sku.stock].map(([warehouse_id, { available }]) => ({ warehouse_id, quantity: available })),
    ...(sku.barcode === null ? {} : { identifier_code: { code: sku.barcode, type: "EAN" } }),
    ...(sku.attributes.length === 0 ? {} : { sales_attributes: sku.attributes.map(attributeJson) }),
    ...(sku.externalId === null ? {} : { external_sku_id: sku.externalId }),
    ...(sku.inside && { combined_skus: sku.inside.map((one) => ({ sku_id: one.skuId, sku_count: one.quantity })) }),
    status_info: { status: "NORMAL" },
  };
}

export function productRow(state: State, product: StoredProduct): object {
  return {
    id: product.id,
    title: product.title,
    status: product.status,
    skus: product.skus.map((sku) => ({
      id: sku.id,
      seller_sku: sku.sellerSku,
      price: { tax_exclusive_price: sku.price, sale_price: sku.price, currency: state.currency },
      inventory: [...sku.stock].map(([warehouse_id, { available }]) => ({ warehouse_id, quantity: available })),
      status_info: { status: "NORMAL" },
    })),
    create_time: product.createdAt,
    update_time: product.updatedAt,
    audit: { status: product.audit },
    has_draft: false,
  };
}

/** Nobody's address is told before it is paid for; TikTok's own shipping masks the phone. */
const HIDES_ADDRESS = new Set(["UNPAID", "ON_HOLD"]);

const DAY_S = 86_400;

/** Two days to ship, and a third until the carrier has it. */
export const shipByTime = ({ createdAt }: Pick<StoredOrder, "createdAt">): number => createdAt + 2 * DAY_S;

export function orderJson(state: State, order: StoredOrder): object {
  const packages = [...new Set(order.units.flatMap(({ packageId }) => packageId ?? []))];
  return {
    id: order.id,
    status: order.status,
    create_time: order.createdAt,
    update_time: order.updatedAt,
    ...(order.paidAt === null ? {} : { paid_time: order.paidAt }),
    rts_sla_time: shipByTime(order),
    tts_sla_time: shipByTime(order) + DAY_S,
    ...(order.cancelledAt === null ? {} : { cancel_time: order.cancelledAt }),
    ...(order.collectedAt === null ? {} : { collection_time: order.collectedAt }),
    is_cod: order.isCod,
    payment: paymentJson(state, order),
    payment_method_name: order.isCod ? "Cash on delivery" : "Credit/debit card",
    ...(HIDES_ADDRESS.has(order.status) ? {} : { recipient_address: addressJson(state, order) }),
    line_items: order.units.map((unit) => unitJson(state, unit)),
    packages: packages.map((id) => ({ id })),
    fulfillment_type: order.fulfillmentType,
    shipping_type: order.shippingType,
    delivery_type: "HOME_DELIVERY",
    delivery_option_id: "7091146663229654785",
    delivery_option_name: "Standard Shipping",
    warehouse_id: order.warehouseId,
    user_id: order.userId,
    buyer_email: order.buyer.email,
    buyer_message: order.message,
    is_buyer_request_cancel: order.isBuyerRequestCancel,
    is_on_hold_order: order.status === "ON_HOLD",
    is_sample_order: order.isSample,
    is_replacement_order: false,
    order_type: order.orderType,
    commerce_platform: "TIKTOK_SHOP",
  };
}

function paymentJson(state: State, order: StoredOrder): object {
  const sum = (pick: (unit: StoredUnit) => string) =>
    order.units.reduce((total, unit) => total + minorOf(state, pick(unit)), 0n);
  const itemsTotal = sum(({ salePrice }) => salePrice);
  const extra = Object.values(order.extraFees).reduce((total, fee) => total + minorOf(state, fee), 0n);
  const total = itemsTotal + minorOf(state, order.shippingFee) + minorOf(state, order.tax) + extra;
  return {
    currency: state.currency,
    sub_total: ofMinor(state, itemsTotal),
    shipping_fee: order.shippingFee,
    seller_discount: ofMinor(
      state,
      sum(({ sellerDiscount }) => sellerDiscount),
    ),
    platform_discount: ofMinor(
      state,
      sum(({ platformDiscount }) => platformDiscount),
    ),
    total_amount: ofMinor(state, total),
    original_total_product_price: ofMinor(
      state,
      sum(({ originalPrice }) => originalPrice),
    ),
    original_shipping_fee: order.shippingFee,
    shipping_fee_seller_discount: "0",
    shipping_fee_platform_discount: "0",
    tax: order.tax,
    ...order.extraFees,
  };
}

export function totalOf(state: State, order: StoredOrder): string {
  return (paymentJson(state, order) as { total_amount: string }).total_amount;
}

/** The courier collects it at the door. */
export function owedOf(state: State, order: StoredOrder): string {
  return order.isCod && !["CANCELLED", "COMPLETED"].includes(order.status) ? totalOf(state, order) : "0";
}

function addressJson(state: State, order: StoredOrder): object {
  const isMasked = order.shippingType === "TIKTOK";
  return {
    full_address: "1 High Street, London, SW1A 1AA",
    phone_number: isMasked ? order.buyer.phone.replace(/\d(?=\d{2})/g, "*") : order.buyer.phone,
    name: order.buyer.name,
    address_line1: "1 High Street",
    address_line2: "Flat 5",
    address_line3: "",
    address_line4: "",
    postal_code: "SW1A 1AA",
    post_town: "London",
    region_code: state.shop.region,
    district_info: [
      { address_level_name: "Country", address_name: "United Kingdom", address_level: "L0" },
      { address_level_name: "State", address_name: "England", address_level: "L1" },
    ],
  };
}

function unitJson(state: State, unit: StoredUnit): object {
  const shipped = state.packages.get(unit.packageId ?? "");
  const inside = findSku(state, unit.skuId)?.sku.inside;
  return {
    ...(inside && { combined_listing_skus: inside.map((one) => ({ sku_id: one.skuId, sku_count: one.quantity })) }),
    id: unit.id,
    sku_id: unit.skuId,
    product_id: unit.productId,
    product_name: unit.productName,
    sku_name: unit.skuName,
    seller_sku: unit.sellerSku,
    original_price: unit.originalPrice,
    sale_price: unit.salePrice,
    seller_discount: unit.sellerDiscount,
    platform_discount: unit.platformDiscount,
    currency: state.currency,
    display_status: unit.displayStatus,
    sku_type: "NORMAL",
    is_gift: unit.isGift,
    ...(unit.packageId === null ? {} : { package_id: unit.packageId, package_status: shipped?.status ?? "TO_FULFILL" }),
    tracking_number: unit.trackingNumber,
    ...(unit.provider ? { shipping_provider_id: unit.provider.id, shipping_provider_name: unit.provider.name } : {}),
    ...(unit.shippedAt === null ? {} : { rts_time: unit.shippedAt }),
  };
}

export function returnJson(state: State, one: StoredReturn): object {
  return {
    order_id: one.orderId,
    return_id: one.id,
    return_type: one.type,
    return_status: one.status,
    role: "BUYER",
    return_reason: "ecom_order_delivered_refund_reason_missing_product_seller",
    return_reason_text: "Missing product",
    create_time: one.createdAt,
    update_time: one.updatedAt,
    seller_next_action_response: one.action === null ? [] : [{ action: one.action, deadline: one.createdAt + 172_800 }],
    refund_amount: { currency: state.currency, refund_total: one.amount },
    return_line_items: one.unitIds.map((id, index) => ({
      return_line_item_id: `${one.id}${index}`,
      order_line_item_id: id,
    })),
  };
}

export function cancellationJson(state: State, one: StoredCancellation): object {
  return {
    cancel_id: one.id,
    order_id: one.orderId,
    cancel_type: one.type,
    cancel_status: one.status,
    role: one.type === "BUYER_CANCEL" ? "BUYER" : "SELLER",
    cancel_reason: one.reason,
    cancel_reason_text: "Cancelled",
    create_time: one.createdAt,
    update_time: one.updatedAt,
    refund_amount: { currency: state.currency, refund_total: one.amount },
    cancel_line_items: one.unitIds.map((id, index) => ({
      cancel_line_item_id: `${one.id}${index}`,
      order_line_item_id: id,
    })),
  };
}
