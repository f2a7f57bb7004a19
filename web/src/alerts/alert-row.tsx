import { Button, Group, Menu, Paper, Stack, Text } from "@mantine/core";
import { IconCheck, IconClock } from "@tabler/icons-react";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useSaid } from "../said/wording.ts";
import { useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import { Mend } from "./mend.tsx";
import type { Alert } from "./mending.ts";
import { NewMark } from "./new-mark.tsx";
import { ReadOne } from "./reading.tsx";
import { Severity } from "./severity.tsx";

interface Props {
  readonly alert: Alert;
  readonly storeName: string | null;
}

export function AlertRow({ alert, storeName }: Props) {
  const { may } = useSession();
  const said = useSaid();
  const isNew = !alert.read && alert.state === "open";
  const isOver = alert.state === "resolved";
  return (
    <Paper p="sm" data-row data-alert={alert.kind}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Severity severity={alert.severity} />
        <Stack gap={4} flex={1} miw={0}>
          <Text size="sm" fw={isNew ? 700 : 500} dir="auto" style={{ overflowWrap: "anywhere" }}>
            {isNew && <NewMark />}
            {said.parts(alert.said?.title, alert.title)}
          </Text>
          <Text size="sm" dir="auto" style={{ overflowWrap: "anywhere" }}>
            {said.parts(alert.said?.text, alert.text)}
          </Text>
          <Seen alert={alert} storeName={storeName} />
          {!isOver && (
            <Group gap="xs" mt={4}>
              <Mend alert={alert} />
              {may("act_on_orders") && <Settle alert={alert} />}
              <ReadOne alert={alert} />
            </Group>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

/** How often, since when, how recently, and at which store. */
function Seen({ alert, storeName }: Props) {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  return (
    <Text size="xs" c="var(--quiet)" component="div">
      {alert.connectionId !== null && storeName !== null && (
        <>
          <LinkAnchor to="/stores/$id" params={{ id: alert.connectionId }} size="xs" underline="always">
            {storeName}
          </LinkAnchor>
          {" · "}
        </>
      )}
      {alert.count > 1 && `${t("times", { count: alert.count, number: number(alert.count) })} · `}
      {t("last")} <When at={alert.lastAt} />
      {alert.count > 1 && (
        <>
          {" · "}
          {t("first")} <When at={alert.firstAt} />
        </>
      )}
      {alert.snoozedUntil !== null && alert.state === "snoozed" && (
        <>
          {" · "}
          {t("until")} <When at={alert.snoozedUntil} isExact />
        </>
      )}
      {alert.resolvedAt !== null && (
        <>
          {" · "}
          {t("resolved")} <When at={alert.resolvedAt} />
        </>
      )}
    </Text>
  );
}

const HOUR_MS = 3_600_000;
const PAUSES = [
  { word: "hour", ms: HOUR_MS },
  { word: "day", ms: 24 * HOUR_MS },
  { word: "week", ms: 7 * 24 * HOUR_MS },
] as const;

function Settle({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation("alerts");
  const client = useQueryClient();
  const at = { params: { path: { id: alert.id } } };
  const done = () =>
    Promise.all(["alerts", "home"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
  const optimistic = () => takeOut(client, alert.id);
  const resolve = useAction({
    run: () => body(hub.POST("/api/alerts/{id}/resolve", at)),
    optimistic,
    done,
    said: t("said.resolve"),
  });
  const snooze = useAction({
    run: (ms: number) =>
      body(hub.POST("/api/alerts/{id}/snooze", { ...at, body: { until: new Date(Date.now() + ms).toISOString() } })),
    ...(alert.state === "open" && { optimistic }),
    done,
    said: t("said.snooze"),
  });
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconClock size={14} aria-hidden />}
            loading={snooze.isRunning}
          >
            {t("snooze")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {PAUSES.map(({ word, ms }) => (
            <Menu.Item key={word} onClick={() => snooze.start(ms)}>
              {t(`snoozeFor.${word}`)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconCheck size={14} aria-hidden />}
        loading={resolve.isRunning}
        onClick={() => resolve.start()}
      >
        {t("resolve")}
      </Button>
    </>
  );
}

interface Pages {
  readonly pages: readonly { readonly items: readonly Alert[]; readonly nextCursor: string | null }[];
}

/** Takes an alert out of every list shown; the answer puts all of them back as they were. */
function takeOut(client: ReturnType<typeof useQueryClient>, id: string): () => void {
  const before: [QueryKey, Pages | undefined][] = client.getQueriesData<Pages>({ queryKey: ["alerts", "list"] });
  for (const [key, data] of before)
    if (data)
      client.setQueryData(key, {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.filter((alert) => alert.id !== id) })),
      });
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}
