/** The packages goods are packed in. */
import { Button, Checkbox, Group, Stack, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { MergeSettingsCard } from "../merging/settings-card.tsx";
import { SettingsFrame } from "../settings/frame.tsx";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { changedOf } from "../ui/changed.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText, boundTick } from "../ui/field.ts";
import { LinkButton } from "../ui/link.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowActions } from "../ui/row-actions.tsx";
import { Status } from "../ui/status.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { type Preset, presetsQuery } from "./queries.ts";
import { SIDES, SideFields } from "./side-fields.tsx";
import { StoredDocumentsCard } from "./stored-documents.tsx";
import { TrackingPageCard } from "./tracking-page.tsx";

export function ShippingSettings() {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const found = useQuery(presetsQuery);
  const [edited, setEdited] = useState<Preset | "new" | null>(null);
  const [removed, setRemoved] = useState<Preset | null>(null);
  return (
    <SettingsFrame>
      <Card help={<Help of="package" />} title={t("packages.title")} text={t("packages.text")}>
        <Stack gap="sm">
          {found.isError && <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />}
          {found.data !== undefined && found.data.length > 0 && (
            <Presets presets={found.data} onEdit={setEdited} onRemove={setRemoved} />
          )}
          {may("act_on_orders") && (
            <Group>
              <Button size="xs" variant="default" onClick={() => setEdited("new")}>
                {t("packages.add")}
              </Button>
            </Group>
          )}
        </Stack>
      </Card>
      <Card help={<Help of="shipping_rule" />} title={t("rules.title")} text={t("rules.text")}>
        <Group gap="sm">
          <LinkButton to="/automation" size="xs" variant="default">
            {t("rules.open")}
          </LinkButton>
          {may("manage_members") && (
            <LinkButton to="/automation/new" search={{ trigger: "order.shipping_choice" }} size="xs" variant="default">
              {t("rules.add")}
            </LinkButton>
          )}
        </Group>
      </Card>
      <Card help={<Help of="routing" />} title={t("routing.title")} text={t("routing.text")}>
        <Stack gap="sm" align="flex-start">
          <LinkButton to="/settings/routing" size="xs" variant="default">
            {t("routing.open")}
          </LinkButton>
        </Stack>
      </Card>
      <TrackingPageCard />
      <StoredDocumentsCard />
      <MergeSettingsCard />
      {edited !== null && <PresetDialog preset={edited === "new" ? null : edited} onClose={() => setEdited(null)} />}
      {removed !== null && <RemovePreset preset={removed} onClose={() => setRemoved(null)} />}
    </SettingsFrame>
  );
}

interface PresetsProps {
  readonly presets: readonly Preset[];
  onEdit(preset: Preset): void;
  onRemove(preset: Preset): void;
}

function Presets({ presets, onEdit, onRemove }: PresetsProps) {
  const { t } = useTranslation("shipments");
  const { may } = useSession();
  const { number } = useFormat();
  return (
    <PlainList
      label={t("packages.title")}
      rows={presets}
      columns={(column) => [
        column.title("name", t("packages.name"), (each) => (
          <Group gap="xs" data-package={each.name}>
            <bdi>{each.name}</bdi>
            {each.isDefault && <Status meaning="neutral">{t("packages.default")}</Status>}
          </Group>
        )),
        column.fact("size", t("packages.size"), (each) =>
          [each.lengthMm, each.widthMm, each.heightMm].map((mm) => number(mm / 10)).join(" × "),
        ),
        column.fact("weight", t("packages.weight"), (each) => t("grams", { grams: number(each.weightGrams) })),
      ]}
      {...(may("act_on_orders") && {
        actions: (each: Preset) => (
          <RowActions
            edit={{ label: t("packages.edit", { name: each.name }), onClick: () => onEdit(each) }}
            remove={{ label: t("packages.remove", { name: each.name }), onClick: () => onRemove(each) }}
          />
        ),
      })}
    />
  );
}

function PresetDialog({ preset, onClose }: { readonly preset: Preset | null; onClose(): void }) {
  const { t } = useTranslation("shipments");
  const client = useQueryClient();
  const [form, setForm] = useState({
    name: preset?.name ?? "",
    lengthMm: preset?.lengthMm ?? 0,
    widthMm: preset?.widthMm ?? 0,
    heightMm: preset?.heightMm ?? 0,
    weightGrams: preset?.weightGrams ?? 0,
    isDefault: preset?.isDefault ?? false,
  });
  const [first] = useState(form);
  const { isDefault, ...sizes } = changedOf(first, form);
  const save = useFormAction({
    run: (_: undefined) =>
      preset
        ? body(
            hub.PATCH("/api/package-presets/{id}", {
              ...ofId(preset.id),
              body: { ...sizes, ...(isDefault === true && { isDefault }) },
            }),
          )
        : body(hub.POST("/api/package-presets", { body: form })),
    done(answer) {
      client.setQueryData(presetsQuery.queryKey, answer.items);
      onClose();
    },
  });
  return (
    <FormDialog
      help={<Help of="package" />}
      title={preset ? t("packages.edit", { name: preset.name }) : t("packages.add")}
      label={t("packages.save")}
      isReady={form.name.trim() !== "" && SIDES.every((side) => form[side] > 0)}
      action={save}
      onSubmit={() => save.start(undefined)}
      onClose={onClose}
    >
      <TextInput
        label={t("packages.name")}
        placeholder={t("packages.example")}
        maxLength={100}
        {...boundText(form.name, (name) => setForm({ ...form, name }))}
      />
      <SideFields of={form} onChange={(sides) => setForm({ ...form, ...sides })} />
      <WholeNumber
        label={t("packages.weight")}
        description={t("packages.weightText")}
        min={0}
        max={1_000_000}
        value={form.weightGrams}
        onChange={(weightGrams) => setForm({ ...form, weightGrams: weightGrams ?? 0 })}
      />
      {preset?.isDefault !== true && (
        <Checkbox
          label={t("packages.isDefault")}
          {...boundTick(form.isDefault, (isDefault) => setForm({ ...form, isDefault }))}
        />
      )}
    </FormDialog>
  );
}

function RemovePreset({ preset, onClose }: { readonly preset: Preset; onClose(): void }) {
  const { t } = useTranslation("shipments");
  return (
    <ConfirmAction
      title={t("packages.remove", { name: preset.name })}
      text={t("packages.removeText")}
      label={t("packages.remove", { name: preset.name })}
      run={() => body(hub.DELETE("/api/package-presets/{id}", ofId(preset.id)))}
      renews={[presetsQuery.queryKey]}
      onClose={onClose}
    />
  );
}
