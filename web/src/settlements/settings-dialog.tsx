import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { FormDialog } from "../ui/dialog.tsx";
import { MoneyField } from "../ui/money-field.tsx";
import { WholeNumber } from "../ui/whole-number.tsx";
import { settingsQuery } from "./queries.ts";

interface Settings {
  readonly unpaidDays: number;
  readonly toleranceMinor: number;
}

export function SettingsDialog({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settlements");
  const { organization } = useSession();
  const client = useQueryClient();
  const { data: stored } = useQuery(settingsQuery);
  const [typed, setTyped] = useState<Partial<Settings>>({});
  const shown: Settings = { unpaidDays: 30, toleranceMinor: 0, ...stored, ...typed };
  const save = useFormAction({
    run: () => body(hub.PUT("/api/settlement-settings", { body: { ...shown } })),
    done: async (saved) => {
      client.setQueryData(settingsQuery.queryKey, saved);
      await client.invalidateQueries({ queryKey: ["settlements"] });
      onClose();
    },
    said: t("differences.saidSettings"),
  });
  return (
    <FormDialog
      help={<Help of="difference" />}
      title={t("differences.settings")}
      label={t("save")}
      isReady={stored !== undefined}
      action={save}
      onClose={onClose}
    >
      <WholeNumber
        label={t("differences.unpaidDays")}
        min={1}
        max={365}
        value={shown.unpaidDays}
        onChange={(unpaidDays) => setTyped({ ...typed, unpaidDays: unpaidDays ?? 1 })}
      />
      <MoneyField
        label={t("differences.tolerance")}
        currency={organization?.currency ?? "USD"}
        value={shown.toleranceMinor}
        onChange={(minor) => setTyped({ ...typed, toleranceMinor: minor ?? 0 })}
      />
    </FormDialog>
  );
}
