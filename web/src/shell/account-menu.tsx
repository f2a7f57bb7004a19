import { Menu, Text, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconBook,
  IconCheck,
  IconDeviceDesktop,
  IconLanguage,
  IconLogout,
  IconMoon,
  IconSun,
  IconUserCog,
} from "@tabler/icons-react";
import { type ComponentType, useState } from "react";
import { useSession } from "../data/session.ts";
import { changeLanguage } from "../i18n/language.ts";
import { languages } from "../i18n/languages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { useOpening } from "../ui/lazy-overlay.tsx";
import { LinkMenuItem } from "../ui/link-menu-item.ts";
import { AccountSign } from "./menu-targets.tsx";

export function AccountMenu() {
  const { t, language } = useTranslation("shell");
  const { user } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemes = [
    { value: "light", icon: IconSun },
    { value: "dark", icon: IconMoon },
    { value: "auto", icon: IconDeviceDesktop },
  ] as const;
  const [Asking, setRequest] = useState<ComponentType<{ userId: string; onClose(): void }> | null>(null);
  const userId = user?.id ?? "";
  // Refused, or its part not loaded: said, because whoever leaves a shared table has to know.
  const leave = useAction({
    run: async () => {
      const { isLeft, LeavePhotos } = await import("./leave-photos.tsx");
      if (!(await isLeft(userId))) setRequest(() => LeavePhotos);
    },
  });
  return (
    <Menu position="bottom-end" width={240} {...useOpening()}>
      <Menu.Target>
        <UnstyledButton aria-label={t("account")} p={4} autoFocus>
          <AccountSign />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {user?.name}
          <Text size="xs" className="code">
            {user?.email}
          </Text>
        </Menu.Label>
        <LinkMenuItem to="/settings/account" leftSection={<IconUserCog size={16} />}>
          {t("myAccount")}
        </LinkMenuItem>
        <Menu.Item component="a" href="/docs" target="_blank" leftSection={<IconBook size={16} />}>
          {t("documentation")}
        </Menu.Item>
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
            rightSection={language === code ? <IconCheck size={16} /> : null}
            onClick={() => void changeLanguage(code)}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.start()}>
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
      {Asking && <Asking userId={userId} onClose={() => setRequest(null)} />}
    </Menu>
  );
}
