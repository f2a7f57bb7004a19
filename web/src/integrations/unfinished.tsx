/** Channels whose connecting was left half-way. */
import { Alert, Group, Stack, Text } from "@mantine/core";
import { IconPencil, IconStairs } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkButton } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import { type Connection, catalogQuery, connectionsQuery, hasSync, previewsQuery, startedQuery } from "./data.ts";

export function Drafts() {
  const { t } = useTranslation("integrations");
  const { may } = useSession();
  const { data } = useQuery({ ...connectionsQuery("draft"), enabled: may("connect") });
  if (!data || data.items.length === 0) return null;
  return (
    <Stack gap="xs">
      {data.items.map((draft) => (
        <Alert key={draft.id} color="blue" icon={<IconPencil size={18} />} p="xs">
          <Group justify="space-between" gap="xs">
            <Text size="sm">
              {draft.isChoiceOpen
                ? t("accounts.waits", { name: draft.providerName })
                : t("leftOpen", { name: draft.providerName })}{" "}
              <When at={draft.updatedAt} />
            </Text>
            <LinkButton
              size="xs"
              variant="default"
              to="/channels/connect/$provider"
              params={{ provider: draft.provider }}
              search={{ store: draft.id }}
            >
              {t("goOn", { name: draft.providerName })}
            </LinkButton>
          </Group>
        </Alert>
      ))}
    </Stack>
  );
}

/** Channels whose first sync was not begun: nothing was chosen yet, or the preview was left. */
export function Unfinished() {
  const { may } = useSession();
  const enabled = may("edit_catalogue");
  const catalog = useQuery({ ...catalogQuery(), enabled });
  const connections = useQuery({ ...connectionsQuery(), enabled });
  const previews = useQuery({ ...previewsQuery, enabled });
  const started = useQuery({ ...startedQuery, enabled });
  if (!enabled || !catalog.data || !connections.data || !previews.data || !started.data) return null;
  const syncing = new Set(
    catalog.data.sections.flatMap(({ providers }) => providers.filter(hasSync).map(({ id }) => id)),
  );
  const isPreviewed = new Set(previews.data);
  const isStarted = new Set(started.data);
  return connections.data.items
    .filter(({ id, provider, state, isSandbox, awaitsPlan, lastSyncAt }) => {
      // A sandbox is synced as it is started, unless somebody wanted to look first.
      const isOpen = state === "active" && (!isSandbox || awaitsPlan) && syncing.has(provider);
      return isOpen && !isStarted.has(id) && (awaitsPlan || lastSyncAt === null || isPreviewed.has(id));
    })
    .map((store) => <GoOn key={store.id} store={store} />);
}

function GoOn({ store }: { readonly store: Connection }) {
  const { t } = useTranslation("integrations");
  return (
    <Alert color="blue" icon={<IconStairs size={18} />} p="xs" data-unfinished={store.id}>
      <Group justify="space-between" gap="xs">
        <Text size="sm">{t("unfinished", { name: store.name })}</Text>
        <LinkButton
          size="xs"
          variant="default"
          to="/channels/connect/$provider"
          params={{ provider: store.provider }}
          search={{ store: store.id, step: "choose" }}
        >
          {t("goOn", { name: store.name })}
        </LinkButton>
      </Group>
    </Alert>
  );
}
