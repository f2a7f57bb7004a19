import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Shape } from "../data/hub.ts";
import { Card } from "../ui/card.tsx";
import { When } from "../ui/when.tsx";
import { AlertAction } from "./alert-action.tsx";
import classes from "./home.module.css";

type Alert = Shape<"Alert">;

const SIGNS = {
  critical: { icon: IconCircleX, color: "var(--mantine-color-red-7)" },
  warning: { icon: IconAlertTriangle, color: "var(--mantine-color-yellow-8)" },
  info: { icon: IconInfoCircle, color: "var(--mantine-color-blue-7)" },
} as const;

/** The five worst problems, each with the click that mends it. */
export function AttentionCard({ alerts }: { readonly alerts: readonly Alert[] }) {
  const { t } = useTranslation("home");
  return (
    <div className={classes.attention}>
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
        {alerts.length === 0 ? (
          <Group gap="xs" wrap="nowrap">
            <IconCircleCheck size={18} color="var(--mantine-color-green-7)" aria-hidden />
            <Text size="sm">{t("alerts.none")}</Text>
          </Group>
        ) : (
          alerts.map((alert) => <Row key={alert.id} alert={alert} />)
        )}
      </Card>
    </div>
  );
}

function Row({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation("home");
  const { icon: Sign, color } = SIGNS[alert.severity];
  return (
    <Group className={classes.row ?? ""} gap="xs" wrap="nowrap" align="flex-start">
      <Sign size={18} color={color} style={{ flex: "none", marginTop: 1 }} aria-label={t(`alerts.${alert.severity}`)} />
      <Stack gap={4} flex={1} miw={0}>
        <Text size="sm" fw={600} className={classes.breakable ?? ""} dir="auto">
          {alert.title}
        </Text>
        <Text size="xs" className={`${classes.clamp} ${classes.breakable}`} title={alert.text} dir="auto">
          {alert.text}
        </Text>
        <Group justify="space-between" gap="sm">
          <Text size="xs" c="var(--quiet)">
            <When at={alert.lastAt} />
            {alert.count > 1 && ` · ${t("alerts.times", { count: alert.count })}`}
          </Text>
          <AlertAction alert={alert} />
        </Group>
      </Stack>
    </Group>
  );
}
