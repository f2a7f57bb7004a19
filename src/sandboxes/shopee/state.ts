/** What the emulated Shopee keeps of a shop of one region, and shares among the shops of one main account: app, tokens, pushes. */
import type { Clock } from "../../commerce/clock.ts";

/** Who carries every parcel of the sandbox. */
export const CARRIER = "SPX Express";
/** How Shopee says that there is no GTIN. */
export const NO_GTIN = "00";

export interface StoredModel {
  /** 0 stands for the item itself. */
  readonly id: number;
  sku: string;
  /** Decimal text of the shop's currency. */
  price: string;
  /** By location; "" where the shop has one number. */
  readonly stock: Map<string, number>;
  /** Units a promotion holds back. */
  reserved: number;
  tier: number[];
  /** "00": none. */
  gtin: string;
  /** Kilograms; null: the item's. */
  weight: string | null;
  /** Of a kit: what one is made of. It has no number of its own. */
  readonly components?: readonly { readonly item: number; readonly model: number; readonly quantity: number }[];
}

export interface StoredTier {
  readonly name: string;
  readonly options: readonly string[];
  /** Of each option; "": none. */
  readonly images: readonly string[];
}

/** What the Seller Centre fills in where nobody says a size. */
export const USUAL_SIZE = { package_length: 10, package_width: 10, package_height: 10 } as const;

export interface StoredItem {
  readonly id: number;
  name: string;
  description: string;
  /** The item's own SKU. */
  sku: string;
  status: string;
  category: number;
  images: string[];
  weight: string;
  dimension: { readonly package_length: number; readonly package_width: number; readonly package_height: number };
  brand: string;
  readonly createdAt: number;
  updatedAt: number;
  tiers: StoredTier[];
  models: StoredModel[];
  inPromotion: boolean;
  byShopee: boolean;
}

export interface StoredLine {
  readonly item: number;
  readonly model: number;
  readonly name: string;
  readonly modelName: string;
  readonly itemSku: string;
  readonly modelSku: string;
  readonly quantity: number;
  readonly price: string;
  readonly discounted: string;
  readonly promotion: string;
  returned: number;
}

export interface StoredPackage {
  readonly number: string;
  status: string;
  readonly lines: readonly StoredLine[];
  /** Given by us to a courier Shopee does not work with. */
  given: string;
  /** Made by Shopee some minutes after the parcel was arranged. */
  made: { readonly number: string; readonly at: number } | null;
}

export interface StoredOrder {
  readonly sn: string;
  status: string;
  readonly cod: boolean;
  readonly createdAt: number;
  updatedAt: number;
  paidAt: number;
  pickedUpAt: number;
  readonly lines: readonly StoredLine[];
  packages: StoredPackage[];
  readonly channel: number;
  readonly recipient: { readonly name: string; readonly phone: string } | null;
  readonly message: string;
  note: string;
  readonly shipping: string;
  /** Coins and vouchers Shopee bears. */
  readonly voucher: string;
  readonly advance: boolean;
  returns: string[];
  cancelReason: string;
  /** Money released to the seller at this time; 0: not yet. */
  releasedAt: number;
}

export interface StoredReturn {
  readonly sn: string;
  readonly order: string;
  status: string;
  readonly amount: string;
  updatedAt: number;
  readonly lines: readonly { readonly line: StoredLine; readonly quantity: number }[];
}

export interface State {
  readonly clock: Clock;
  readonly currency: string;
  readonly region: string;
  readonly shopId: number;
  readonly name: string;
  readonly partnerId: number;
  readonly partnerKey: string;
  readonly pushKey: string;
  /** Which of the two signs the pushes. */
  pushSignedBy: "partner" | "push";
  shopStatus: "NORMAL" | "BANNED" | "FROZEN";
  isGlobal: boolean;
  /** A cross-border shop that is not kept as global products: it has payouts in the place of a wallet. */
  isAbroad: boolean;
  /** What a cross-border shop's bank receives; absent: the shop's own currency. */
  bank?: { readonly currency: string; readonly rate: number; readonly told: string };
  consentEndsAt: number;
  /** Shops of the main account; empty: sellers sign in with the shop's own account. */
  mainAccount: { readonly id: number; readonly shops: readonly number[] } | null;
  /** The main account's further shops, by id. */
  readonly others: Map<number, State>;
  readonly access: Map<string, { readonly shop: number; endsAt: number }>;
  readonly refresh: Map<string, { readonly shops: Set<number>; endsAt: number }>;
  readonly codes: Map<string, { readonly shop?: number; readonly main?: number; readonly endsAt: number }>;
  /** Calls refused to this app's type, by path prefix. */
  readonly forbidden: Set<string>;
  readonly items: Map<number, StoredItem>;
  /** The forms pictures came in, by the id they got. */
  readonly pictures: Map<string, string>;
  readonly locations: Map<string, string>;
  readonly collections: Map<number, { name: string; readonly items: Set<number> }>;
  readonly orders: Map<string, StoredOrder>;
  readonly returns: Map<string, StoredReturn>;
  /** New items are looked at before anybody sees them. */
  reviews: boolean;
  /** What Shopee objects to, by item. */
  readonly violations: Map<number, { readonly type: string; readonly reason: string; readonly suggestion: string }>;
  /** Masks buyers as Shopee does by region and status. */
  masksBuyers: boolean;
  /** Ways a parcel can be handed over. */
  handOver: readonly ("pickup" | "dropoff" | "non_integrated")[];
  /** Offsets from here on are refused. */
  maxOffset: number;
  readonly push: { url: string; on: Set<number>; blocked: Set<number>; status: string };
  nextId(): number;
  token(): string;
  deliver(url: string, headers: Readonly<Record<string, string>>, body: string): void;
  url(): string;
  /** An empty shop under the same main account. */
  another(name: string): State;
}

export const seconds = (state: Pick<State, "clock">): number => Math.floor(state.clock.now() / 1000);

export const available = (model: StoredModel): number =>
  [...model.stock.values()].reduce((sum, units) => sum + units, 0);

export const isKit = ({ models }: StoredItem): boolean => models.some(({ components }) => components !== undefined);

/** The item and model of a SKU. */
export function bySku(state: State, sku: string): { readonly item: StoredItem; readonly model: StoredModel } {
  for (const item of state.items.values()) {
    const model = item.models.find((one) => one.sku === sku);
    if (model && !item.status.endsWith("_DELETE")) return { item, model };
  }
  throw new Error(`the sandbox's shop sells no ${sku}`);
}

export function changeStock(state: State, line: Pick<StoredLine, "item" | "model">, by: number): void {
  const item = state.items.get(line.item);
  const model = item?.models.find((one) => one.id === line.model);
  if (!item || !model) return;
  for (const { quantity, ...part } of model.components ?? []) changeStock(state, part, by * quantity);
  if (model.components) return;
  const [location = ""] = model.stock.keys();
  model.stock.set(location, (model.stock.get(location) ?? 0) + by);
  item.updatedAt = seconds(state);
}
