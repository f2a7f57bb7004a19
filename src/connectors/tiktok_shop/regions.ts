/** The markets of TikTok Shop and what differs between them (sheet sections 1 and 5). */

export interface Region {
  readonly currency: string;
  /**
   * How a parcel with the seller's own carrier is told: `order` marks lines of an order as shipped, `package` ships the
   * package that exists since the payment.
   */
  readonly ships: "order" | "package";
}

const REGIONS: Readonly<Record<string, Region>> = {
  US: { currency: "USD", ships: "order" },
  GB: { currency: "GBP", ships: "order" },
  DE: { currency: "EUR", ships: "order" },
  FR: { currency: "EUR", ships: "order" },
  IT: { currency: "EUR", ships: "order" },
  ES: { currency: "EUR", ships: "order" },
  IE: { currency: "EUR", ships: "order" },
  JP: { currency: "JPY", ships: "order" },
  BR: { currency: "BRL", ships: "package" },
  MX: { currency: "MXN", ships: "package" },
  ID: { currency: "IDR", ships: "package" },
  MY: { currency: "MYR", ships: "package" },
  PH: { currency: "PHP", ships: "package" },
  SG: { currency: "SGD", ships: "package" },
  TH: { currency: "THB", ships: "package" },
  VN: { currency: "VND", ships: "package" },
};

/** Undefined for a market newer than this connector. */
export function regionOf(code: unknown): Region | undefined {
  return typeof code === "string" ? REGIONS[code] : undefined;
}

/** The category tree listings of a market hang on; v2 is the American one. */
export const categoryVersionOf = (code: unknown): "v1" | "v2" => (code === "US" ? "v2" : "v1");
