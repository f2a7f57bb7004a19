/** Keeps a list's filter under a name. */

import { Button, Checkbox, Group, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../../data/hub.ts";
import { useSession } from "../../data/session.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { useAction } from "../action.ts";
import { boundText, boundTick } from "../field.ts";
import { submitting } from "../submitting.ts";
import type { ViewSubject } from "./saved-views.ts";
import type { SearchState } from "./search-state.ts";

export function SaveView(props: {
  onClose(): void;
  onSaved(): Promise<void>;
  readonly state: SearchState;
  readonly subject: ViewSubject;
}) {
  const { t } = useTranslation("ui");
  const { may } = useSession();
  const [name, setName] = useState("");
  const [isShared, setShared] = useState(false);
  const save = useAction({
    run: () =>
      body(
        hub.POST("/api/views", {
          body: { subject: props.subject, name, isShared, filter: { ...props.state.filter }, columns: [], position: 0 },
        }),
      ),
    done: async (view) => {
      await props.onSaved();
      props.onClose();
      setName("");
      props.state.replace(props.state.filter, view.id);
    },
    said: t("list.viewSaved"),
  });
  return (
    <Modal closeButtonProps={{ "aria-label": t("close") }} opened onClose={props.onClose} title={t("list.saveView")}>
      <form onSubmit={submitting(() => save.start())}>
        <TextInput label={t("list.viewName")} {...boundText(name, setName)} required maxLength={100} data-autofocus />
        {may("manage_members") && <Checkbox mt="sm" label={t("list.viewShared")} {...boundTick(isShared, setShared)} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={props.onClose}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={save.isRunning}>
            {t("list.saveView")}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
