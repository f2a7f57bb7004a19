/** What is asked of a record: `*x` is a relation whole, `+x` adds a field that is left out otherwise. Unknown names are ignored there. */

/** What a variant is made of, and the variants that are made of the same: `of` is where the variant stands. */
const recipe = (of: string): readonly string[] => {
  const owners = `${of}inventory_items.inventory.variants`;
  const links = [`${of}inventory_items`, `${owners}.inventory_items`];
  return [
    ...links.flatMap((link) => [`${link}.inventory_item_id`, `${link}.required_quantity`]),
    ...["id", "manage_inventory"].map((name) => `${owners}.${name}`),
  ];
};

/** Order with all the hub reads, in lists and in the answers of writes. */
export const ORDER_FIELDS = [
  "*items",
  "*items.variant",
  ...recipe("items.variant.").map((name) => `+${name}`),
  "*items.tax_lines",
  "*items.adjustments",
  "*items.detail",
  "*shipping_methods",
  "*shipping_methods.tax_lines",
  "*shipping_methods.detail",
  "*shipping_address",
  "*billing_address",
  "*customer",
  "*payment_collections",
  "*payment_collections.payments",
  "*payment_collections.payments.captures",
  "*payment_collections.payments.refunds",
  "*fulfillments",
  "*fulfillments.items",
  "*fulfillments.labels",
  "*returns",
  "*returns.items",
  "+payment_status",
  "+fulfillment_status",
  "+email",
  "+currency_code",
  "+canceled_at",
  "+customer_id",
  "+sales_channel_id",
  "+is_draft_order",
].join(",");

/** What tells that an order changed; its money is in the collections. */
export const MARK_FIELDS = "id,updated_at,version,*payment_collections,*returns";

export const VARIANT_FIELDS = [
  "id,title,sku,product_id,manage_inventory,*inventory_items,*inventory_items.inventory.location_levels",
  ...recipe(""),
].join(",");

/**
 * Told as `rules` of a price only where they are asked for by these names: without, a region's price reads like one for all
 * (Medusa: defaultAdminProductFields and buildRules of packages/medusa/src/api/admin/products).
 */
const PRICE_RULES = ["attribute", "value"].map((name) => `variants.prices.price_rules.${name}`);

export const PRODUCT_FIELDS = [
  "id",
  "title",
  "handle",
  "status",
  "description",
  "thumbnail",
  "created_at",
  "updated_at",
  "*images",
  "*categories",
  "*sales_channels",
  "*options",
  "*options.values",
  "*variants",
  "*variants.options",
  "*variants.options.option",
  "*variants.prices",
  ...PRICE_RULES,
  "*variants.inventory_items",
  "*variants.inventory_items.inventory.location_levels",
  ...recipe("variants."),
].join(",");

export const PRICE_FIELDS = ["id", "*variants", "*variants.prices", ...PRICE_RULES].join(",");
