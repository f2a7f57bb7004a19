/** Stock of many items changed at once; the hub answers for each. */
import { IconPencil } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { body, hub } from "../data/hub.ts";
import { codeText } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { BulkAction, Outcome } from "../ui/list/bulk-action.ts";
import type { StockChoices } from "./bulk-stock-fields.tsx";

/** Loaded when something is asked. */
const Fields = lazy(async () => ({ default: (await import("./bulk-stock-fields.tsx")).BulkStockFields }));

/** Rows are named by their item and location. */
export const levelKey = (level: { readonly variantId: string; readonly locationId: string }) =>
  `${level.variantId} ${level.locationId}`;

export function useStockBulk(): readonly BulkAction[] {
  const { t } = useTranslation("inventory");
  const [choices, setChoices] = useState<StockChoices>({ kind: "adjust", units: null, reason: "" });
  const { kind, units } = choices;
  return [
    {
      id: "stock",
      icon: <IconPencil size={14} />,
      label: (count) => (count === null ? t("bulk.changeAll") : t("bulk.change", { count })),
      confirm: (count) => t("bulk.changeText", { count }),
      fields: <Fields choices={choices} onChange={setChoices} />,
      isReady: units !== null && (kind === "count" || units !== 0),
      run: (ids) => changed(ids, choices),
    },
  ];
}

async function changed(ids: readonly string[], { kind, units, reason }: StockChoices): Promise<readonly Outcome[]> {
  const of = ids.map((id) => {
    const [variantId = "", locationId = ""] = id.split(" ");
    return { variantId, locationId };
  });
  const more = reason.trim() === "" ? {} : { note: reason.trim() };
  const number = units ?? 0;
  const { results } =
    kind === "adjust"
      ? await body(
          hub.POST("/api/inventory/adjustments", {
            body: { items: of.map((item) => ({ ...item, delta: number })), ...more },
          }),
        )
      : await body(
          hub.POST("/api/inventory/counts", {
            body: { items: of.map((item) => ({ ...item, counted: number })), ...more },
          }),
        );
  return ids.flatMap((id, n) => {
    const error = results[n]?.error;
    return error ? [{ id, problem: codeText(error.code, error.message) }] : [];
  });
}
