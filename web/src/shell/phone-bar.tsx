import { UnstyledButton } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "../i18n/translation.ts";
import classes from "./layout.module.css";
import { shownOf, useNavigation } from "./sidebar.tsx";

/** On a phone: the four things one looks at between two parcels, and the menu. */
export function PhoneBar({ onMore }: { onMore(): void }) {
  const { t } = useTranslation("shell");
  const entries = useNavigation().filter(({ isOnPhoneBar }) => isOnPhoneBar);
  const shown = useRouterState({ select: (state) => shownOf(entries, state.location.pathname) });
  return (
    <nav className={classes.phoneBar} aria-label={t("phoneBarLabel")}>
      {entries.map(({ to, word, icon: Icon }) => (
        <UnstyledButton
          key={to}
          component={Link}
          to={to}
          className={classes.phoneEntry ?? ""}
          data-active={to === shown || undefined}
          aria-current={to === shown ? "page" : undefined}
        >
          <Icon size={20} stroke={1.6} aria-hidden />
          {t(`navigation.${word}`)}
        </UnstyledButton>
      ))}
      <UnstyledButton className={classes.phoneEntry ?? ""} onClick={onMore}>
        <IconDots size={20} stroke={1.6} aria-hidden />
        {t("more")}
      </UnstyledButton>
    </nav>
  );
}
