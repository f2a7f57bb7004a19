/** How profit is counted: on which day an order stands, how ads are shared, and what taxes cost. */
import { Switch } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { plainDecimalOf } from "../../i18n/amount-text.ts";
import { worded } from "../../i18n/options.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useFormAction } from "../../ui/action.ts";
import { FormDialog } from "../../ui/dialog.tsx";
import { fieldsOf } from "../../ui/field.ts";
import { PercentInput } from "../../ui/percent-input.tsx";
import { Radios } from "../../ui/radios.tsx";
import { type ProfitSettings, profitSettingsQuery } from "./queries.ts";

const RECOGNITIONS = ["delivered", "booked", "cash"] as const;
const SPREADS = ["revenue", "orders"] as const;
const decimal = (typed: string) => plainDecimalOf(typed) ?? "0";

export function SettingsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("reports/profit");
  const client = useQueryClient();
  const { data: stored } = useQuery(profitSettingsQuery);
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
  const shown = stored && { ...stored, ...changed };
  return (
    <FormDialog
      help={<Help of="profit" />}
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
  const field = fieldsOf(shown, onChange);
  return (
    <>
      <Radios
        label={t("settings.recognition")}
        options={RECOGNITIONS.map((value) => ({
          value,
          label: t(`settings.${value}`),
          description: t(`settings.${value}Text`),
        }))}
        {...field("recognition")}
      />
      <Radios
        label={t("settings.spread")}
        options={worded(SPREADS, (value) => t(`settings.by.${value}`))}
        {...field("spread")}
      />
      <PercentInput label={t("settings.adTax")} description={t("settings.adTaxText")} {...field("adTaxPercent")} />
      <PercentInput
        label={t("settings.courierTax")}
        description={t("settings.courierTaxText")}
        {...field("courierTaxPercent")}
      />
      <Switch
        label={t("settings.inputCredit")}
        description={t("settings.inputCreditText")}
        {...field.tick("hasInputCredit")}
      />
    </>
  );
}
