import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { invitationsQuery } from "../data/first-steps.ts";
import { body, hub } from "../data/hub.ts";
import { Help } from "../help/help.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { NextLink } from "../next-step/next-link.tsx";
import { useFormAction } from "../ui/action.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { FormDialog } from "../ui/dialog.tsx";
import { boundText } from "../ui/field.ts";
import { fieldErrors } from "../ui/problem.tsx";
import { RoleSelect } from "./role-select.tsx";
import type { Role } from "./roles.tsx";

export function Invite({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("staff");
  const [made, setMade] = useState<{ link: string; mailed: boolean; email: string } | null>(null);
  const invite = useFormAction({
    run: () => body(hub.POST("/api/invitations", { body: { email: email.trim(), role } })),
    async done(answer) {
      setMade(answer);
      await client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    },
  });
  const errors = fieldErrors(invite.error);
  if (made !== null)
    return (
      <Modal opened onClose={onClose} title={t("team.invite")}>
        <Stack>
          <Text size="sm">{t(made.mailed ? "team.mailed" : "team.notMailed", { email: made.email })}</Text>
          <CopyField label={t("team.link")} value={made.link} help={t("team.linkHelp")} />
          <Group justify="space-between">
            <NextLink after="invite" />
            <Button ms="auto" onClick={onClose}>
              {t("done")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    );
  return (
    <FormDialog
      help={<Help of="invitation" />}
      title={t("team.invite")}
      label={t("team.sendInvitation")}
      action={invite}
      errors={errors}
      onClose={onClose}
    >
      <TextInput
        type="email"
        label={t("team.email")}
        required
        data-autofocus
        {...boundText(email, setEmail)}
        error={errors["email"]}
      />
      <RoleSelect role={role} error={errors["role"]} onChange={setRole} />
    </FormDialog>
  );
}
