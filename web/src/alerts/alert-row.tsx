import { Button, Group, Menu, Paper, Stack, Text } from "@mantine/core";
import { IconCheck, IconClock } from "@tabler/icons-react";
import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { alertByItem } from "../../../src/commerce/alert-causes.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { LinkAnchor } from "../ui/link.ts";
import { pressInRow } from "../ui/list/row-steps.ts";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import { ReadOne } from "./reading.tsx";
import type { Alert } from "./repair-actions.ts";
import { itemOf } from "./same-cause.ts";
import { Mend } from "./sign/mend.tsx";
import { NewMark } from "./sign/new-mark.tsx";
import { Severity } from "./sign/severity.tsx";

/** Loaded only where a channel has such items. */
const UndecidedItems = lazy(async () => ({
  default: (await import("../listings/undecided-items.tsx")).UndecidedItems,
}));

interface Props {
  /** One problem, or several of one cause; the newest first. */
  readonly group: readonly [Alert, ...Alert[]];
  readonly storeName: string | null;
  /** There may be more of this cause than were read. */
  readonly isPart: boolean;
}

export function AlertRow({ group, storeName, isPart }: Props) {
  const { may } = useSession();
  const hubText = useHubMessages();
  const [alert] = group;
  const isNew = group.some(({ read, state }) => !read && state === "open");
  const isOver = alert.state === "resolved";
  return (
    <Paper p="sm" data-row data-alert={alert.kind} tabIndex={0} onKeyDown={pressInRow}>
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <Severity severity={alert.severity} />
        <Stack gap={4} flex={1} miw={0}>
          <Text
            size="sm"
            fw={isNew ? 700 : 500}
            {...directionOf(alert.said?.title)}
            style={{ overflowWrap: "anywhere" }}
          >
            {isNew && <NewMark />}
            <Title group={group} storeName={storeName} isPart={isPart} />
          </Text>
          {group.length > 1 && <Items group={group} />}
          <Text size="sm" {...directionOf(alert.said?.text)} style={{ overflowWrap: "anywhere" }}>
            {hubText.parts(alert.said?.text, alert.text)}
          </Text>
          {!isOver && alert.kind === "stock_undecided" && alert.storeId !== null && (
            <Suspense>
              <UndecidedItems storeId={alert.storeId} />
            </Suspense>
          )}
          <Seen group={group} storeName={storeName} />
          {!isOver && (
            <Group gap="xs" mt={4} data-actions>
              <Mend alert={alert} isOfMany={group.length > 1} />
              {may("act_on_orders") && <Settle group={group} />}
              <ReadOne alerts={group} />
            </Group>
          )}
        </Stack>
      </Group>
    </Paper>
  );
}

/** The hub's own message runs as the language does, whatever name it begins with; others' words by themselves. */
const directionOf = (parts: readonly { readonly code?: string }[] | null | undefined): { readonly dir?: "auto" } =>
  parts?.some(({ code }) => code !== undefined) ? {} : { dir: "auto" };

function Title({ group, storeName, isPart }: Props) {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  const hubText = useHubMessages();
  const [alert] = group;
  const kind = alertByItem(alert);
  if (group.length === 1 || kind === undefined) return hubText.parts(alert.said?.title, alert.title);
  const count = group.length;
  return t(`many.${kind}`, { count, number: `${number(count)}${isPart ? "+" : ""}`, store: storeName ?? "" });
}

const MOST_NAMED = 5;

function Items({ group }: Pick<Props, "group">) {
  const { t } = useTranslation("alerts");
  const { number, list } = useFormat();
  const names = group.flatMap((alert) => itemOf(alert) ?? []);
  const left = names.length - MOST_NAMED;
  const shown = names.slice(0, MOST_NAMED);
  if (shown.length === 0) return null;
  return (
    <Text size="xs" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
      {list(left > 0 ? [...shown, t("others", { count: left, number: number(left) })] : shown)}
    </Text>
  );
}

/** How often, since when, how recently, and at which store. */
function Seen({ group, storeName }: Pick<Props, "group" | "storeName">) {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  const [alert] = group;
  const isOne = group.length === 1;
  const [firstAt = alert.firstAt] = group.map((each) => each.firstAt).toSorted();
  return (
    <Quiet size="xs" component="div">
      {alert.storeId !== null && storeName !== null && (
        <>
          <LinkAnchor to="/channels/$id" params={{ id: alert.storeId }} size="xs">
            <bdi>{storeName}</bdi>
          </LinkAnchor>
          {" · "}
        </>
      )}
      {isOne && alert.count > 1 && (
        <>
          <bdi>{t("times", { count: alert.count, number: number(alert.count) })}</bdi>
          {" · "}
        </>
      )}
      {t("last")} <When at={alert.lastAt} />
      {(alert.count > 1 || !isOne) && (
        <>
          {" · "}
          {t("first")} <When at={firstAt} />
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
    </Quiet>
  );
}

const HOUR_MS = 3_600_000;
const PAUSES = [
  { word: "hour", ms: HOUR_MS },
  { word: "day", ms: 24 * HOUR_MS },
  { word: "week", ms: 7 * 24 * HOUR_MS },
] as const;

function Settle({ group }: Pick<Props, "group">) {
  const { t } = useTranslation("alerts");
  const client = useQueryClient();
  const done = () =>
    Promise.all(["alerts", "home"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
  const optimistic = () => takeOut(client, new Set(group.map(({ id }) => id)));
  const resolve = useAction({
    run: () => eachOf(group, (alert) => body(hub.POST("/api/alerts/{id}/resolve", ofId(alert.id)))),
    optimistic,
    done,
    said: t("said.resolve"),
  });
  const snooze = useAction({
    run(ms: number) {
      const until = new Date(Date.now() + ms).toISOString();
      return eachOf(group, (alert) =>
        body(hub.POST("/api/alerts/{id}/snooze", { ...ofId(alert.id), body: { until } })),
      );
    },
    ...(group[0].state === "open" && { optimistic }),
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
        {...starts(resolve)}
      >
        {t("resolve")}
      </Button>
    </>
  );
}

/** One after the other: two hundred at once would be a storm. */
async function eachOf(group: readonly Alert[], ask: (alert: Alert) => Promise<unknown>): Promise<void> {
  for (const alert of group) await ask(alert);
}

interface Pages {
  readonly pages: readonly { readonly items: readonly Alert[]; readonly nextCursor: string | null }[];
}

/** Takes alerts out of every list shown; the answer puts all of them back as they were. */
function takeOut(client: ReturnType<typeof useQueryClient>, ids: ReadonlySet<string>): () => void {
  const before: [QueryKey, Pages | undefined][] = client.getQueriesData<Pages>({ queryKey: ["alerts", "list"] });
  for (const [key, data] of before)
    if (data)
      client.setQueryData(key, {
        ...data,
        pages: data.pages.map((page) => ({ ...page, items: page.items.filter((alert) => !ids.has(alert.id)) })),
      });
  return () => {
    for (const [key, data] of before) client.setQueryData(key, data);
  };
}
