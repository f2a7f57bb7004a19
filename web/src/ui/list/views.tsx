/** A list's saved views, as tabs: ours, everybody's, and one's own. */
import { ActionIcon } from "@mantine/core";
import { IconDotsVertical } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useIsDrawn } from "../../data/after-first-paint.ts";
import type { Filter } from "../../data/pages.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { LazyOverlay, later } from "../lazy-overlay.tsx";
import classes from "./list.module.css";
import { type ViewSubject, viewsQuery } from "./saved-views.ts";
import type { SearchState } from "./search-state.ts";
import { Tabs } from "./tabs.tsx";

/** A view every organization has. */
export interface OwnView {
  readonly id: string;
  readonly label: string;
  readonly filter: Filter;
  /** How many rows it shows. */
  readonly count?: string | undefined;
}

const menu = later(async () => (await import("./view-menu.tsx")).ViewMenu);

interface Props {
  readonly state: SearchState;
  readonly own: readonly OwnView[];
  readonly subject: ViewSubject | undefined;
  /** Beside the tabs. */
  readonly more?: ReactNode;
}

export function ViewTabs({ state, own, subject, more }: Props) {
  const { t } = useTranslation("ui");
  const isDrawn = useIsDrawn();
  const isOwn = state.view === undefined || own.some(({ id }) => id === state.view);
  const isRequested = isDrawn || !isOwn;
  const saved =
    useQuery({ ...viewsQuery(subject ?? "orders"), enabled: subject !== undefined && isRequested }).data ?? [];
  const views: OwnView[] = [
    { id: "all", label: t("list.all"), filter: {} },
    ...own,
    ...saved.map((view) => ({ id: view.id, label: view.name, filter: textual(view.filter) })),
  ];
  const shown = state.view ?? "all";
  const isSaved = saved.some(({ id }) => id === shown);
  const isChanged = Object.keys(state.filter).length > 0;
  if (views.length === 1 && (subject === undefined || !isChanged)) return null;
  return (
    <div className={classes["views"]}>
      <Tabs
        tabs={views}
        shown={shown}
        onShow={(id) =>
          state.replace(views.find((view) => view.id === id)?.filter ?? {}, id === "all" ? undefined : id)
        }
      />
      {more}
      {subject && (isChanged || isSaved) && (
        <LazyOverlay of={menu} props={{ state, subject, view: saved.find(({ id }) => id === shown) }}>
          {(triggerProps) => (
            <ActionIcon variant="subtle" color="gray" aria-label={t("list.viewMenu")} mb={4} {...triggerProps}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          )}
        </LazyOverlay>
      )}
    </div>
  );
}

/** The kept filter as the address holds it. */
function textual(filter: Readonly<Record<string, unknown>>): Filter {
  return Object.fromEntries(
    Object.entries(filter).map(([name, value]) => [name, Array.isArray(value) ? value.join(",") : String(value)]),
  );
}
