/** A supplier's name, contact and terms. */
import { Group, SimpleGrid, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { CurrencySelect } from "../ui/currency-select.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, fieldsOf } from "../ui/field.ts";
import { NoteInput } from "../ui/note-input.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";

type Supplier = Shape<"Supplier">;
const TEXTS = ["contactName", "email", "phone", "taxId"] as const;

interface Props {
  /** Null: a new one. */
  readonly supplier: Supplier | null;
  onSaved?(supplier: Supplier): void;
  onClose(): void;
}

export function SupplierDialog({ supplier, onSaved, onClose }: Props) {
  const { t } = useTranslation("purchasing");
  const { organization } = useSession();
  const [draft, setDraft] = useState({
    name: supplier?.name ?? "",
    contactName: supplier?.contactName ?? "",
    email: supplier?.email ?? "",
    phone: supplier?.phone ?? "",
    address: supplier?.address ?? "",
    taxId: supplier?.taxId ?? "",
    currency: supplier?.currency ?? organization?.currency ?? "EUR",
    paymentTerms: supplier?.paymentTerms ?? "",
    leadDays: supplier?.leadDays ?? null,
    note: supplier?.note ?? "",
    isActive: supplier?.isActive ?? true,
  });
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const save = useFormAction({
    run: () =>
      supplier === null
        ? body(hub.POST("/api/suppliers", { body: draft }))
        : body(hub.PATCH("/api/suppliers/{id}", { ...ofId(supplier.id), body: draft })),
    renews: [["suppliers"]],
    done: (saved) => {
      onClose();
      onSaved?.(saved);
    },
    said: t("supplier.saved"),
  });
  const text = (name: (typeof TEXTS)[number]) => (
    <TextInput
      key={name}
      label={t(`supplier.${name}`)}
      {...(name === "email" && { type: "email" })}
      {...(name === "phone" && { type: "tel" })}
      {...boundText(draft[name], (text) => set({ [name]: text }))}
    />
  );
  const field = fieldsOf(draft, set);
  return (
    <FormDialog
      help={<Help of="supplier" />}
      size="lg"
      title={t(supplier === null ? "newSupplier" : "supplier.edit")}
      label={t(supplier === null ? "supplier.add" : "supplier.save")}
      action={save}
      isReady={draft.name.trim() !== ""}
      onClose={onClose}
    >
      <TextInput label={t("supplier.name")} required {...field.text("name")} />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>{TEXTS.map(text)}</SimpleGrid>
      <NoteInput label={t("supplier.address")} {...field.text("address")} />
      <Group grow align="flex-start">
        <CurrencySelect label={t("supplier.currency")} {...field("currency")} />
        <WholeNumber
          label={t("supplier.leadDays")}
          description={t("supplier.leadDaysHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          min={0}
          max={730}
          {...field("leadDays")}
        />
      </Group>
      <TextInput
        label={t("supplier.paymentTerms")}
        description={t("supplier.paymentTermsHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        {...field.text("paymentTerms")}
      />
      <NoteInput minRows={1} label={t("supplier.note")} {...field.text("note")} />
      {supplier !== null && <Switch label={t("supplier.isActive")} {...field.tick("isActive")} />}
    </FormDialog>
  );
}
