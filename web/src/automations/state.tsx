/** Whether a rule is on, off, or was stopped, and why. */
import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { detailText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { Rule } from "./queries.ts";

/** What a rule names that is not there any more, each once. */
export function RuleWarnings({ warnings }: Pick<Rule, "warnings">) {
  const { t } = useTranslation("automations");
  const format = useFormat();
  if (warnings.length === 0) return null;
  return (
    <Alert color="yellow" p="xs" icon={<IconAlertTriangle size={18} />} title={t("warnings.title")}>
      <Text size="sm">{[...new Set(warnings.map((each) => detailText(each, format)))].join(" ")}</Text>
    </Alert>
  );
}

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
