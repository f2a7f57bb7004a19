/** The roles, what each may do, and which of them this person may hand out. */
import { Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Action } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { rolesQuery } from "./queries.ts";

type Answer = Awaited<ReturnType<NonNullable<typeof rolesQuery.queryFn>>>;
export type Role = Answer["items"][number]["role"];

/** What the table tells of; everybody sees, and the rest is no seller's question. */
const SHOWN = [
  "act_on_orders",
  "refund",
  "edit_catalogue",
  "connect",
  "manage_members",
  "delete_organization",
] as const satisfies readonly Action[];

/** Nobody hands out more than they have. */
export function useGivableRoles(): readonly Role[] {
  const { data } = useQuery(rolesQuery);
  return data?.items.filter(({ mayGive }) => mayGive).map(({ role }) => role) ?? [];
}

export function RoleTable() {
  const { t } = useTranslation("settings");
  const found = useQuery(rolesQuery);
  if (found.error !== null) return <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />;
  if (found.isPending) return <RowsSkeleton rows={5} />;
  return (
    <PlainList
      label={t("team.roles")}
      rows={found.data.items}
      rowKey={({ role }) => role}
      columns={(column) => [
        column.title("role", t("team.role"), ({ role }) => (
          <>
            <Text size="sm" fw={600}>
              {t(`roles.${role}.name`)}
            </Text>
            <Quiet size="xs">{t(`roles.${role}.text`)}</Quiet>
          </>
        )),
        ...SHOWN.map((action) =>
          column.fact(action, t(`actions.${action}`), ({ actions }: Answer["items"][number]) =>
            actions.includes(action) ? (
              <IconCheck size={16} aria-label={t("yes")} />
            ) : (
              <span role="img" aria-label={t("no")}>
                –
              </span>
            ),
          ),
        ),
      ]}
    />
  );
}
