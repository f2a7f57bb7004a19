/** Corrects where an order goes to. */
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { countries } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { Quiet } from "../ui/quiet.tsx";
import { AddressFields } from "./address-fields.tsx";
import type { DialogProps } from "./command-dialog.ts";
import { addressOf } from "./new-order-draft.ts";

const PERSON = ["name", "company", "phone"] as const;

function typedOf({ shippingAddress, contact }: DialogProps["order"]): Readonly<Record<string, string>> {
  const person = PERSON.flatMap((part) => {
    const value = shippingAddress?.[part] ?? (part === "company" ? undefined : contact[part]);
    return typeof value === "string" ? [[part, value]] : [];
  });
  return { ...Object.fromEntries(person), ...addressOf(shippingAddress ?? {}) };
}

const filled = (address: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(address).filter(([, text]) => text.trim() !== ""));

export function AddressDialog({ order, onClose }: DialogProps) {
  const { t } = useTranslation("orders/page");
  const [address, setAddress] = useState(() => typedOf(order));
  const { line1 = "", country = "" } = address;
  const correct = useFormAction({
    run: (_: undefined) =>
      body(
        hub.PUT("/api/orders/{id}/shipping-address", {
          ...ofId(order.id),
          body: { ...filled(address), line1, country },
        }),
      ),
    renews: [["orders"]],
    done: onClose,
    said: t("address.said"),
  });
  return (
    <FormDialog
      help={<Help of="delivery_address" />}
      title={t("address.title", { number: order.number })}
      label={t("address.save")}
      isReady={line1.trim() !== "" && countries.includes(country)}
      action={correct}
      onSubmit={() => correct.start(undefined)}
      onClose={onClose}
    >
      <Quiet>{t(order.storeId === null ? "address.hintHere" : "address.hint")}</Quiet>
      {PERSON.map((part) => (
        <TextInput
          key={part}
          label={t(part === "company" ? "address.company" : `person.${part}`)}
          {...boundText(address[part] ?? "", (text) => setAddress({ ...address, [part]: text }))}
          maxLength={part === "phone" ? 50 : 500}
        />
      ))}
      <AddressFields address={address} onChange={setAddress} />
    </FormDialog>
  );
}
