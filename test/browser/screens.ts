/** Every screen of the dashboard, as axe looks at it and as `npm run screens` draws it. One entry a screen. */
import type { Page } from "playwright-core";
import type { ConnectedShop } from "../../demo/connect.ts";
import type { Seller } from "../../demo/seller.ts";

/** What the screens are drawn of: two stores with products and orders. */
export interface Shown {
  readonly seller: Seller;
  readonly stores: readonly ConnectedShop[];
}

export interface Screen {
  /** Name of its picture. */
  readonly name: string;
  /** Its address; ids come from the hub. */
  path(shown: Shown): string | Promise<string>;
  /** Seen as soon as it stands: a selector. */
  readonly ready: string;
  /** What a person does first: opens a tab or a dialog. */
  before?(page: Page): Promise<void>;
  /** True: drawn for people who are not signed in. */
  readonly isOutside?: boolean;
}

export const screens: readonly Screen[] = [
  { name: "sign-in", path: () => "/sign-in", ready: "input[type=email]", isOutside: true },
  { name: "sign-up", path: () => "/sign-up", ready: "input[type=email]", isOutside: true },
  { name: "orders", path: () => "/orders", ready: "[data-row]" },
];
