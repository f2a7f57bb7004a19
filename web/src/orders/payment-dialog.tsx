/** Records money received for an order made here. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { minorOf } from "../i18n/amount-text.ts";
import { useFormat } from "../i18n/format.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { AmountInput } from "../ui/amount-input.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { fieldsOf } from "../ui/field.ts";
import { Radios } from "../ui/radios.tsx";
import type { DialogProps } from "./command-dialog.ts";

const SOURCES = ["buyer", "courier"] as const;
type Source = (typeof SOURCES)[number];

function SourceOf({ value, onChange }: { readonly value: Source | null; onChange(source: Source): void }) {
  const { t } = useTranslation("orders/page");
  return (
    <Radios
      label={t("payment.from")}
      description={t("payment.fromHint")}
      options={worded(SOURCES, (each) => t(`payment.${each}`))}
      value={value}
      onChange={onChange}
    />
  );
}

export function PaymentDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const { money } = useFormat();
  const outstanding = order.money.outstandingMinor ?? 0;
  const [form, setForm] = useState({ amount: "", method: "", reference: "" });
  const amountMinor = form.amount.trim() === "" ? outstanding : minorOf(form.amount, order.currency);
  const [source, setSource] = useState<Source | null>(null);
  // Couriers collect for it, and something is left to ask for after this payment.
  const isRequested = order.codState !== null && amountMinor !== null && amountMinor < outstanding;
  const record = useFormAction({
    run: (_: undefined) =>
      body(
        hub.POST("/api/orders/{id}/payments", {
          ...ofId(order.id),
          body: {
            amountMinor: amountMinor ?? 0,
            method: form.method.trim(),
            ...(isRequested && { fromCourier: source === "courier" }),
            ...(form.reference.trim() !== "" && { reference: form.reference.trim() }),
          },
        }),
      ),
    renews: [["orders"]],
    done: onClose,
    said: t("payment.said"),
  });
  const field = fieldsOf(form, (part) => setForm({ ...form, ...part }));
  return (
    <FormDialog
      help={<Help of="payment" />}
      title={t("payment.title", { number: order.number })}
      label={t("payment.label", { amount: money(amountMinor ?? 0, order.currency) })}
      isReady={
        amountMinor !== null && amountMinor > 0 && form.method.trim() !== "" && (!isRequested || source !== null)
      }
      action={record}
      onSubmit={() => record.start(undefined)}
      onClose={onClose}
    >
      <AmountInput
        label={t("payment.amount")}
        description={t("payment.outstanding", { amount: money(outstanding, order.currency) })}
        placeholder={money(outstanding, order.currency)}
        currency={order.currency}
        {...field("amount")}
      />
      {isRequested && <SourceOf value={source} onChange={setSource} />}
      <TextInput
        label={t("payment.method")}
        placeholder={t("payment.methodExample")}
        required
        maxLength={100}
        {...field.text("method")}
        data-autofocus
      />
      <TextInput label={t("payment.reference")} maxLength={200} {...field.text("reference")} dir="auto" />
    </FormDialog>
  );
}
