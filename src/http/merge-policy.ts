import type { PolicyOf } from "../hub/merging/candidates.ts";
import type { Deps } from "./deps.ts";

/** Whether orders of a provider may share a parcel: of a marketplace nothing is known until its connector says so. */
export const mergePolicy =
  ({ connectors }: Pick<Deps, "connectors">): PolicyOf =>
  (provider) => {
    const meta = connectors.get(provider)?.meta;
    if (!meta) return "unknown";
    return meta.mergesOrders ?? (meta.section === "marketplaces" ? "unknown" : "allowed");
  };
