/** What all views share: scope, gids, money, pages, locations. */

import { connect, type PageArgs } from "../../connectors/kit/sandbox/relay.ts";
import { decimalOf } from "./figures.ts";
import { MOST } from "./limits.ts";
import type { ShopState } from "./state.ts";

export interface Scope {
  readonly state: ShopState;
  /** Bulk operations read connections whole. */
  readonly unlimited: boolean;
}

export type View = Readonly<Record<string, unknown>>;
export type Lazy = () => View | null;

export const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;

/** Decimals of MoneyV2 lose their trailing zeros but keep one place: 39.90 -> "39.9", 12.00 -> "12.0". */
function amountText(amount: string): string {
  return amount.includes(".") ? amount.replace(/(\.\d+?)0+$/, "$1") : amount;
}

export function moneyV2(amount: string, currency: string): View {
  return { amount: amountText(amount), currencyCode: currency };
}

export function bag(minor: bigint, currency: string): View {
  const money = moneyV2(decimalOf(minor, currency), currency);
  return { shopMoney: money, presentmentMoney: money };
}

export function page<Row, V>(
  scope: Scope,
  rows: readonly Row[],
  key: (row: Row) => { sort: string; id: string },
  view: (row: Row) => V,
) {
  const sorted = rows.map((row) => ({ row, ...key(row) }));
  return (args: PageArgs) => connect(sorted, args, { most: MOST, unlimited: scope.unlimited, view });
}

export const byLocation = <Row>(rows: readonly Row[]) => {
  const locations = new Map(rows.map((row, at) => [row, String(at).padStart(6, "0")]));
  return (row: Row) => ({ sort: locations.get(row) ?? "", id: locations.get(row) ?? "" });
};

export function locationView(location: { id: string; name: string; active: boolean }): View {
  return {
    __typename: "Location",
    id: gid("Location", location.id),
    legacyResourceId: location.id,
    name: location.name,
    isActive: location.active,
    isFulfillmentService: false,
  };
}

export function locationById(scope: Scope, id: string): View | null {
  const location = scope.state.locations.find((candidate) => candidate.id === id);
  return location ? locationView(location) : null;
}
