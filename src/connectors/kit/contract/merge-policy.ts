import type { Connector } from "./contract.ts";

/** Whether orders of a provider may share a parcel: of a marketplace nothing is known until its connector says so. */
export const mergePolicy =
  ({ connectors }: { readonly connectors: ReadonlyMap<string, Connector> }) =>
  (provider: string): "allowed" | "forbidden" | "unknown" => {
    const meta = connectors.get(provider)?.meta;
    if (!meta) return "unknown";
    return meta.mergesOrders ?? (meta.section === "marketplaces" ? "unknown" : "allowed");
  };
