import type { SettlementKind } from "../../../commerce/cost-kinds.ts";
import type { AmountColumn } from "../../../commerce/settlement-mapping.ts";

/** A statement's columns of amounts, each with its kind, by how their sign is read. */
export const amountColumns = (
  bySign: Readonly<Partial<Record<AmountColumn["sign"], Readonly<Record<string, SettlementKind>>>>>,
): readonly AmountColumn[] =>
  Object.entries(bySign).flatMap(([sign, kinds]) =>
    Object.entries(kinds).map(([column, kind]) => ({ column, kind, sign: sign as AmountColumn["sign"] })),
  );
