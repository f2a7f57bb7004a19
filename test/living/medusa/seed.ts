/** The world of the living Medusa: a region in euro with tax, two channels on one stock place, goods, a way to pay. */
import { TEST_PRODUCTS, type TestProduct } from "../goods.ts";
import type { Api } from "./api.ts";

type Id = { readonly id: string };

export const CHANNEL = "Web";
export const SECOND_CHANNEL = "Market stall";

/** Makes what an empty shop lacks to sell. */
export async function seed(admin: Api): Promise<void> {
  const channels: string[] = [];
  for (const name of [CHANNEL, SECOND_CHANNEL]) {
    const { sales_channel } = await admin.post<{ sales_channel: Id }>("/admin/sales-channels", { name });
    channels.push(sales_channel.id);
    const made = await admin.post<{ api_key: Id }>("/admin/api-keys", { title: name, type: "publishable" });
    await admin.post(`/admin/api-keys/${made.api_key.id}/sales-channels`, { add: [sales_channel.id] });
  }
  const place = await stockPlace(admin, channels);
  const profileId = await money(admin, place, channels[0] ?? "");
  await catalogue(admin, profileId, channels, place.id);
  await admin.post("/admin/promotions", {
    code: "SAVE10",
    type: "standard",
    status: "active",
    application_method: { type: "percentage", target_type: "order", value: 10 },
  });
}

interface Place extends Id {
  readonly zoneId: string;
}

/** Everything lies in one place: of several the shop reserves at whichever its database names first. */
async function stockPlace(admin: Api, channels: readonly string[]): Promise<Place> {
  const { stock_location } = await admin.post<{ stock_location: Id }>("/admin/stock-locations", {
    name: "Warehouse",
    address: { address_1: "Dock 1", city: "Hamburg", country_code: "de" },
  });
  const path = `/admin/stock-locations/${stock_location.id}`;
  await admin.post(`${path}/sales-channels`, { add: channels });
  await admin.post(`${path}/fulfillment-providers`, { add: ["manual_manual"] });
  const located = await admin.post<{ stock_location: { readonly fulfillment_sets: readonly Id[] } }>(
    `${path}/fulfillment-sets?fields=id,*fulfillment_sets`,
    { name: "Parcels", type: "shipping" },
  );
  const set = located.stock_location.fulfillment_sets[0]?.id ?? "";
  const zoned = await admin.post<{ fulfillment_set: { readonly service_zones: readonly Id[] } }>(
    `/admin/fulfillment-sets/${set}/service-zones?fields=id,*service_zones`,
    { name: "Germany", geo_zones: [{ type: "country", country_code: "de" }] },
  );
  return { id: stock_location.id, zoneId: zoned.fulfillment_set.service_zones[0]?.id ?? "" };
}

/** Currency, tax, payment and shipping. Answers with the shipping profile, without which nothing can be ordered. */
async function money(admin: Api, place: Place, channel: string): Promise<string> {
  const { stores } = await admin.get<{ stores: Id[] }>("/admin/stores");
  const { region } = await admin.post<{ region: Id }>("/admin/regions", {
    name: "Europe",
    currency_code: "eur",
    countries: ["de"],
    payment_providers: ["pp_system_default"],
  });
  await admin.post(`/admin/stores/${stores[0]?.id}`, {
    name: "Living shop",
    supported_currencies: [
      { currency_code: "eur", is_default: true, is_tax_inclusive: true },
      { currency_code: "usd", is_tax_inclusive: true },
    ],
    default_sales_channel_id: channel,
    default_location_id: place.id,
    default_region_id: region.id,
  });
  await admin.post("/admin/tax-regions", {
    country_code: "de",
    provider_id: "tp_system",
    default_tax_rate: { rate: 19, code: "standard", name: "Standard" },
  });
  await admin.post("/admin/return-reasons", { value: "too_small", label: "Too small" });
  const { shipping_profiles } = await admin.get<{ shipping_profiles: Id[] }>("/admin/shipping-profiles");
  const profileId =
    shipping_profiles[0]?.id ??
    (await admin.post<{ shipping_profile: Id }>("/admin/shipping-profiles", { name: "Default", type: "default" }))
      .shipping_profile.id;
  for (const [name, amount, isReturn] of [
    ["Standard", 4.9, "false"],
    ["Send back", 0, "true"],
  ] as const)
    await admin.post("/admin/shipping-options", {
      name,
      service_zone_id: place.zoneId,
      shipping_profile_id: profileId,
      provider_id: "manual_manual",
      price_type: "flat",
      type: { label: name, code: name.toLowerCase().replace(" ", "-"), description: name },
      prices: [{ currency_code: "eur", amount }],
      rules: [
        { attribute: "is_return", operator: "eq", value: isReturn },
        { attribute: "enabled_in_store", operator: "eq", value: "true" },
      ],
    });
  return profileId;
}

/** An address alone: the shop looks at none. */
const pictureOf = (sku: string) => `https://pictures.example/${sku.toLowerCase()}.png`;

const productOf = (products: TestProduct, profileId: string, channels: readonly string[]) => {
  const { sku, title, price, sizes = [] } = products;
  const names = sizes.length > 0 ? sizes : ["Standard"];
  const option = sizes.length > 0 ? "Size" : "Kind";
  return {
    title,
    handle: sku.toLowerCase(),
    status: "published",
    description: `${title}.`,
    thumbnail: pictureOf(sku),
    images: [{ url: pictureOf(sku) }],
    shipping_profile_id: profileId,
    sales_channels: channels.map((id) => ({ id })),
    options: [{ title: option, values: names }],
    variants: names.map((name, index) => ({
      title: name,
      sku: sizes.length > 0 ? `${sku}-${name}` : sku,
      options: { [option]: name },
      prices: ["eur", "usd"].map((currency_code) => ({ currency_code, amount: (price + index * 100) / 100 })),
    })),
  };
};

async function catalogue(admin: Api, profileId: string, channels: readonly string[], placeId: string): Promise<void> {
  for (let first = 0; first < TEST_PRODUCTS.length; first += 12)
    await admin.post("/admin/products/batch", {
      create: TEST_PRODUCTS.slice(first, first + 12).map((products) => productOf(products, profileId, channels)),
    });
  const { inventory_items: items } = await admin.get<{ inventory_items: (Id & { readonly sku: string })[] }>(
    "/admin/inventory-items?limit=200&fields=id,sku",
  );
  const stockOf = (sku: string) =>
    TEST_PRODUCTS.find(
      (products) => sku === products.sku || products.sizes?.some((size) => sku === `${products.sku}-${size}`),
    )?.stock;
  await admin.post("/admin/inventory-items/location-levels/batch", {
    create: items.map(({ id, sku }) => ({
      inventory_item_id: id,
      location_id: placeId,
      stocked_quantity: stockOf(sku) ?? 0,
    })),
  });
}
