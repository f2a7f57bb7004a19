import { ActionIcon, Badge, CloseButton } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { getRouteApi, useRouterState } from "@tanstack/react-router";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { NavigationEntry } from "../routing/navigation.ts";
import { useFollow, useReadAhead } from "../ui/followed.ts";
import { useIsPhone } from "../ui/phone.ts";
import classes from "./layout.module.css";
import { Mark } from "./mark.tsx";

const root = getRouteApi("__root__");
const GROUPS = ["daily", "house"] as const;

/** The entries this person has a use for, in their order. */
export function useNavigation(): readonly NavigationEntry[] {
  const { may, user } = useSession();
  const { navigation } = root.useRouteContext();
  return navigation
    .filter(({ needs }) => needs === undefined || (needs === "operator" ? user?.isOperator === true : may(needs)))
    .toSorted((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || a.order - b.order);
}

const isWithin = (to: string, path: string): boolean =>
  to === "/" ? path === "/" : path === to || path.startsWith(`${to}/`);

/** Address of the entry whose screen, or one below it, is shown: the most exact one. */
export function shownOf(entries: readonly NavigationEntry[], path: string): string | undefined {
  return entries
    .map(({ to }) => to)
    .reduce<string | undefined>(
      (best, to) => (isWithin(to, path) && to.length > (best?.length ?? 0) ? to : best),
      undefined,
    );
}

interface Props {
  readonly isNarrow: boolean;
  onNarrow(): void;
  onClose(): void;
}

export function Sidebar({ isNarrow, onNarrow, onClose }: Props) {
  const { t } = useTranslation("shell");
  const entries = useNavigation();
  const shown = useRouterState({ select: (state) => shownOf(entries, state.location.pathname) });
  const isPhone = useIsPhone();
  const Fold = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <div className={classes["sidebar"]}>
      <div className={classes["name"]}>
        <div className={classes["mark"]}>
          <Mark />
          {!isNarrow && <p>Argosy</p>}
        </div>
        {isPhone && <CloseButton onClick={onClose} aria-label={t("closeMenu")} />}
      </div>
      <div className={classes["entries"]}>
        <nav aria-label={t("navigationLabel")}>
          {GROUPS.map((group) => {
            const top = entries.filter((entry) => entry.group === group && entry.under === undefined);
            return (
              <div key={group}>
                {group !== "daily" && <hr className={classes["between"]} />}
                {top.map((entry) => (
                  <Section
                    key={entry.to}
                    entry={entry}
                    below={entries.filter(({ under }) => under === entry.to)}
                    shown={shown}
                    isNarrow={isNarrow}
                  />
                ))}
              </div>
            );
          })}
        </nav>
      </div>
      <div className={classes["fold"]}>
        <ActionIcon
          variant="subtle"
          color="gray"
          onClick={onNarrow}
          aria-label={t(isNarrow ? "widen" : "narrow")}
          title={t(isNarrow ? "widen" : "narrow")}
        >
          <Fold size={18} className="directed" />
        </ActionIcon>
      </div>
    </div>
  );
}

interface EntryProps {
  readonly entry: NavigationEntry;
  /** Address of the entry that is open. */
  readonly shown: string | undefined;
  readonly isNarrow: boolean;
}

/** An entry, and while it or one below it is open, those below it. */
function Section({ below, ...props }: EntryProps & { readonly below: readonly NavigationEntry[] }) {
  const isOpen = [props.entry, ...below].some(({ to }) => to === props.shown);
  return (
    <>
      <Entry {...props} />
      {isOpen && (
        <div className={props.isNarrow ? "" : classes["below"]}>
          {below.map((entry) => (
            <Entry key={entry.to} {...props} entry={entry} />
          ))}
        </div>
      )}
    </>
  );
}

const noBadge = () => 0;

function Entry({ entry, shown, isNarrow }: EntryProps) {
  const { t } = useTranslation("shell");
  const useBadge = entry.useBadge ?? noBadge;
  const waiting = useBadge();
  const follow = useFollow();
  const readAhead = useReadAhead(entry.to);
  const isActive = entry.to === shown;
  const label = t(`navigation.${entry.word}`);
  const Icon = entry.icon;
  const badge =
    waiting > 0 ? (
      <Badge size="sm" color="yellow" variant="light" aria-label={t("waiting", { count: waiting })}>
        {waiting > 99 ? "99+" : waiting}
      </Badge>
    ) : null;
  return (
    <a
      href={entry.to}
      onClick={(event) => follow(event, entry.to)}
      {...readAhead}
      className={classes["entry"]}
      data-active={isActive || undefined}
      aria-current={isActive ? "page" : undefined}
      aria-label={isNarrow ? label : undefined}
      title={isNarrow ? label : undefined}
    >
      <Icon size={18} stroke={1.6} aria-hidden />
      {!isNarrow && <span className={classes["entryName"]}>{label}</span>}
      {!isNarrow && badge}
    </a>
  );
}
