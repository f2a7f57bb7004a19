import { Group, Stack, Text } from "@mantine/core";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { CONNECTION_STATES } from "../../../src/commerce/connection-states.ts";
import { useSession } from "../data/session.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Drafts, Unfinished } from "../integrations/unfinished.tsx";
import { Empty } from "../ui/empty.tsx";
import { LinkAnchor, LinkButton } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Logo } from "../ui/logo.tsx";
import { Page } from "../ui/page.tsx";
import { StoreState } from "../ui/store-state.tsx";
import { type Store, storeQuery } from "./data.ts";
import { RowAction } from "./row-action.tsx";
import { SandboxMark } from "./status.tsx";

// The hub counts no further.
const MANY = 1_000;
const CONNECT: string = "/channels/add";

export function StoreList() {
  const { t } = useTranslation("stores");
  const { t: word } = useTranslation("ui");
  const client = useQueryClient();
  const { may } = useSession();
  const connect = may("connect") && (
    <LinkButton to={CONNECT} leftSection={<IconPlus size={16} />}>
      {t("connect")}
    </LinkButton>
  );
  return (
    <Page title={t("title")} actions={connect}>
      <Drafts />
      <Unfinished />
      <ListScreen
        subject="stores"
        path="/api/stores"
        label={t("title")}
        viewSubject="stores"
        columns={useStoreColumns()}
        nameOf="name"
        searchLabel={t("search")}
        filters={useStoreFilters()}
        views={[
          { id: "attention", label: t("attention"), filter: { attention: "true" } },
          { id: "paused", label: word("storeState.paused"), filter: { state: "paused" } },
          { id: "deleted", label: word("storeState.deleted"), filter: { state: "deleted" } },
        ]}
        opens="/channels/$id"
        onHover={({ id }) => void client.prefetchQuery(storeQuery(id))}
        {...(may("connect") && { rowActions: (store: Store) => <RowAction store={store} /> })}
        empty={<Empty icon={IconBuildingStore} title={t("empty.title")} text={t("empty.text")} action={connect} />}
      />
    </Page>
  );
}

function useStoreColumns(): readonly Column<Store>[] {
  const { t } = useTranslation("stores");
  const { number } = useFormat();
  return [
    column.title("name", t("columns.name"), (store) => (
      <Stack gap={0}>
        <Group gap={6}>
          <Logo provider={store.provider} />
          <LinkAnchor to="/channels/$id" params={{ id: store.id }} size="sm" fw={600} c="inherit">
            <bdi>{store.name}</bdi>
          </LinkAnchor>
          <SandboxMark store={store} />
        </Group>
        <Text size="xs" c="var(--quiet)" lineClamp={1} style={{ wordBreak: "break-all" }}>
          {store.providerName}
          {store.storeUrl !== null && (
            <>
              {" · "}
              <bdi>{store.storeUrl.replace(/^https?:\/\//, "")}</bdi>
            </>
          )}
        </Text>
      </Stack>
    )),
    column.state("state", t("columns.state"), (store) => <StoreState {...store} />, { width: 150 }),
    column.figure("waiting", t("columns.toSend"), ({ waitingUpdates: waiting }) =>
      waiting >= MANY ? t("many", { number: number(MANY) }) : number(waiting),
    ),
    column.figure("failing", t("columns.failing"), ({ failingItems }) => failingItems),
    column.moment("success", t("columns.lastSuccess"), ({ lastSuccessAt }) => lastSuccessAt, { onCard: "fact" }),
    column.plain("error", t("columns.lastError"), ({ lastError }) => (
      <Text size="xs" lineClamp={2} maw={380} title={lastError ?? ""} style={{ overflowWrap: "anywhere" }}>
        {lastError === null ? "–" : <HubText text={lastError} />}
      </Text>
    )),
    column.when("connected", t("columns.connected"), ({ createdAt }) => createdAt, { isExtra: true }),
  ];
}

function useStoreFilters(): readonly FilterField[] {
  const { t } = useTranslation("stores");
  const { t: word } = useTranslation("ui");
  const states = CONNECTION_STATES.filter((state) => state !== "draft");
  return [
    { name: "attention", label: t("attention"), kind: "flag" },
    choice("state", t("columns.state"), states, (value) => word(`storeState.${value}`)),
  ];
}
