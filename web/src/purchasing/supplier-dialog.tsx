/** A supplier's name, contact and terms. */
import { Group, NumberInput, Select, SimpleGrid, Switch, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { currencyChoices } from "../i18n/choices.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";

type Supplier = Shape<"Supplier">;
const TEXTS = ["contactName", "email", "phone", "taxId"] as const;

interface Props {
  /** Null: a new one. */
  readonly supplier: Supplier | null;
  onSaved?(supplier: Supplier): void;
  onClose(): void;
}

export function SupplierDialog({ supplier, onSaved, onClose }: Props) {
  const { t, language } = useTranslation("purchasing");
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
      body(
        supplier === null
          ? hub.POST("/api/suppliers", { body: draft })
          : hub.PATCH("/api/suppliers/{id}", { params: { path: { id: supplier.id } }, body: draft }),
      ),
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
      value={draft[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
    />
  );
  return (
    <FormDialog
      size="lg"
      title={t(supplier === null ? "newSupplier" : "supplier.edit")}
      label={t(supplier === null ? "supplier.add" : "supplier.save")}
      action={save}
      isReady={draft.name.trim() !== ""}
      onClose={onClose}
    >
      <TextInput
        label={t("supplier.name")}
        required
        value={draft.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>{TEXTS.map(text)}</SimpleGrid>
      <Textarea
        label={t("supplier.address")}
        autosize
        minRows={2}
        value={draft.address}
        onChange={(event) => set({ address: event.currentTarget.value })}
      />
      <Group grow align="flex-start">
        <Select
          label={t("supplier.currency")}
          searchable
          allowDeselect={false}
          data={currencyChoices(language)}
          value={draft.currency}
          onChange={(currency) => currency !== null && set({ currency })}
        />
        <NumberInput
          label={t("supplier.leadDays")}
          description={t("supplier.leadDaysHelp")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          min={0}
          max={730}
          allowDecimal={false}
          value={draft.leadDays ?? ""}
          onChange={(value) => set({ leadDays: typeof value === "number" ? value : null })}
        />
      </Group>
      <TextInput
        label={t("supplier.paymentTerms")}
        description={t("supplier.paymentTermsHelp")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        value={draft.paymentTerms}
        onChange={(event) => set({ paymentTerms: event.currentTarget.value })}
      />
      <Textarea
        label={t("supplier.note")}
        autosize
        value={draft.note}
        onChange={(event) => set({ note: event.currentTarget.value })}
      />
      {supplier !== null && (
        <Switch
          label={t("supplier.isActive")}
          checked={draft.isActive}
          onChange={(event) => set({ isActive: event.currentTarget.checked })}
        />
      )}
    </FormDialog>
  );
}
