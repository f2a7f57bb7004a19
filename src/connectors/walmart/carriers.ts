/** Carriers as the description of shippingUpdates lists them: a name that is not on it goes with a link (sheet section 5.1). */
const LISTED = [
  ...["UPS", "USPS", "FedEx", "Airborne", "OnTrac", "DHL Ecommerce - US", "DHL", "LS", "UDS", "UPSMI", "FDX", "PILOT"],
  ...["ESTES", "SAIA", "FDS Express", "Seko Worldwide", "HIT Delivery", "FEDEXSP", "RL Carriers"],
  ...["Metropolitan Warehouse & Delivery", "China Post", "YunExpress", "Yellow Freight Sys", "AIT Worldwide Logistics"],
  ...["Chukou1", "Sendle", "Landmark Global", "Sunyou", "Yanwen", "4PX", "GLS", "OSM Worldwide", "FIRST MILE"],
  ...["AM Trucking", "CEVA", "India Post", "SF Express", "CNE", "TForce Freight", "AxleHire"],
] as const;

const plain = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");

const BY_PLAIN: ReadonlyMap<string, string> = new Map(LISTED.map((name) => [plain(name), name]));

export interface Parcel {
  readonly carrier?: string | undefined;
  readonly trackingUrl?: string | undefined;
}

/** Null where neither the list nor a link tells who carries it. */
export function carrierOf({ carrier, trackingUrl }: Parcel): { readonly [name: string]: string } | null {
  const listed = BY_PLAIN.get(plain(carrier ?? ""));
  if (listed !== undefined) return { carrier: listed };
  return carrier === undefined || trackingUrl === undefined ? null : { otherCarrier: carrier };
}
