/** Orders, people and places: fields as a 9.1.4 shop describes them (`?schema=synopsis`), in the notation of tables.ts. */
import type { TableText } from "./table-text.ts";

export const ORDERS: Readonly<Record<string, TableText>> = {
  orders: {
    node: "order",
    fields: `
      id_address_delivery:UnsignedId! id_address_invoice:UnsignedId! id_cart:UnsignedId!
      id_currency:UnsignedId! id_lang:UnsignedId! id_customer:UnsignedId! id_carrier:UnsignedId!
      current_state:UnsignedId module:ModuleName<255! invoice_number invoice_date delivery_number
      delivery_date valid date_add:Date date_upd:Date shipping_number~ note<4194303 id_shop_group:UnsignedId
      id_shop:UnsignedId secure_key:Md5<32 payment:GenericName<255! recyclable:Bool gift:Bool
      gift_message:CleanHtml<4194303 mobile_theme:Bool total_discounts:Price total_discounts_tax_incl:Price
      total_discounts_tax_excl:Price total_paid:Price! total_paid_tax_incl:Price total_paid_tax_excl:Price
      total_paid_real:Price! total_products:Price! total_products_wt:Price! total_shipping:Price
      total_shipping_tax_incl:Price total_shipping_tax_excl:Price carrier_tax_rate:Float total_wrapping:Price
      total_wrapping_tax_incl:Price total_wrapping_tax_excl:Price round_mode:UnsignedId round_type:UnsignedId
      conversion_rate:Float! reference<255`,
    associations: {
      order_rows:
        "order_row: id product_id product_attribute_id product_quantity product_name product_reference product_ean13 product_isbn product_upc product_price id_customization unit_price_tax_incl unit_price_tax_excl",
    },
  },
  order_details: {
    node: "order_detail",
    fields: `
      id_order:UnsignedId! product_id:UnsignedId product_attribute_id:UnsignedId
      product_quantity_reinjected:UnsignedInt group_reduction:Float discount_quantity_applied:Int
      download_hash:GenericName<255 download_deadline:DateFormat id_order_invoice:UnsignedId
      id_warehouse:UnsignedId! id_shop:UnsignedId! id_customization:UnsignedId
      product_name:GenericName<4194303! product_quantity:Int! product_quantity_in_stock:Int
      product_quantity_return:UnsignedInt product_quantity_refunded:UnsignedInt product_price:Price!
      reduction_percent:Float reduction_amount:Price reduction_amount_tax_incl:Price
      reduction_amount_tax_excl:Price product_quantity_discount:Float product_ean13:Ean13<13
      product_isbn:Isbn<32 product_upc:Upc<12 product_mpn:Mpn<40 product_reference:Reference<64
      product_supplier_reference:Reference<64 product_weight:Float tax_computation_method:UnsignedId
      id_tax_rules_group:Int ecotax:Float ecotax_tax_rate:Float download_nb:Int unit_price_tax_incl:Price
      unit_price_tax_excl:Price total_price_tax_incl:Price total_price_tax_excl:Price
      total_shipping_price_tax_excl:Price total_shipping_price_tax_incl:Price purchase_supplier_price:Price
      original_product_price:Price original_wholesale_price:Price total_refunded_tax_excl:Price
      total_refunded_tax_incl:Price`,
    associations: {
      taxes: "tax: id",
    },
  },
  order_states: {
    node: "order_state",
    fields: `
      unremovable:Bool delivery:Bool hidden:Bool send_email:Bool module_name:ModuleName<255 invoice:Bool
      color:Color<32 logable:Bool shipped:Bool paid:Bool pdf_delivery:Bool pdf_invoice:Bool deleted:Bool
      name*:GenericName<64! template*:TplName<64`,
  },
  order_histories: {
    node: "order_history",
    fields: "id_employee:UnsignedId id_order_state:UnsignedId! id_order:UnsignedId! date_add:Date",
  },
  order_carriers: {
    node: "order_carrier",
    fields: `
      id_order:UnsignedId! id_carrier:UnsignedId! id_order_invoice:UnsignedId weight:Float
      shipping_cost_tax_excl:Float shipping_cost_tax_incl:Float tracking_number:TrackingNumber<64
      date_add:Date`,
  },
  order_payments: {
    node: "order_payment",
    fields: `
      order_reference<255 id_currency:UnsignedId! amount:Price! payment_method:GenericName<255
      conversion_rate:Float transaction_id<254 card_number<254 card_brand<254 card_expiration<254
      card_holder<254 date_add:Date id_employee:UnsignedId`,
  },
  order_slip: {
    node: "order_slip",
    list: "order_slips",
    fields: `
      id_customer:UnsignedId! id_order:UnsignedId! conversion_rate:Float! total_products_tax_excl:Float!
      total_products_tax_incl:Float! total_shipping_tax_excl:Float! total_shipping_tax_incl:Float!
      amount:Float shipping_cost shipping_cost_amount:Float partial date_add:Date date_upd:Date
      order_slip_type:Int`,
    associations: {
      order_slip_details: "order_slip_detail: id id_order_detail product_quantity amount_tax_excl amount_tax_incl",
    },
  },
  order_cart_rules: {
    node: "order_cart_rule",
    fields: `
      id_order:UnsignedId! id_cart_rule:UnsignedId! id_order_invoice:UnsignedId name<254! value:Float!
      value_tax_excl:Float! free_shipping:Bool deleted:Bool`,
  },
  customizations: {
    node: "customization",
    fields: `
      id_address_delivery:UnsignedId! id_cart:UnsignedId! id_product:UnsignedId! id_product_attribute:UnsignedId!
      quantity:UnsignedId! quantity_refunded:UnsignedId! quantity_returned:UnsignedId! in_cart:Bool!`,
    associations: {
      customized_data_text_fields: "customized_data_text_field: id_customization_field value",
      customized_data_images: "customized_data_image: id_customization_field value",
    },
  },
  product_customization_fields: {
    node: "customization_field",
    fields: `
      id_product:UnsignedId! type:UnsignedId! required:Bool! is_module:Bool is_deleted:Bool name*<255!`,
  },
  carts: {
    node: "cart",
    fields: `
      id_address_delivery:UnsignedId id_address_invoice:UnsignedId id_currency:UnsignedId!
      id_customer:UnsignedId id_guest:UnsignedId id_lang:UnsignedId! id_shop_group:UnsignedId
      id_shop:UnsignedId id_carrier:UnsignedId recyclable:Bool gift:Bool gift_message:CleanHtml<4194303
      mobile_theme:Bool delivery_option<4194303 secure_key<32 allow_seperated_package:Bool date_add:Date
      date_upd:Date`,
    associations: {
      cart_rows: "cart_row: id_product id_product_attribute id_address_delivery id_customization quantity",
    },
  },
  carriers: {
    node: "carrier",
    fields: `
      deleted:Bool is_module:Bool id_tax_rules_group~ id_reference name:CarrierName<64! active:Bool!
      is_free:Bool url:AbsoluteUrl<255 shipping_handling:Bool shipping_external range_behavior:Bool
      shipping_method:UnsignedInt max_width:UnsignedInt max_height:UnsignedInt max_depth:UnsignedInt
      max_weight:Float grade:UnsignedInt<1 external_module_name<64 need_range position delay*:GenericName<512!`,
  },
  customers: {
    node: "customer",
    fields: `
      id_default_group id_lang:UnsignedId newsletter_date_add ip_registration_newsletter<15 last_passwd_gen-
      secure_key:Md5<32- deleted:Bool passwd:HashedPassword<255! lastname:CustomerName<255!
      firstname:CustomerName<255! email:Email<255! id_gender:UnsignedId birthday:BirthDate newsletter:Bool
      optin:Bool website:Url<128 company:GenericName<255 siret:GenericName<14 ape:Ape<6
      outstanding_allow_amount:Float show_public_prices:Bool id_risk:UnsignedInt max_payment_days:UnsignedInt
      active:Bool note<4194303 is_guest:Bool id_shop:UnsignedId id_shop_group:UnsignedId date_add:Date
      date_upd:Date reset_password_token:Sha1<40 reset_password_validity:DateOrNull`,
    associations: {
      groups: "group: id",
    },
  },
  addresses: {
    node: "address",
    fields: `
      id_customer:NullOrUnsignedId id_manufacturer:NullOrUnsignedId id_supplier:NullOrUnsignedId
      id_country:UnsignedId! id_state:NullOrUnsignedId id_warehouse:NullOrUnsignedId alias:GenericName<32!
      company:GenericName<255 lastname:Name<255! firstname:Name<255! vat_number:GenericName<32
      address1:Address<128! address2:Address<128 postcode:PostCode<12 city:CityName<64! other:Message<4194303
      phone:PhoneNumber<32 phone_mobile:PhoneNumber<32 dni:DniLite<16 deleted:Bool date_add:Date date_upd:Date`,
  },
};
