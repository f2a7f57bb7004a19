import { Badge, Burger, Button, UnstyledButton } from "@mantine/core";
import { IconPlugConnectedX, IconSearch } from "@tabler/icons-react";
import { useIsConnected } from "../data/live.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LazyOverlay, later } from "../ui/lazy-overlay.tsx";
import { useIsPhone } from "../ui/phone.ts";
import classes from "./layout.module.css";
import { AccountSign, OrganizationSign } from "./menu-targets.tsx";
import { openPalette } from "./palette-requested.ts";

const organizationMenu = later(async () => (await import("./organization-menu.tsx")).OrganizationMenu);
const accountMenu = later(async () => (await import("./account-menu.tsx")).AccountMenu);
const NOTHING = {};

interface Props {
  readonly isMenuOpen: boolean;
  onMenu(): void;
}

export function TopBar({ isMenuOpen, onMenu }: Props) {
  const { t } = useTranslation("shell");
  const { organizations } = useSession();
  const isConnected = useIsConnected();
  const isPhone = useIsPhone();
  return (
    <div className={classes.bar}>
      <div className={classes.start}>
        {isPhone && <Burger size="sm" opened={isMenuOpen} onClick={onMenu} aria-label={t("openMenu")} />}
        {organizations.length > 1 ? (
          <LazyOverlay of={organizationMenu} props={NOTHING}>
            {(triggerProps) => (
              <UnstyledButton aria-label={t("switchOrganization")} p={4} {...triggerProps}>
                <OrganizationSign />
              </UnstyledButton>
            )}
          </LazyOverlay>
        ) : (
          <OrganizationSign />
        )}
      </div>
      <div className={classes.end}>
        {!isConnected && (
          <Badge color="yellow" leftSection={<IconPlugConnectedX size={12} />} role="status">
            {t("offline")}
          </Badge>
        )}
        {isPhone ? (
          <UnstyledButton onClick={openPalette} aria-label={t("search")} p={4} lh={0}>
            <IconSearch size={20} />
          </UnstyledButton>
        ) : (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconSearch size={14} />}
            onClick={openPalette}
            rightSection={
              <kbd className={classes.key} dir="ltr">
                {t("paletteKey")}
              </kbd>
            }
          >
            {t("search")}
          </Button>
        )}
        <LazyOverlay of={accountMenu} props={NOTHING}>
          {(triggerProps) => (
            <UnstyledButton aria-label={t("account")} p={4} {...triggerProps}>
              <AccountSign />
            </UnstyledButton>
          )}
        </LazyOverlay>
      </div>
    </div>
  );
}
