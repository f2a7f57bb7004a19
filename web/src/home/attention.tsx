import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Mend } from "../alerts/mend.tsx";
import type { Alert } from "../alerts/mending.ts";
import { NewMark } from "../alerts/new-mark.tsx";
import { Severity } from "../alerts/severity.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useSaid } from "../said/wording.ts";
import { Card } from "../ui/card.tsx";
import { When } from "../ui/when.tsx";
import classes from "./home.module.css";

interface AttentionProps {
  readonly alerts: readonly Alert[];
  readonly openConflicts: number;
}

/** The five worst problems, each with the click that mends it. */
export function AttentionCard({ alerts, openConflicts }: AttentionProps) {
  const { t } = useTranslation("home");
  return (
    <Card
      title={t("alerts.title")}
      actions={
        alerts.length > 0 && (
          <Anchor component={Link} to="/alerts" size="sm">
            {t("alerts.all")}
          </Anchor>
        )
      }
    >
      {openConflicts > 0 && (
        <Group className={classes.row ?? ""} gap="xs" wrap="nowrap">
          <Severity severity="warning" size={18} />
          <Anchor component={Link} to="/conflicts" size="sm">
            {t("alerts.conflicts", { count: openConflicts })}
          </Anchor>
        </Group>
      )}
      {alerts.length === 0 && openConflicts === 0 ? (
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheck size={18} color="var(--mantine-color-green-7)" style={{ flex: "none" }} aria-hidden />
          <Text size="sm">{t("alerts.none")}</Text>
        </Group>
      ) : (
        alerts.map((alert) => <Row key={alert.id} alert={alert} />)
      )}
    </Card>
  );
}

function Row({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation("home");
  const said = useSaid();
  const text = said.parts(alert.said?.text, alert.text);
  return (
    <Group className={classes.row ?? ""} gap="xs" wrap="nowrap" align="flex-start">
      <Severity severity={alert.severity} size={18} />
      <Stack gap={4} flex={1} miw={0}>
        <Text size="sm" fw={alert.read ? 500 : 700} className={classes.breakable ?? ""} dir="auto">
          {!alert.read && <NewMark />}
          {said.parts(alert.said?.title, alert.title)}
        </Text>
        <Text size="xs" className={`${classes.clamp} ${classes.breakable}`} title={text} dir="auto">
          {text}
        </Text>
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="var(--quiet)">
            <When at={alert.lastAt} />
            {alert.count > 1 && ` · ${t("alerts.times", { count: alert.count })}`}
          </Text>
          <Mend alert={alert} isBrief />
        </Group>
      </Stack>
    </Group>
  );
}
