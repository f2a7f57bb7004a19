/** The captured shop's books before the first call, its orders by id, and what the emulator answers otherwise. */
import type { MagentoSandbox } from "./index.ts";
import { newIntegration } from "./integrations.ts";
import { removeShirts } from "./sets.ts";

const PART = "the capture shows a part of the answer only";
const SIGNED_AS_SENT =
  "was signed with the path as sent, which the shop refuses; replayed with the connector's signature";
const UNLOGGED = "rests on a step the capture does not hold";
const NOT_EMULATED = "a route, or a part of one, that the connector never uses";

/** Calls the emulator answers otherwise, knowingly. */
export const ON_PURPOSE: readonly (readonly [calls: RegExp, reason: string])[] = [
  [/^01 (catalog-only-modules|accept-xml)$/, PART],
  [
    /^01 post-(without|form)-content-type$/,
    "a body that counts as a form; the connector sends JSON, and so does the replay",
  ],
  [/^03 sources-fresh$/, "the emulated shop has its three sources from the start"],
  [/^04 move-list-after$/, PART],
  [/^05 attributes-user-defined$/, "the shop lists an attribute it came with; the emulated one has only those made"],
  [/^06 odd-(\d+-path|double-encoded)$/, SIGNED_AS_SENT],
  [/^06 odd-(15|double)/, "a SKU that holds %2F: no signature passes"],
  [/^06 create-sku-spaces$/, "with blanks around the SKU the answer has two more lists; the connector trims"],
  [/^06 rename-post-with-id$/, "names a product by a number of the captured shop"],
  [/^08 fields-unknown$/, "the shop answers an empty list for each row; nobody asks for fields that do not exist"],
  [/^(10 put-product-|11 tier-prices-put-product-)/, PART],
  [/^10 add-wrong-type$/, "the replay sends one picture for all that the captures describe"],
  [/^11 tier-prices-replace$/, NOT_EMULATED],
  [/^12 501-rows$/, "the capture describes the body instead of holding it"],
  [/^14 rule-get(-after-partial)?$/, UNLOGGED],
  [/^14 validate-(FREESHIP|GIFT-VZIG-I7P1-8S70|HUB-OWN-1)$/, "of the rules in carts those in percent are played"],
  [/^14 coupon-on-empty-cart$/, UNLOGGED],
  [/^15 (guest\/add-item-1|guest\/shipping-information|get-order)$/, "configurable products in carts are not emulated"],
  [/^15 (list-order-items|raw-order)$/, NOT_EMULATED],
  [/^15 customer-order-read$/, "an order of a customer's own cart; the connector places orders of guests"],
  [/^15 partial-save-ext-order-id$/, "the capture counts the items instead of holding them"],
  [/^17 refund-too-many$/, "the product has another name here"],
  [/^18 g-/, UNLOGGED],
  [/^19 list-one-full$/, "the captured order used a coupon in its cart"],
];

/** A fresh shop with sources in Amsterdam and Cairo, its own stock for the website, its rules, and a database without emoji. */
export function prepare({ shop, state }: MagentoSandbox): void {
  for (const code of ["SAVE10", "A/B 1+2"]) shop.addDiscount?.({ code, kind: "percent", value: "10" });
  shop.addDiscount?.({ code: "OLD10", kind: "percent", value: "10", expired: true });
  shop.addDiscount?.({ code: "OVER50", kind: "percent", value: "10", minimum: "50" });
  removeShirts(state);
  state.keepsEmoji = false;
  state.taxPercent = 21;
  state.stocks.splice(0, 1, { id: 1, name: "Default Stock", websites: [] });
  state.stocks.push({ id: 2, name: "EU stock", websites: ["base"] });
  state.sources.push(
    { code: "ams_wh", name: "Amsterdam", enabled: true },
    { code: "cai_wh", name: "Cairo", enabled: true },
  );
  state.links.splice(
    0,
    state.links.length,
    { stockId: 2, source: "ams_wh", priority: 1 },
    { stockId: 2, source: "cai_wh", priority: 2 },
  );
  state.integrations.push(
    newIntegration("catalogue", new Set(["Magento_Catalog::products", "Magento_Catalog::categories"])),
  );
  state.integrations.push({ ...newIntegration("revoked"), active: false });
}
