/** Adds a note to an order, for the team or for the customer. */
import { Checkbox, Textarea } from "@mantine/core";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { FormDialog } from "../ui/dialog.tsx";
import type { DialogProps } from "./asking.ts";
import { ofOrder, useCommand } from "./command.ts";
import { Warnings } from "./warnings.tsx";

export function NoteDialog({ order, warnings, onClose }: DialogProps) {
  const { t } = useTranslation("orders");
  const [text, setText] = useState("");
  const [isPublic, setPublic] = useState(false);
  const add = useCommand(order, {
    run: () =>
      body(hub.POST("/api/orders/{id}/notes", { params: ofOrder(order), body: { text, visibleToCustomer: isPublic } })),
    done: onClose,
    said: t("note.said"),
  });
  return (
    <FormDialog
      isOpen
      title={t("note.title", { number: order.number })}
      label={t("note.action")}
      isReady={text.trim() !== ""}
      isRunning={add.isRunning}
      error={add.error}
      onSubmit={() => add.start(undefined)}
      onClose={onClose}
    >
      <Textarea
        label={t("note.text")}
        autosize
        minRows={4}
        maxLength={5_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        data-autofocus
        dir="auto"
      />
      <Checkbox
        label={t("note.public")}
        description={t("note.publicHelp")}
        checked={isPublic}
        onChange={(event) => setPublic(event.currentTarget.checked)}
      />
      <Warnings warnings={warnings} />
    </FormDialog>
  );
}
