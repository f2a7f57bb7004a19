import { Button, Group, Menu, Stack, Text } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { invitationsQuery } from "../data/first-steps.ts";
import { body, hub, ofId } from "../data/hub.ts";
import { membersQuery } from "../data/members.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Confirm } from "../ui/confirm.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { RowMenu } from "../ui/more-menu.tsx";
import { OneOf } from "../ui/one-of.tsx";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { Status } from "../ui/status.tsx";
import { SettingsFrame } from "./frame.tsx";
import { Invite } from "./invite.tsx";
import { type Role, RoleTable, useGivableRoles } from "./roles.tsx";

type Member = Awaited<ReturnType<NonNullable<typeof membersQuery.queryFn>>>["items"][number];
type OpenInvitation = Awaited<ReturnType<NonNullable<typeof invitationsQuery.queryFn>>>["items"][number];

export function Team() {
  const { t } = useTranslation("settings");
  const { may } = useSession();
  const [isInviting, setInviting] = useState(false);
  const manages = may("manage_members");
  return (
    <SettingsFrame
      actions={
        manages && (
          <Button leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
            {t("team.invite")}
          </Button>
        )
      }
    >
      <Members />
      {manages && <Invitations />}
      <Card help={<Help of="role" />} title={t("team.roles")}>
        <RoleTable />
      </Card>
      {isInviting && <Invite onClose={() => setInviting(false)} />}
    </SettingsFrame>
  );
}

function Members() {
  const { t } = useTranslation("settings");
  const { user, may } = useSession();
  const members = useQuery(membersQuery);
  const givable = useGivableRoles();
  const reaches = (member: Member) => may("manage_members") && givable.includes(member.role);
  const columns: readonly Column<Member>[] = [
    column.title("name", t("team.member"), (member) => (
      <Stack gap={0}>
        <Group gap={6}>
          <Text size="sm" fw={600}>
            {member.name}
          </Text>
          {member.userId === user?.id && <Quiet size="xs">{t("team.you")}</Quiet>}
        </Group>
        <Text size="xs" c="var(--quiet)" className="code" style={{ alignSelf: "flex-start" }}>
          {member.email}
        </Text>
      </Stack>
    )),
    column.fact("role", t("team.role"), (member) =>
      reaches(member) ? <RoleChoice member={member} /> : t(`roles.${member.role}.name`),
    ),
    column.moment("active", t("team.lastActive"), ({ lastActiveAt }) => lastActiveAt, { onCard: "fact" }),
    column.state("state", t("team.state"), ({ active }) => (
      <Status meaning={active ? "good" : "neutral"}>{t(active ? "team.isActive" : "team.isOff")}</Status>
    )),
  ];
  return (
    <Card help={<Help of="role" />} title={t("team.members")} isFlush>
      {members.isPending && <RowsSkeleton />}
      {members.isError && <ProblemNotice error={members.error} onRetry={() => void members.refetch()} />}
      {members.data && (
        <PlainList
          label={t("team.members")}
          rows={members.data.items}
          columns={columns}
          {...(may("manage_members") && {
            actions: (member: Member) => (reaches(member) ? <MemberMenu member={member} /> : null),
          })}
        />
      )}
    </Card>
  );
}

function useMemberChange() {
  const { t } = useTranslation("settings");
  return useAction({
    run: ({ id, ...change }: { id: string; role?: Role; active?: boolean }) =>
      body(hub.PATCH("/api/members/{id}", { ...ofId(id), body: change })),
    renews: [membersQuery.queryKey],
    said: t("saved"),
  });
}

function RoleChoice({ member }: { readonly member: Member }) {
  const { t } = useTranslation("settings");
  const change = useMemberChange();
  const givable = useGivableRoles();
  return (
    <OneOf
      size="xs"
      w={140}
      aria-label={t("team.roleOf", { name: member.name })}
      options={worded(givable, (role) => t(`roles.${role}.name`))}
      value={member.role}
      disabled={change.isRunning}
      onChange={(role) => role !== member.role && change.start({ id: member.id, role })}
    />
  );
}

function MemberMenu({ member }: { readonly member: Member }) {
  const { t } = useTranslation("settings");
  const change = useMemberChange();
  const [isRemoving, setRemoving] = useState(false);
  const remove = useAction({
    run: () => hub.DELETE("/api/members/{id}", ofId(member.id)),
    renews: [membersQuery.queryKey],
    done: () => {
      setRemoving(false);
    },
    said: t("team.removed", { name: member.name }),
  });
  return (
    <>
      <RowMenu label={t("actionsOf", { name: member.name })}>
        <Menu.Item onClick={() => change.start({ id: member.id, active: !member.active })}>
          {t(member.active ? "team.switchOff" : "team.switchOn")}
        </Menu.Item>
        <Menu.Item color="red" onClick={() => setRemoving(true)}>
          {t("team.remove")}
        </Menu.Item>
      </RowMenu>
      <Confirm
        isOpen={isRemoving}
        title={t("team.removeTitle", { name: member.name })}
        text={t("team.removeText")}
        label={t("team.removeButton", { name: member.name })}
        action={remove}
        onClose={() => setRemoving(false)}
      />
    </>
  );
}

function Invitations() {
  const { t } = useTranslation("settings");
  const invitations = useQuery(invitationsQuery);
  const withdraw = useAction({
    run: (id: string) => hub.DELETE("/api/invitations/{id}", ofId(id)),
    renews: [invitationsQuery.queryKey],
    said: t("team.withdrawn"),
  });
  if (!invitations.data || invitations.data.items.length === 0) return null;
  const columns: readonly Column<OpenInvitation>[] = [
    column.title("email", t("team.email"), ({ email }) => <span className="code">{email}</span>),
    column.fact("role", t("team.role"), ({ role }) => t(`roles.${role}.name`)),
    column.fact("by", t("team.invitedBy"), ({ invitedBy }) => invitedBy),
    column.moment("until", t("team.validUntil"), ({ expiresAt }) => expiresAt, { onCard: "fact" }),
  ];
  return (
    <Card help={<Help of="invitation" />} title={t("team.invitations")} isFlush>
      <PlainList
        label={t("team.invitations")}
        rows={invitations.data.items}
        columns={columns}
        actions={({ id }) => (
          <Button size="compact-sm" variant="default" onClick={() => withdraw.start(id)}>
            {t("team.withdraw")}
          </Button>
        )}
      />
    </Card>
  );
}
