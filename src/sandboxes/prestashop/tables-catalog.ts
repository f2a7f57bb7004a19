/** Catalog: fields as a 9.1.4 shop describes them (`?schema=synopsis`), in the notation of tables.ts. */
import type { TableText } from "./table-text.ts";

export const CATALOG: Readonly<Record<string, TableText>> = {
  products: {
    node: "product",
    fields: `
      id_manufacturer:UnsignedId id_supplier:UnsignedId id_category_default:UnsignedId new
      cache_default_attribute id_default_image~ id_default_combination~ id_tax_rules_group:UnsignedId
      position_in_category~ manufacturer_name-~ quantity-~ type~ id_shop_default:UnsignedId
      reference:Reference<64 supplier_reference:Reference<64 location:String<255 width:UnsignedFloat
      height:UnsignedFloat depth:UnsignedFloat weight:UnsignedFloat quantity_discount:Bool ean13:Gtin<14
      isbn:Isbn<32 upc:Upc<12 mpn:Mpn<40 cache_is_pack:Bool cache_has_attachments:Bool is_virtual:Bool
      state:UnsignedId additional_delivery_times:UnsignedId delivery_in_stock*:GenericName<255
      delivery_out_stock*:GenericName<255 product_type:GenericName on_sale:Bool online_only:Bool ecotax:Price
      minimal_quantity:PositiveInt low_stock_threshold:Int low_stock_alert:Bool price:Price!
      wholesale_price:Price unity:String<255 unit_price:Price unit_price_ratio additional_shipping_cost:Price
      customizable:UnsignedInt text_fields:UnsignedInt uploadable_files:UnsignedInt active:Bool
      redirect_type:String id_type_redirected:UnsignedId available_for_order:Bool available_date:DateFormat
      show_condition:Bool condition:GenericName show_price:Bool indexed:Bool visibility:ProductVisibility
      advanced_stock_management:Bool date_add:Date date_upd:Date pack_stock_type:UnsignedInt
      meta_description*:GenericName<512 meta_title*:GenericName<255 link_rewrite*:LinkRewrite<128
      name*:CatalogName<128 description*:CleanHtml<4194303 description_short*:CleanHtml<4194303
      available_now*:GenericName<255 available_later*:GenericName<255`,
    associations: {
      categories: "category: id",
      images: "image: id",
      combinations: "combination: id",
      product_option_values: "product_option_value: id",
      product_features: "product_feature: id id_feature_value",
      tags: "tag: id",
      stock_availables: "stock_available: id id_product_attribute",
      attachments: "attachment: id",
      accessories: "product: id",
      product_bundle: "product: id id_product_attribute quantity",
    },
  },
  combinations: {
    node: "combination",
    fields: `
      id_product:UnsignedId! ean13:Ean13<13 isbn:Isbn<32 upc:Upc<12 mpn:Mpn<40 reference<64
      supplier_reference<64 wholesale_price:NegativePrice<27 price:NegativePrice<20 ecotax:Price<20
      weight:Float unit_price_impact:NegativePrice<20 minimal_quantity:PositiveInt! low_stock_threshold:Int
      low_stock_alert:Bool default_on:Bool available_date:DateFormat available_now*:GenericName<255
      available_later*:GenericName<255`,
    associations: {
      product_option_values: "product_option_value: id",
      images: "image: id",
    },
  },
  product_options: {
    node: "product_option",
    fields: "is_color_group:Bool group_type<255! position:Int name*:GenericName<128! public_name*:GenericName<64!",
    associations: {
      product_option_values: "product_option_value: id",
    },
  },
  product_option_values: {
    node: "product_option_value",
    fields: "id_attribute_group:UnsignedId! color:Color<32 position:Int name*:GenericName<128!",
  },
  categories: {
    node: "category",
    fields: `
      id_parent:UnsignedInt level_depth:UnsignedInt- nb_products_recursive-~ active:Bool!
      id_shop_default:UnsignedId is_root_category:Bool position redirect_type:String
      id_type_redirected:UnsignedId date_add:Date date_upd:Date name*:CatalogName<128!
      link_rewrite*:LinkRewrite<128! description*:CleanHtml additional_description*:CleanHtml
      meta_title*:GenericName<255 meta_description*:GenericName<512`,
    associations: {
      categories: "category: id",
      products: "product: id",
    },
  },
  manufacturers: {
    node: "manufacturer",
    fields: `
      active link_rewrite-~ name:CatalogName<64! date_add date_upd description*:CleanHtml<4194303
      short_description*:CleanHtml<4194303 meta_title*:GenericName<255 meta_description*:GenericName<512`,
    associations: {
      addresses: "address: id",
    },
  },
  stock_availables: {
    node: "stock_available",
    fields: `
      id_product:UnsignedId! id_product_attribute:UnsignedId! id_shop:UnsignedId id_shop_group:UnsignedId
      quantity:Int! depends_on_stock:Bool! out_of_stock:Int! location:String<255`,
  },
  tax_rule_groups: {
    node: "tax_rule_group",
    fields: "name:GenericName<64! active:Bool deleted:Bool date_add:Date date_upd:Date",
  },
  specific_prices: {
    node: "specific_price",
    fields: `
      id_shop_group:UnsignedId id_shop:UnsignedId! id_cart:UnsignedId! id_product:UnsignedId!
      id_product_attribute:UnsignedId id_currency:UnsignedId! id_country:UnsignedId! id_group:UnsignedId!
      id_customer:UnsignedId! id_specific_price_rule:UnsignedId price:NegativePrice! from_quantity:UnsignedInt!
      reduction:Price! reduction_tax:Bool! reduction_type:ReductionType! from:DateFormat! to:DateFormat!`,
  },
  cart_rules: {
    node: "cart_rule",
    fields: `
      id_customer:UnsignedId date_from:Date! date_to:Date! description:CleanHtml<4194303 quantity:UnsignedInt
      quantity_per_user:UnsignedInt priority:UnsignedInt partial_use:Bool code:CleanHtml<254
      minimum_amount:Float minimum_amount_tax:Bool minimum_amount_currency:Int minimum_amount_shipping:Bool
      minimum_product_quantity:Int country_restriction:Bool carrier_restriction:Bool group_restriction:Bool
      cart_rule_restriction:Bool product_restriction:Bool shop_restriction:Bool free_shipping:Bool
      reduction_percent:Percentage reduction_amount:Float reduction_tax:Bool reduction_currency:UnsignedId
      reduction_product:Int reduction_exclude_special:Bool gift_product:UnsignedId
      gift_product_attribute:UnsignedId highlight:Bool active:Bool date_add:Date date_upd:Date
      id_cart_rule_type:UnsignedId name*:defaultLanguageRequiredWhenActive<255`,
  },
};
