import { Alert, SegmentedControl, Stack, Switch, Table, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { body, hub, type Shape } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { SettingsFrame } from "./frame.tsx";
import { PushDevices } from "./push-devices.tsx";
import { preferencesQuery, weeklySummaryQuery } from "./queries.ts";

type Choice = Shape<"NotificationChoice">;
const ROUTES = ["off", "daily", "now"] as const;

export function NotificationSettings() {
  const { t } = useTranslation("settings");
  const preferences = useQuery(preferencesQuery);
  return (
    <SettingsFrame>
      {preferences.data && !preferences.data.canMail && (
        <Alert color="yellow" title={t("notifications.noMail")}>
          {t("notifications.noMailText")}
        </Alert>
      )}
      <Card help={<Help of="notifications" />} title={t("sections.notifications")}>
        {preferences.isPending && <RowsSkeleton />}
        {preferences.isError && <ProblemNotice error={preferences.error} onRetry={() => void preferences.refetch()} />}
        {preferences.data && (
          <Stack gap="sm">
            <Quiet>{t("notifications.text", { email: preferences.data.email })}</Quiet>
            <Topics choices={preferences.data.items} canMail={preferences.data.canMail} />
          </Stack>
        )}
      </Card>
      {preferences.data && <PushDevices />}
      {preferences.data && <WeeklySummary canMail={preferences.data.canMail} />}
    </SettingsFrame>
  );
}

/** Off until it is switched on. */
function WeeklySummary({ canMail }: { readonly canMail: boolean }) {
  const { t } = useTranslation("settings");
  const { data } = useQuery(weeklySummaryQuery);
  const change = useAction({
    run: (isOn: boolean) => body(hub.PUT("/api/notifications/weekly-summary", { body: { isOn } })),
    renews: [weeklySummaryQuery.queryKey],
    said: (answer) => t(answer.isOn ? "notifications.weekly.on" : "notifications.weekly.off"),
  });
  if (!data) return null;
  return (
    <Card help={<Help of="notifications" />} title={t("notifications.weekly.title")}>
      <Switch
        label={t("notifications.weekly.label")}
        description={t("notifications.weekly.text")}
        {...boundTick(data.isOn, (isOn) => change.start(isOn))}
        disabled={!canMail || change.isRunning}
      />
    </Card>
  );
}

function Topics({ choices, canMail }: { readonly choices: readonly Choice[]; readonly canMail: boolean }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const change = useAction({
    run: (choice: Choice) => body(hub.PUT("/api/notifications/preferences", { body: { items: [choice] } })),
    optimistic(choice) {
      const before = client.getQueryData(preferencesQuery.queryKey);
      if (before)
        client.setQueryData(preferencesQuery.queryKey, {
          ...before,
          items: before.items.map((each) => (each.topic === choice.topic ? choice : each)),
        });
      return () => client.setQueryData(preferencesQuery.queryKey, before);
    },
    async done() {
      await client.invalidateQueries({ queryKey: preferencesQuery.queryKey });
      await client.invalidateQueries({ queryKey: ["alerts"] });
    },
  });
  return (
    <Table aria-label={t("sections.notifications")}>
      <Table.Tbody>
        {choices.map((choice) => {
          const name = t(`notifications.topics.${choice.topic}.name`);
          return (
            <Table.Tr key={choice.topic}>
              <Table.Td>
                <Stack gap="xs">
                  <div>
                    <Text size="sm" fw={600}>
                      {name}
                    </Text>
                    <Quiet size="xs">{t(`notifications.topics.${choice.topic}.text`)}</Quiet>
                  </div>
                  <SegmentedControl
                    size="xs"
                    hiddenFrom="sm"
                    data={worded(ROUTES, (route) => t(`notifications.routes.${route}`))}
                    value={choice.email}
                    disabled={!canMail}
                    aria-label={t("notifications.mailOf", { name })}
                    onChange={(email) => change.start({ ...choice, email: email as Choice["email"] })}
                  />
                </Stack>
              </Table.Td>
              <Table.Td w={110} valign="top" className="nowrap">
                <Switch
                  label={t("notifications.app")}
                  size="xs"
                  {...boundTick(choice.app, (app) => change.start({ ...choice, app }))}
                  aria-label={t("notifications.appOf", { name })}
                />
              </Table.Td>
              <Table.Td w={300} visibleFrom="sm" style={{ textAlign: "end" }}>
                <SegmentedControl
                  size="xs"
                  data={worded(ROUTES, (route) => t(`notifications.routes.${route}`))}
                  value={choice.email}
                  disabled={!canMail}
                  aria-label={t("notifications.mailOf", { name })}
                  onChange={(email) => change.start({ ...choice, email: email as Choice["email"] })}
                />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
