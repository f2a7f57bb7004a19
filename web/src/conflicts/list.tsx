/** Where hub and store said different things: both values, and who shall win. */
import { Button, Group, Menu, Stack, Text } from "@mantine/core";
import { IconArrowsDiff } from "@tabler/icons-react";
import { useMemo, useRef } from "react";
import type { RowOf } from "../data/pages.ts";
import { useSession } from "../data/session.ts";
import { useStoreNames } from "../data/store-names.ts";
import { useTranslation } from "../i18n/translation.ts";
import { InboxFrame } from "../inbox/frame.tsx";
import { starts } from "../ui/action.ts";
import { Empty } from "../ui/empty.tsx";
import type { BulkAction } from "../ui/list/bulk-action.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import type { FilterField } from "../ui/list/filter-fields.ts";
import { choice, days } from "../ui/list/filter-fields.ts";
import type { RowKeys } from "../ui/list/first-row.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { RowMenu } from "../ui/more-menu.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { settleMany, useSettle, useSettleAny } from "./settle.ts";
import { ConflictValue } from "./value.tsx";

export type Conflict = RowOf<"/api/conflicts">;

export function ConflictList() {
  const { t } = useTranslation("conflicts");
  const { may } = useSession();
  const rowKeys = useConflictKeys();
  return (
    <InboxFrame>
      <ListScreen
        path="/api/conflicts"
        label={t("title")}
        viewSubject="conflicts"
        isFile
        columns={useConflictColumns()}
        nameOf={({ title, field }) => `${title} (${t(`field.${field}`, { defaultValue: field })})`}
        filters={useConflictFilters()}
        views={[
          { id: "open", label: t("state.open"), filter: { state: "open" } },
          { id: "stock", label: t("group.stock"), filter: { state: "open", group: "stock" } },
          { id: "price", label: t("group.price"), filter: { state: "open", group: "price" } },
          { id: "content", label: t("group.content"), filter: { state: "open", group: "content" } },
        ]}
        bulk={useBulk()}
        {...(may("edit_catalogue") && {
          rowActions: (conflict: Conflict) => <Settle conflict={conflict} />,
          rowKeys,
        })}
        empty={<Empty icon={IconArrowsDiff} title={t("empty.title")} text={t("empty.text")} />}
      />
    </InboxFrame>
  );
}

/** o for ours, t for theirs. */
function useConflictKeys(): RowKeys<Conflict> {
  const { start } = useSettleAny();
  const settling = useRef(start);
  settling.current = start;
  return useMemo(() => {
    const settled = (winner: "hub" | "channel") => ({
      word: winner,
      run: ({ id, state }: Conflict) => state === "open" && settling.current({ id, winner }),
    });
    return { o: settled("hub"), t: settled("channel") };
  }, []);
}

function useBulk(): readonly BulkAction[] {
  const { t } = useTranslation("conflicts");
  const { may } = useSession();
  if (!may("edit_catalogue")) return [];
  return (["hub", "channel", "dismissed"] as const).map((winner) => ({
    id: winner,
    label: (count) => (count === null ? t(`bulkAll.${winner}`) : t(`bulk.${winner}`, { count })),
    confirm: () => t(`consequence.${winner}`),
    run: (ids) => settleMany(winner, ids),
  }));
}

function Settle({ conflict }: { readonly conflict: Conflict }) {
  const { t } = useTranslation("conflicts");
  const { may } = useSession();
  const settle = useSettle(conflict.id);
  if (conflict.state !== "open") return null;
  const field = t(`field.${conflict.field}`, { defaultValue: conflict.field });
  const button = (winner: "hub" | "channel") => (
    <Button
      size="compact-sm"
      variant="default"
      {...starts(settle, { winner, always: false })}
      aria-label={t(`settleOne.${winner}`, { title: conflict.title, field })}
    >
      {t(`settle.${winner}`)}
    </Button>
  );
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {button("hub")}
      {button("channel")}
      <RowMenu label={t("more", { title: conflict.title })}>
        <Menu.Item onClick={() => settle.start({ winner: "dismissed", always: false })}>
          {t("settle.dismissed")}
        </Menu.Item>
        {may("connect") && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => settle.start({ winner: "hub", always: true })}>
              {t("always.hub", { field })}
            </Menu.Item>
            <Menu.Item onClick={() => settle.start({ winner: "channel", always: true })}>
              {t("always.channel", { field })}
            </Menu.Item>
          </>
        )}
      </RowMenu>
    </Group>
  );
}

const MEANING: Record<Conflict["state"], Meaning> = {
  open: "attention",
  hub: "good",
  channel: "good",
  dismissed: "neutral",
  closed: "neutral",
};

function useConflictColumns(): readonly Column<Conflict>[] {
  const { t } = useTranslation("conflicts");
  const { nameOf, stores } = useStoreNames();
  const side = (conflict: Conflict, value: unknown, at: string | null) => (
    <Stack gap={0}>
      <ConflictValue field={conflict.field} value={value} store={stores.find(({ id }) => id === conflict.storeId)} />
      {at !== null && (
        <Quiet size="xs" component="div">
          <When at={at} />
        </Quiet>
      )}
    </Stack>
  );
  return [
    column.title("item", t("columns.item"), ({ title, field, location }) => (
      <Stack gap={0}>
        <Text size="sm" fw={600} component="span" dir="auto" lineClamp={3} title={title}>
          {title}
        </Text>
        <Quiet size="xs">
          {t(`field.${field}`, { defaultValue: field })}
          {location !== "" && ` · ${location}`}
        </Quiet>
      </Stack>
    )),
    column.fact("hub", t("columns.hub"), (one) => side(one, one.hubValue, one.hubAt)),
    column.fact("channel", t("columns.channel"), (one) => side(one, one.channelValue, one.channelAt)),
    column.fact("store", t("columns.store"), ({ storeId }) => nameOf(storeId)),
    column.state("state", t("columns.state"), ({ state }) => (
      <Status meaning={MEANING[state]}>{t(`state.${state}`)}</Status>
    )),
    column.when("found", t("columns.found"), ({ foundAt }) => foundAt, { isExtra: true }),
  ];
}

function useConflictFilters(): readonly FilterField[] {
  const { t } = useTranslation("conflicts");
  const { options } = useStoreNames();
  const states = ["open", "hub", "channel", "dismissed", "closed"] as const;
  return [
    choice("state", t("columns.state"), states, (value) => t(`state.${value}`)),
    choice("group", t("columns.group"), ["stock", "price", "content"], (value) => t(`group.${value}`)),
    { name: "storeId", label: t("columns.store"), kind: "choice", options },
    ...days(t("filters.from"), t("filters.before")),
    { name: "productId", label: t("ofProduct"), kind: "flag", isOnlyLinked: true },
  ];
}
