import type { Api, Route } from "../route.ts";
import { accountRoutes } from "./accounts.ts";
import { adSpendRoutes } from "./ad-spend.ts";
import { adminRoutes } from "./admin.ts";
import { adminWorkRoutes } from "./admin-work.ts";
import { analyticsRoutes } from "./analytics.ts";
import { automationRunRoutes } from "./automation-runs.ts";
import { automationRoutes } from "./automations.ts";
import { bulkEditRoutes } from "./bulk-edit.ts";
import { bundleRoutes } from "./bundles.ts";
import { campaignRoutes } from "./campaigns.ts";
import { catalogRoutes } from "./catalog.ts";
import { categoryRoutes } from "./categories.ts";
import { channelFileRoutes } from "./channel-files.ts";
import { channelServiceRoutes } from "./channel-services.ts";
import { conflictRoutes } from "./conflicts.ts";
import { conversationRoutes } from "./conversations.ts";
import { costRoutes } from "./costs.ts";
import { courierServiceRoutes } from "./courier-actions.ts";
import { customerRoutes } from "./customers.ts";
import { describedFieldRoutes } from "./described-fields.ts";
import { discountRoutes } from "./discounts.ts";
import { sandboxRoutes } from "./explore.ts";
import { feeRuleRoutes } from "./fee-rules.ts";
import { giftCardRoutes } from "./gift-cards.ts";
import { handlingTimeRoutes } from "./handling-times.ts";
import { historyRoutes } from "./history.ts";
import { imageRoutes } from "./images.ts";
import { importRoutes } from "./imports.ts";
import { inboundRoutes } from "./inbound.ts";
import { integrationWorkRoutes } from "./integration-work.ts";
import { integrationRoutes } from "./integrations.ts";
import { inventoryRoutes } from "./inventory.ts";
import { invoiceRoutes } from "./invoices.ts";
import { listingDraftRoutes } from "./listing-drafts.ts";
import { listingFileRoutes } from "./listing-files.ts";
import { listingRequirementRoutes } from "./listing-requirements.ts";
import { lotRoutes } from "./lots.ts";
import { manualSpendRoutes } from "./manual-spend.ts";
import { mappingReviewRoutes } from "./mapping-review.ts";
import { mappingRoutes } from "./mappings.ts";
import { marketingReportRoutes } from "./marketing-report.ts";
import { memberRoutes } from "./members.ts";
import { messageTemplateRoutes } from "./message-templates.ts";
import { notificationRoutes } from "./notifications.ts";
import { onTimeRoutes } from "./on-time-shipping.ts";
import { orderCommandRoutes } from "./order-commands.ts";
import { orderDocumentRoutes } from "./order-documents.ts";
import { orderGiftRoutes } from "./order-gifts.ts";
import { orderHandlingRoutes } from "./order-handling.ts";
import { orderHoldRoutes } from "./order-holds.ts";
import { orderMergeRoutes } from "./order-merges.ts";
import { orderRecordRoutes } from "./order-records.ts";
import { orderShippingRoutes } from "./order-shipping.ts";
import { orderSplitRoutes } from "./order-splits.ts";
import { orderStockUseRoutes } from "./order-stock-use.ts";
import { orderRoutes } from "./orders.ts";
import { ownAppRoutes } from "./own-apps.ts";
import { ownGiftCardRoutes } from "./own-gift-cards.ts";
import { packagePresetRoutes } from "./package-presets.ts";
import { parcelMoneyRoutes } from "./parcel-money.ts";
import { photoRoutes } from "./photos.ts";
import { pickBatchRoutes } from "./pick-batches.ts";
import { planRoutes } from "./plan.ts";
import { posBasketRoutes } from "./pos-baskets.ts";
import { posCatalogRoutes } from "./pos-catalog.ts";
import { posPickupRoutes } from "./pos-pickups.ts";
import { posReceiptRoutes } from "./pos-receipts.ts";
import { posRegisterRoutes } from "./pos-registers.ts";
import { posSaleRoutes } from "./pos-sales.ts";
import { posSessionRoutes } from "./pos-sessions.ts";
import { posTerminalRoutes } from "./pos-terminals.ts";
import { presaleRoutes } from "./presales.ts";
import { priceEditRoutes } from "./price-edits.ts";
import { priceRoutes } from "./prices.ts";
import { productChannelRoutes } from "./product-channels.ts";
import { profitRoutes } from "./profit.ts";
import { promotionRoutes } from "./promotions.ts";
import { purchasingRoutes } from "./purchasing.ts";
import { recordRoutes } from "./records.ts";
import { returnedRoutes } from "./returned.ts";
import { returnRoutes } from "./returns.ts";
import { routingRoutes } from "./routing.ts";
import { runRoutes } from "./runs.ts";
import { serialRoutes } from "./serials.ts";
import { settlementRoutes } from "./settlements.ts";
import { shipmentRoutes } from "./shipments.ts";
import { shippingServiceRoutes } from "./shipping-actions.ts";
import { shippingSettingRoutes } from "./shipping-settings.ts";
import { stockCountRoutes } from "./stock-counts.ts";
import { stockDoctorRoutes } from "./stock-doctor.ts";
import { stockDocumentRoutes } from "./stock-documents.ts";
import { stockHoldRoutes } from "./stock-holds.ts";
import { stockReadRoutes } from "./stock-reads.ts";
import { stockReservationRoutes } from "./stock-reservations.ts";
import { storeAccountRoutes } from "./store-accounts.ts";
import { storeRuleRoutes } from "./store-rules.ts";
import { storeWorkRoutes } from "./store-work.ts";
import { storeRoutes } from "./stores.ts";
import { viewRoutes } from "./views.ts";
import { webhookEndpointRoutes } from "./webhook-endpoints.ts";

const SUBJECTS: readonly (readonly Route[])[] = [
  accountRoutes,
  memberRoutes,
  integrationRoutes,
  ownAppRoutes,
  adSpendRoutes,
  campaignRoutes,
  manualSpendRoutes,
  marketingReportRoutes,
  integrationWorkRoutes,
  describedFieldRoutes,
  storeRoutes,
  storeAccountRoutes,
  storeWorkRoutes,
  inboundRoutes,
  sandboxRoutes,
  storeRuleRoutes,
  conflictRoutes,
  stockHoldRoutes,
  planRoutes,
  catalogRoutes,
  productChannelRoutes,
  bundleRoutes,
  lotRoutes,
  serialRoutes,
  bulkEditRoutes,
  historyRoutes,
  categoryRoutes,
  imageRoutes,
  importRoutes,
  mappingRoutes,
  mappingReviewRoutes,
  listingDraftRoutes,
  listingFileRoutes,
  listingRequirementRoutes,
  priceRoutes,
  priceEditRoutes,
  inventoryRoutes,
  stockReadRoutes,
  stockReservationRoutes,
  stockDocumentRoutes,
  costRoutes,
  purchasingRoutes,
  stockCountRoutes,
  stockDoctorRoutes,
  orderRoutes,
  conversationRoutes,
  orderCommandRoutes,
  orderHandlingRoutes,
  orderStockUseRoutes,
  automationRunRoutes,
  automationRoutes,
  orderHoldRoutes,
  handlingTimeRoutes,
  presaleRoutes,
  shipmentRoutes,
  shippingServiceRoutes,
  courierServiceRoutes,
  parcelMoneyRoutes,
  messageTemplateRoutes,
  packagePresetRoutes,
  shippingSettingRoutes,
  orderShippingRoutes,
  orderGiftRoutes,
  orderMergeRoutes,
  orderSplitRoutes,
  pickBatchRoutes,
  orderRecordRoutes,
  routingRoutes,
  invoiceRoutes,
  orderDocumentRoutes,
  returnRoutes,
  photoRoutes,
  customerRoutes,
  channelServiceRoutes,
  discountRoutes,
  giftCardRoutes,
  ownGiftCardRoutes,
  promotionRoutes,
  posBasketRoutes,
  posCatalogRoutes,
  posRegisterRoutes,
  posSessionRoutes,
  posPickupRoutes,
  posReceiptRoutes,
  posSaleRoutes,
  posTerminalRoutes,
  feeRuleRoutes,
  settlementRoutes,
  channelFileRoutes,
  runRoutes,
  recordRoutes,
  notificationRoutes,
  viewRoutes,
  webhookEndpointRoutes,
  adminRoutes,
  adminWorkRoutes,
  analyticsRoutes,
  onTimeRoutes,
  returnedRoutes,
  profitRoutes,
];

/** Every route of the interface, by subject. */
export function allRoutes(api: Api): void {
  for (const route of SUBJECTS.flat()) route(api);
}
