/** Who an order made by hand is for: somebody known, found and filled in, or somebody new. */
import { Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { CustomerPicker, type Found } from "../customers/customer-picker.tsx";
import { customerQuery } from "../customers/queries.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { fieldsOf } from "../ui/field.ts";
import { AddressFields } from "./address-fields.tsx";
import { addressOf, type OrderDraft, wrongIn } from "./new-order-draft.ts";

interface Props {
  readonly draft: OrderDraft;
  /** It was asked to be made: what is wrong is told without waiting for the field to be left. */
  readonly isTried: boolean;
  /** What the hub said of single fields. */
  readonly refused: Readonly<Record<string, string>>;
  onChange(change: Partial<OrderDraft>): void;
}

export function Whose({ draft, isTried, refused, onChange }: Props) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const client = useQueryClient();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const wrong = wrongIn(draft);
  const errorOf = (name: "email" | "country", sentAs: string) =>
    wrong[name] && (isTried || left.has(name)) ? t(`new.wrong.${name}`) : refused[sentAs];
  const leave = (name: string) => setLeft((before) => new Set(before).add(name));
  const take = useAction({
    run: async ({ id, name, email, phone }: Found) => {
      onChange({ name: name ?? "", email: email ?? "", phone: phone ?? "" });
      const { addresses } = await client.fetchQuery(customerQuery(id));
      const last = addresses.find(({ kind }) => kind === "shipping") ?? addresses[0];
      if (last) onChange({ address: addressOf(last.address) });
    },
  });
  const field = fieldsOf(draft, onChange);
  return (
    <>
      <Card title={ofOrders("columns.customer")}>
        <Stack gap="sm">
          <CustomerPicker label={t("new.known")} onChoose={take.start} />
          <TextInput label={t("person.name")} {...field.text("name")} maxLength={200} />
          <TextInput
            type="email"
            label={t("person.email")}
            {...field.text("email")}
            error={errorOf("email", "contact.email")}
            onBlur={() => leave("email")}
            styles={{ input: { direction: "ltr" } }}
          />
          <TextInput
            type="tel"
            label={t("person.phone")}
            {...field.text("phone")}
            maxLength={50}
            error={refused["contact.phone"]}
            styles={{ input: { direction: "ltr" } }}
          />
        </Stack>
      </Card>
      <Card title={t("person.shipping")}>
        <Stack gap="sm">
          <AddressFields
            address={draft.address}
            countryError={errorOf("country", "shippingAddress.country")}
            onChange={(address) => onChange({ address })}
          />
        </Stack>
      </Card>
    </>
  );
}
