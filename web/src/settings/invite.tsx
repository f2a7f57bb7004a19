import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { CopyField } from "../ui/copy-field.tsx";
import { boundText } from "../ui/field.ts";
import { OneOf } from "../ui/one-of.tsx";
import { fieldErrors, ProblemNotice } from "../ui/problem.tsx";
import { submitting } from "../ui/submitting.ts";
import { invitationsQuery } from "./queries.ts";
import { type Role, useGivableRoles } from "./roles.tsx";

export function Invite({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const givable = useGivableRoles();
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
  return (
    <Modal opened onClose={onClose} title={t("team.invite")}>
      {made ? (
        <Stack>
          <Text size="sm">{t(made.mailed ? "team.mailed" : "team.notMailed", { email: made.email })}</Text>
          <CopyField label={t("team.link")} value={made.link} help={t("team.linkHelp")} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t("done")}</Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={submitting(() => invite.start())}>
          <Stack>
            {invite.error !== null && errors["email"] === undefined && <ProblemNotice error={invite.error} />}
            <TextInput
              type="email"
              label={t("team.email")}
              required
              data-autofocus
              {...boundText(email, setEmail)}
              error={errors["email"]}
            />
            <OneOf
              label={t("team.role")}
              description={t(`roles.${role}.text`)}
              inputWrapperOrder={["label", "input", "description", "error"]}
              options={worded(givable, (each) => t(`roles.${each}.name`))}
              value={role}
              onChange={setRole}
            />
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {t("cancel")}
              </Button>
              <Button type="submit" loading={invite.isRunning}>
                {t("team.sendInvitation")}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
