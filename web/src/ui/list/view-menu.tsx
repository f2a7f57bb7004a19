/** Keeps a list's filter as a view, and changes or deletes one's own. */
import { ActionIcon, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDotsVertical, IconTrash } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { body, hub, ofId, type Shape } from "../../data/hub.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction } from "../action.ts";
import { useOpening } from "../lazy-overlay.tsx";
import { type ViewSubject, viewsQuery } from "./saved-views.ts";
import type { SearchState } from "./search-state.ts";

/** Loaded when a view is to be kept. */
const SaveView = lazy(async () => ({ default: (await import("./save-view.tsx")).SaveView }));

export interface ViewMenuProps {
  readonly state: SearchState;
  readonly subject: ViewSubject;
  readonly view: Shape<"SavedView"> | undefined;
}

export function ViewMenu(props: ViewMenuProps) {
  const { t } = useTranslation("ui");
  const { state, subject, view } = props;
  const [isOpen, dialog] = useDisclosure();
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: viewsQuery(subject).queryKey });
  const update = useAction({
    run: (id: string) => body(hub.PATCH("/api/views/{id}", { ...ofId(id), body: { filter: { ...state.filter } } })),
    done: renew,
    said: t("list.viewUpdated"),
  });
  const remove = useAction({
    run: (id: string) => body(hub.DELETE("/api/views/{id}", ofId(id))),
    done: async () => {
      state.replace({}, undefined);
      await renew();
    },
    said: t("list.viewDeleted"),
  });
  const isMine = view?.isMine === true;
  return (
    <>
      <Menu position="bottom-end" {...useOpening()}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("list.viewMenu")} mb={4} autoFocus>
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
