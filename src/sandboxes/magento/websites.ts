import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxShop } from "../../connectors/kit/sandbox/sandbox.ts";
import type { State } from "./state.ts";

/** A second website of the shop, which is there from the moment a product is put onto it. */
export function websiteControls(
  state: State,
): Required<Pick<SandboxShop, "leaveChannel" | "joinChannel" | "isOnSaleElsewhere">> {
  const other = 2;
  const rowsOf = (key: string) => {
    const product = state.products.get(Number(key)) ?? missing("product", key);
    return [product, ...product.links.flatMap((id) => state.products.get(id) ?? [])];
  };
  const place = (key: string, websiteIds: readonly number[]) => {
    if (!state.websites.some(({ id }) => id === other))
      state.websites.push({ id: other, code: "b2b", name: "B2B", groupId: 1 });
    for (const row of rowsOf(key)) Object.assign(row, { websiteIds: [...websiteIds] });
  };
  return {
    joinChannel: (key) => place(key, [1, other]),
    leaveChannel: (key) => place(key, [other]),
    isOnSaleElsewhere: (key) => rowsOf(key).every((row) => row.status === 1 && row.websiteIds.includes(other)),
  };
}
