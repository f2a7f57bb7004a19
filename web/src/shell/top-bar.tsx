import { Badge, Burger, Button, Group, Kbd, Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { spotlight } from "@mantine/spotlight";
import {
  IconBuildingStore,
  IconCheck,
  IconChevronDown,
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconPlugConnectedX,
  IconSearch,
  IconSun,
  IconUserCircle,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { body, hub } from "../data/hub.ts";
import { useIsConnected } from "../data/live.ts";
import { useSession } from "../data/session.ts";
import { changeLanguage, languages } from "../i18n/language.ts";
import { useAction } from "../ui/action.tsx";
import { signOut } from "./sign-out.ts";

interface Props {
  readonly isMenuOpen: boolean;
  onMenu(): void;
}

export function TopBar({ isMenuOpen, onMenu }: Props) {
  const { t } = useTranslation("shell");
  const isConnected = useIsConnected();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
      <Group gap="sm" wrap="nowrap">
        <Burger hiddenFrom="sm" size="sm" opened={isMenuOpen} onClick={onMenu} aria-label={t("openMenu")} />
        <OrganizationSwitch />
      </Group>
      <Group gap="xs" wrap="nowrap">
        {!isConnected && (
          <Badge color="yellow" leftSection={<IconPlugConnectedX size={12} />} role="status">
            {t("offline")}
          </Badge>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconSearch size={14} />}
          onClick={spotlight.open}
          visibleFrom="sm"
          rightSection={<Kbd size="xs">{t("paletteKey")}</Kbd>}
        >
          {t("search")}
        </Button>
        <UnstyledButton hiddenFrom="sm" onClick={spotlight.open} aria-label={t("search")} p={4}>
          <IconSearch size={20} />
        </UnstyledButton>
        <AccountMenu />
      </Group>
    </Group>
  );
}

function OrganizationSwitch() {
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
  const name = (
    <Text fw={600} size="sm" truncate maw={220}>
      {organization?.name}
    </Text>
  );
  if (organizations.length < 2) return name;
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <UnstyledButton aria-label={t("switchOrganization")}>
          <Group gap={4} wrap="nowrap">
            {name}
            <IconChevronDown size={14} />
          </Group>
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
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function AccountMenu() {
  const { t, i18n } = useTranslation("shell");
  const { user } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    { value: "light", icon: IconSun },
    { value: "dark", icon: IconMoon },
    { value: "auto", icon: IconDeviceDesktop },
  ] as const;
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton aria-label={t("account")} p={4}>
          <IconUserCircle size={22} stroke={1.5} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user?.name}
          <Text size="xs" className="code">
            {user?.email}
          </Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>{t("appearance")}</Menu.Label>
        {schemes.map(({ value, icon: Icon }) => (
          <Menu.Item
            key={value}
            leftSection={<Icon size={16} />}
            rightSection={colorScheme === value ? <IconCheck size={16} /> : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`scheme.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t("language")}</Menu.Label>
        {languages.map(({ code, name }) => (
          <Menu.Item
            key={code}
            lang={code}
            leftSection={<IconLanguage size={16} />}
            rightSection={i18n.language === code ? <IconCheck size={16} /> : null}
            onClick={() => void changeLanguage(code)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
