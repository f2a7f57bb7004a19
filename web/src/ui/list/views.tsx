/** A list's saved views, as tabs: ours, everybody's, and one's own. */
import { ActionIcon, Group, Menu, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDotsVertical, IconTrash } from "@tabler/icons-react";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { body, hub, type Shape } from "../../data/hub.ts";
import type { Filter } from "../../data/pages.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction } from "../action.ts";
import type { SearchState } from "./search-state.ts";

export type ViewSubject = Shape<"SavedView">["subject"];

/** A view every organization has. */
export interface OwnView {
  readonly id: string;
  readonly label: string;
  readonly filter: Filter;
}

const viewsQuery = (subject: ViewSubject) =>
  queryOptions({
    queryKey: ["views", subject],
    queryFn: async () => (await body(hub.GET("/api/views", { params: { query: { subject } } }))).items,
  });

/** Loaded when a view is to be kept. */
const SaveView = lazy(async () => ({ default: (await import("./save-view.tsx")).SaveView }));

interface Props {
  readonly state: SearchState;
  readonly own: readonly OwnView[];
  readonly subject: ViewSubject | undefined;
}

export function ViewTabs({ state, own, subject }: Props) {
  const { t } = useTranslation("ui");
  const saved = useQuery({ ...viewsQuery(subject ?? "orders"), enabled: subject !== undefined }).data ?? [];
  const views = [
    { id: "all", label: t("list.all"), filter: {} },
    ...own,
    ...saved.map((view) => ({ id: view.id, label: view.name, filter: textual(view.filter) })),
  ];
  const shown = state.view ?? "all";
  const isSaved = saved.some(({ id }) => id === shown);
  const isChanged = Object.keys(state.filter).length > 0;
  if (views.length === 1 && !isChanged) return null;
  return (
    <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-end">
      <Tabs
        value={shown}
        onChange={(id) =>
          state.replace(
            views.find((view) => view.id === id)?.filter ?? {},
            id === "all" ? undefined : (id ?? undefined),
          )
        }
        style={{ overflowX: "auto", flex: 1 }}
      >
        <Tabs.List style={{ flexWrap: "nowrap" }}>
          {views.map(({ id, label }) => (
            <Tabs.Tab key={id} value={id} className="nowrap">
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      {subject && (isChanged || isSaved) && (
        <ViewMenu state={state} subject={subject} view={saved.find(({ id }) => id === shown)} />
      )}
    </Group>
  );
}

/** The kept filter as the address holds it. */
function textual(filter: Readonly<Record<string, unknown>>): Filter {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}

function ViewMenu(props: {
  readonly state: SearchState;
  readonly subject: ViewSubject;
  readonly view: Shape<"SavedView"> | undefined;
}) {
  const { t } = useTranslation("ui");
  const { state, subject, view } = props;
  const [isOpen, dialog] = useDisclosure();
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: ["views", subject] });
  const update = useAction({
    run: (id: string) =>
      body(hub.PATCH("/api/views/{id}", { params: { path: { id } }, body: { filter: { ...state.filter } } })),
    done: renew,
    said: t("list.viewUpdated"),
  });
  const remove = useAction({
    run: (id: string) => body(hub.DELETE("/api/views/{id}", { params: { path: { id } } })),
    done: async () => {
      state.replace({}, undefined);
      await renew();
    },
    said: t("list.viewDeleted"),
  });
  const isMine = view?.isMine === true;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("list.viewMenu")} mb={4}>
            <IconDotsVertical size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={dialog.open}>{t("list.saveView")}</Menu.Item>
          {isMine && <Menu.Item onClick={() => update.start(view.id)}>{t("list.updateView")}</Menu.Item>}
          {isMine && (
            <Menu.Item color="red" leftSection={<IconTrash size={14} />} onClick={() => remove.start(view.id)}>
              {t("list.deleteView", { name: view.name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      {isOpen && (
        <Suspense>
          <SaveView onClose={dialog.close} state={state} subject={subject} onSaved={renew} />
        </Suspense>
      )}
    </>
  );
}
