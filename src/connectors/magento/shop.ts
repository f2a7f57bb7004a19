/** What is known of the shop an open connection speaks to. */
import type { Json } from "../../commerce/product.ts";
import type { ConnectionInfo } from "../kit/contract/contract.ts";

export interface ShopFacts {
  readonly website: string;
  readonly websiteId: number;
  /** Store views of the website; orders are told by view. */
  readonly storeIds: readonly number[];
  /** True when orders of other websites have to be kept out. */
  readonly hasOtherWebsites: boolean;
  /** The view carts are filled in. */
  readonly storeView: string;
  readonly currency: string;
  /** Stores whose price rows are this website's: 0 (all) unless the shop keeps prices per website. The default view first. */
  readonly priceStoreIds: readonly number[];
  readonly timeZone: string;
  readonly weightUnit: "lbs" | "kgs";
  readonly mediaUrl: string;
  readonly rootCategoryId: number;
  /** False: the modules of multi-source inventory are removed, and each SKU has one number. */
  readonly hasSources: boolean;
  /** What the website sells from. */
  readonly stockId: number;
  /** Sources linked to that stock. */
  readonly sources: readonly string[];
  readonly attributeSetId: number;
  readonly isCloudService: boolean;
  readonly hasGiftCards: boolean;
  /** The view texts are read from and written to; "all" is the global value. */
  readonly textView: string;
  readonly codMethods: readonly string[];
  readonly barcodeAttribute: string;
  /** The source parcels leave from; "" asks the shop's own rule. */
  readonly shipFrom: string;
  readonly usesQueue: boolean;
  readonly shippingMethod: string;
  readonly paymentMethod: string;
}

export function shopOf({ facts, settings }: ConnectionInfo): ShopFacts {
  const text = (value: Json | undefined, otherwise = "") =>
    typeof value === "string" && value.trim() !== "" ? value.trim() : otherwise;
  const number = (value: Json | undefined, otherwise = 0) => (typeof value === "number" ? value : otherwise);
  const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
  return {
    website: text(facts.website),
    websiteId: number(facts.websiteId, 1),
    storeIds: list(facts.storeIds).map(Number),
    hasOtherWebsites: facts.hasOtherWebsites === true,
    storeView: text(facts.storeView, "default"),
    currency: text(facts.currency, "USD"),
    priceStoreIds: Array.isArray(facts.priceStoreIds) ? facts.priceStoreIds.map(Number) : [0],
    timeZone: text(facts.timeZone, "UTC"),
    weightUnit: facts.weightUnit === "kgs" ? "kgs" : "lbs",
    mediaUrl: text(facts.mediaUrl),
    rootCategoryId: number(facts.rootCategoryId, 2),
    hasSources: facts.hasSources !== false,
    stockId: number(facts.stockId, 1),
    sources: list(facts.sources).map(String),
    attributeSetId: number(facts.attributeSetId, 4),
    isCloudService: settings.authMode === "ims",
    hasGiftCards: settings.authMode === "ims" || facts.hasGiftCards === true,
    textView: text(settings.storeCode, "all"),
    codMethods: text(settings.codMethods, "cashondelivery")
      .split(",")
      .map((code) => code.trim())
      .filter((code) => code !== ""),
    barcodeAttribute: text(settings.barcodeAttribute),
    shipFrom: text(settings.shipFrom),
    usesQueue: settings.stockTransport === "queue",
    shippingMethod: text(settings.shippingMethod, "flatrate_flatrate"),
    paymentMethod: text(settings.paymentMethod, "checkmo"),
  };
}
