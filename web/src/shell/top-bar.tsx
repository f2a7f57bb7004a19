import { Badge, Burger, Button, Group, Kbd, UnstyledButton } from "@mantine/core";
import { IconPlugConnectedX, IconSearch } from "@tabler/icons-react";
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from "react";
import { useIsConnected } from "../data/live.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { AccountSign, OrganizationSign } from "./menu-targets.tsx";
import { openPalette } from "./palette-wanted.ts";

const OrganizationMenu = lazy(() =>
  import("./organization-menu.tsx").then(({ OrganizationMenu: menu }) => ({ default: menu })),
);
const AccountMenu = lazy(() => import("./account-menu.tsx").then(({ AccountMenu: menu }) => ({ default: menu })));

interface Props {
  readonly isMenuOpen: boolean;
  onMenu(): void;
}

export function TopBar({ isMenuOpen, onMenu }: Props) {
  const { t } = useTranslation("shell");
  const { organizations } = useSession();
  const isConnected = useIsConnected();
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap" gap="sm">
      <Group gap="sm" wrap="nowrap">
        <Burger hiddenFrom="sm" size="sm" opened={isMenuOpen} onClick={onMenu} aria-label={t("openMenu")} />
        {organizations.length > 1 ? (
          <LaterMenu label={t("switchOrganization")} sign={<OrganizationSign />} menu={OrganizationMenu} />
        ) : (
          <OrganizationSign />
        )}
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
          onClick={openPalette}
          visibleFrom="sm"
          rightSection={
            <Kbd size="xs" dir="ltr">
              {t("paletteKey")}
            </Kbd>
          }
        >
          {t("search")}
        </Button>
        <UnstyledButton hiddenFrom="sm" onClick={openPalette} aria-label={t("search")} p={4} lh={0}>
          <IconSearch size={20} />
        </UnstyledButton>
        <LaterMenu label={t("account")} sign={<AccountSign />} menu={AccountMenu} />
      </Group>
    </Group>
  );
}

/** A menu that is loaded, and opened, by its first click. */
function LaterMenu(props: { readonly label: string; readonly sign: ReactNode; readonly menu: ComponentType }) {
  const [isWanted, setWanted] = useState(false);
  const button = (
    <UnstyledButton aria-label={props.label} aria-haspopup="menu" p={4} onClick={() => setWanted(true)}>
      {props.sign}
    </UnstyledButton>
  );
  return isWanted ? (
    <Suspense fallback={button}>
      <props.menu />
    </Suspense>
  ) : (
    button
  );
}
