/** What is wrong with a store, what comes of it by itself, and what a person has to do. At most one at a time. */
import { Alert, List, Stack, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconClockPause,
  IconPlayerPause,
  IconPlugConnectedX,
  IconPlugOff,
  IconPower,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import type { Health, Store } from "./data.ts";

interface Props {
  readonly store: Store;
  readonly health: Health | undefined;
}

export function HealthNotice({ store, health }: Props) {
  if (store.state === "needs_reauth") return <ReconnectSteps store={store} />;
  if (store.state === "paused" || store.state === "inactive") return <IsOff store={store} />;
  if (store.state === "error") return <Stopped store={store} />;
  if (health && health.breaker.state !== "closed") return <NotAnswering store={store} health={health} />;
  if (health?.throttledUntil && Date.parse(health.throttledUntil) > Date.now())
    return <Slowed store={store} until={health.throttledUntil} />;
  if (store.lastError !== null) return <LastError store={store} />;
  return null;
}

/** Somebody else's words, or the hub's for the record; in English either way. */
function Quoted({ children }: { readonly children: string | null }) {
  if (children === null) return null;
  return (
    <Text size="sm" style={{ overflowWrap: "anywhere" }}>
      <HubText text={children} />
    </Text>
  );
}

function Notice(props: {
  readonly color: "red" | "yellow" | "blue";
  readonly icon: ReactNode;
  readonly title: string;
  readonly children: ReactNode;
}) {
  return (
    <Alert color={props.color} icon={props.icon} title={props.title} data-notice>
      <Stack gap={6}>{props.children}</Stack>
    </Alert>
  );
}

function ReconnectSteps({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  return (
    <Notice color="red" icon={<IconPlugConnectedX size={18} />} title={t("reauth.title", { name: store.name })}>
      <Quoted>{store.lastError}</Quoted>
      <List type="ordered" size="sm">
        <List.Item>{t("reauth.first", { platform: store.providerName })}</List.Item>
        <List.Item>{t("reauth.second")}</List.Item>
        <List.Item>{t("reauth.third")}</List.Item>
      </List>
    </Notice>
  );
}

function IsOff({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const isPaused = store.state === "paused";
  return (
    <Notice
      color={isPaused ? "yellow" : "blue"}
      icon={isPaused ? <IconPlayerPause size={18} /> : <IconPower size={18} />}
      title={t(isPaused ? "off.paused" : "off.inactive", { name: store.name })}
    >
      <Text size="sm">{t(isPaused ? "off.pausedText" : "off.inactiveText")}</Text>
    </Notice>
  );
}

function Stopped({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  return (
    <Notice color="red" icon={<IconPlugOff size={18} />} title={t("off.error", { name: store.name })}>
      <Quoted>{store.lastError}</Quoted>
      <Text size="sm">{t("off.errorText")}</Text>
    </Notice>
  );
}

function NotAnswering({ store, health }: { readonly store: Store; readonly health: Health }) {
  const { t } = useTranslation("stores");
  return (
    <Notice
      color={store.health === "failing" ? "red" : "yellow"}
      icon={<IconPlugConnectedX size={18} />}
      title={t("away.title", { platform: store.providerName })}
    >
      <Text size="sm">
        {health.breakerUntil !== null && (
          <>
            {t("away.next")} <When at={health.breakerUntil} isDue />.{" "}
          </>
        )}
        {t("away.text")}
      </Text>
    </Notice>
  );
}

const HALF_DAY_MS = 12 * 3_600_000;

function Slowed({ store, until }: { readonly store: Store; readonly until: string }) {
  const { t } = useTranslation("stores");
  const { time, dateTime } = useFormat();
  const isSoon = Date.parse(until) - Date.now() < HALF_DAY_MS;
  return (
    <Notice
      color="blue"
      icon={<IconClockPause size={18} />}
      title={t("slowed.title", { platform: store.providerName, time: isSoon ? time(until) : dateTime(until) })}
    >
      <Text size="sm">{t("slowed.text")}</Text>
    </Notice>
  );
}

function LastError({ store }: { readonly store: Store }) {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  const { failingItems: items } = store;
  return (
    <Notice
      color={store.health === "failing" ? "red" : "yellow"}
      icon={<IconAlertTriangle size={18} />}
      title={items > 0 ? t("health.itemsFail", { count: items, number: number(items) }) : t("health.lastError")}
    >
      <Quoted>{store.lastError}</Quoted>
      <Text size="sm" component="div">
        {store.nextRetryAt !== null && (
          <>
            {t("health.triesAgain")} <When at={store.nextRetryAt} isDue />.{" "}
          </>
        )}
        {items > 0 && (
          <LinkAnchor
            to="/channels/$id"
            params={{ id: store.id }}
            search={{ tab: "activity", status: "failed" }}
            size="sm"
          >
            {t("health.seeFailed")}
          </LinkAnchor>
        )}
      </Text>
    </Notice>
  );
}
