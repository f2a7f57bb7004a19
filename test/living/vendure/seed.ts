/** The world of the living Vendure: countries with tax, one channel in EUR, goods with and without options, people who buy. */
import { TEST_PRODUCTS } from "../goods.ts";
import { type Api, REFUSED } from "./api.ts";

const PERMISSIONS =
  "ReadOrder CreateOrder UpdateOrder DeleteOrder ReadProduct CreateProduct UpdateProduct DeleteProduct CreateAsset ReadAsset UpdateAsset ReadCollection ReadCustomer ReadPromotion ReadSettings ReadChannel ReadStockLocation";

export const HUB = { username: "hub@shop.example", password: "hub-of-tests" } as const;
export const CHANNEL_TOKEN = "living-web";
export const SECOND_CHANNEL_TOKEN = "living-market";

type Id = { readonly id: string };
const en = (texts: object) => [{ languageCode: "en", ...texts }];

/** Makes what an empty shop lacks to sell. */
export async function seed(admin: Api): Promise<void> {
  const { zone, place } = await settings(admin);
  const made = await admin<{ items: Id[] }>("{ taxCategories { items { id } } }");
  await catalogue(admin, place, made.items[0]?.id ?? "");
  const channelIds = [
    await channel(admin, { code: "web", token: CHANNEL_TOKEN, zone, place }),
    await channel(admin, { code: "market", token: SECOND_CHANNEL_TOKEN, zone, place }),
  ];
  const role = await admin<Id>("mutation($i: CreateRoleInput!) { createRole(input: $i) { id } }", {
    i: { code: "hub", description: "Commerce hub", permissions: PERMISSIONS.split(" "), channelIds },
  });
  await admin("mutation($i: CreateAdministratorInput!) { createAdministrator(input: $i) { id } }", {
    i: { firstName: "The", lastName: "Hub", emailAddress: HUB.username, password: HUB.password, roleIds: [role.id] },
  });
}

const MONEY = { defaultCurrencyCode: "EUR", availableCurrencyCodes: ["EUR", "USD"], pricesIncludeTax: true } as const;

interface ChannelInput {
  readonly code: string;
  readonly token: string;
  readonly zone: string;
  readonly place: string;
}

/** Beside the default one, which shows the orders of all; sells everything there is, from the same stock. */
async function channel(admin: Api, { code, token, zone, place }: ChannelInput): Promise<string> {
  const { id } = await admin<Id>(
    `mutation($i: CreateChannelInput!) { createChannel(input: $i) { ... on Channel { id } ${REFUSED} } }`,
    {
      i: {
        ...MONEY,
        code,
        token,
        defaultLanguageCode: "en",
        availableLanguageCodes: ["en", "de"],
        defaultTaxZoneId: zone,
        defaultShippingZoneId: zone,
      },
    },
  );
  const all = async (list: string) => {
    const { items } = await admin<{ items: Id[] }>(`{ ${list}(options: { take: 100 }) { items { id } } }`);
    return items.map((item) => item.id);
  };
  const assign = (what: string, ids: string, values: readonly string[]) =>
    admin(`mutation($i: Assign${what}ToChannelInput!) { assign${what}ToChannel(input: $i) { id } }`, {
      i: { channelId: id, [ids]: values },
    });
  await assign("StockLocations", "stockLocationIds", [place]);
  await assign("ShippingMethods", "shippingMethodIds", await all("shippingMethods"));
  await assign("PaymentMethods", "paymentMethodIds", await all("paymentMethods"));
  await assign("Promotions", "promotionIds", await all("promotions"));
  await assign("Products", "productIds", await all("products"));
  return id;
}

/** The zone it sells in, and the stock location, where everything lies. */
async function settings(admin: Api): Promise<{ readonly zone: string; readonly place: string }> {
  const country = await admin<Id>("mutation($i: CreateCountryInput!) { createCountry(input: $i) { id } }", {
    i: { code: "DE", enabled: true, translations: en({ name: "Germany" }) },
  });
  const zone = await admin<Id>("mutation($i: CreateZoneInput!) { createZone(input: $i) { id } }", {
    i: { name: "Europe", memberIds: [country.id] },
  });
  const tax = await admin<Id>("mutation($i: CreateTaxCategoryInput!) { createTaxCategory(input: $i) { id } }", {
    i: { name: "standard", isDefault: true },
  });
  await admin("mutation($i: CreateTaxRateInput!) { createTaxRate(input: $i) { id } }", {
    i: { name: "standard 19", enabled: true, value: 19, categoryId: tax.id, zoneId: zone.id },
  });
  await admin("mutation($i: UpdateGlobalSettingsInput!) { updateGlobalSettings(input: $i) { __typename } }", {
    i: { availableLanguages: ["en", "de"], trackInventory: true },
  });
  const channels = await admin<{ items: Id[] }>("{ channels { items { id } } }");
  await admin("mutation($i: UpdateChannelInput!) { updateChannel(input: $i) { __typename } }", {
    i: {
      id: channels.items[0]?.id,
      ...MONEY,
      availableLanguageCodes: ["en", "de"],
      defaultTaxZoneId: zone.id,
      defaultShippingZoneId: zone.id,
    },
  });
  await admin("mutation($i: CreateShippingMethodInput!) { createShippingMethod(input: $i) { id } }", {
    i: {
      code: "standard",
      fulfillmentHandler: "manual-fulfillment",
      checker: { code: "default-shipping-eligibility-checker", arguments: [{ name: "orderMinimum", value: "0" }] },
      calculator: {
        code: "default-shipping-calculator",
        arguments: [
          { name: "rate", value: "490" },
          { name: "includesTax", value: "auto" },
          { name: "taxRate", value: "19" },
        ],
      },
      translations: en({ name: "Standard", description: "" }),
    },
  });
  for (const [code, automaticSettle] of [
    ["card", "true"],
    ["cash-on-delivery", "false"],
  ])
    await admin("mutation($i: CreatePaymentMethodInput!) { createPaymentMethod(input: $i) { id } }", {
      i: {
        code,
        enabled: true,
        handler: { code: "dummy-payment-handler", arguments: [{ name: "automaticSettle", value: automaticSettle }] },
        translations: en({ name: code }),
      },
    });
  await admin("mutation($i: CreatePromotionInput!) { createPromotion(input: $i) { __typename } }", {
    i: {
      enabled: true,
      couponCode: "SAVE10",
      conditions: [],
      actions: [{ code: "order_percentage_discount", arguments: [{ name: "discount", value: "10" }] }],
      translations: en({ name: "Ten off" }),
    },
  });
  const locations = await admin<{ items: Id[] }>("{ stockLocations { items { id } } }");
  return { zone: zone.id, place: locations.items[0]?.id ?? "" };
}

async function catalogue(admin: Api, place: string, taxCategoryId: string): Promise<void> {
  for (const { sku, title, price, stock, sizes } of TEST_PRODUCTS) {
    const product = await admin<Id>("mutation($i: CreateProductInput!) { createProduct(input: $i) { id } }", {
      i: {
        enabled: true,
        translations: [
          { languageCode: "en", name: title, slug: sku.toLowerCase(), description: `<p>${title}.</p>` },
          { languageCode: "de", name: `${title} (de)`, slug: `${sku}-de`.toLowerCase(), description: "<p>Gut.</p>" },
        ],
      },
    });
    const options = sizes ? await sizesOf(admin, product.id, sku, sizes) : [undefined];
    await admin("mutation($i: [CreateProductVariantInput!]!) { createProductVariants(input: $i) { id } }", {
      i: options.map((option, index) => ({
        productId: product.id,
        sku: option === undefined ? sku : `${sku}-${option.name}`,
        optionIds: option === undefined ? [] : [option.id],
        price: price + index * 100,
        taxCategoryId,
        trackInventory: "TRUE",
        stockLevels: [{ stockLocationId: place, stockOnHand: stock }],
        translations: en({ name: option === undefined ? title : `${title} ${option.name}` }),
      })),
    });
  }
}

async function sizesOf(admin: Api, productId: string, sku: string, sizes: readonly string[]) {
  const group = await admin<Id & { readonly options: readonly (Id & { readonly name: string })[] }>(
    "mutation($i: CreateProductOptionGroupInput!) { createProductOptionGroup(input: $i) { id options { id name } } }",
    {
      i: {
        code: `${sku}-size`.toLowerCase(),
        translations: en({ name: "Size" }),
        options: sizes.map((size) => ({ code: size.toLowerCase(), translations: en({ name: size }) })),
      },
    },
  );
  await admin("mutation($p: ID!, $g: ID!) { addOptionGroupToProduct(productId: $p, optionGroupId: $g) { id } }", {
    p: productId,
    g: group.id,
  });
  return group.options;
}
