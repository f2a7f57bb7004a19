/** How profit is counted: on which day an order stands, how ads are shared, and what taxes cost. */
import { Radio, Stack, Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { plainDecimalOf } from "../../i18n/amount-text.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { boundTick } from "../../ui/field.ts";
import { PercentInput } from "../../ui/percent-input.tsx";
import { type ProfitSettings, profitSettingsQuery } from "./queries.ts";

const RECOGNITIONS = ["delivered", "booked", "cash"] as const;
const SPREADS = ["revenue", "orders"] as const;
const decimal = (typed: string) => plainDecimalOf(typed) ?? "0";

export function SettingsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("reports/profit");
  const client = useQueryClient();
  const { data: kept } = useQuery(profitSettingsQuery);
  const [changed, setChanged] = useState<Partial<ProfitSettings>>({});
  const save = useFormAction({
    run: (settings: ProfitSettings) => body(hub.PUT("/api/profit/settings", { body: settings })),
    done: async (saved) => {
      client.setQueryData(profitSettingsQuery.queryKey, saved);
      await client.invalidateQueries({ queryKey: ["analytics"] });
      onClose();
    },
    said: t("settings.saved"),
  });
  const shown = kept && { ...kept, ...changed };
  return (
    <FormDialog
      title={t("settings.title")}
      label={t("settings.save")}
      isReady={shown !== undefined}
      action={save}
      onSubmit={() => {
        if (!shown) return;
        const { adTaxPercent, courierTaxPercent } = shown;
        save.start({
          ...shown,
          adTaxPercent: decimal(adTaxPercent),
          courierTaxPercent: decimal(courierTaxPercent),
        });
      }}
      onClose={onClose}
    >
      {shown && <Fields shown={shown} onChange={(part) => setChanged({ ...changed, ...part })} />}
    </FormDialog>
  );
}

interface FieldsProps {
  readonly shown: ProfitSettings;
  onChange(part: Partial<ProfitSettings>): void;
}

function Fields({ shown, onChange }: FieldsProps) {
  const { t } = useTranslation("reports/profit");
  return (
    <>
      <Radio.Group
        label={t("settings.recognition")}
        value={shown.recognition}
        onChange={(value) => onChange({ recognition: RECOGNITIONS.find((one) => one === value) ?? "delivered" })}
      >
        <Stack gap="xs" mt="xs">
          {RECOGNITIONS.map((one) => (
            <Radio key={one} value={one} label={t(`settings.${one}`)} description={t(`settings.${one}Text`)} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group
        label={t("settings.spread")}
        value={shown.spread}
        onChange={(value) => onChange({ spread: SPREADS.find((one) => one === value) ?? "revenue" })}
      >
        <Stack gap="xs" mt="xs">
          {SPREADS.map((one) => (
            <Radio key={one} value={one} label={t(`settings.by.${one}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <PercentInput
        label={t("settings.adTax")}
        description={t("settings.adTaxText")}
        value={shown.adTaxPercent}
        onChange={(adTaxPercent) => onChange({ adTaxPercent })}
      />
      <PercentInput
        label={t("settings.courierTax")}
        description={t("settings.courierTaxText")}
        value={shown.courierTaxPercent}
        onChange={(courierTaxPercent) => onChange({ courierTaxPercent })}
      />
      <Switch
        label={t("settings.inputCredit")}
        description={t("settings.inputCreditText")}
        {...boundTick(shown.hasInputCredit, (hasInputCredit) => onChange({ hasInputCredit }))}
      />
    </>
  );
}
