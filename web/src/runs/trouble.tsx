import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useTranslation } from "../i18n/translation.ts";
import type { Run } from "./state.tsx";

/** Why it failed, or what it waits for. */
export function RunTrouble({ run }: { readonly run: Run }) {
  const { t } = useTranslation("runs");
  if (run.error === null) return null;
  return (
    <Alert
      color={run.status === "failed" ? "red" : "yellow"}
      icon={<IconAlertTriangle size={18} />}
      title={t(run.status === "failed" ? "why" : "waitingFor")}
    >
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        <HubText text={run.error} />
      </Text>
    </Alert>
  );
}
