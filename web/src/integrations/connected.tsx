/** What is connected, and forms that were left open. */
import { Alert, Anchor, Group, Stack, Table, Text } from "@mantine/core";
import { IconPencil, IconStairs } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Told } from "../said/told.tsx";
import { Card } from "../ui/card.tsx";
import { LinkButton } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import { begunQuery, type Connection, connectionsQuery, previewsQuery } from "./data.ts";
import { ConnectionState } from "./state.tsx";

export function Connected({ items }: { readonly items: readonly Connection[] }) {
  const { t } = useTranslation("integrations");
  if (items.length === 0) return null;
  return (
    <Card title={t("connected")} isFlush>
      <Table>
        <Table.Thead visibleFrom="sm">
          <Table.Tr>
            <Table.Th>{t("name")}</Table.Th>
            <Table.Th>{t("platform")}</Table.Th>
            <Table.Th>{t("stateName")}</Table.Th>
            <Table.Th ta="end">{t("lastHeard")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={item.id} data-row={item.id}>
              <Table.Td>
                <Anchor component={Link} size="sm" fw={500} to={`/integrations/${item.id}`}>
                  <bdi>{item.name}</bdi>
                </Anchor>
                {item.lastError !== null && (
                  <Text size="xs" c="var(--mantine-color-error)" lineClamp={2}>
                    <Told text={item.lastError} />
                  </Text>
                )}
              </Table.Td>
              <Table.Td visibleFrom="sm">{item.providerName}</Table.Td>
              <Table.Td>
                <ConnectionState {...item} />
              </Table.Td>
              <Table.Td visibleFrom="sm" ta="end">
                {item.lastSuccessAt === null ? "–" : <When at={item.lastSuccessAt} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

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
              to="/integrations/connect/$provider"
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

/** Stores whose first sync was not begun: nothing was chosen yet, or the preview was left. */
export function Unfinished({ items }: { readonly items: readonly Connection[] }) {
  const { may } = useSession();
  const enabled = may("edit_catalogue");
  const previews = useQuery({ ...previewsQuery, enabled });
  const begun = useQuery({ ...begunQuery, enabled });
  if (!enabled || !previews.data || !begun.data) return null;
  const isPreviewed = new Set(previews.data);
  const isBegun = new Set(begun.data);
  return items
    .filter(({ id, state, isSandbox, lastSyncAt }) => {
      return state === "active" && !isSandbox && !isBegun.has(id) && (lastSyncAt === null || isPreviewed.has(id));
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
          to="/integrations/connect/$provider"
          params={{ provider: store.provider }}
          search={{ store: store.id, step: "choose" }}
        >
          {t("goOn", { name: store.name })}
        </LinkButton>
      </Group>
    </Alert>
  );
}
