/** The roles, what each may do, and which of them this person may hand out. */
import { Table, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Action, useSession } from "../data/session.ts";

export const roles = ["owner", "admin", "manager", "staff", "viewer"] as const;
export type Role = (typeof roles)[number];

/** As the hub allows it: the table of docs/api.md. */
const MAY: Readonly<Record<Role, readonly Action[]>> = {
  owner: ["edit_catalogue", "act_on_orders", "refund", "connect", "manage_members", "delete_organization"],
  admin: ["edit_catalogue", "act_on_orders", "refund", "connect", "manage_members"],
  manager: ["edit_catalogue", "act_on_orders", "refund"],
  staff: ["act_on_orders"],
  viewer: [],
};
const SHOWN = [
  "act_on_orders",
  "refund",
  "edit_catalogue",
  "connect",
  "manage_members",
  "delete_organization",
] as const;

/** Nobody hands out more than they have. */
export function useGivableRoles(): readonly Role[] {
  const { role, may } = useSession();
  if (role === null || !may("manage_members")) return [];
  return roles.slice(roles.indexOf(role));
}

export function RoleTable() {
  const { t } = useTranslation("settings");
  return (
    <Table.ScrollContainer minWidth={520} type="native" tabIndex={0}>
      <Table aria-label={t("team.roles")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("team.role")}</Table.Th>
            {SHOWN.map((action) => (
              <Table.Th key={action} style={{ textAlign: "center" }}>
                {t(`actions.${action}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {roles.map((role) => (
            <Table.Tr key={role}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {t(`roles.${role}.name`)}
                </Text>
                <Text size="xs" c="var(--quiet)">
                  {t(`roles.${role}.text`)}
                </Text>
              </Table.Td>
              {SHOWN.map((action) => (
                <Table.Td key={action} style={{ textAlign: "center" }}>
                  {MAY[role].includes(action) ? (
                    <IconCheck size={16} aria-label={t("yes")} />
                  ) : (
                    <span role="img" aria-label={t("no")}>
                      –
                    </span>
                  )}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
