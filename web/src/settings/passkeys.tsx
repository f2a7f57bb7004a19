/** The person's passkeys: which there are, one more, one less. */

import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addPasskey, canUsePasskeys } from "../data/passkeys.ts";
import { askAuth } from "../data/sign-in.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { useAction, useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { When } from "../ui/when.tsx";
import { type Passkey, passkeysQuery } from "./auth-reads.ts";

export function Passkeys() {
  const { t } = useTranslation("settings");
  const passkeys = useQuery(passkeysQuery);
  const [isAdding, setAdding] = useState(false);
  const [outgoing, setLeaving] = useState<string | null>(null);
  const remove = useAction({
    run: (id: string) => askAuth("passkey/delete-passkey", { id }),
    renews: [passkeysQuery.queryKey],
    done: () => setLeaving(null),
    said: t("passkeys.removed"),
  });
  const columns: readonly Column<Passkey>[] = [
    column.title("name", t("passkeys.name"), ({ name }) => name || t("passkeys.unnamed")),
    column.fact("since", t("passkeys.since"), ({ createdAt }) => (createdAt ? <When at={createdAt} /> : "–")),
  ];
  return (
    <Card help={<Help of="account_security" />} title={t("passkeys.title")}>
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
        isOpen={outgoing !== null}
        title={t("passkeys.removeTitle")}
        text={t("passkeys.removeText")}
        label={t("passkeys.remove")}
        isRunning={remove.isRunning}
        onConfirm={() => outgoing !== null && remove.start(outgoing)}
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
    <FormDialog
      help={<Help of="account_security" />}
      title={t("passkeys.add")}
      label={t("passkeys.add")}
      action={add}
      onClose={onClose}
    >
      <TextInput
        label={t("passkeys.name")}
        description={t("passkeys.nameHelp")}
        required
        maxLength={60}
        data-autofocus
        {...boundText(name, setName)}
      />
    </FormDialog>
  );
}
