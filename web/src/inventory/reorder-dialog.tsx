/** From how few on a variant counts as low at a location, and how many are ordered then. */
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";

const wholeOr = (value: number | string): number | null => (typeof value === "number" ? value : null);

export function ReorderDialog({ level, onClose }: { readonly level: Shape<"Level">; onClose(): void }) {
  const { t } = useTranslation("inventory");
  const [point, setPoint] = useState<number | string>(level.reorderPoint ?? "");
  const [quantity, setQuantity] = useState<number | string>(level.reorderQuantity ?? "");
  const save = useFormAction({
    run: () =>
      body(
        hub.PUT("/api/inventory/levels/{variantId}/{locationId}/reorder", {
          params: { path: { variantId: level.variantId, locationId: level.locationId } },
          body: { reorderPoint: wholeOr(point), reorderQuantity: wholeOr(quantity) },
        }),
      ),
    renews: [["inventory"]],
    done: onClose,
    said: t("reorder.done"),
  });
  return (
    <FormDialog
      help={<Help of="reorder_point" />}
      title={`${t("reorder.title")}: ${level.sku}, ${level.locationName}`}
      action={save}
      onClose={onClose}
    >
      <NumberInput
        label={t("reorder.point")}
        description={t("reorder.pointHelp")}
        value={point}
        onChange={setPoint}
        min={0}
        allowDecimal={false}
        data-autofocus
      />
      <NumberInput
        label={t("reorder.quantity")}
        description={t("reorder.quantityHelp")}
        value={quantity}
        onChange={setQuantity}
        min={1}
        allowDecimal={false}
      />
    </FormDialog>
  );
}
