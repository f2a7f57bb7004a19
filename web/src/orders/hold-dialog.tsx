/** Puts an order on hold. */
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { DialogProps } from "./command-dialog.ts";
import { FIRST_HOLD, holdRequest, isHoldReady } from "./hold-draft.ts";
import { HoldFields } from "./hold-fields.tsx";

export function HoldDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const { zone } = useFormat();
  const [draft, setDraft] = useState(FIRST_HOLD);
  const hold = useFormAction({
    run: (_: undefined) =>
      body(hub.POST("/api/orders/{id}/hold", { ...ofId(order.id), body: holdRequest(draft, zone) })),
    renews: [["orders"]],
    done: onClose,
    said: t("hold.said", { number: order.number }),
  });
  return (
    <FormDialog
      help={<Help of="hold" />}
      title={t("hold.title", { number: order.number })}
      label={t("hold.label")}
      isReady={isHoldReady(draft)}
      action={hold}
      onSubmit={() => hold.start(undefined)}
      onClose={onClose}
    >
      <Quiet>{t("hold.hint")}</Quiet>
      <HoldFields draft={draft} set={(part) => setDraft((now) => ({ ...now, ...part }))} />
    </FormDialog>
  );
}
