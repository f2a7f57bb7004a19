/** Draws the notices; loaded with the first one. */
import "@mantine/notifications/styles.css";
import { Button, Group, Text, useDirection } from "@mantine/core";
import { Notifications, notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { drawNotices, type Notice } from "../ui/notices.ts";

const COLOR = { good: "green", failed: "red", information: "blue" };
const SHOWN_MS = { good: 5_000, information: 8_000, failed: 12_000 };
const WITH_ACTION_MS = 12_000;

function draw({ title, text, meaning, action }: Notice, close: string): void {
  const id = notifications.show({
    title,
    message: text,
    color: COLOR[meaning],
    // Its own grey beneath a title is too light to be read.
    styles: { description: { color: "var(--mantine-color-text)" } },
    autoClose: action ? WITH_ACTION_MS : SHOWN_MS[meaning],
    closeButtonProps: { "aria-label": close },
    role: meaning === "failed" ? "alert" : "status",
  });
  if (!action) return;
  const act = () => {
    notifications.hide(id);
    action.run();
  };
  notifications.update({
    id,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{text}</Text>
        <Button size="compact-xs" variant="default" flex="none" onClick={act}>
          {action.label}
        </Button>
      </Group>
    ),
  });
}

export function NoticesHost() {
  const { dir } = useDirection();
  const { t } = useTranslation("ui");
  const close = t("close");
  useEffect(() => drawNotices((notice) => draw(notice, close)), [close]);
  return <Notifications position={dir === "rtl" ? "bottom-left" : "bottom-right"} limit={4} />;
}
