/** Resources as the shop prints them (captures of a running 2.1.6). */
import type { Json } from "../../commerce/product.ts";
import type {
  Administrator,
  State,
  StoredChannel,
  StoredCoupon,
  StoredOption,
  StoredProduct,
  StoredPromotion,
  StoredTaxon,
  StoredVariant,
} from "./state.ts";
import { iri, LOCALE, local } from "./state.ts";

type Fields = Readonly<Record<string, Json>>;

/** PHP prints an empty map as a list. */
function map(entries: readonly (readonly [string, Json])[]): Json {
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

export function administratorView(admin: Administrator, createdAt: number): Fields {
  return {
    "@id": iri("administrators", admin.id),
    "@type": "Administrator",
    firstName: "Hub",
    lastName: "Robot",
    localeCode: LOCALE,
    avatar: null,
    id: admin.id,
    username: admin.username,
    lastLogin: local(admin.lastLogin),
    verifiedAt: null,
    email: admin.email,
    createdAt: local(createdAt),
    updatedAt: local(admin.lastLogin ?? createdAt),
    enabled: admin.enabled,
  };
}

export function channelView(channel: StoredChannel): Fields {
  return {
    "@id": iri("channels", channel.code),
    "@type": "Channel",
    baseCurrency: iri("currencies", channel.currency),
    defaultLocale: iri("locales", LOCALE),
    defaultTaxZone: null,
    taxCalculationStrategy: "order_items_based",
    currencies: [iri("currencies", channel.currency)],
    locales: (channel.locales ?? [LOCALE]).map((code) => iri("locales", code)),
    countries: [],
    themeName: null,
    contactEmail: "contact@shop.example",
    contactPhoneNumber: null,
    skippingShippingStepAllowed: false,
    skippingPaymentStepAllowed: false,
    accountVerificationRequired: false,
    shippingAddressInCheckoutRequired: false,
    shopBillingData: null,
    menuTaxon: null,
    channelPriceHistoryConfig: {
      "@type": "ChannelPriceHistoryConfig",
      lowestPriceForDiscountedProductsCheckingPeriod: 30,
      lowestPriceForDiscountedProductsVisible: true,
      taxonsExcludedFromShowingLowestPrice: [],
    },
    code: channel.code,
    name: channel.name,
    description: null,
    hostname: channel.hostname,
    color: "#19b41b",
    enabled: true,
  };
}

export function taxCategoryView(code: string, index: number): Fields {
  return {
    "@id": iri("tax-categories", code),
    "@type": "TaxCategory",
    id: index + 1,
    code,
    name: code,
    description: null,
    createdAt: "2026-01-01 00:00:00",
    updatedAt: "2026-01-01 00:00:00",
  };
}

export function taxRateView({ code, category, includedInPrice }: State["taxRates"][number], index: number): Fields {
  return {
    "@id": iri("tax-rates", code),
    "@type": "TaxRate",
    zone: iri("zones", "EU"),
    id: index + 1,
    code,
    category: iri("tax-categories", category),
    name: code,
    amount: 0.21,
    includedInPrice,
    calculator: "default",
    startDate: null,
    endDate: null,
    createdAt: "2026-01-01 00:00:00",
    updatedAt: "2026-01-01 00:00:00",
  };
}

export function countryView([code, provinces]: readonly [string, readonly string[]], index: number): Fields {
  return {
    "@id": iri("countries", code),
    "@type": "Country",
    id: index + 1,
    code,
    provinces: provinces.map((province) => `${iri("countries", code)}/provinces/${province}`),
    enabled: true,
    name: code,
  };
}

export function productView(state: State, product: StoredProduct): Fields {
  const own = iri("products", product.code);
  const variants = [...state.variants.values()].filter((variant) => variant.product === product.code);
  const links = [...state.productTaxons].filter(([, link]) => link.product === product.code);
  return {
    "@id": own,
    "@type": "Product",
    variantSelectionMethod: "choice",
    productTaxons: links.map(([id]) => iri("product-taxons", id)),
    channels: product.channels.map((code) => iri("channels", code)),
    mainTaxon: product.mainTaxon === null ? null : iri("taxons", product.mainTaxon),
    reviews: [],
    averageRating: 0,
    images: [],
    id: product.id,
    code: product.code,
    attributes: [],
    variants: variants.map((variant) => iri("product-variants", variant.code)),
    options: product.options.map((code) => iri("product-options", code)),
    associations: [],
    createdAt: local(product.createdAt),
    updatedAt: local(product.updatedAt),
    enabled: product.enabled,
    translations: map(
      [...product.texts].map(([locale, text], index) => [
        locale,
        {
          "@id": `${own}/translations/${locale}`,
          "@type": "ProductTranslation",
          shortDescription: null,
          id: product.id * 10 + index,
          name: text.name,
          slug: text.slug,
          description: text.description,
          metaKeywords: null,
          metaDescription: null,
        },
      ]),
    ),
  };
}

export function variantView(variant: StoredVariant): Fields {
  const own = iri("product-variants", variant.code);
  return {
    "@id": own,
    "@type": "ProductVariant",
    onHold: variant.onHold,
    onHand: variant.onHand,
    tracked: variant.tracked,
    weight: variant.weight,
    width: null,
    height: null,
    depth: null,
    taxCategory: variant.taxCategory === null ? null : iri("tax-categories", variant.taxCategory),
    shippingCategory: null,
    channelPricings: map(
      [...variant.pricings].map(([channel, pricing]) => [
        channel,
        {
          "@id": `${own}/channel-pricings/${channel}`,
          "@type": "ChannelPricing",
          ...pricing,
          lowestPriceBeforeDiscount: null,
        },
      ]),
    ),
    shippingRequired: true,
    code: variant.code,
    product: iri("products", variant.product),
    optionValues: variant.optionValues,
    position: variant.position,
    createdAt: local(variant.createdAt),
    updatedAt: local(variant.updatedAt),
    enabled: variant.enabled,
    translations: map(
      [...variant.names].map(([locale, name]) => [
        locale,
        { "@id": `${own}/translations/${locale}`, "@type": "ProductVariantTranslation", name },
      ]),
    ),
  };
}

export function optionView(option: StoredOption, now: number): Fields {
  const own = iri("product-options", option.code);
  return {
    "@id": own,
    "@type": "ProductOption",
    code: option.code,
    position: 0,
    values: option.values.map((value) => `${own}/values/${value.code}`),
    createdAt: local(now),
    updatedAt: local(now),
    translations: {
      [LOCALE]: {
        "@id": `${own}/translations/${LOCALE}`,
        "@type": "ProductOptionTranslation",
        name: option.name,
      },
    },
    name: option.name,
  };
}

export function optionValueView(option: StoredOption, value: StoredOption["values"][number]): Fields {
  const own = `${iri("product-options", option.code)}/values/${value.code}`;
  return {
    "@id": own,
    "@type": "ProductOptionValue",
    code: value.code,
    option: iri("product-options", option.code),
    translations: {
      [LOCALE]: {
        "@id": `${own}/translations/${LOCALE}`,
        "@type": "ProductOptionValueTranslation",
        value: value.value,
      },
    },
    value: value.value,
  };
}

export function taxonView(state: State, taxon: StoredTaxon): Fields {
  const children = [...state.taxons.values()].filter((one) => one.parent === taxon.code);
  return {
    "@id": iri("taxons", taxon.code),
    "@type": "Taxon",
    images: [],
    id: taxon.id,
    code: taxon.code,
    parent: taxon.parent === null ? null : iri("taxons", taxon.parent),
    children: children.map((one) => iri("taxons", one.code)),
    position: taxon.position,
    translations: map(
      [...taxon.texts].map(([locale, text], index) => [
        locale,
        {
          "@id": `${iri("taxon", taxon.code)}/translations/${locale}`,
          "@type": "TaxonTranslation",
          id: taxon.id * 10 + index,
          name: text.name,
          slug: text.slug,
          description: text.description,
        },
      ]),
    ),
    enabled: true,
  };
}

export function promotionView(promotion: StoredPromotion): Fields {
  const own = iri("promotions", promotion.code);
  return {
    "@id": own,
    "@type": "Promotion",
    channels: [iri("channels", "WEB")],
    id: promotion.id,
    code: promotion.code,
    name: promotion.code,
    description: null,
    priority: promotion.id,
    exclusive: false,
    usageLimit: null,
    used: 0,
    startsAt: null,
    endsAt: null,
    couponBased: true,
    coupons: promotion.coupons.map((coupon) => `${own}/coupons/${coupon.code}`),
    rules: promotion.rules,
    actions: promotion.actions,
    appliesToDiscounted: true,
    archivedAt: null,
    createdAt: local(promotion.createdAt),
    updatedAt: local(promotion.createdAt),
    translations: {
      [LOCALE]: { "@id": `${own}/translations/${LOCALE}`, "@type": "PromotionTranslation", label: promotion.code },
    },
  };
}

export function couponView(promotion: StoredPromotion, coupon: StoredCoupon): Fields {
  return {
    "@id": `${iri("promotions", promotion.code)}/coupons/${coupon.code}`,
    "@type": "PromotionCoupon",
    perCustomerUsageLimit: null,
    reusableFromCancelledOrders: true,
    code: coupon.code,
    usageLimit: coupon.usageLimit,
    used: coupon.used,
    promotion: iri("promotions", promotion.code),
    expiresAt: local(coupon.expiresAt),
    createdAt: local(coupon.createdAt),
    updatedAt: local(coupon.createdAt),
  };
}
