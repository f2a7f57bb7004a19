/** What this person has seen of the alerts; others see for themselves. */
import { Button } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { body, hub } from "../data/hub.ts";
import { reading } from "../data/reading.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import type { Alert } from "./repair-actions.ts";

const unreadQuery = reading(["alerts", "unread"], ({ signal }) => hub.GET("/api/notifications/unread", { signal }));

function useReread() {
  const client = useQueryClient();
  return () => Promise.all(["alerts", "home"].map((subject) => client.invalidateQueries({ queryKey: [subject] })));
}

/** Marks all open ones; not offered when there is nothing new. */
export function ReadAll() {
  const { t } = useTranslation("alerts");
  const { number } = useFormat();
  const { data } = useQuery(unreadQuery);
  const done = useReread();
  const read = useAction({ run: () => body(hub.POST("/api/notifications/read", { body: {} })), done });
  const count = data?.unread ?? 0;
  if (count === 0) return null;
  return (
    <Button variant="default" leftSection={<IconChecks size={16} aria-hidden />} {...starts(read)}>
      {t("readAll", { count, number: number(count) })}
    </Button>
  );
}

/** Marks one, or all of one cause, as read, or as unread again. */
export function ReadOne({ alerts }: { readonly alerts: readonly Alert[] }) {
  const { t } = useTranslation("alerts");
  const done = useReread();
  const isRead = alerts.every(({ read }) => read);
  const change = useAction({
    run: () => {
      const ids = { body: { ids: alerts.map(({ id }) => id) } };
      return body(isRead ? hub.POST("/api/notifications/unread", ids) : hub.POST("/api/notifications/read", ids));
    },
    done,
  });
  return (
    <Button size="compact-sm" variant="subtle" color="gray" {...starts(change)}>
      {t(isRead ? "markUnread" : "markRead")}
    </Button>
  );
}
