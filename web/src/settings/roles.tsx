/** The rights and which role has them, as the hub keeps them; and the roles this person may hand out. */
import { Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Action } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { ProblemNotice } from "../ui/problem.tsx";
import { RowsSkeleton } from "../ui/skeletons.tsx";
import { rolesQuery } from "./queries.ts";

type Answer = Awaited<ReturnType<NonNullable<typeof rolesQuery.queryFn>>>;
export type Role = Answer["items"][number]["role"];

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
  const { items } = found.data;
  const rights = [...new Set(items.flatMap(({ actions }) => actions))];
  return (
    <PlainList
      label={t("team.roles")}
      rows={rights}
      rowKey={(right: Action) => right}
      columns={(column) => [
        column.title("right", t("team.right"), (right: Action) => <Text size="sm">{t(`actions.${right}`)}</Text>),
        ...items.map(({ role, actions }) =>
          column.fact(role, t(`roles.${role}.name`), (right: Action) =>
            actions.includes(right) ? (
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
