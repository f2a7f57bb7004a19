/** Whether a rule is on, off, or was stopped, and why. */
import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { Rule } from "./queries.ts";

type Stood = Pick<Rule, "isOn" | "stoppedBecause" | "stoppedAt">;

export function RuleState({ rule }: { readonly rule: Stood }) {
  const { t } = useTranslation("automations");
  if (rule.stoppedBecause !== null) return <Status meaning="failed">{t("stopped.state")}</Status>;
  return <Status meaning={rule.isOn ? "good" : "neutral"}>{t(rule.isOn ? "list.on" : "list.off")}</Status>;
}

export function StoppedNotice({ rule }: { readonly rule: Stood }) {
  const { t } = useTranslation("automations");
  if (rule.stoppedBecause === null) return null;
  return (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("stopped.title")}>
      <Text size="sm">
        {t(`stopped.${rule.stoppedBecause}`)} {rule.stoppedAt !== null && <When at={rule.stoppedAt} />}
      </Text>
    </Alert>
  );
}
