/** The person's passkeys: which there are, one more, one less. */

import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addPasskey, canUsePasskeys } from "../data/passkeys.ts";
import { askAuth } from "../data/sign-in.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { boundText } from "../ui/field.ts";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { When } from "../ui/when.tsx";
import { type Passkey, passkeysQuery } from "./auth-reads.ts";

export function Passkeys() {
  const { t } = useTranslation("settings");
  const passkeys = useQuery(passkeysQuery);
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<string | null>(null);
  const remove = useAction({
    run: (id: string) => askAuth("passkey/delete-passkey", { id }),
    renews: [passkeysQuery.queryKey],
    done: () => setLeaving(null),
    said: t("passkeys.removed"),
  });
  const columns: readonly Column<Passkey>[] = [
    { id: "name", header: t("passkeys.name"), onCard: "title", cell: ({ name }) => name || t("passkeys.unnamed") },
    {
      id: "since",
      header: t("passkeys.since"),
      onCard: "fact",
      cell: ({ createdAt }) => (createdAt ? <When at={createdAt} /> : "–"),
    },
  ];
  return (
    <Card title={t("passkeys.title")}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{canUsePasskeys() ? t("passkeys.text") : t("passkeys.cannot")}</Text>
        {passkeys.isError && <ProblemNotice error={passkeys.error} onRetry={() => void passkeys.refetch()} />}
        {passkeys.data && passkeys.data.length > 0 && (
          <PlainList
            label={t("passkeys.title")}
            rows={passkeys.data}
            columns={columns}
            actions={({ id }) => (
              <Button size="compact-sm" variant="default" onClick={() => setLeaving(id)}>
                {t("passkeys.remove")}
              </Button>
            )}
          />
        )}
        {canUsePasskeys() && (
          <Button variant="default" onClick={() => setAdding(true)}>
            {t("passkeys.add")}
          </Button>
        )}
      </Stack>
      {isAdding && <Adding onClose={() => setAdding(false)} />}
      <Confirm
        isOpen={leaving !== null}
        title={t("passkeys.removeTitle")}
        text={t("passkeys.removeText")}
        label={t("passkeys.remove")}
        isRunning={remove.isRunning}
        onConfirm={() => leaving !== null && remove.start(leaving)}
        onClose={() => setLeaving(null)}
      />
    </Card>
  );
}

function Adding({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const add = useFormAction({
    run: () => addPasskey(name.trim()),
    async done(isThere) {
      if (!isThere) return;
      await client.invalidateQueries({ queryKey: passkeysQuery.queryKey });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={t("passkeys.add")}>
      <form onSubmit={submitting(() => add.start())}>
        <Stack>
          {add.error !== null && <ProblemNotice error={add.error} />}
          <TextInput
            label={t("passkeys.name")}
            description={t("passkeys.nameHelp")}
            required
            maxLength={60}
            data-autofocus
            {...boundText(name, setName)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={add.isRunning}>
              {t("passkeys.add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
