/** Adds an item of ours to what is packed. */
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Variant, VariantPicker } from "../ui/variant-picker.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import type { Order } from "./queries.ts";

interface Props {
  readonly order: Order;
  onClose(): void;
}

export function GiftDialog({ order, onClose }: Props) {
  const { t } = useTranslation("orders/page");
  const [variant, setVariant] = useState<Variant | null>(null);
  const [units, setUnits] = useState<number | null>(1);
  const add = useFormAction({
    run: (sku: string) =>
      body(hub.POST("/api/orders/{id}/gifts", { ...ofId(order.id), body: { sku, units: units ?? 1 } })),
    renews: [["orders"]],
    done: onClose,
    said: t("gift.said"),
  });
  return (
    <FormDialog
      help={<Help of="gift" />}
      title={t("gift.title", { number: order.number })}
      label={t("gift.label")}
      isReady={variant !== null && units !== null}
      action={add}
      onSubmit={() => variant && add.start(variant.sku)}
      onClose={onClose}
    >
      <VariantPicker label={t("gift.item")} picked={variant} onPick={setVariant} />
      <WholeNumber label={t("gift.units")} min={1} max={99} value={units} onChange={setUnits} />
      <Quiet>{t("gift.text")}</Quiet>
    </FormDialog>
  );
}
