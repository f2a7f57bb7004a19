import { Anchor, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { Mend } from "../alerts/sign/mend.tsx";
import { NewMark } from "../alerts/sign/new-mark.tsx";
import { Severity } from "../alerts/sign/severity.tsx";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useWaitingBesideAlerts } from "../inbox/waiting.ts";
import { Card } from "../ui/card.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import classes from "./home.module.css";
import type { HomeFigures } from "./query.ts";

/** Loaded only where a channel has such items. */
const UndecidedItems = lazy(async () => ({
  default: (await import("../listings/undecided-items.tsx")).UndecidedItems,
}));

interface AttentionProps {
  readonly alerts: HomeFigures["alerts"];
  readonly inbox: HomeFigures["inbox"];
}

/** The five worst problems, each with the click that mends it. */
export function AttentionCard({ alerts, inbox }: AttentionProps) {
  const { t } = useTranslation("home");
  const { number } = useFormat();
  const waiting = useWaitingBesideAlerts(inbox);
  // Unlinked orders have a line of their own.
  const shown = alerts.filter(({ kind }) => kind !== "lines_unlinked");
  return (
    <Card
      title={t("alerts.title")}
      actions={
        inbox.total > 0 && (
          <Anchor component={Link} to="/inbox" size="sm">
            {t("alerts.all", { count: inbox.total, number: number(inbox.total) })}
          </Anchor>
        )
      }
    >
      {waiting.map(({ to, text }) => (
        <Group key={to} className={classes.row ?? ""} gap="xs" wrap="nowrap">
          <Severity severity="warning" size={18} />
          <Anchor component={Link} to={to} size="sm">
            {text}
          </Anchor>
        </Group>
      ))}
      {shown.length === 0 && inbox.total === 0 ? (
        <Group gap="xs" wrap="nowrap">
          <IconCircleCheck size={18} color="var(--mantine-color-green-7)" style={{ flex: "none" }} aria-hidden />
          <Text size="sm">{t("alerts.none")}</Text>
        </Group>
      ) : (
        shown.map((alert) => <Row key={alert.id} alert={alert} />)
      )}
    </Card>
  );
}

function Row({ alert }: { readonly alert: HomeFigures["alerts"][number] }) {
  const { t } = useTranslation("home");
  const hubText = useHubMessages("hub-messages/alerts");
  const text = hubText.parts(alert.said?.text, alert.text);
  return (
    <Group className={classes.row ?? ""} gap="xs" wrap="nowrap" align="flex-start">
      <Severity severity={alert.severity} size={18} />
      <Stack gap={4} flex={1} miw={0}>
        <Text size="sm" fw={alert.read ? 500 : 700} className={classes.breakable ?? ""} dir="auto">
          {!alert.read && <NewMark />}
          {hubText.parts(alert.said?.title, alert.title)}
        </Text>
        <Text size="xs" className={`${classes.clamp} ${classes.breakable}`} title={text} dir="auto">
          {text}
        </Text>
        {alert.kind === "stock_undecided" && alert.storeId !== null && (
          <Suspense>
            <UndecidedItems storeId={alert.storeId} />
          </Suspense>
        )}
        <Group justify="space-between" gap="sm">
          <Quiet size="xs">
            <When at={alert.lastAt} />
            {alert.count > 1 && ` · ${t("alerts.times", { count: alert.count })}`}
            {alert.alike > 0 && ` · ${t("alerts.alike", { count: alert.alike })}`}
          </Quiet>
          <Mend alert={alert} isBrief />
        </Group>
      </Stack>
    </Group>
  );
}
