/** The shop itself: fields as a 9.1.4 shop describes them (`?schema=synopsis`), in the notation of tables.ts. */
import type { TableText } from "./table-text.ts";

export const SHOP: Readonly<Record<string, TableText>> = {
  languages: {
    node: "language",
    fields: `
      name:GenericName<32! iso_code:LanguageIsoCode<2! locale:Locale<5 language_code:LanguageCode<5
      active:Bool is_rtl:Bool date_format_lite:PhpDateFormat<32! date_format_full:PhpDateFormat<32!`,
  },
  currencies: {
    node: "currency",
    fields: `
      names* name:GenericName<255!~ symbol*<255 iso_code:LanguageIsoCode<3! numeric_iso_code:NumericIsoCode<3
      precision:Int conversion_rate:UnsignedFloat! deleted:Bool active:Bool unofficial:Bool modified:Bool
      pattern*<255`,
  },
  countries: {
    node: "country",
    fields: `
      id_zone:UnsignedId! id_currency:UnsignedId call_prefix:Int iso_code:LanguageIsoCode<3! active:Bool
      contains_states:Bool! need_identification_number:Bool! need_zip_code:Bool
      zip_code_format:ZipCodeFormat<12 display_tax_label:Bool! name*:GenericName<64!`,
  },
  states: {
    node: "state",
    fields: "id_zone:UnsignedId! id_country:UnsignedId! iso_code:StateIsoCode<7! name:GenericName<80! active:Bool",
  },
  shops: {
    node: "shop",
    fields: `
      id_shop_group! id_category! active:Bool deleted:Bool name:GenericName<64! color:Color<50
      theme_name:ThemeName<255`,
  },
  shop_groups: {
    node: "shop_group",
    fields: `
      name:GenericName<64! color:Color<50 share_customer:Bool share_order:Bool share_stock:Bool active:Bool
      deleted:Bool`,
  },
  configurations: {
    node: "configuration",
    fields: `
      value<4194303 name:ConfigName<254! id_shop_group:UnsignedId id_shop:UnsignedId date_add:Date
      date_upd:Date`,
  },
  taxes: {
    node: "tax",
    fields: `
      rate:Float! active deleted name*:GenericName<32!`,
  },
  tax_rules: {
    node: "tax_rule",
    fields: `
      id_tax_rules_group:UnsignedId! id_state:UnsignedId id_country:UnsignedId! zipcode_from:PostCode<12
      zipcode_to:PostCode<12 id_tax:UnsignedId! behavior:UnsignedInt description:String<100`,
  },
};
