import { Menu, UnstyledButton } from "@mantine/core";
import { IconBuildingStore, IconCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { useOpening } from "../ui/lazy-overlay.tsx";
import { OrganizationSign } from "./menu-targets.tsx";

export function OrganizationMenu() {
  const { t } = useTranslation("shell");
  const { organization, organizations } = useSession();
  const client = useQueryClient();
  const router = useRouter();
  const enter = useAction({
    run: (id: string) => body(hub.POST("/api/organizations/{id}/activate", { params: { path: { id } } })),
    async done() {
      // Nothing of the other organization stays on the screen.
      client.clear();
      await router.navigate({ to: "/" });
      await router.invalidate();
    },
  });
  return (
    <Menu position="bottom-start" width={260} {...useOpening()}>
      <Menu.Target>
        <UnstyledButton aria-label={t("switchOrganization")} p={4} autoFocus>
          <OrganizationSign />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {organizations.map(({ id, name: label }) => (
          <Menu.Item
            key={id}
            leftSection={<IconBuildingStore size={16} />}
            rightSection={id === organization?.id ? <IconCheck size={16} /> : null}
            onClick={() => enter.start(id)}
          >
            <bdi>{label}</bdi>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
