/**
 * Carriers the hub's couriers book with, by the names couriers tell: those of Velocity and Shippo (section 1 of their
 * sheets). A channel that has words of its own for carriers has a table over all of them; other channels take the name.
 */
export const LISTED_CARRIERS = [
  "Amazon Transportation",
  "Aramex",
  "Asendia",
  "Australia Post",
  "Blitz",
  "Bluedart",
  "Canada Post",
  "Chronopost",
  "Colissimo",
  "Correos",
  "CouriersPlease",
  "DHL",
  "DHL eCommerce",
  "DHL Express",
  "DPD DE",
  "DPD UK",
  "DTDC",
  "Delhivery",
  "Deutsche Post",
  "Ekart",
  "Evri",
  "FedEx",
  "Mondial Relay",
  "Pikndel",
  "Poste Italiane",
  "Royal Mail",
  "Sendle",
  "Shadowfax",
  "UPS",
  "USPS",
  "XpressBees",
] as const;
export type ListedCarrier = (typeof LISTED_CARRIERS)[number];

/** A channel's own word for each carrier; null: it has none, the parcel goes by the carrier's name and link. */
export type CarrierNames = Readonly<Record<ListedCarrier, string | null>>;

/** A table of the carriers a channel has words for; all others are known to have none. */
export const carrierNames = (own: Partial<Record<ListedCarrier, string>>): CarrierNames =>
  Object.fromEntries(LISTED_CARRIERS.map((carrier) => [carrier, own[carrier] ?? null])) as Record<
    ListedCarrier,
    string | null
  >;

const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
const byPlainName = new Map<string, ListedCarrier>(LISTED_CARRIERS.map((carrier) => [plain(carrier), carrier]));

/** The channel's own word for a carrier however it is written, "canadapost" or "Canada Post"; null: it goes by its name. */
export function carrierWord(names: CarrierNames, carrier: string | undefined): string | null {
  const cached = byPlainName.get(plain(carrier ?? ""));
  return cached === undefined ? null : names[cached];
}
