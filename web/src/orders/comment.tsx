/** A note is written where what happened is read: for the team, or for the customer too. */
import { Button, Checkbox, Group, Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts } from "../ui/action.ts";
import { boundText, boundTick } from "../ui/field.ts";
import { ProblemNotice } from "../ui/problem.tsx";
import { useCommand } from "./command.ts";
import type { Order } from "./queries.ts";
import { Warnings } from "./warnings.tsx";

export function Comment({ order, warnings }: { readonly order: Order; readonly warnings: readonly string[] }) {
  const { t } = useTranslation("orders/page");
  const [text, setText] = useState("");
  const [isPublic, setPublic] = useState(false);
  const add = useCommand(order, {
    run: () =>
      body(hub.POST("/api/orders/{id}/notes", { ...ofId(order.id), body: { text, visibleToCustomer: isPublic } })),
    done: () => setText(""),
    said: t("note.said"),
  });
  return (
    <Stack gap="xs" mb="md">
      <Textarea
        aria-label={t("note.text")}
        placeholder={t("note.placeholder")}
        autosize
        minRows={1}
        maxLength={5_000}
        {...boundText(text, setText)}
        dir="auto"
      />
      {text.trim() !== "" && (
        <>
          <Warnings warnings={warnings} />
          <Group justify="space-between">
            <Checkbox label={t("note.public")} {...boundTick(isPublic, setPublic)} />
            <Button size="xs" {...starts(add)}>
              {t("note.action")}
            </Button>
          </Group>
        </>
      )}
      {add.error !== null && <ProblemNotice error={add.error} />}
    </Stack>
  );
}
