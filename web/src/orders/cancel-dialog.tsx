/** Cancels an order: why, what becomes of the stock and of the money. */
import { Checkbox, Text } from "@mantine/core";
import { useState } from "react";
import { CANCEL_REASONS, type CancelReason } from "../../../src/commerce/order-command.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { Radios } from "../ui/radios.tsx";
import { useCommand } from "./command.ts";
import type { DialogProps } from "./command-dialog.ts";
import { Warnings } from "./warnings.tsx";

const MONEY = ["none", "book", "pay"] as const;

export function CancelDialog({ order, warnings, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { money } = useFormat();
  const { may } = useSession();
  // Units that left are not back because the order is cancelled.
  const hasShipped = order.lines.some((line) => line.fulfilledQuantity > 0);
  const [reason, setReason] = useState<CancelReason>("customer");
  const [isRestocked, setRestocked] = useState(!hasShipped);
  const [isReported, setNotifies] = useState(false);
  const [note, setNote] = useState("");
  const [refund, setRefund] = useState<(typeof MONEY)[number]>("none");
  const paid = (order.money.paidMinor ?? 0) - order.money.refundedMinor;
  const cancel = useCommand(order, {
    run: () =>
      body(
        hub.POST("/api/orders/{id}/cancel", {
          ...ofId(order.id),
          body: {
            reason,
            restock: isRestocked,
            notifyCustomer: isReported,
            refund,
            ...(note.trim() !== "" && { note: note.trim() }),
          },
        }),
      ),
    done: onClose,
  });
  return (
    <FormDialog
      help={<Help of="cancel_order" />}
      isDestructive
      title={t("cancel.title", { number: order.number })}
      label={t("cancel.label", { number: order.number })}
      closeLabel={t("cancel.keep")}
      action={cancel}
      onClose={onClose}
    >
      <Text size="sm">{t("cancel.text", { store: order.storeName ?? ofOrders("here") })}</Text>
      <OneOf
        label={t("cancel.reason")}
        options={worded(CANCEL_REASONS, (value) => t(`cancel.reasons.${value}`))}
        value={reason}
        onChange={setReason}
      />
      <Checkbox
        label={t("cancel.restock")}
        description={t(hasShipped ? "cancel.restockShipped" : "cancel.restockHelp")}
        {...boundTick(isRestocked, setRestocked)}
      />
      {may("refund") && paid > 0 && (
        <Radios
          label={t("cancel.money", { amount: money(paid, order.currency) })}
          options={worded(MONEY, (value) => t(`cancel.moneys.${value}`))}
          value={refund}
          onChange={setRefund}
        />
      )}
      <Checkbox label={t("notify")} {...boundTick(isReported, setNotifies)} />
      <NoteInput label={t("cancel.note")} {...boundText(note, setNote)} />
      <Warnings warnings={warnings} />
    </FormDialog>
  );
}
