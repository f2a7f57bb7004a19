/** Whether the scan station asks for a variant's lots; kept apart from what the form sends. */
import { Group, NumberInput, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { lotSettingQuery } from "../inventory/queries.ts";
import { useAction } from "../ui/action.ts";

export function LotSwitch({ variantId }: { readonly variantId: string }) {
  const { t } = useTranslation("products");
  const { data } = useQuery(lotSettingQuery(variantId));
  const set = useAction({
    run: (setting: Shape<"LotSetting">) =>
      body(hub.PUT("/api/variants/{id}/lot-setting", { ...ofId(variantId), body: setting })),
    renews: [["lots"], ["inventory"]],
  });
  const { asksLot, warnDays } = data ?? { asksLot: false, warnDays: 0 };
  return (
    <Group align="flex-start" justify="space-between">
      <Switch
        label={t("variant.lots")}
        description={t("variant.lotsHelp")}
        disabled={data === undefined || set.isRunning}
        checked={asksLot}
        onChange={({ currentTarget }) => set.start({ asksLot: currentTarget.checked, warnDays })}
      />
      {asksLot && (
        <NumberInput
          key={warnDays}
          w={140}
          label={t("variant.warnDays")}
          min={0}
          max={3650}
          allowDecimal={false}
          defaultValue={warnDays}
          onBlur={({ currentTarget: { value } }) => {
            if (value !== "" && Number(value) !== warnDays) set.start({ asksLot, warnDays: Number(value) });
          }}
        />
      )}
    </Group>
  );
}
