/** The shop, the operator's settings and its lists: A01, PC01, SH21, RE01. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { ok } from "./replies.ts";
import { iso, type State } from "./state.ts";

export function handleAccount({ path }: SandboxRequest, state: State): SandboxReply | null {
  switch (path) {
    case "/api/account":
      return ok(account(state));
    case "/api/platform/configuration":
      return ok(configuration(state));
    case "/api/shipping/carriers":
      return ok({ carriers: state.carriers });
    case "/api/reasons":
      return ok({
        reasons: [
          { code: "9", is_shop_right: false, label: "Operator's decision", type: "REFUND" },
          { code: "15", is_shop_right: true, label: "Out of stock", type: "REFUND" },
          { code: "17", is_shop_right: true, label: "Product returned", type: "REFUND" },
          { code: "34", is_shop_right: true, label: "Item unavailable", type: "CANCELATION" },
        ],
        total_count: 4,
      });
    default:
      return null;
  }
}

function account(state: State): object {
  return {
    applicable_taxes: [],
    billing_info: {},
    channels: ["INIT"],
    contact_informations: {
      city: "Lyon",
      country: "FRA",
      email: "seller@example.com",
      lastname: "Seller",
      street1: "1 place Bellecour",
      zip_code: "69002",
    },
    currency_iso_code: state.currency,
    date_created: iso(0),
    default_billing_information: {
      default_language: "en",
      id: "billing-1",
      registration_address: { city: "Lyon", country_iso_code: "FRA", street_1: "1 place Bellecour" },
    },
    domains: ["PRODUCT"],
    evaluations_count: 0,
    free_shipping: false,
    is_professional: true,
    last_updated_date: iso(state.clock.now()),
    model: state.platform.model,
    offers_count: state.offers.size,
    orders_count: state.orders.size,
    payment_details: { paid_balance: 0, payable_balance: 0, pending_balance: 0 },
    payment_method_mandatory: false,
    premium: false,
    pro_details: {},
    shipping: {},
    shipping_types: [],
    shipping_zones: [],
    shop_additional_fields: [],
    shop_id: state.shopId,
    shop_name: "Argosy mugs",
    shop_state: "OPEN",
  };
}

function configuration({ platform }: State): object {
  return {
    features: {
      ...featuresOff,
      disable_seller_alternative_carrier: platform.refusesOtherCarriers,
      order_tax_mode: platform.taxMode,
      order_workflows: {
        no_customer_payment_confirmation: false,
        order_acceptance: platform.acceptance,
        pause_debit_workflow: false,
        pay_on_due_date: true,
        pay_on_shipment: true,
        sellers_edit_shipping_origin: false,
        shipping_and_billing_details_before_acceptance: false,
      },
      pricing: {
        channel_pricing: "MULTI",
        discount_period_required: platform.discountPeriodRequired,
        discount_price_creation_in_the_past_blocked: false,
        scheduled_pricing: true,
        volume_discount: false,
        volume_pricing: false,
      },
      returns: { marketplace: platform.returns },
      shipment: { multi_part_item_shipment: platform.multiShipment, multi_shipment: platform.multiShipment },
    },
    modules: {
      mirakl_catalog_integrator: false,
      mirakl_catalog_manager: true,
      mirakl_catalog_transformer: false,
      mirakl_platform_services: false,
      offer_management: true,
      order_management: true,
      promotions: false,
      quotes: false,
      tax_manager: { activated: false, tax_provider: { avalara: false, vertex: false } },
    },
    platform_configuration: {
      customer_model: { b2b: false, b2c: true },
      enhanced_seller_invoicing: { enabled: false },
      platform_model: { drop_ship: false, marketplace: true, one_creditor: false },
    },
    platform_name: "Emulated marketplace",
    tenant_name: "emulated-prod",
    timezone: "Europe/Paris",
  };
}

/** What this operator does not use. */
const featuresOff = {
  catalog: {
    allow_shop_contribution_to_all_channels: false,
    exclude_invalid_products: false,
    list_of_multiple_values_separator: "|",
    product_acceptance_by_channel: false,
    product_data_validation_by_channel: false,
    product_import_only_on_leaf: true,
  },
  circular_economy_data_collection: false,
  competitive_pricing_tool: false,
  direct_payment_customer_store: { activated: false, refund_cancel_authorized: false },
  dropship: {},
  kyc_status_per_seller: false,
  lead_time_to_ship_by_sellers_enabled: "DISABLED",
  multi_currency: false,
  multi_payout_psp_per_seller: false,
  no_reply_needed: false,
  offer_prices_decimals: "2",
  operator_csv_delimiter: "SEMICOLON",
  order_conditions: {
    lead_time_to_ship: false,
    maximum_order_quantity: false,
    minimum_order_quantity: false,
    package_order_quantity: false,
  },
  payment_confirmation: true,
  product_data_validation_by_channel: false,
  promotion: { cart_promotion_campaign: false, discount_campaign: false, seller_promotion: false },
  shop_tax_options: { tax_identification_number: { mandatory: false } },
  tax_collection: { activated: "DISABLED", product_tax_code_mandatory: false, tax_collection_by_operator: false },
  tax_id_number: { mandatory: false },
  warehouses: { geolocation: false, restricted_countries: [] },
};
