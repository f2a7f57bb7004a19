import type { OrderOption } from "../../../src/commerce/order.ts";

/** What the buyer chose or typed, one below the other; plain elements, for they stand on printed pages too. */
export function OrderOptions({ options }: { readonly options: readonly OrderOption[] }) {
  return options.map(({ label, value }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an order's options never move
    <div key={index} data-option={label} style={{ fontSize: "0.8125rem", overflowWrap: "anywhere" }}>
      <bdi>{label}</bdi>: <bdi style={{ whiteSpace: "pre-wrap" }}>{value}</bdi>
    </div>
  ));
}
