/** Stock of many items changed at once; the hub answers for each. */
import { IconPencil } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { useTranslation } from "../i18n/translation.ts";
import type { BulkAction } from "../ui/list/bulk-action.ts";
import type { StockChoices } from "./bulk-stock-change.ts";

/** Loaded when something is asked. */
const Fields = lazy(async () => ({ default: (await import("./bulk-stock-fields.tsx")).BulkStockFields }));

/** Rows are named by their item and location. */
export const levelKey = (level: { readonly variantId: string; readonly locationId: string }) =>
  `${level.variantId} ${level.locationId}`;

const FIRST: StockChoices = { kind: "adjust", units: null, reason: "", lots: new Map() };

export function useStockBulk(): readonly BulkAction[] {
  const { t } = useTranslation("inventory");
  const [choices, setChoices] = useState(FIRST);
  const { kind, units } = choices;
  return [
    {
      id: "stock",
      icon: <IconPencil size={14} />,
      label: (count) => (count === null ? t("bulk.changeAll") : t("bulk.change", { count })),
      confirm: (count) => t("bulk.changeText", { count }),
      fields: (ids) => <Fields ids={ids} choices={choices} onChange={setChoices} />,
      isReady: units !== null && (kind === "count" || units !== 0),
      run: async (ids) => {
        const { changeStock } = await import("./bulk-stock-change.ts");
        const failed = await changeStock(ids, choices, t("bulk.lotsMissing"));
        // What is left of their lots is another number by now.
        setChoices((now) => ({ ...now, lots: new Map() }));
        return failed;
      },
    },
  ];
}
