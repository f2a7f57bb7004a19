import { Button, Stack, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Confirm } from "../ui/confirm.tsx";
import { Empty } from "../ui/empty.tsx";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { Status } from "../ui/status.tsx";
import { AdminFrame } from "./frame.tsx";

type User = Shape<"AdminUser">;

export function AdminUsers() {
  const { t } = useTranslation("admin");
  const { user: self } = useSession();
  const columns: readonly Column<User>[] = [
    column.title(
      "name",
      t("users.name"),
      ({ name, email }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="var(--quiet)" className="code" style={{ alignSelf: "flex-start" }}>
            {email}
          </Text>
        </Stack>
      ),
      { sort: "lastEmail", sortUp: "email", isUpFirst: true },
    ),
    column.figure("organizations", t("sections.organizations"), ({ organizations }) => organizations),
    column.moment("active", t("organizations.lastActive"), ({ lastActiveAt }) => lastActiveAt, { onCard: "fact" }),
    column.moment("since", t("users.since"), ({ createdAt }) => createdAt, { isExtra: true }),
    column.state("state", t("organizations.state"), ({ deactivatedAt }) => (
      <Status meaning={deactivatedAt === null ? "good" : "neutral"}>
        {t(deactivatedAt === null ? "users.active" : "users.off")}
      </Status>
    )),
  ];
  return (
    <AdminFrame>
      <ListScreen
        path="/api/admin/users"
        label={t("sections.users")}
        columns={columns}
        nameOf="email"
        searchLabel={t("users.search")}
        rowActions={(user) => (user.id === self?.id ? null : <UserSwitch user={user} />)}
        empty={<Empty icon={IconUsers} title={t("users.emptyTitle")} text={t("users.emptyText")} />}
      />
    </AdminFrame>
  );
}

function UserSwitch({ user }: { readonly user: User }) {
  const { t } = useTranslation("admin");
  const [isRequesting, setRequest] = useState(false);
  const isOff = user.deactivatedAt !== null;
  const path = ofId(user.id);
  const toggle = useAction({
    run: () =>
      body(
        isOff ? hub.POST("/api/admin/users/{id}/reactivate", path) : hub.POST("/api/admin/users/{id}/deactivate", path),
      ),
    renews: [["admin"]],
    done: () => setRequest(false),
    said: t(isOff ? "users.nowOn" : "users.nowOff", { name: user.name }),
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => (isOff ? toggle.start() : setRequest(true))}>
        {t(isOff ? "users.switchOn" : "users.switchOff")}
      </Button>
      <Confirm
        isOpen={isRequesting}
        title={t("users.offTitle", { name: user.name })}
        text={t("users.offText")}
        label={t("users.offTitle", { name: user.name })}
        action={toggle}
        onClose={() => setRequest(false)}
      />
    </>
  );
}
